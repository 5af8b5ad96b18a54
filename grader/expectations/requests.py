"""What a page asked the network for: its own files, what a form sent, an address outside (always refused)."""

from collections.abc import Mapping, Sequence

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, holds, validate_condition, wish
from grader.sentences import quoted, say, short

_ABOUT_ONE: dict[str, str] = {
    "address": "l’adresse",
    "method": "la méthode",
    "query": "ce qui suit le « ? » de l’adresse",
    "data": "les données envoyées",
    "kind": "la sorte",
}


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key in _ABOUT_ONE:
            validate_condition(wanted, key)
        elif wanted is not False:
            raise BadExpectation(f"« {key} » ne peut valoir que false")


def _listed(seen: Mapping[str, Json]) -> list[Mapping[str, Json]] | None:
    requests = seen.get("requests")
    return [one for one in requests if isinstance(one, dict)] if isinstance(requests, list) else None


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    requests = _listed(seen)
    if requests is None:
        return Mismatch("", "", say("On n’a pas pu voir ce que la page demande."))
    for key, text in (
        ("outside", "La page demande une adresse extérieure : {address}."),
        ("missing", "La page demande un fichier introuvable : {address}."),
    ):
        if key in expect and (wrong := next((one for one in requests if _is(one, key)), None)) is not None:
            address = quoted(short(str(wrong.get("address", ""))))
            return Mismatch("aucune", address, say(text, address=address))
    return _one_mismatch({key: expect[key] for key in _ABOUT_ONE if key in expect}, requests)


def _is(request: Mapping[str, Json], key: str) -> bool:
    outside = request.get("outside") is True
    return outside if key == "outside" else not outside and request.get("served") is not True


def _one_mismatch(conditions: Mapping[str, Json], requests: Sequence[Mapping[str, Json]]) -> Mismatch | None:
    """One request must satisfy all the conditions; the one that satisfies most of them is told."""
    closest: tuple[int, str, str] = (-1, "", "")
    for request in requests:
        wrong = [
            key for key, condition in conditions.items() if not holds(condition, str(request.get(key, "")))
        ]
        if not wrong:
            return None
        if len(conditions) - len(wrong) >= closest[0]:
            closest = (len(conditions) - len(wrong), wrong[0], str(request.get(wrong[0], "")))
    if not conditions:
        return None
    key = closest[1] or next(iter(conditions))
    found = quoted(short(closest[2])) if closest[2] else "rien"
    sentence = say(
        "La page devrait envoyer une demande où {thing} est : {expected} ; on trouve : {found}.",
        thing=_ABOUT_ONE[key],
        expected=wish(conditions[key]),
        found=found,
    )
    return Mismatch(wish(conditions[key]), found, sentence)


KIND = Kind(frozenset({"outside", "missing", *_ABOUT_ONE}), _validate, _compare)
