"""Processes that are started again when they die, as a server's do; some of them are killed on purpose."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from script.steps.places import ROOT
from script.steps.processes import Process
from script.steps.programs import tied
from script.steps.supervisor import signal_group

LOOK_SECONDS = 0.2
BACK_AFTER_SECONDS = 1.0


class KeptRunning:
    """A context manager: what is started inside it comes back until it ends; then nothing of it is left.

    One thread starts everything and lives as long: the kernel ends a child when the thread that started it ends.
    """

    def __init__(
        self,
        processes: list[Process],
        *,
        logs: Path,
        env: Mapping[str, str],
        beside: "KeptRunning | None" = None,
    ) -> None:
        self.processes = {process.name: process for process in processes}
        # What runs below these (a database, an engine) and ends after them; it is killed and held here as well.
        self._beside = beside
        self.logs, self.env = logs, {**env, "PYTHONUNBUFFERED": "1"}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.held: set[str] = set()  # dead on purpose, and to stay so for a while
        self.groups: set[int] = set()
        self._stop = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keeper")

    def __enter__(self) -> "KeptRunning":
        self.logs.mkdir(parents=True, exist_ok=True)
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._keeper.join()

    def stop(self) -> None:
        """End everything now; what is beside goes on."""
        self.__exit__()

    def child(self, name: str) -> subprocess.Popen[bytes]:
        return self._keeper_of(name).children[name]

    def hold(self, name: str) -> None:
        """Leave it dead once it is."""
        self._keeper_of(name).held.add(name)

    def let_go(self, name: str) -> None:
        self._keeper_of(name).held.discard(name)

    def _keeper_of(self, name: str) -> "KeptRunning":
        return self if name in self.processes or self._beside is None else self._beside

    def kill(self, name: str) -> bool:
        """Kill the leader alone, without a chance to tidy up; it comes back by itself unless it is held.

        Return whether there was anybody to kill.
        """
        with contextlib.suppress(ProcessLookupError, KeyError):
            child = self.child(name)
            if child.poll() is None:
                os.kill(child.pid, signal.SIGKILL)
                return True
        return False

    def _keep(self) -> None:
        died: dict[str, float] = {}
        while not self._stop.wait(LOOK_SECONDS):
            for name, process in self.processes.items():
                child = self.children.get(name)
                if child is not None and child.poll() is None:
                    continue
                since = died.setdefault(name, time.monotonic())
                if name in self.held or (child is not None and time.monotonic() - since < BACK_AFTER_SECONDS):
                    continue
                died.pop(name)
                self._start(process)
        for name in reversed(self.processes):
            self._end(self.processes[name])

    def _start(self, process: Process) -> None:
        with (self.logs / f"{process.name}.log").open("ab") as output:
            child = subprocess.Popen(
                [*tied(), *process.command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.children[process.name] = child
        self.groups.add(child.pid)

    def _end(self, process: Process) -> None:
        child = self.children.get(process.name)
        if child is None:
            return
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=process.grace)
        signal_group(child.pid, signal.SIGKILL)
        child.wait()
