"""What an author may expect of each kind of probe, and how it is compared. Pure."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations import (
    accessibility,
    address,
    attempt,
    axe,
    dialogs,
    drawn,
    elements,
    errors,
    exit_code,
    files,
    focus,
    judged,
    outline,
    output,
    overflow,
    picture,
    plan,
    repository,
    requests,
    rows,
    schema,
    source,
    storage,
    tests,
    validity,
    value,
    visit,
)
from grader.expectations.actions import stopped_mismatch
from grader.expectations.base import BadExpectation, Kind, Mismatch
from grader.expectations.complaints import explained

KINDS: dict[str, Kind] = {
    "elements": elements.KIND,
    "accessibility": accessibility.KIND,
    "address": address.KIND,
    "axe": axe.KIND,
    "dialogs": dialogs.KIND,
    "errors": errors.KIND,
    "focus": focus.KIND,
    "outline": outline.KIND,
    "overflow": overflow.KIND,
    "picture": picture.KIND,
    "requests": requests.KIND,
    "storage": storage.KIND,
    "validity": validity.KIND,
    "value": value.KIND,
    "output": output.KIND,
    "visit": visit.KIND,
    "rows": rows.KIND,
    "attempt": attempt.KIND,
    "schema": schema.KIND,
    "plan": plan.KIND,
    "source": source.KIND,
    "path": files.PATH,
    "folder": files.FOLDER,
    "exit_code": exit_code.KIND,
    "repository": repository.REPOSITORY,
    "commits": repository.COMMITS,
    "merged": repository.MERGED,
    "status": repository.STATUS,
    "config": repository.CONFIG,
    "revision_file": repository.REVISION_FILE,
    "tests": tests.KIND,
}


# What no probe of a box sees: the grader puts it together itself.
PUT_TOGETHER: dict[str, Kind] = {"drawn": drawn.DRAWN, "judged": judged.JUDGED}


def validate(probe: Probe, expect: Mapping[str, Json]) -> None:
    """Raises BadExpectation when the author asks for what cannot be compared."""
    kind = KINDS.get(probe.kind)
    if kind is None:
        raise BadExpectation(f"aucune attente connue pour la sonde « {probe.kind} »")
    if not expect:
        raise BadExpectation("l’attente (expect) est vide")
    if unknown := sorted(set(expect) - kind.keys):
        raise BadExpectation(
            f"attente inconnue : {', '.join(unknown)} (connues : {', '.join(sorted(kind.keys))})"
        )
    kind.validate(expect)


def compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    """Returns the first thing that does not hold, or None. An observation without shape holds nothing."""
    kind = PUT_TOGETHER.get(probe.kind) or KINDS[probe.kind]
    return stopped_mismatch(seen) or explained(kind.compare(probe, expect, seen), seen)


__all__ = ["KINDS", "BadExpectation", "Mismatch", "compare", "validate"]
