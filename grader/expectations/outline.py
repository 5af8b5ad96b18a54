"""The skeleton of a page: its headings in order, its landmarks."""

from collections.abc import Callable, Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, collapsed, one_apostrophe, texts
from grader.sentences import quoted, say, short

LANDMARKS: dict[str, str] = {
    "banner": "un en-tête (header)",
    "complementary": "un contenu à côté (aside)",
    "contentinfo": "un pied de page (footer)",
    "form": "un formulaire qui a un nom",
    "main": "un contenu principal (main)",
    "navigation": "un menu (nav)",
    "region": "une section qui a un nom",
    "search": "une recherche (search)",
}


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "headings":
            _headings_are_right(wanted)
        elif key == "landmarks":
            if unknown := sorted(set(texts(wanted, key)) - set(LANDMARKS)):
                raise BadExpectation(f"repère inconnu : {unknown[0]} (connus : {', '.join(LANDMARKS)})")
        elif wanted is not True:
            raise BadExpectation(f"« {key} » ne peut valoir que true")


def _headings_are_right(wanted: Json) -> None:
    if not isinstance(wanted, list) or not wanted:
        raise BadExpectation('« headings » doit être une liste, comme ["h1 Le marché", "h2 Les horaires"]')
    for one in wanted:
        if not isinstance(one, str) or not _level_of(one):
            raise BadExpectation("« headings » : chaque titre commence par h1, h2, h3, h4, h5 ou h6")


def _level_of(text: str) -> int:
    head = text.partition(" ")[0]
    return int(head[1]) if len(head) == 2 and head[0] == "h" and head[1] in "123456" else 0


type Heading = tuple[int, str]


def _headings(seen: Mapping[str, Json]) -> list[Heading]:
    listed = seen.get("headings")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [(_whole(one.get("level")), collapsed(str(one.get("text", "")))) for one in found]


def _whole(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if not isinstance(seen.get("headings"), list):
        return Mismatch("", "", say("Le plan de la page n’a pas pu être lu."))
    for key, test in _TESTS.items():
        if key in expect and (wrong := test(expect[key], seen)) is not None:
            return wrong
    return None


def _one_h1(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    count = sum(level == 1 for level, _ in _headings(seen))
    if count == 1:
        return None
    sentence = say("La page doit avoir un seul titre principal (h1) ; on en trouve {count}.", count=count)
    return Mismatch("1", str(count), sentence)


def _no_gap(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    before = 0
    for level, text in _headings(seen):
        if level > before + 1:
            sentence = say(
                "Le titre {text} est un h{level}, et vient après {before} : il manque un niveau entre les deux.",
                text=quoted(short(text)),
                level=level,
                before=f"un h{before}" if before else "aucun titre",
            )
            return Mismatch(f"h{before + 1} au plus", f"h{level}", sentence)
        before = level
    return None


def _same_headings(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    expected = (
        [(_level_of(str(one)), collapsed(str(one)[3:])) for one in wanted] if isinstance(wanted, list) else []
    )
    found = _headings(seen)
    for number in range(max(len(expected), len(found))):
        ours = expected[number] if number < len(expected) else None
        theirs = found[number] if number < len(found) else None
        if ours is not None and theirs is not None and _alike(ours, theirs):
            continue
        sentence = say(
            "Le titre numéro {number} de la page devrait être : {expected} ; on trouve : {found}.",
            number=number + 1,
            expected=_shown(ours),
            found=_shown(theirs),
        )
        return Mismatch(_shown(ours), _shown(theirs), sentence)
    return None


def _alike(ours: Heading, theirs: Heading) -> bool:
    return ours[0] == theirs[0] and one_apostrophe(ours[1]) in ("", one_apostrophe(theirs[1]))


def _shown(heading: Heading | None) -> str:
    if heading is None:
        return "aucun titre"
    level, text = heading
    return f"h{level} {quoted(short(text))}" if text else f"un h{level}"


def _has_landmarks(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    listed = seen.get("landmarks")
    found = (
        [str(one.get("role")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    for role in wanted if isinstance(wanted, list) else []:
        if role in found:
            continue
        sentence = say("Il manque à la page {landmark}.", landmark=LANDMARKS[str(role)])
        return Mismatch(LANDMARKS[str(role)], short(", ".join(found)) or "aucun repère", sentence)
    return None


_TESTS: dict[str, Callable[[Json, Mapping[str, Json]], Mismatch | None]] = {
    "one_h1": _one_h1,
    "no_skipped_level": _no_gap,
    "headings": _same_headings,
    "landmarks": _has_landmarks,
}
KIND = Kind(frozenset(_TESTS), _validate, _compare)
