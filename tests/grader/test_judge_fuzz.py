"""Whatever a box claims to have seen, the judge gives a verdict on the apprentice's work, and a small one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import expectations
from grader.contract import BoxReport, BoxRun, Check, Fault, Outcome, Verdict
from grader.judge import judge
from grader.manifest import load_exercise
from grader.report import read_report
from grader.runtimes import RUNTIMES

NONCE = "0123abcd" * 4
MOST_STORED = 100_000

# Every check that the runtimes test themselves with: a new kind of probe is fuzzed as soon as it has a canary.
CHECKS = {
    f"{runtime.name}-{variant.name}-{check.id}": check
    for runtime in RUNTIMES.values()
    for variant in runtime.variants
    for check in variant.self_test.checks
}
# And one check of each other kind, with each set of words that it may expect, from the exercises that we have.
ROOT = Path(__file__).parents[2]
MANIFESTS = sorted(
    manifest.parent
    for folder in ("exercises/catalogue", "tests/attacks/honest")
    for manifest in (ROOT / folder).glob("*/exercise.toml")
)
CHECKS |= {
    f"{exercise.runtime}-{check.probe.kind}-{'-'.join(sorted(check.expect))}": check
    for exercise in map(load_exercise, MANIFESTS)
    for check in exercise.judged_checks
}
# The words that the comparisons look for, so that random observations get past the first door.
WORDS = sorted(
    {
        word
        for path in Path(expectations.__file__).parent.glob("*.py")
        for word in re.findall(r'"(\$?[A-Za-z_]{2,24})"', path.read_text(encoding="utf-8"))
    }
    - {"refused"}  # the observer's word for an author's mistake
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**24), 10**24)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=30)
)
KEYS = st.sampled_from(WORDS) | st.text(max_size=5)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
SEEN = st.dictionaries(KEYS, JSON, max_size=8)
NOTES = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(WORDS)}, optional={"message": JSON}), max_size=4
)


def reported(messages: list[dict[str, Any]], checks: list[Check], outcome: Outcome) -> BoxReport:
    lines = b"".join(f"@{NONCE} {json.dumps(message)}\n".encode() for message in messages)
    probes = frozenset(check.probe.id for check in checks)
    return read_report(BoxRun(outcome, lines), nonce=NONCE, probes=probes)


def assert_is_a_verdict_on_the_work(verdict: Verdict, checks: list[Check]) -> None:
    stored = json.dumps(verdict.to_dict(), allow_nan=False, ensure_ascii=False)
    assert Verdict.from_dict(json.loads(stored)) == verdict
    assert len(stored) < MOST_STORED
    assert verdict.fault is (Fault.NOBODY if verdict.passed else Fault.APPRENTICE)
    assert [result.id for result in verdict.results] == [check.id for check in checks]
    assert all(result.passed or result.sentence for result in verdict.results)


@pytest.mark.parametrize("name", CHECKS)
@given(seen=SEEN, note=st.fixed_dictionaries({}, optional={"load_error": SEEN, "printed": SEEN}))
def test_no_observation_takes_the_judge_down(name: str, seen: dict[str, Any], note: dict[str, Any]) -> None:
    check = CHECKS[name]
    messages: list[dict[str, Any]] = [{"note": {**said, "kind": kind}} for kind, said in note.items()]
    messages.append({"probe": check.probe.id, "seen": seen})
    verdict = judge([check], reported(messages, [check], Outcome.FINISHED))

    assert_is_a_verdict_on_the_work(verdict, [check])


@given(
    checks=st.lists(st.sampled_from(list(CHECKS.values())), min_size=1, max_size=6, unique_by=lambda c: c.id),
    seen=st.lists(SEEN, max_size=6),
    notes=NOTES,
    outcome=st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.COULD_NOT_START]),
)
@settings(max_examples=150, deadline=None)
def test_missing_and_mixed_observations_pass_nothing_unseen(
    checks: list[Check], seen: list[dict[str, Any]], notes: list[dict[str, Any]], outcome: Outcome
) -> None:
    messages = [{"probe": check.probe.id, "seen": one} for check, one in zip(checks, seen, strict=False)]
    report = reported([*({"note": note} for note in notes), *messages], checks, outcome)
    verdict = judge(checks, report)

    assert_is_a_verdict_on_the_work(verdict, checks)
    unseen = {check.id for check in checks if report.seen_by(check.probe) is None}
    assert not any(result.passed for result in verdict.results if result.id in unseen)
    assert not verdict.passed or report.outcome is Outcome.FINISHED


LONG = "\1" * 4_000  # each sign is spelled out: four times as long again


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(
    "seen",
    [
        {"value": {"type": "string", "value": LONG, "length": 3}, "lines": [LONG] * 3, "tail": [LONG]},
        {"count": 10**24, "elements": [{"text": LONG}], "errors": [{"rule": LONG, "message": LONG}]},
        {"value": {"type": "object", "name": LONG, "length": 1, "entries": [[LONG, {"type": LONG}]] * 4}},
        {"lines": [[LONG]], "skipped": LONG, "count": -1},
        {word: LONG[:100] for word in WORDS},  # noqa: C420 - it reads like its neighbours
        {word: [LONG[:100]] for word in WORDS},
        {word: {other: 10**24 for other in WORDS[:80]} for word in WORDS[:80]},  # noqa: C420
    ],
    ids=["value", "elements", "object", "lines", "texts", "lists", "tables"],
)
@pytest.mark.parametrize(
    "thrown",
    [
        {"name": LONG, "message": LONG, "file": LONG, "line": 10**20},
        {"name": [LONG], "message": {"a": LONG}, "file": [LONG], "line": True},
    ],
    ids=["texts", "tables"],
)
def test_a_long_observation_makes_a_short_verdict(
    name: str, seen: dict[str, Any], thrown: dict[str, Any]
) -> None:
    check = CHECKS[name]
    for note in ({"kind": "load_error", **thrown}, {"kind": "missing_file", "address": LONG}):
        for said in (seen, {"thrown": thrown}, {"value": {}}):
            messages = [{"note": note}, {"probe": check.probe.id, "seen": said}]
            report = reported(messages, [check], Outcome.FINISHED)
            verdict = judge([check], report)

            assert len(report.notes) == len(report.observations) == 1
            assert_is_a_verdict_on_the_work(verdict, [check])
            assert all(len(result.sentence) < 1_500 for result in verdict.results)
            assert len(verdict.sentence) < 1_500
