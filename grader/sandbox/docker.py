"""Boxes that are Docker containers. The only file that imports `docker`."""

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import docker
import docker.errors
import docker.utils
import requests.exceptions
from docker.types import LogConfig, Ulimit

from grader import images
from grader.contract import BoxRun, Limits, Outcome
from grader.sandbox.base import BoxJob, BoxShape
from grader.sandbox.box import Box, Clock, Stream
from grader.sandbox.walls import seccomp_profile

log = logging.getLogger(__name__)

MIB = 1024 * 1024
CPU_PERIOD = 100_000  # microseconds
USER = "65534:65534"
ENGINE_SECONDS = 15  # one call to the engine
START_SECONDS = 30  # from start to the `ready` line, nothing of the apprentice being there yet
REMOVE_SECONDS = 30
FORGOTTEN_SECONDS = 45  # a box that does not run is started, or removed, sooner by whoever knows of it
STANDS_STILL = ("created", "exited", "dead")
HESITATION_SECONDS = 1.0  # an engine that is well says at once what a box does
KILLED_FROM_OUTSIDE = 137  # 128 + SIGKILL
NETWORK_HOLDER = "empty-network"
ENGINE_ERRORS = (docker.errors.DockerException, requests.exceptions.RequestException, OSError)


class EngineError(Exception):
    """The engine failed us; the text is for the people who run the platform."""


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
        self._pending: list[Future[bool]] = []
        self._network_lock = threading.Lock()
        self._network_holder: str | None = None
        self._own_network_holder: str | None = None
        # Monotonic: what the reaper saw standing still, and when first.
        self._still_since: dict[str, float] = {}

    # ---- one run --------------------------------------------------------------------------------
    def run(self, job: BoxJob) -> BoxRun:
        clock = Clock()
        box: Box | None = None
        try:
            lifetime = START_SECONDS + job.limits.wall_seconds + REMOVE_SECONDS
            box = self.open_box(job.shape, run_id=job.run_id, lifetime=lifetime)
            if box.wait_ready(clock.began + START_SECONDS):
                return self.run_in(box, job, clock)
            detail = "the box was not ready: " + box.stream.stderr[-500:].decode("utf-8", "replace")
            return BoxRun(Outcome.COULD_NOT_START, detail=detail, timings=clock.timings())
        except ENGINE_ERRORS as error:
            return BoxRun(Outcome.COULD_NOT_START, detail=short(error), timings=clock.timings())
        finally:
            if box is not None:
                box.stream.close()
                self.remove_soon(box.container)

    def run_in(self, box: Box, job: BoxJob, clock: Clock) -> BoxRun:
        """Does the job in a box that is ready, and leaves it to the caller to remove; raises ENGINE_ERRORS."""
        clock.ready = time.monotonic()
        outcome = box.converse(job, clock.ready + job.limits.wall_seconds)
        if outcome is Outcome.OUT_OF_TIME:
            outcome = self._whose_time_it_was(box, job)
        clock.ended = time.monotonic()
        exit_code = None
        if outcome is None:
            outcome, exit_code = self._how_it_ended(box.container)
        limit = job.limits.output_kb * 1024
        stdout, stderr = bytes(box.stream.stdout[:limit]), bytes(box.stream.stderr[:limit])
        return BoxRun(outcome, stdout, stderr, exit_code, timings=clock.timings())

    def _whose_time_it_was(self, box: Box, job: BoxJob) -> Outcome | None:
        """Everything passes through the engine: one that hangs looks like work that never ends.

        Where it hesitates now, the box gets its time once more; where it does not answer, ENGINE_ERRORS are raised.
        """
        asked = time.monotonic()
        self._engine().inspect_container(box.container)
        if time.monotonic() - asked < HESITATION_SECONDS:
            return Outcome.OUT_OF_TIME
        return box.listen(job, time.monotonic() + job.limits.wall_seconds)

    def _how_it_ended(self, container: str) -> tuple[Outcome, int | None]:
        engine: Any = self._engine()
        try:
            exit_code = int(engine.wait(container, timeout=ENGINE_SECONDS)["StatusCode"])
            state = engine.inspect_container(container)["State"]
        except docker.errors.NotFound:
            return Outcome.COULD_NOT_START, None  # somebody outside took the box away
        if state.get("OOMKilled"):
            return Outcome.OUT_OF_MEMORY, exit_code
        # The init of a box turns the killing of its child into 0 (see images/box): this one came from outside.
        stopped = exit_code == KILLED_FROM_OUTSIDE
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
            self._own_network_holder = None
            self._api_version = self._client.api_version
        return self._client

    def open_box(self, shape: BoxShape, *, run_id: str, lifetime: float) -> Box:
        """Creates and starts a box, not yet ready; raises ENGINE_ERRORS. `lifetime` (seconds) tells the reaper."""
        labels = {"ecole.run": run_id, **self._labels(lifetime)}
        if shape.sockets:
            return self._start(shape, "none", labels)
        known = self._network_holder is not None
        try:
            return self._start(shape, f"container:{self._empty_network(shape.image)}", labels)
        except ENGINE_ERRORS:
            self._network_holder = None
            if not known:
                raise
        # The holder that we knew of may be gone: once more, with a new one.
        return self._start(shape, f"container:{self._empty_network(shape.image)}", labels)

    def _start(self, shape: BoxShape, network: str, labels: dict[str, str]) -> Box:
        engine = self._engine()
        container = self._create(shape, network, labels)
        stream = None
        try:
            ways = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
            wrapper = engine.attach_socket(container, params=ways)
            stream = Stream(
                getattr(wrapper, "_sock", wrapper), (getattr(wrapper, "_response", None), wrapper)
            )
            engine.start(container)
        except BaseException:
            if stream is not None:
                stream.close()
            self.remove_soon(container)
            raise
        return Box(container, stream)

    def _create(self, shape: BoxShape, network: str, labels: dict[str, str]) -> str:
        engine = self._engine()
        created = engine.create_container(
            shape.image,
            command=list(shape.command) or None,
            user=USER,
            stdin_open=True,
            use_config_proxy=False,
            stop_signal="SIGKILL",  # any other would reach the child first, and look like its own end
            labels=labels,
            host_config=engine.create_host_config(
                **_walls(shape), network_mode=network, runtime=self._oci_runtime
            ),
        )
        return str(created["Id"])

    def _labels(self, lifetime: float) -> dict[str, str]:
        return {
            "ecole.owner": self.owner,
            "ecole.worker": f"{socket.gethostname()}:{os.getpid()}",
            "ecole.deadline": str(int(time.time() + lifetime)),
        }

    def _empty_network(self, image: str) -> str:
        """Returns the container whose empty network the boxes without sockets share; starts it if need be.

        Setting up a network is most of what a box costs the engine. Nobody can use this one: the boxes in
        it cannot open a socket. It is kept by a container that sleeps.
        """
        with self._network_lock:
            if self._network_holder is None:
                self._network_holder = self._found_network_holder() or self._new_network_holder(image)
            return self._network_holder

    def _found_network_holder(self) -> str | None:
        engine: Any = self._engine()
        holding = [f"ecole.owner={self.owner}", f"ecole.role={NETWORK_HOLDER}"]
        return next((str(found["Id"]) for found in engine.containers(filters={"label": holding})), None)

    def _new_network_holder(self, image: str) -> str:
        shape = BoxShape(image, Limits(memory_mb=32, processes=8), ("sleep", "infinity"))
        labels = {"ecole.role": NETWORK_HOLDER, **self._labels(lifetime=0)}
        holder = self._create(shape, "none", labels)
        self._engine().start(holder)
        self._own_network_holder = holder
        return holder

    # ---- nothing stays --------------------------------------------------------------------------
    def remove_soon(self, container: str) -> None:
        """Has a box killed and removed by another thread."""
        # Removing takes the engine longer than the run itself: the verdict need not wait for it.
        if self._removals is None:
            self._removals = ThreadPoolExecutor(1, thread_name_prefix="box-removal")
        self._pending = [future for future in self._pending if not future.done()]
        self._pending.append(self._removals.submit(self.remove, container))

    def remove(self, container: str) -> bool:
        """Kills and removes a box now; returns whether it is gone. What stays is the reaper's, once it is due."""
        try:
            self._engine().remove_container(container, force=True, v=True)
        except docker.errors.NotFound:
            return True
        except ENGINE_ERRORS as error:
            if _is_being_removed(error):
                return True
            log.warning("box %s was not removed: %s", container[:12], short(error))
            return False
        return True

    def _boxes(self) -> Iterator[tuple[str, dict[str, str]]]:
        for container in self._all_boxes():
            yield container["Id"], container["Labels"]

    def _all_boxes(self) -> list[dict[str, Any]]:
        return list(self._engine().containers(all=True, filters={"label": f"ecole.owner={self.owner}"}))

    def _reap(self, is_over: Callable[[dict[str, str]], bool]) -> int:
        return self._remove_all([container for container, labels in self._boxes() if is_over(labels)])

    def _remove_all(self, over: list[str]) -> int:
        for container in over:
            self.remove(container)
        return len(over)

    def reap(self, now: float) -> int:
        boxes = self._all_boxes()
        looked = time.monotonic()
        # An engine that dies makes boxes of which nobody hears, and stops those that wait: nobody comes for them.
        # Whoever is about to start one, or reads what it said before removing it, has had the time for that.
        self._still_since = {
            box["Id"]: self._still_since.get(box["Id"], looked)
            for box in boxes
            if box["State"] in STANDS_STILL
        }
        forgotten = {one for one, since in self._still_since.items() if looked - since >= FORGOTTEN_SECONDS}
        return self._remove_all(
            [box["Id"] for box in boxes if _is_over(box["Labels"], now) or box["Id"] in forgotten]
        )

    def reap_named(self, beginning: str) -> int:
        """Remove the boxes of this owner whose run is named so, whoever made them, and return how many."""
        return self._reap(lambda labels: labels.get("ecole.run", "").startswith(beginning))

    def reap_all(self) -> int:
        return self._reap(lambda labels: True)

    def close(self) -> None:
        for future in self._pending:
            with contextlib.suppress(TimeoutError):
                future.result(timeout=REMOVE_SECONDS)
        self._pending = []
        if self._own_network_holder is not None and self._client_pid == os.getpid():
            self.remove(self._own_network_holder)
        self._network_holder = self._own_network_holder = None
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
        except ENGINE_ERRORS as error:
            raise EngineError(short(error)) from error
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
        except ENGINE_ERRORS as error:
            raise EngineError(short(error)) from error


def _walls(shape: BoxShape) -> dict[str, Any]:
    """The box's walls, in the engine's words."""
    limits = shape.walls
    scratch = f"rw,nosuid,nodev,noexec,mode=1777,size={limits.scratch_mb}m,nr_inodes={limits.scratch_files}"
    return {
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", f"seccomp={seccomp_profile(shape.sockets)}"],
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
    }


def _is_over(labels: dict[str, str], now: float) -> bool:
    if labels.get("ecole.role") == NETWORK_HOLDER:
        return _is_orphan(labels)
    return _deadline(labels) < now or _is_orphan(labels)


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


def short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _is_being_removed(error: Exception) -> bool:
    """Whether the engine says that somebody else has asked for it, and that it is at it."""
    return isinstance(error, docker.errors.APIError) and error.status_code == HTTPStatus.CONFLICT
