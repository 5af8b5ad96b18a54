"""The French that the grader says by itself."""

import pytest

from grader.contract import Json
from grader.sentences import explain_error, explain_rule, fill, placed, say, short, show_json


def test_typography_is_french() -> None:
    assert say("Oui : « {x} » ; non ?", x="a b") == "Oui\u00a0: «\u00a0a b\u00a0»\u202f; non\u202f?"


def test_holes_are_filled_once_and_unknown_ones_stay() -> None:
    assert fill("{a} {b} {a.b} {}", {"a": "{b}", "b": "2"}) == "{b} 2 {a.b} {}"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("somme is not defined", "le nom «\u00a0somme\u00a0» n’est pas défini"),
        ("document is not defined", "n’existe que dans une page"),
        ("Cannot access 'x' before initialization", "avant la ligne qui le déclare"),
        ("Cannot read properties of undefined (reading 'nom')", "à une valeur qui vaut undefined"),
        ("a.map is not a function", "«\u00a0a.map\u00a0» n’est pas une fonction"),
        ("x is not iterable", "liste que l’on peut parcourir"),
        ("Assignment to constant variable.", "ne peut pas changer"),
        ("Identifier 'a' has already been declared", "déclaré deux fois"),
        ("Unexpected end of input", "s’arrête trop tôt"),
        ("missing ) after argument list", "parenthèse fermante"),
        ("Unexpected token '}'", "«\u00a0}\u00a0» n’est pas à sa place"),
        ("Invalid or unexpected token", "guillemet non fermé"),
        ("fetch is not defined", "sans réseau"),
        ("Cannot use import statement outside a module", "en dehors de toute accolade"),
        ('No file "./a" to import; there is "./a.js"', "Vouliez-vous écrire «\u00a0./a.js\u00a0»"),
        ('No file "./a.js" to import', "le fichier «\u00a0./a.js\u00a0» n’existe pas"),
        ('No file "fs" to import', "n’est pas un fichier de l’exercice"),
        ("The requested module './a.js' does not provide an export named 'b'", "s’appelle «\u00a0b\u00a0»"),
        ("await is only valid in async functions and the top level bodies of modules", "avec async"),
        ("Invalid URL", "mal écrite"),
        ("Maximum call stack size exceeded", "sans jamais s’arrêter"),
    ],
)
def test_common_errors_are_explained(message: str, words: str) -> None:
    assert words in explain_error("Error", message)


def test_an_uncommon_error_is_quoted() -> None:
    assert explain_error("Panne", "quelque chose") == "erreur «\u00a0Panne\u00a0: quelque chose\u00a0»."


def test_an_error_that_says_nothing_is_told_in_words() -> None:
    assert explain_error("", "") == "le code lance une erreur qui ne dit rien."


def test_a_place_comes_first_when_it_is_known() -> None:
    assert placed("a.js", 3, "oups.") == "Ligne 3 de a.js\u00a0: oups."
    assert placed("", None, "oups.") == "Oups."


def test_rules_are_explained_or_quoted() -> None:
    assert explain_rule("no-dup-id", "x").startswith("le même id")
    assert "«\u00a0Some rule\u00a0»" in explain_rule("brand-new", "Some rule")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (2.0, "2"),
        (1.5, "1.5"),
        ('a"b', '"a\\"b"'),
        ([1, "a"], '[1, "a"]'),
        ({"a": [1]}, "{ a: [1] }"),
        ({}, "{}"),
    ],
)
def test_values_are_shown_in_the_signs_of_javascript(value: Json, shown: str) -> None:
    assert show_json(value) == shown


def test_a_value_is_one_short_line() -> None:
    assert short("a\nb") == "a⏎b"
    assert len(short("x" * 500)) == 120
