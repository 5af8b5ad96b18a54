"""Boxes that exist only on paper, for tests. The same contract suite runs on this and on Docker."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from grader.contract import BoxRun, Json, Outcome, Probe, Timings
from grader.sandbox.base import BoxJob


@dataclass(frozen=True, slots=True)
class Scene:
    """What the program in the box would do. `says` may hold `{last}`, the line that ends a run."""

    says: bytes = b"{last}\n"
    complains: bytes = b""
    takes: float = 0.01
    needs_mb: int = 10
    exit_code: int = 0
    starts: bool = True


def _look_nowhere(probe: Probe) -> Mapping[str, Json] | None:
    return None


@dataclass(slots=True)
class FakeSandbox:
    """Plays scenes in turn; when none is left, answers each probe of the request with `look`.

    `look` returns what the probe sees, or None to leave it unseen. `notes` are sent before. `jobs`
    keeps what was run.
    """

    scenes: list[Scene] = field(default_factory=list)
    look: Callable[[Probe], Mapping[str, Json] | None] = _look_nowhere
    notes: tuple[Mapping[str, Json], ...] = ()
    jobs: list[BoxJob] = field(default_factory=list)
    closed: bool = False

    def run(self, job: BoxJob) -> BoxRun:
        self.jobs.append(job)
        return _play(self.scenes.pop(0) if self.scenes else self._observing(job), job)

    def _observing(self, job: BoxJob) -> Scene:
        request = _request_in(job.request)
        messages: list[dict[str, Any]] = [{"note": dict(note)} for note in self.notes]
        for asked in request["probes"]:
            probe_id = asked.pop("id")
            seen = self.look(Probe.from_dict(asked))
            if seen is not None:
                messages.append({"probe": probe_id, "seen": dict(seen)})
        lines = [f"@{request['nonce']} {json.dumps(message)}\n".encode() for message in messages]
        return Scene(says=b"".join(lines) + b"{last}\n")

    def reap(self, now: float) -> int:
        return 0

    def reap_all(self) -> int:
        return 0

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _request_in(data: bytes) -> dict[str, Any]:
    _, _, body = data.partition(b"\n")
    request: dict[str, Any] = json.loads(body)
    return request


def _play(scene: Scene, job: BoxJob) -> BoxRun:
    if not scene.starts:
        return BoxRun(Outcome.COULD_NOT_START, detail="the scene does not start")
    limit = job.limits.output_kb * 1024
    said = scene.says.replace(b"{last}", job.last_line)
    timings = Timings(
        0.0, min(scene.takes, job.limits.wall_seconds), min(scene.takes, job.limits.wall_seconds)
    )
    stdout, stderr = said[:limit], scene.complains[:limit]
    outcome, exit_code = _end_of(scene, said, job)
    return BoxRun(outcome, stdout, stderr, exit_code, timings=timings)


def _end_of(scene: Scene, said: bytes, job: BoxJob) -> tuple[Outcome, int | None]:
    if len(said) + len(scene.complains) > job.limits.output_kb * 1024:
        return Outcome.OUT_OF_OUTPUT, None
    if scene.needs_mb > job.limits.memory_mb:
        return Outcome.OUT_OF_MEMORY, 137
    if scene.takes >= job.limits.wall_seconds:
        return Outcome.OUT_OF_TIME, None
    if said.endswith(job.last_line + b"\n"):
        return Outcome.FINISHED, None
    return Outcome.CRASHED, scene.exit_code
