"""How a database goes about a query, against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("plan", {})
ORDERS = {"table": "commandes", "access": "scan", "index": None}
CLIENTS = {"table": "Clients", "access": "search", "index": "PRIMARY"}
BY_DAY = {"table": "commandes", "access": "search", "index": "par_jour"}


def seen(*steps: dict[str, Json], sorts: bool = False) -> dict[str, Any]:
    return {"instructions": 1, "steps": list(steps), "sorts": sorts}


@pytest.mark.parametrize(
    "expect", [{"searched": "clients"}, {"scanned": []}, {"indexes": [3]}, {"sorts": "non"}]
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Json]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)


@pytest.mark.parametrize(
    "expect",
    [
        {"searched": ["clients"]},
        {"scanned": ["commandes"]},
        {"indexes": ["primary"]},
        {"sorts": False},
    ],
)
def test_what_was_wanted_holds(expect: dict[str, Json]) -> None:
    assert compare(PROBE, expect, seen(ORDERS, CLIENTS)) is None


@pytest.mark.parametrize(
    ("expect", "found", "sentence"),
    [
        (
            {"searched": ["commandes"]},
            seen(CLIENTS, ORDERS),
            "La base doit lire toute la table « commandes » : aucun index ne la mène droit aux bonnes lignes.",
        ),
        (
            {"searched": ["commandes"]},
            seen(BY_DAY, ORDERS),
            "La base doit lire toute la table « commandes » : aucun index ne la mène droit aux bonnes lignes.",
        ),
        ({"searched": ["stands"]}, seen(ORDERS), "Cette requête ne lit pas la table « stands »."),
        ({"scanned": ["commandes"]}, seen(BY_DAY), "La base ne lit pas la table « commandes » en entier."),
        ({"indexes": ["par_jour"]}, seen(ORDERS), "L’index « par_jour » ne sert pas à cette requête."),
        (
            {"sorts": False},
            seen(ORDERS, sorts=True),
            "La base doit encore ranger toutes les lignes : aucun index ne les donne dans le bon ordre.",
        ),
        ({"sorts": True}, seen(ORDERS), "La base ne range pas les lignes : il manque ORDER BY."),
        ({"sorts": True}, {"steps": 3}, "On n’a pas pu voir comment la base fait cette requête."),
        ({"sorts": True}, {"instructions": 0}, "Il n’y a encore aucune instruction SQL dans votre fichier."),
        ({"searched": ["a"]}, {"steps": [1, {}], "sorts": False}, "Cette requête ne lit pas la table « a »."),
    ],
)
def test_the_rest_is_told(expect: dict[str, Json], found: dict[str, Any], sentence: str) -> None:
    mismatch = compare(PROBE, expect, found)

    assert mismatch is not None
    assert mismatch.sentence.replace("\u00a0", " ") == sentence
