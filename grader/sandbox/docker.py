"""Boxes that are Docker containers. The only file that imports `docker`."""

import contextlib
import logging
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import docker
import docker.errors
import docker.utils
import requests.exceptions
from docker.types import LogConfig, Ulimit

from grader import images
from grader.contract import BoxRun, Limits, Outcome, Timings
from grader.sandbox.base import READY_LINE, BoxJob

log = logging.getLogger(__name__)

MIB = 1024 * 1024
CPU_PERIOD = 100_000  # microseconds
USER = "65534:65534"
ENGINE_SECONDS = 15  # one call to the engine
START_SECONDS = 30  # from start to the `ready` line, nothing of the apprentice being there yet
REMOVE_SECONDS = 30
STOPPED_FROM_OUTSIDE = (137, 143)  # SIGKILL, SIGTERM
_ENGINE_ERRORS = (docker.errors.DockerException, requests.exceptions.RequestException, OSError)


class EngineError(Exception):
    """The engine failed us; the text is for the people who run the platform."""


class _Attached:
    """The hijacked connection to a container, read with a deadline.

    The SDK's own readers ignore time-outs, hence this one. The engine multiplexes both outputs in frames:
    one byte of stream number, three empty, four of size, then the bytes.
    """

    def __init__(self, wrapper: Any, limit: int) -> None:
        self._wrapper = wrapper
        self._socket: socket.socket = getattr(wrapper, "_sock", wrapper)
        self._limit = limit
        self._pending = bytearray()
        self.streams: dict[int, bytearray] = {1: bytearray(), 2: bytearray()}
        self.ended = False

    @property
    def stdout(self) -> bytearray:
        return self.streams[1]

    @property
    def overflowed(self) -> bool:
        return len(self.stdout) + len(self.streams[2]) > self._limit

    def read(self, deadline: float) -> None:
        """Takes in what is there, waiting until `deadline` (monotonic) at most; raises TimeoutError."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        try:
            chunk = self._socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            chunk = b""
        if not chunk:
            self.ended = True
            return
        self._pending += chunk
        self._unpack()

    def _unpack(self) -> None:
        while len(self._pending) >= 8:
            stream, size = struct.unpack(">BxxxL", self._pending[:8])
            if len(self._pending) < 8 + size:
                return
            room = max(0, self._limit + 1 - len(self.streams[1]) - len(self.streams[2]))
            self.streams.setdefault(stream, bytearray()).extend(self._pending[8 : 8 + min(size, room)])
            del self._pending[: 8 + size]

    def write(self, data: bytes, deadline: float) -> None:
        """Sends everything and closes the box's standard input; raises TimeoutError."""
        self._socket.settimeout(max(0.001, deadline - time.monotonic()))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        # The response first: once its socket is closed, it complains when it is collected.
        parts: tuple[Any, ...] = (getattr(self._wrapper, "_response", None), self._wrapper, self._socket)
        for part in parts:
            with contextlib.suppress(OSError, ValueError, AttributeError):
                part.close()


@dataclass(slots=True)
class _Clock:
    began: float = field(default_factory=time.monotonic)
    ready: float = 0.0
    ended: float = 0.0

    def timings(self) -> Timings:
        ended = self.ended or time.monotonic()
        ready = self.ready or ended
        return Timings(round(ready - self.began, 4), round(ended - ready, 4), round(ended - self.began, 4))


class DockerSandbox:
    """Keeps the contract of `base` with one fresh container per run.

    `owner` marks every container, so that two platforms on one engine leave each other's alone.
    `oci_runtime` is the engine's name of a runtime (`crun`, `runsc`), or None for its default.
    """

    def __init__(self, *, owner: str, base_url: str | None = None, oci_runtime: str | None = None) -> None:
        self.owner = owner
        self._base_url = base_url
        self._oci_runtime = oci_runtime
        self._api_version = "auto"
        self._client: docker.APIClient | None = None
        self._client_pid = 0
        self._removals: ThreadPoolExecutor | None = None
        self._pending: list[Future[None]] = []

    # ---- one run --------------------------------------------------------------------------------
    def run(self, job: BoxJob) -> BoxRun:
        clock = _Clock()
        container: str | None = None
        attached: _Attached | None = None
        try:
            container = self._create(job)
            attached = self._attach(container, job.limits)
            self._engine().start(container)
            return self._converse(container, attached, job, clock)
        except _ENGINE_ERRORS as error:
            return BoxRun(Outcome.COULD_NOT_START, detail=_short(error), timings=clock.timings())
        finally:
            if attached is not None:
                attached.close()
            if container is not None:
                self._remove_soon(container)

    def _converse(self, container: str, attached: _Attached, job: BoxJob, clock: _Clock) -> BoxRun:
        if not self._wait_ready(attached, clock.began + START_SECONDS):
            clock.ended = time.monotonic()
            detail = "the box was not ready: " + attached.streams[2][-500:].decode("utf-8", "replace")
            return BoxRun(Outcome.COULD_NOT_START, detail=detail, timings=clock.timings())
        clock.ready = time.monotonic()
        outcome = self._listen(attached, job, clock.ready + job.limits.wall_seconds)
        clock.ended = time.monotonic()
        exit_code = None
        if outcome is None:
            outcome, exit_code = self._how_it_ended(container)
        limit = job.limits.output_kb * 1024
        stdout, stderr = bytes(attached.stdout), bytes(attached.streams[2][:limit])
        return BoxRun(outcome, stdout[:limit], stderr, exit_code, timings=clock.timings())

    def _wait_ready(self, attached: _Attached, deadline: float) -> bool:
        try:
            while not attached.ended and b"\n" not in attached.stdout:
                attached.read(deadline)
        except TimeoutError:
            return False
        line, newline, rest = bytes(attached.stdout).partition(b"\n")
        attached.streams[1] = bytearray(rest)
        return bool(newline) and line == READY_LINE

    def _listen(self, attached: _Attached, job: BoxJob, deadline: float) -> Outcome | None:
        """Returns how the run was ended, or None if the program ended by itself without its last line."""
        last = job.last_line + b"\n"
        try:
            attached.write(job.request, deadline)
            while True:
                if attached.overflowed:
                    return Outcome.OUT_OF_OUTPUT
                if attached.stdout.endswith(last):
                    return Outcome.FINISHED
                if attached.ended:
                    return None
                attached.read(deadline)
        except TimeoutError:
            return Outcome.OUT_OF_TIME

    def _how_it_ended(self, container: str) -> tuple[Outcome, int | None]:
        engine: Any = self._engine()
        exit_code = int(engine.wait(container, timeout=ENGINE_SECONDS)["StatusCode"])
        state = engine.inspect_container(container)["State"]
        if state.get("OOMKilled"):
            return Outcome.OUT_OF_MEMORY, exit_code
        # Nobody in the box sends these signals to its init: somebody outside stopped the box.
        stopped = exit_code in STOPPED_FROM_OUTSIDE
        return (Outcome.COULD_NOT_START if stopped else Outcome.CRASHED), exit_code

    # ---- the engine -----------------------------------------------------------------------------
    def _engine(self) -> docker.APIClient:
        # A worker forks for each job: a connection shared with the parent would mix two conversations.
        if self._client is None or self._client_pid != os.getpid():
            where = {"base_url": self._base_url} if self._base_url else docker.utils.kwargs_from_env()
            self._client = docker.APIClient(version=self._api_version, timeout=ENGINE_SECONDS, **where)
            self._client_pid = os.getpid()
            self._removals = None
            self._pending = []
            self._api_version = self._client.api_version
        return self._client

    def _create(self, job: BoxJob) -> str:
        engine = self._engine()
        limits = job.limits
        deadline = int(time.time() + START_SECONDS + limits.wall_seconds + REMOVE_SECONDS)
        created = engine.create_container(
            job.image,
            command=list(job.command) if job.command else None,
            user=USER,
            stdin_open=True,
            network_disabled=True,
            use_config_proxy=False,
            labels={
                "ecole.owner": self.owner,
                "ecole.worker": f"{socket.gethostname()}:{os.getpid()}",
                "ecole.run": job.run_id,
                "ecole.deadline": str(deadline),
            },
            host_config=engine.create_host_config(**_walls(limits), runtime=self._oci_runtime),
        )
        return str(created["Id"])

    def _attach(self, container: str, limits: Limits) -> _Attached:
        ways = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        return _Attached(self._engine().attach_socket(container, params=ways), limits.output_kb * 1024)

    # ---- nothing stays --------------------------------------------------------------------------
    def _remove_soon(self, container: str) -> None:
        # Removing takes the engine longer than the run itself: the verdict need not wait for it.
        if self._removals is None:
            self._removals = ThreadPoolExecutor(1, thread_name_prefix="box-removal")
        self._pending = [future for future in self._pending if not future.done()]
        self._pending.append(self._removals.submit(self._remove, container))

    def _remove(self, container: str) -> None:
        try:
            self._engine().remove_container(container, force=True, v=True)
        except docker.errors.NotFound:
            return
        except _ENGINE_ERRORS as error:
            log.warning("box %s was not removed, the reaper will: %s", container[:12], _short(error))

    def _boxes(self) -> Iterator[tuple[str, dict[str, str]]]:
        found = self._engine().containers(all=True, filters={"label": f"ecole.owner={self.owner}"})
        for container in found:
            yield container["Id"], container["Labels"]

    def _reap(self, is_over: Callable[[dict[str, str]], bool]) -> int:
        over = [container for container, labels in self._boxes() if is_over(labels)]
        for container in over:
            self._remove(container)
        return len(over)

    def reap(self, now: float) -> int:
        return self._reap(lambda labels: _deadline(labels) < now or _is_orphan(labels))

    def reap_all(self) -> int:
        return self._reap(lambda labels: True)

    def close(self) -> None:
        for future in self._pending:
            with contextlib.suppress(TimeoutError):
                future.result(timeout=REMOVE_SECONDS)
        self._pending = []
        if self._removals is not None:
            self._removals.shutdown(wait=False, cancel_futures=True)
            self._removals = None
        if self._client is not None and self._client_pid == os.getpid():
            self._client.close()
        self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- images ---------------------------------------------------------------------------------
    def has_image(self, name: str) -> bool:
        """Raises EngineError when the engine does not answer."""
        try:
            engine: Any = self._engine()
            engine.inspect_image(images.tag(name))
        except docker.errors.ImageNotFound:
            return False
        except _ENGINE_ERRORS as error:
            raise EngineError(_short(error)) from error
        return True

    def build_image(self, name: str, say: Callable[[str], None]) -> None:
        """Builds one image, its parents being there; `say` receives each line. Raises EngineError."""
        arguments = {arg: images.tag(parent) for arg, parent in images.PARENTS[name].items()}
        try:
            lines = self._engine().build(
                path=str(images.FOLDER / name),
                tag=images.tag(name),
                buildargs=arguments,
                network_mode="host",
                rm=True,
                decode=True,
                timeout=1800,
            )
            for line in lines:
                if "error" in line:
                    raise EngineError(str(line["error"]))
                if text := str(line.get("stream", "")).strip():
                    say(text)
        except _ENGINE_ERRORS as error:
            raise EngineError(_short(error)) from error


def _walls(limits: Limits) -> dict[str, Any]:
    """The box's walls, in the engine's words."""
    scratch = f"rw,nosuid,nodev,noexec,mode=1777,size={limits.scratch_mb}m,nr_inodes={limits.scratch_files}"
    return {
        "network_mode": "none",
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "read_only": True,
        "tmpfs": {"/tmp": scratch},  # noqa: S108 - inside the box
        "shm_size": MIB,
        "mem_limit": limits.memory_mb * MIB,
        "memswap_limit": limits.memory_mb * MIB,
        # A quota rather than nano_cpus, which the engine refuses above the number of its own processors.
        "cpu_period": CPU_PERIOD,
        "cpu_quota": int(limits.cpus * CPU_PERIOD),
        "pids_limit": limits.processes,
        "ulimits": [
            Ulimit(name="fsize", soft=limits.file_mb * MIB, hard=limits.file_mb * MIB),
            Ulimit(name="nofile", soft=limits.open_files, hard=limits.open_files),
            Ulimit(name="core", soft=0, hard=0),
        ],
        "ipc_mode": "private",
        "log_config": LogConfig(type="none"),
        "init": True,
    }


def _deadline(labels: dict[str, str]) -> float:
    try:
        return float(labels.get("ecole.deadline", "0"))
    except ValueError:
        return 0.0


def _is_orphan(labels: dict[str, str]) -> bool:
    """Whether the worker that made this box ran here and is gone. Of workers elsewhere only the deadline tells."""
    host, _, pid = labels.get("ecole.worker", "").rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]
