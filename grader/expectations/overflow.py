"""Whether the page is wider than the window: then one has to scroll sideways to read it."""

from collections.abc import Mapping

from grader.contract import Json, Probe, Where
from grader.expectations.base import BadExpectation, Kind, Mismatch
from grader.sentences import quoted, say, short


def _validate(expect: Mapping[str, Json]) -> None:
    if not isinstance(expect.get("sideways"), bool):
        raise BadExpectation("« sideways » doit être true ou false")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    page, screen = seen.get("page"), seen.get("screen")
    if not isinstance(page, int | float) or not isinstance(screen, int | float):
        return Mismatch("", "", say("La largeur de la page n’a pas pu être mesurée."))
    if (page > screen) is expect.get("sideways"):
        return None
    where = Where(width=int(screen))
    if page <= screen:
        sentence = say("À {screen} px de large, la page devrait dépasser sur le côté.", screen=screen)
        return Mismatch("une page plus large", f"{page:g}\u00a0px", sentence, where)
    sentence = say(
        "À {screen} px de large, la page fait {page} px : il faut la faire défiler sur le côté.{who}",
        screen=f"{screen:g}",
        page=f"{page:g}",
        who=_who(seen.get("sticking")),
    )
    return Mismatch(f"{screen:g}\u00a0px", f"{page:g}\u00a0px", sentence, where)


def _who(sticking: Json) -> str:
    first = sticking[0] if isinstance(sticking, list) and sticking else None
    if not isinstance(first, dict):
        return ""
    by = first.get("by")
    return say(
        " C’est l’élément {name} qui dépasse, de {by} px.",
        name=quoted(short(str(first.get("name", "")))),
        by=f"{by:.0f}" if isinstance(by, int | float) else "?",
    )


KIND = Kind(frozenset({"sideways"}), _validate, _compare)
