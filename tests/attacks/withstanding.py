"""One attack against a real box: what came of it, and that nothing is left of it."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.contract import Fault, Verdict
from grader.grading import grade_exercise
from grader.sandbox.base import BoxShape
from grader.sandbox.box import Box
from grader.sandbox.docker import DockerSandbox
from tests.attacks.corpus import Attack, honest_exercise
from tests.grader.showing import is_safe, texts_in

STORED_AT_MOST = 40_000  # signs of a verdict as the database keeps it
# What would tell an apprentice how the box is made.
MACHINERY = re.compile(r"/opt/observer|node:internal|Traceback \(most recent")
NONCE = re.compile(r"@([0-9a-f]{32})")


class WatchedSandbox(DockerSandbox):
    """Remembers its boxes, so that a test can look for what they left."""

    def __init__(self, *, owner: str) -> None:
        super().__init__(owner=owner)
        self.opened: list[str] = []

    def open_box(self, shape: BoxShape, *, run_id: str, lifetime: float) -> Box:
        box = super().open_box(shape, run_id=run_id, lifetime=lifetime)
        self.opened.append(box.container)
        return box


def processes_in(containers: Iterable[str]) -> list[str]:
    """The command lines, on this machine, of what runs in these containers."""
    ids = list(containers)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            groups = (process / "cgroup").read_text()
            if any(id_ in groups for id_ in ids):
                found.append(
                    (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                )
        except OSError:
            continue  # it ended while we looked
    return found


def withstand(attack: Attack, sandbox: DockerSandbox) -> Verdict:
    """Grades the attack, then the honest solution of its exercise, in the same sandbox."""
    verdict = grade_exercise(attack.exercise, attack.files, sandbox)
    assert_as_expected(attack, verdict)
    assert_fit_to_show_and_store(attack, verdict)
    honest = honest_exercise(attack.honest)
    after = grade_exercise(honest, honest.solution, sandbox)
    assert after.passed, after
    return verdict


def assert_as_expected(attack: Attack, verdict: Verdict) -> None:
    expect = attack.expect
    told = plain_spaces("\n".join([verdict.sentence, *(result.sentence for result in verdict.results)]))
    assert verdict.outcome.value in several(expect["outcome"]), verdict
    assert verdict.fault.value == expect["fault"], verdict
    assert verdict.passed is expect["passed"], verdict
    for part in several(expect.get("says", [])):
        assert part in told, verdict
    for part in several(expect.get("prints", [])):
        assert part in verdict.printed, verdict
    shown = "\n".join(texts_in({**verdict.to_dict(), "detail": ""}))
    for part in several(expect.get("never_shows", [])):
        assert part not in shown, verdict
    if "passes" in expect:
        assert [result.id for result in verdict.results if result.passed] == expect["passes"], verdict


def assert_fit_to_show_and_store(attack: Attack, verdict: Verdict) -> None:
    """Whatever the box said: short, legible, and telling nothing of the machinery."""
    stored = json.dumps(verdict.to_dict(), allow_nan=False, ensure_ascii=False)
    assert len(stored) <= attack.expect.get("stored_at_most", STORED_AT_MOST)
    shown = list(texts_in({**verdict.to_dict(), "detail": ""}))
    assert all(is_safe(text) for text in shown), verdict
    assert not any(MACHINERY.search(text) or holds_a_nonce(text) for text in shown), verdict
    assert verdict.sentence
    assert all(result.passed or result.sentence for result in verdict.results), verdict
    if verdict.fault in (Fault.PLATFORM, Fault.AUTHOR):
        assert verdict.results == ()


def holds_a_nonce(text: str) -> bool:
    """Whether a text shows the mark of true answers. Forgers draw theirs by hand: a true one has many digits."""
    return any(len(set(nonce)) > 4 for nonce in NONCE.findall(text))


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def plain_spaces(text: str) -> str:
    """French typography aside: folders are written with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
