"""The contract of a box, step by step.

1. A box is made for one job from a named image, under the job's limits, with no network, no privilege,
   no mount, a root it cannot write and a small scratch folder. It was never used before.
2. The program in it writes the line `ready` when it is able to work. Until then nothing of the apprentice
   has entered: a box that does not get so far could not start, and that is the platform's matter.
3. The request is written to its standard input, which is then closed. The job's own clock starts here.
4. Both its outputs are read as they come and never kept beyond `limits.output_kb` together; one byte more
   ends the run as out of output.
5. The run ends at the first of: the line `job.last_line` on standard output (finished), the end of the
   program (finished if the last line was said, else out of memory or crashed), the time over, the output
   over. The clock that counts is outside the box. After its last line the program waits to be killed: its
   own end would make the engine work at the very moment when others are being served.
6. Whatever happened, the box is killed and removed. Removal may still be under way when `run` returns;
   `close` waits for it. The process may die at any moment: boxes carry an owner, a worker and a
   deadline, and `reap` removes those that are past it or whose worker is gone.
7. `run` never raises for anything the box or the engine does: an engine that fails, hangs or lacks the
   image is `COULD_NOT_START`, with a `detail` for the people who run the platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from grader.contract import BoxRun, Json, Limits

READY_LINE = b"ready"


@dataclass(frozen=True, slots=True)
class BoxShape:
    """What a box is before it has any work. A box of one shape can take any job of that shape.

    `walls` are limits with only what the engine enforces (`Limits.of_the_walls`). `command` is empty for
    the image's own observer. Without `sockets` the box can open none, and starts in half the time.
    """

    image: str
    walls: Limits
    command: tuple[str, ...] = ()
    sockets: bool = True

    def to_dict(self) -> dict[str, Json]:
        return {
            "image": self.image,
            "walls": self.walls.to_dict(),
            "command": list(self.command),
            "sockets": self.sockets,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "BoxShape":
        """Raises KeyError or ValueError on what it cannot read."""
        return cls(
            image=str(data["image"]),
            walls=Limits.from_dict(data["walls"]),
            command=tuple(str(word) for word in data["command"]),
            sockets=data["sockets"] is True,
        )


@dataclass(frozen=True, slots=True)
class BoxJob:
    """One thing to run, in a box of this shape; `limits` are watched from outside."""

    run_id: str
    shape: BoxShape
    request: bytes
    last_line: bytes
    limits: Limits


class Sandbox(Protocol):
    """Runs jobs in boxes. A context manager, so that no box outlives the work."""

    def run(self, job: BoxJob) -> BoxRun: ...

    def reap(self, now: float) -> int:
        """Removes this owner's boxes whose deadline is before `now` (Unix seconds), whose worker is dead, or that
        have not run for long; returns how many."""
        ...

    def reap_all(self) -> int:
        """Removes every box of this owner: for the start and the end of the platform."""
        ...

    def close(self) -> None:
        """Returns once every box of this sandbox is gone."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
