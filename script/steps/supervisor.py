"""Runs several processes as one: they start in order, and when one ends all end.

Three things make sure that nothing stays behind. Each child leads a process group of its own, so that
its own children are reached with it. The kernel itself asks each child to stop when the supervisor dies
(`setpriv --pdeathsig`). And a sweeper waits on a pipe that only closes when the supervisor is gone,
however it went: see sweeper.py.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

from script.steps.places import LOGS, ROOT
from script.steps.processes import Process
from script.steps.programs import log_tail, tied
from script.steps.progress import say

TICK_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SWEEPER_SECONDS = 60


class Crash(Exception):
    """A process ended although nobody asked it to."""

    def __init__(self, name: str, code: int, log: Path) -> None:
        super().__init__(
            f"« {name} » s'est arrêté (code {code}) ; les dernières lignes de {log} :\n{log_tail(log)}"
        )


class Interrupted(Exception):
    """Somebody asked the platform to stop."""


class Supervisor:
    """A context manager: children started inside it are gone when it ends, whatever ends it."""

    def __init__(
        self,
        *,
        logs: Path = LOGS,
        env: Mapping[str, str] | None = None,
        verbose: bool = False,
        sweep: bool = True,
        notes_signals: bool = True,
    ) -> None:
        """Take where logs go, and what children find in their environment.

        Args:
            notes_signals: a signal that asks to stop is only noted, for `check` to raise; otherwise it ends what
                stands inside at once, as it would without children.
        """
        self.logs = logs
        self.env = {**os.environ, **(env or {}), "PYTHONUNBUFFERED": "1"}
        self.verbose = verbose
        self.sweep = sweep
        self.noted_signals = STOP_SIGNALS if notes_signals else ()
        self.children: list[tuple[Process, subprocess.Popen[bytes]]] = []
        self.interrupted = False
        self.read_so_far: dict[str, int] = {}
        self.sweeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Supervisor":
        self.logs.mkdir(parents=True, exist_ok=True)
        self.previous = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        for number in self.noted_signals:
            signal.signal(number, self._note_signal)
        self.sweeper = self._start_sweeper()
        return self

    def __exit__(self, *_: object) -> None:
        # From here a second Ctrl-C must not leave half of the processes behind.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.stop("")
        self._end_sweeper()
        for number, handler in self.previous.items():
            signal.signal(number, handler)

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True

    def start(self, process: Process) -> None:
        log = self._log_of(process)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            child = subprocess.Popen(
                [*tied(), *process.command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.children.append((process, child))
        self._tell_sweeper(child.pid)

    def check(self) -> None:
        """Raise Interrupted or Crash when it is time to stop; with verbose, print what the logs have new."""
        if self.verbose:
            self._print_new_lines()
        if self.interrupted:
            raise Interrupted
        for process, child in self.children:
            if child.poll() is not None:
                raise Crash(process.name, child.returncode, self._log_of(process))

    def wait(self, seconds: float) -> None:
        """Like time.sleep, but a crash or a signal ends it by the exception of `check`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            time.sleep(TICK_SECONDS)

    def run_until_stopped(self) -> None:
        while True:
            self.check()
            time.sleep(TICK_SECONDS)

    def _log_of(self, process: Process) -> Path:
        return self.logs / f"{process.name}.log"

    def _print_new_lines(self) -> None:
        for process, _ in self.children:
            with self._log_of(process).open("rb") as log:
                log.seek(self.read_so_far.get(process.name, 0))
                for line in log.read().decode(errors="replace").splitlines():
                    say(f"{process.name:>14} | {line}")
                self.read_so_far[process.name] = log.tell()

    def stop(self, beginning: str) -> None:
        """Stop the processes whose names begin so, the last one first; the others go on, and nobody misses these."""
        for process, child in reversed(self.children):
            if process.name.startswith(beginning):
                self._stop_child(process, child)
        self.children = [one for one in self.children if not one[0].name.startswith(beginning)]

    @staticmethod
    def _stop_child(process: Process, child: subprocess.Popen[bytes]) -> None:
        # The leader alone is asked: gunicorn and rq wind up their own children, and let a job end first.
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=process.grace)
        # Also when the leader has left politely: one of its own children may not have.
        signal_group(child.pid, signal.SIGKILL)
        child.wait()

    def _start_sweeper(self) -> subprocess.Popen[bytes] | None:
        if not self.sweep:
            return None
        with (self.logs / "sweeper.log").open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "script.steps.sweeper"],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _tell_sweeper(self, group: int) -> None:
        if self.sweeper and self.sweeper.stdin:
            self.sweeper.stdin.write(f"{group}\n".encode())
            self.sweeper.stdin.flush()

    def _end_sweeper(self) -> None:
        """Let it remove the containers; it starts as soon as its pipe closes."""
        if self.sweeper and self.sweeper.stdin:
            self.sweeper.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self.sweeper.wait(timeout=SWEEPER_SECONDS)


def signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
