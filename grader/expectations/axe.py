"""What the accessibility checker holds against the page."""

from collections.abc import Mapping

from grader.contract import Json, Probe, Where
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts, whole
from grader.sentences import explain_barrier, plural, quoted, say, short

IMPACTS = ("minor", "moderate", "serious", "critical")


def _validate(expect: Mapping[str, Json]) -> None:
    whole(expect.get("max_violations"), "max_violations")
    if "from_impact" in expect and expect["from_impact"] not in IMPACTS:
        raise BadExpectation(f"« from_impact » doit être l’un de : {', '.join(IMPACTS)}")
    if "ignore" in expect:
        texts(expect["ignore"], "ignore")


def _counted(expect: Mapping[str, Json], violation: Json) -> bool:
    if not isinstance(violation, dict):
        return False
    ignored = expect.get("ignore")
    if isinstance(ignored, list) and violation.get("rule") in ignored:
        return False
    impact = str(violation.get("impact"))
    least = IMPACTS.index(str(expect.get("from_impact", IMPACTS[0])))
    return impact not in IMPACTS or IMPACTS.index(impact) >= least


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    listed = seen.get("violations")
    most = expect.get("max_violations")
    if not isinstance(listed, list) or not isinstance(most, int):
        return Mismatch("", "", say("L’accessibilité de la page n’a pas pu être vérifiée."))
    wrong = [one for one in listed if isinstance(one, dict) and _counted(expect, one)]
    if len(wrong) <= most:
        return None
    first = wrong[0]
    targets = first.get("targets")
    place = str(targets[0]) if isinstance(targets, list) and targets else ""
    sentence = say(
        "{place} : {explanation}",
        place=quoted(short(place)),
        explanation=explain_barrier(str(first.get("rule", "")), str(first.get("help", ""))),
    )
    others = len(wrong) - 1
    if others:
        sentence += say(
            " ({others} {noun} à voir ensuite.)",
            others=others,
            noun=plural(others, "autre point", "autres points"),
        )
    return Mismatch(str(most), str(len(wrong)), sentence, Where(selector=short(place)))


KIND = Kind(frozenset({"max_violations", "from_impact", "ignore"}), _validate, _compare)
