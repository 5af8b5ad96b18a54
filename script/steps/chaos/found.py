"""What one fault did, and the table of all of them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Found:
    """What one fault did to the work handed in while it lasted."""

    fault: str
    times: int = 0
    acknowledged: int = 0
    judged: int = 0
    ours: int = 0
    lost: int = 0
    twice: int = 0
    wrong: int = 0
    pending: int = 0
    settled_seconds: float = 0
    answers: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.twice or self.wrong or self.pending or self.untrue or self.left)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "answers": dict(self.answers), "holds": self.holds}


def table(found: list[Found]) -> str:
    lines = [
        "| fault | times | taken | judged | our fault | lost | judged twice | false | pending | settled after, s |"
        " left over | untrue | holds |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.fault} | {one.times} | {one.acknowledged} | {one.judged} | {one.ours} | {one.lost} | {one.twice}"
        f" | {one.wrong} | {one.pending} | {one.settled_seconds:g} | {'; '.join(one.left) or '–'}"
        f" | {'; '.join(one.untrue) or '–'} | {'yes' if one.holds else '**no**'} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"
