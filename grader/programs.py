"""Small programs of an author's, for what no expectation can say: they judge in a box of their own.

A program sees what was observed and the files handed in, as data. It never shares a process, a folder or a box with
the apprentice's code, and what it answers is one sentence, or nothing.
"""

import json
from collections.abc import Mapping

from grader.contract import Check, GradingRequest, Json, Limits, Observation, Probe

RUNTIME = "python"
FUNCTION = "judge"
LONGEST_SENTENCE = 600

_PROGRAM, _DATA = "main.py", "seen.json"
# Reads the data itself, so that a program is one function and nothing else.
_CALL = Probe(
    "value", {"expression": f"{FUNCTION}(**__import__('json').load(open('{_DATA}', encoding='utf-8')))"}
)


def question(
    program: str, seen: Mapping[str, Json], files: Mapping[str, str], limits: Limits
) -> GradingRequest:
    """Returns the request that asks `program` about what one probe saw."""
    data = json.dumps({"seen": dict(seen), "files": dict(files)}, ensure_ascii=False)
    return GradingRequest(RUNTIME, {_PROGRAM: program, _DATA: data}, _PROGRAM, (_CALL,), limits)


def answer(check: Check, seen: Mapping[str, Json] | None) -> Observation:
    """Returns what the program said of `check`; what it cannot say is its author's fault."""
    probe = judged_probe(check)
    value = seen.get("value") if seen is not None else None
    if seen is None or not isinstance(value, dict):
        return Observation(probe.id, {"refused": f"le programme {check.judge} {_trouble(seen)}"})
    if value.get("type") == "none":
        return Observation(probe.id, {"sentence": ""})
    text = value.get("value")
    if value.get("type") != "string" or not isinstance(text, str) or not text.strip():
        refusal = f"le programme {check.judge} doit rendre une phrase, ou None si tout va bien"
        return Observation(probe.id, {"refused": refusal})
    return Observation(probe.id, {"sentence": text.strip()[:LONGEST_SENTENCE]})


def judged_probe(check: Check) -> Probe:
    """Returns the probe under which the program's word is kept."""
    return Probe("judged", {"by": check.judge, "of": check.probe.id, "check": check.id})


def _trouble(seen: Mapping[str, Json] | None) -> str:
    thrown = seen.get("thrown") if seen is not None else None
    if isinstance(thrown, dict):
        return f"s’arrête : {thrown.get('name')} {thrown.get('message')}"
    return "ne répond pas"
