"""How the database goes about a query: which tables it reads whole, which indexes serve."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts
from grader.expectations.refusals import unanswered
from grader.sentences import quoted, say

PRIMARY = "PRIMARY"  # how the primary key's own index is named, whatever the engine calls it


def _validate(expect: Mapping[str, Json]) -> None:
    for key in expect:
        if key in ("searched", "scanned", "indexes"):
            texts(expect[key], key)
        elif not isinstance(expect[key], bool):
            raise BadExpectation(f"« {key} » doit être true ou false")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if (wrong := unanswered(probe, seen)) is not None:
        return wrong
    steps, sorts = seen.get("steps"), seen.get("sorts")
    if not isinstance(steps, list) or not isinstance(sorts, bool):
        return Mismatch("", "", say("On n’a pas pu voir comment la base fait cette requête."))
    ways = [step for step in steps if isinstance(step, dict)]
    for table in _names(expect, "searched"):
        if (wrong := _not_searched(table, ways)) is not None:
            return wrong
    for table in _names(expect, "scanned"):
        if "scan" not in _accesses(table, ways):
            return Mismatch(
                "lue en entier",
                "par un index",
                say("La base ne lit pas la table {table} en entier.", table=quoted(table)),
            )
    for index in _names(expect, "indexes"):
        if not any(str(way.get("index")).casefold() == index.casefold() for way in ways):
            return Mismatch(
                index, _used(ways), say("L’index {index} ne sert pas à cette requête.", index=quoted(index))
            )
    return _sorting(expect.get("sorts"), sorts)


def _names(expect: Mapping[str, Json], key: str) -> list[str]:
    wanted = expect.get(key)
    return [str(name) for name in wanted] if isinstance(wanted, list) else []


def _accesses(table: str, ways: list[dict[str, Json]]) -> set[str]:
    return {str(way.get("access")) for way in ways if str(way.get("table")).casefold() == table.casefold()}


def _not_searched(table: str, ways: list[dict[str, Json]]) -> Mismatch | None:
    accesses = _accesses(table, ways)
    if accesses == {"search"}:
        return None
    if not accesses:
        sentence = say("Cette requête ne lit pas la table {table}.", table=quoted(table))
        return Mismatch("par un index", "pas lue", sentence)
    sentence = say(
        "La base doit lire toute la table {table} : aucun index ne la mène droit aux bonnes lignes.",
        table=quoted(table),
    )
    return Mismatch("par un index", "lue en entier", sentence)


def _used(ways: list[dict[str, Json]]) -> str:
    return ", ".join(sorted({str(way["index"]) for way in ways if way.get("index")})) or "aucun index"


def _sorting(wanted: Json, sorts: bool) -> Mismatch | None:
    if wanted is None or wanted is sorts:
        return None
    if sorts:
        words = "La base doit encore ranger toutes les lignes : aucun index ne les donne dans le bon ordre."
        return Mismatch("sans tri", "avec tri", say(words))
    return Mismatch("avec tri", "sans tri", say("La base ne range pas les lignes : il manque ORDER BY."))


KIND = Kind(frozenset({"searched", "scanned", "indexes", "sorts"}), _validate, _compare)
