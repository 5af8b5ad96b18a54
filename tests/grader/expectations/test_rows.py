"""Rows that a database gave against what the author wrote."""

from collections.abc import Mapping
from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate

PROBE = Probe("rows", {})
AFTER = Probe("rows", {"query": "SELECT nom, total FROM clients"})
NULL: Json = {"null": True}


def table(*rows: list[Json], **others: Any) -> dict[str, Any]:
    columns = [{"name": "nom", "type": "text"}, {"name": "total", "type": "integer"}]
    return {
        "instructions": 1,
        "columns": columns,
        "width": 2,
        "rows": list(rows),
        "count": len(rows),
        **others,
    }


def wrong(expect: Mapping[str, Json], seen: Mapping[str, Json], probe: Probe = PROBE) -> Mismatch:
    mismatch = compare(probe, expect, seen)
    assert mismatch is not None
    return mismatch


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")


# ---- what an author may write -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "expect",
    [
        {"rows": "Léa"},
        {"rows": [["a"], ["a", "b"]]},
        {"rows": [[]]},
        {"rows": [[{"null": False}]]},
        {"rows": [[["a"]]]},
        {"rows": [[{"like": "a"}]]},
        {"contains": [["a", {"matches": "("}]]},
        {"count": -1},
        {"columns": []},
        {"types": ["varchar"]},
        {"ordered": "oui", "rows": [["a"]]},
        {"refused": "unik"},
        {"refused": True, "count": 1},
    ],
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Json]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)


@pytest.mark.parametrize(
    "expect",
    [
        {"rows": []},
        {"rows": [["a", 1, 1.5, True, NULL, {"matches": "^a"}, {"one_of": ["a", "b"]}]]},
        {"refused": "foreign_key"},
        {"columns": ["a"], "types": ["text"], "count": 0, "affected": 0, "instructions": 1, "decimals": 2},
    ],
)
def test_what_can_be_compared_is_accepted(expect: dict[str, Json]) -> None:
    validate(PROBE, expect)


# ---- what holds -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "cell"),
    [
        ("Léa", "Léa"),
        (3, 3),
        (3, {"number": "3.00"}),
        (12.5, {"number": "12.50"}),
        (0.1, {"number": "0.1"}),
        (NULL, None),
        (True, True),
        (True, 1),
        (False, 0),
        ({"matches": "^L"}, "Léa"),
        ({"one_of": ["3", "4"]}, 3),
        ({"not_empty": True}, "x"),
    ],
)
def test_a_cell_is_the_one_wanted(wanted: Json, cell: Json) -> None:
    assert compare(PROBE, {"rows": [[wanted, 1]]}, table([cell, 1])) is None


@pytest.mark.parametrize(
    ("wanted", "cell", "shown"),
    [
        ("NULL", None, "devrait valoir 'NULL' ; elle vaut NULL."),
        (NULL, "NULL", "devrait valoir NULL ; elle vaut 'NULL'."),
        ("3", 3, "devrait valoir '3' ; elle vaut 3."),
        (3, "3", "devrait valoir 3 ; elle vaut '3'."),
        (0.3, {"number": "0.30000000000000004"}, "devrait valoir 0.3 ; elle vaut 0.30000000000000004."),
        (1, True, "devrait valoir 1 ; elle vaut true."),
        (1, {"number": "NaN"}, "devrait valoir 1 ; elle vaut NaN."),
        (1, {"number": "9e999999999"}, "elle vaut 9e999999999."),
        ("x", {"bytes": "00ff", "length": 2}, "elle vaut x'00ff'."),
        ("x", {"text": "x" * 1000, "length": 5000}, "elle vaut 'xxxx"),
        ({"matches": "^A"}, None, "devrait valoir un texte de la forme « ^A » ; elle vaut NULL."),
    ],
)
def test_a_cell_that_is_not_is_shown_without_doubt(wanted: Json, cell: Json, shown: str) -> None:
    sentence = plain(wrong({"rows": [["Léa", wanted]]}, table(["Léa", cell])).sentence)

    assert sentence.startswith("Dans la ligne ('Léa', ")
    assert shown in sentence


def test_numbers_are_rounded_where_the_author_says() -> None:
    seen = table(["Léa", {"number": "3.3333333"}])

    assert compare(PROBE, {"rows": [["Léa", 3.33]], "decimals": 2}, seen) is None
    assert compare(PROBE, {"rows": [["Léa", 3.34]], "decimals": 2}, seen) is not None


def test_rows_hold_in_any_order_unless_it_is_asked() -> None:
    rows: list[Json] = [["Léa", 1], ["Sam", 2]]
    seen = table(["Sam", 2], ["Léa", 1])

    assert compare(PROBE, {"rows": rows}, seen) is None
    assert compare(PROBE, {"rows": rows, "ordered": True}, table(["Léa", 1], ["Sam", 2])) is None
    assert plain(wrong({"rows": rows, "ordered": True}, seen).sentence) == (
        "Les lignes sont justes, mais pas dans le bon ordre : la ligne 1 devrait être ('Léa', 1) ; "
        "c’est ('Sam', 2). ORDER BY choisit l’ordre."
    )


def test_the_case_of_column_names_does_not_matter() -> None:
    assert compare(PROBE, {"columns": ["Nom", "TOTAL"]}, table()) is None


@pytest.mark.parametrize(
    "expect",
    [
        {"contains": [["Sam", 2]]},
        {"not_contains": [["Sam", 3]]},
        {"count": 2},
        {"types": ["text", "integer"]},
        {"instructions": 1},
    ],
)
def test_some_rows_some_count_some_types_hold(expect: dict[str, Json]) -> None:
    assert compare(PROBE, expect, table(["Léa", 1], ["Sam", 2])) is None


# ---- the first difference -------------------------------------------------------------------------------
LEA, SAM, ZOE, ALI = ["Léa", 1], ["Sam", 2], ["Zoé", 3], ["Ali", 4]


@pytest.mark.parametrize(
    ("expect", "rows", "sentence"),
    [
        ({"rows": [LEA, SAM]}, [LEA], "Il manque la ligne ('Sam', 2)."),
        ({"rows": [LEA, SAM, ZOE]}, [LEA], "Il manque 2 lignes, dont ('Sam', 2)."),
        ({"rows": [LEA]}, [LEA, SAM], "La ligne ('Sam', 2) est de trop."),
        ({"rows": [LEA]}, [SAM, LEA, ZOE], "2 lignes sont de trop, dont ('Sam', 2)."),
        ({"rows": [LEA]}, [LEA, LEA], "La ligne ('Léa', 1) est là 2 fois : c’est une fois de trop."),
        ({"rows": [LEA, SAM]}, [], "Il n’y a aucune ligne ; il en faut 2, dont ('Léa', 1)."),
        (
            {"rows": [LEA, SAM]},
            [LEA, ["Sam", 5]],
            "Dans la ligne ('Sam', 5), la colonne « total » devrait valoir 2 ; elle vaut 5.",
        ),
        (
            {"rows": [LEA, SAM]},
            [LEA, ALI],
            "Il manque la ligne ('Sam', 2) ; à la place, on trouve ('Ali', 4).",
        ),
        (
            {"rows": [LEA, SAM]},
            [LEA, ALI, ZOE],
            "Il manque la ligne ('Sam', 2), et ('Ali', 4) est de trop.",
        ),
        ({"contains": [ZOE]}, [LEA], "Il manque la ligne ('Zoé', 3)."),
        ({"not_contains": [LEA]}, [LEA], "La ligne ('Léa', 1) ne devrait pas être là."),
        ({"count": 1}, [LEA, SAM], "Le résultat a 2 lignes ; il en faut 1."),
        ({"count": 2}, [LEA], "Le résultat a 1 ligne ; il en faut 2."),
        (
            {"columns": ["nom"]},
            [LEA],
            "Le résultat a 2 colonnes (nom, total) ; il en faut 1 (nom).",
        ),
        ({"rows": [["Léa"]]}, [LEA], "Le résultat a 2 colonnes (nom, total) ; il en faut 1."),
        (
            {"columns": ["total", "nom"]},
            [LEA],
            "Les colonnes ne sont pas dans le bon ordre : on attend total, nom ; on trouve nom, total.",
        ),
        (
            {"columns": ["nom", "somme"]},
            [LEA],
            "La colonne 2 devrait s’appeler « somme » ; elle s’appelle « total ». "
            "Le mot AS donne un nom à une colonne.",
        ),
        (
            {"types": ["text", "date"]},
            [LEA],
            "La colonne « total » devrait contenir des dates ; elle contient des nombres entiers.",
        ),
        ({"instructions": 2}, [LEA], "Le fichier contient 1 instruction ; il en faut 2."),
    ],
)
def test_the_first_difference_is_told(expect: dict[str, Json], rows: list[list[Json]], sentence: str) -> None:
    assert plain(wrong(expect, table(*rows)).sentence) == sentence


def test_what_the_author_may_quote_is_the_difference_itself() -> None:
    mismatch = wrong({"rows": [LEA, SAM]}, table(LEA, ["Sam", 5]))

    assert (mismatch.expected, mismatch.found) == ("2", "5")


def test_more_rows_than_were_kept_are_only_counted() -> None:
    seen = table(LEA, SAM, count=900)

    assert plain(wrong({"rows": [LEA, SAM]}, seen).sentence) == "Le résultat a 900 lignes ; il en faut 2."


def test_a_question_after_the_code_says_so() -> None:
    assert plain(wrong({"rows": [SAM]}, table(LEA, SAM), AFTER).sentence) == (
        "Après votre code, la ligne ('Léa', 1) est de trop."
    )


def test_a_transaction_left_open_is_the_reason() -> None:
    mismatch = wrong({"rows": [SAM]}, table(LEA, uncommitted=True), AFTER)

    assert "sans COMMIT" in mismatch.sentence


def test_rows_changed_are_counted() -> None:
    seen = {"instructions": 1, "affected": 3}

    assert compare(PROBE, {"affected": 3}, seen) is None
    assert plain(wrong({"affected": 1}, seen).sentence) == (
        "L’instruction change 3 lignes ; elle devrait en changer 1."
    )
    assert "il faut une requête SELECT" in wrong({"count": 1}, seen).sentence


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"instructions": 0, "missing": 0}, "Il n’y a encore aucune instruction SQL dans votre fichier."),
        (
            {"instructions": 1, "missing": 3},
            "Il manque l’instruction numéro 3 : le fichier n’en contient que 1.",
        ),
        (
            {"instructions": 1, "thrown": thrown}
            if (thrown := {"message": "no such table: x", "language": "sql", "file": "main.sql", "line": 2})
            else {},
            "Ligne 2 de main.sql : la table « x » n’existe pas. Vérifiez son orthographe.",
        ),
    ],
)
def test_what_could_not_be_looked_at_is_told(seen: dict[str, Any], words: str) -> None:
    assert plain(wrong({"count": 1}, seen).sentence) == words


REFUSED = {"thrown": {"reason": "unique", "message": "UNIQUE constraint failed: clients.id"}}


def test_an_instruction_may_have_to_fail() -> None:
    assert compare(PROBE, {"refused": True}, REFUSED) is None
    assert compare(PROBE, {"refused": "unique"}, REFUSED) is None
    assert compare(PROBE, {"refused": False}, table()) is None
    assert plain(wrong({"refused": "check"}, table()).sentence) == (
        "La base accepte votre instruction ; elle devrait le refuser : il manque une condition CHECK."
    )
    assert plain(wrong({"refused": "check"}, REFUSED).sentence) == (
        "La base refuse bien votre instruction, mais pour une autre raison : "
        "cette valeur existe déjà, et elle doit être unique (clients.id)."
    )


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"rows": 5, "count": 1, "width": 2},
        {"rows": [5, None, []], "count": 3, "width": 2, "columns": [1]},
        {"rows": [["Léa"]], "count": 1, "width": 2, "columns": []},
        {"rows": [["Léa", [1]]], "count": 1, "width": 2, "columns": [{"name": 3}]},
        {"rows": [["Léa", {"number": []}]], "count": 1, "width": 2},
        {"rows": [["Léa", {}]], "count": "1", "width": True},
        {"rows": [], "count": 1, "width": 2},
        {"thrown": {"message": 5, "reason": None, "line": "x"}},
        {"missing": 2, "instructions": None},
    ],
)
@pytest.mark.parametrize(
    "expect",
    [
        {"rows": [["Léa", 3], ["Sam", 4]], "ordered": True},
        {"columns": ["nom", "total"], "types": ["text", "integer"]},
        {"contains": [["Léa", 3]]},
        {"count": 4},
        {"affected": 4},
        {"refused": "check"},
        {"refused": False},
    ],
)
def test_an_observation_without_shape_holds_nothing(seen: dict[str, Any], expect: dict[str, Json]) -> None:
    mismatch = compare(PROBE, expect, seen)

    assert mismatch is not None
    assert mismatch.sentence
