"""What a page keeps in the browser: localStorage, sessionStorage, cookies."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, holds, validate_condition, wish
from grader.sentences import quoted, say, short

PLACES = {"local": "localStorage", "session": "sessionStorage", "cookies": "les cookies"}


def _validate(expect: Mapping[str, Json]) -> None:
    for place, wanted in expect.items():
        if not isinstance(wanted, dict) or not wanted:
            raise BadExpectation(f"« {place} » doit être une table nom = valeur")
        for name, condition in wanted.items():
            validate_condition(condition, f"{place}.{name}")


def _kept(value: Json) -> dict[str, str]:
    entries = value if isinstance(value, list) else []
    return {str(entry[0]): str(entry[1]) for entry in entries if isinstance(entry, list) and len(entry) == 2}


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    for place, words in PLACES.items():
        wanted = expect.get(place)
        kept = _kept(seen.get(place))
        for name, condition in wanted.items() if isinstance(wanted, dict) else ():
            found = kept.get(name)
            if isinstance(seen.get(place), list) and holds(condition, found):
                continue
            shown = "absent" if found is None else quoted(short(found))
            sentence = say(
                "Dans {words}, {name} devrait être : {expected} ; on trouve : {found}.",
                words=words,
                name=quoted(short(name)),
                expected=wish(condition),
                found=shown,
            )
            return Mismatch(wish(condition), shown, sentence)
    return None


KIND = Kind(frozenset(PLACES), _validate, _compare)
