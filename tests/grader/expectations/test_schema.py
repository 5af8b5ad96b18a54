"""What tables are made of, against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("schema", {})


def column(name: str, kind: str, **others: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "written": kind,
        "length": None,
        "nullable": True,
        "default": None,
        **others,
    }


ORDERS: dict[str, Any] = {
    "name": "Commandes",
    "kind": "table",
    "columns": [
        column("id", "integer", nullable=False),
        column("client_id", "integer", nullable=False),
        column("reference", "text", written="varchar(8)", length=8),
        column("etat", "text", default="'neuve'::character varying"),
    ],
    "primary_key": ["id"],
    "unique": [["reference"]],
    "foreign_keys": [
        {
            "columns": ["client_id"],
            "table": "clients",
            "references": ["id"],
            "on_delete": "no action",
            "on_update": "no action",
        }
    ],
    "indexes": [{"name": "i", "columns": ["client_id", "etat"], "unique": False}],
    "checks": 1,
}
SEEN = {"instructions": 1, "tables": [ORDERS, {"name": "clients", "columns": []}]}


def of_orders(**expect: Json) -> dict[str, Json]:
    return {"table": "commandes", **expect}


@pytest.mark.parametrize(
    "expect",
    [
        {"tables": "clients"},
        {"columns": ["id"]},
        of_orders(columns=3),
        of_orders(columns={"id": "nombre"}),
        of_orders(columns={"id": {"taille": 3}}),
        of_orders(columns={"id": ["integer"]}),
        of_orders(primary_key="id"),
        of_orders(unique=["id"]),
        of_orders(unique="id"),
        of_orders(indexes=[[]]),
        of_orders(foreign_keys={"columns": ["id"]}),
        of_orders(foreign_keys=[{"columns": ["id"]}]),
        of_orders(foreign_keys=[{"columns": ["id"], "table": "a", "on_delete": "efface"}]),
        of_orders(foreign_keys=[{"columns": ["id"], "table": "a", "vers": "b"}]),
        of_orders(checks=True),
    ],
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Json]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)


@pytest.mark.parametrize(
    "expect",
    [
        {"tables": ["clients", "commandes"], "no_tables": ["stands"]},
        of_orders(columns=["ID", "etat"]),
        of_orders(columns={"id": {"type": "integer", "nullable": False}, "reference": {"length": 8}}),
        of_orders(columns={"etat": {"default": "neuve"}}),
        of_orders(primary_key=["id"]),
        of_orders(unique=[["reference"], ["id"]]),
        of_orders(indexes=[["client_id"], ["id"]]),
        of_orders(foreign_keys=[{"columns": ["client_id"], "table": "clients", "references": ["id"]}]),
        of_orders(foreign_keys=[{"columns": ["client_id"], "table": "clients", "on_delete": "restrict"}]),
        of_orders(checks=1),
    ],
)
def test_what_was_wanted_holds(expect: dict[str, Json]) -> None:
    validate(PROBE, expect)
    assert compare(PROBE, expect, SEEN) is None


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ({"tables": ["stands"]}, "La table « stands » n’existe pas. On trouve : Commandes, clients."),
        ({"no_tables": ["clients"]}, "La table « clients » ne devrait plus exister."),
        (
            {"table": "stands", "checks": 1},
            "La table « stands » n’existe pas. On trouve : Commandes, clients.",
        ),
        (
            of_orders(columns=["jour"]),
            "Dans la table « commandes », il manque la colonne « jour ». "
            "On trouve : id, client_id, reference, etat.",
        ),
        (
            of_orders(columns={"reference": "integer"}),
            "Dans la table « commandes », la colonne « reference » devrait être un nombre entier ; "
            "son type est varchar(8).",
        ),
        (
            of_orders(columns={"reference": {"nullable": False}}),
            "Dans la table « commandes », la colonne « reference » devrait être obligatoire : NOT NULL.",
        ),
        (
            of_orders(columns={"id": {"nullable": True}}),
            "Dans la table « commandes », la colonne « id » devrait pouvoir rester vide.",
        ),
        (
            of_orders(columns={"reference": {"length": 9}}),
            "Dans la table « commandes », la colonne « reference » devrait avoir la longueur 9 ; "
            "son type est varchar(8).",
        ),
        (
            of_orders(columns={"reference": {"default": "A"}}),
            "Dans la table « commandes », la colonne « reference » devrait valoir « A » "
            "quand on ne dit rien (DEFAULT).",
        ),
        (
            of_orders(primary_key=["reference"]),
            "La clé primaire de la table « commandes » devrait être « reference » ; on trouve id.",
        ),
        (
            of_orders(unique=[["etat"]]),
            "Dans la table « commandes », deux lignes peuvent avoir le même « etat » : il manque UNIQUE.",
        ),
        (of_orders(indexes=[["etat"]]), "La table « commandes » n’a pas d’index sur « etat »."),
        (
            of_orders(foreign_keys=[{"columns": ["etat"], "table": "etats"}]),
            "Dans la table « commandes », « etat » devrait être une clé étrangère vers la table « etats ».",
        ),
        (
            of_orders(foreign_keys=[{"columns": ["client_id"], "table": "clients", "on_delete": "cascade"}]),
            "La clé étrangère « client_id » de la table « commandes » devrait avoir ON DELETE CASCADE ; "
            "on trouve NO ACTION.",
        ),
        (of_orders(checks=2), "La table « commandes » a 1 condition CHECK ; il en faut 2."),
    ],
)
def test_the_rest_is_told(expect: dict[str, Json], sentence: str) -> None:
    mismatch = compare(PROBE, expect, SEEN)

    assert mismatch is not None
    assert mismatch.sentence.replace("\u00a0", " ").replace("\u202f", " ") == sentence


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"tables": 3},
        {"tables": [3, {}]},
        {
            "tables": [
                {"name": "commandes", "columns": [3], "indexes": [{}, 4], "unique": 3, "foreign_keys": [1]}
            ]
        },
        {"instructions": 1, "thrown": {"message": "no such table: a", "file": "main.sql", "line": 1}},
    ],
)
@pytest.mark.parametrize(
    "expect",
    [
        of_orders(columns={"id": "integer"}),
        of_orders(primary_key=["id"]),
        of_orders(unique=[["id"]]),
        of_orders(indexes=[["id"]]),
        of_orders(foreign_keys=[{"columns": ["client_id"], "table": "clients"}]),
        of_orders(checks=1),
    ],
)
def test_an_observation_without_shape_holds_nothing(seen: dict[str, Any], expect: dict[str, Json]) -> None:
    mismatch = compare(PROBE, expect, seen)

    assert mismatch is not None
    assert mismatch.sentence
