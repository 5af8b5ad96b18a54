"""What a server answered against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate

PAGE = (
    "<html><head><title>T</title></head><body><h1>Les stands</h1><ul><li>Soupe<li>Livres</ul></body></html>"
)
WARNING = {
    "language": "php",
    "name": "Warning",
    "message": "Undefined variable $a",
    "file": "index.php",
    "line": 3,
    "column": None,
}
LETTER = {"to": "a@b.fr", "subject": "Contact", "headers": "From: c@d.fr", "message": "Bonjour"}
STOPPED = {**WARNING, "name": "DivisionByZeroError", "message": "Division by zero", "line": 7}


def step(body: str | None = PAGE, **others: Any) -> dict[str, Any]:
    return {
        "method": "GET",
        "address": "/liste.php?page=1",
        "status": 200,
        "headers": [["Content-type", "text/html; charset=UTF-8"]],
        "cookies": [],
        "length": 0,
        "body": None if body is None else [body[:10], body[10:]],
        "warnings": [],
        "stopped": None,
        "cut": False,
        **others,
    }


def cookie(**others: Any) -> dict[str, Any]:
    return {
        "name": "gout",
        "value": "thé",
        "was": None,
        "path": "/",
        "seconds": 3600,
        "secure": False,
        "http_only": True,
        "same_site": "Lax",
        **others,
    }


def look(expect: dict[str, Any], *steps: dict[str, Any], asked: int = 0) -> Mismatch | None:
    probe = Probe("visit", {"root": "", "steps": [{"path": "/"}] * (asked or len(steps))})
    validate(probe, expect)
    return compare(probe, expect, {"steps": list(steps)})


def wrong(expect: dict[str, Any], *steps: dict[str, Any], asked: int = 0) -> Mismatch:
    mismatch = look(expect, *steps, asked=asked)
    assert mismatch is not None
    return mismatch


@pytest.mark.parametrize(
    ("expect", "others"),
    [
        ({"status": 200}, {}),
        ({"status": [302, 303]}, {"status": 303}),
        ({"redirects_to": "/merci.php"}, {"status": 302, "headers": [["location", "merci.php"]]}),
        (
            {"redirects_to": "/merci.php"},
            {"status": 302, "headers": [["Location", "http://localhost/merci.php"]]},
        ),
        ({"redirects_to": {"contains": "merci"}}, {"status": 301, "headers": [["Location", "/merci?n=1"]]}),
        ({"headers": {"content-type": {"contains": "html"}, "X-A": {"present": False}}}, {}),
        ({"contains": "<h1>"}, {}),
        ({"contains": ["Soupe", "Livres"], "lacks": ["Musique", "<script"]}, {}),
        ({"matches": "<li>[A-Z]"}, {}),
        ({"selector": "li"}, {}),
        ({"selector": "li", "count": 2, "text_matches": "^(Soupe|Livres)$"}, {}),
        ({"selector": "h1", "text": " Les  stands "}, {}),
        ({"selector": "script", "count": 0}, {}),
        ({"selector": "title", "text": "T"}, {}),
        ({"cookies": {"gout": {"present": True}, "autre": {"present": False}}}, {"cookies": [cookie()]}),
        (
            {"cookies": {"gout": {"value": "thé", "http_only": True, "secure": False, "same_site": "Lax"}}},
            {"cookies": [cookie()]},
        ),
        ({"cookies": {"gout": {"seconds": 3600, "removed": False}}}, {"cookies": [cookie(seconds=3590)]}),
        ({"cookies": {"gout": {"removed": True}}}, {"cookies": [cookie(seconds=0)]}),
        ({"cookies": {"gout": {"renewed": True}}}, {"cookies": [cookie(was="café")]}),
        ({"mail": {"sent": False}}, {}),
        ({"mail": {"sent": True}}, {"mails": [LETTER]}),
        ({"mail": {"to": "a@b.fr", "message": {"contains": "jour"}}}, {"mails": [{}, LETTER]}),
        ({"without_warnings": True}, {"warnings": [{**WARNING, "name": "Deprecated"}]}),
    ],
)
def test_what_was_asked_holds(expect: dict[str, Any], others: dict[str, Any]) -> None:
    assert look(expect, step(**others)) is None


@pytest.mark.parametrize(
    ("expect", "others", "words"),
    [
        (
            {"status": 302},
            {"method": "POST"},
            "En envoyant des données à «\u00a0/liste.php?page=1\u00a0», la réponse devrait être 302"
            " (une redirection)\u202f; c’est 200 (une page).",
        ),
        ({"redirects_to": "/a"}, {}, "envoyé vers\u00a0: /a\u202f; on trouve\u00a0: aucune redirection."),
        ({"redirects_to": "/a"}, {"status": 302, "headers": [["Location", "/b"]]}, "on trouve\u00a0: /b."),
        ({"redirects_to": "/b"}, {"status": 302, "headers": [["Location", "http://["]]}, "on trouve\u00a0: http://[."),
        ({"redirects_to": "/b"}, {"headers": [["Location", "/b"]]}, "aucune redirection"),
        ({"headers": {"X-A": "1"}}, {}, "l’en-tête X-A devrait être\u00a0: 1\u202f; on trouve\u00a0: absent."),
        ({"contains": "Musique"}, {}, "»\u202f; on y lit\u00a0: «\u00a0Les stands Soupe Livres\u00a0»."),
        ({"lacks": "Soupe"}, {}, "la page ne devrait pas contenir «\u00a0Soupe\u00a0» tel quel."),
        ({"matches": "^x"}, {}, "un texte de la forme «\u00a0^x\u00a0»"),
        ({"selector": "li", "count": 3}, {}, "», on attend 3 éléments «\u00a0li\u00a0»\u202f; la page"),
        ({"selector": "h2"}, {}, "on attend au moins 1 élément «\u00a0h2\u00a0»"),
        ({"selector": "h1", "text": "Stands"}, {}, "le texte devrait être\u00a0: Stands"),
        ({"cookies": {"gout": {"present": True}}}, {}, "le cookie «\u00a0gout\u00a0» devrait être\u00a0: posé"),
        ({"cookies": {"gout": {"present": False}}}, {"cookies": [cookie()]}, "devrait être\u00a0: absent"),
        (
            {"cookies": {"gout": {"http_only": True}}},
            {"cookies": [cookie(http_only=False)]},
            "HttpOnly du cookie «\u00a0gout\u00a0» devrait être\u00a0: oui\u202f; on trouve\u00a0: non.",
        ),
        ({"cookies": {"gout": {"same_site": "Strict"}}}, {"cookies": [cookie(same_site="")]}, "absent"),
        ({"cookies": {"gout": {"seconds": 60}}}, {"cookies": [cookie(seconds=None)]}, "fermeture du navigateur"),
        ({"cookies": {"gout": {"renewed": True}}}, {"cookies": [cookie()]}, "le renouvellement"),
        ({"cookies": {"gout": {"removed": True}}}, {"cookies": [cookie()]}, "l’effacement"),
        ({"mail": {"to": "a@b.fr"}}, {}, "il devrait partir\u00a0: un courriel\u202f; il en part\u00a0: aucun."),
        ({"mail": {"sent": False}}, {"mails": [LETTER]}, "aucun courriel"),
        ({"mail": {"subject": "Merci"}}, {"mails": [LETTER]}, "le sujet du courriel devrait être\u00a0: Merci"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said(expect: dict[str, Any], others: dict[str, Any], words: str) -> None:
    mismatch = wrong(expect, step(**others))

    assert words in mismatch.sentence
    assert not mismatch.error


@pytest.mark.parametrize(
    ("wanted", "found", "holds"),
    [
        ({".": [1, 2]}, "[1, 2]", True),
        ({".": [1, 2]}, "[1]", False),
        ({".": {"a": [1, {"b": "é"}]}}, '{"a": [1, {"b": "\\u00e9"}]}', True),
        ({"a.1.b": "é", "a.0": 1}, '{"a": [1, {"b": "é"}]}', True),
        ({"a": 1.0}, '{"a": 1}', True),
        ({"a": True}, '{"a": 1}', False),
        ({"a.2": 1}, '{"a": [1]}', False),
        ({"a.x": 1}, '{"a": "x"}', False),
        ({"a": {"b": 1}}, '{"a": {"b": 1, "c": 2}}', False),
        ({"a": "1"}, '{"a": null}', False),
    ],
)
def test_json_is_compared_by_value(wanted: dict[str, Any], found: str, holds: bool) -> None:
    assert (look({"json": wanted}, step(found)) is None) is holds


@pytest.mark.parametrize(("body", "words"), [("<p>Erreur", "devrait être du JSON"), ("[" * 100_000, "JSON")])
def test_what_is_not_json_is_said(body: str, words: str) -> None:
    assert words in wrong({"json": {".": []}}, step(body)).sentence


def test_json_as_deep_as_can_be_read_is_shown() -> None:
    assert wrong({"json": {".": 1}}, step("[" * 900 + "]" * 900)).found


def test_the_last_step_is_looked_at_unless_another_is_named() -> None:
    steps = (step(status=302), step(status=200))

    assert look({"status": 200}, *steps) is None
    assert look({"status": 302, "step": 1}, *steps) is None
    with pytest.raises(BadExpectation, match="2 étapes"):
        look({"status": 302, "step": 3}, *steps)


def test_what_stopped_a_page_is_explained_with_its_line() -> None:
    mismatch = wrong({"contains": "Musique"}, step(warnings=[WARNING]), step(stopped=STOPPED))

    assert mismatch.sentence.startswith("Ligne 7 de index.php\u00a0: on divise par zéro.")
    assert (mismatch.error, mismatch.where.line, mismatch.found) == (
        True,
        7,
        "DivisionByZeroError\u00a0: Division by zero",
    )


def test_a_complaint_is_explained_when_something_is_wrong_and_only_then() -> None:
    complaining = step(warnings=[{**WARNING, "name": "Deprecated", "line": 1}, WARNING])

    assert wrong({"contains": "Musique"}, complaining).sentence.startswith(
        "Ligne 3 de index.php\u00a0: la variable «\u00a0$a\u00a0»"
    )
    assert look({"contains": "Soupe"}, complaining) is None
    assert (
        "la variable «\u00a0$a\u00a0»"
        in wrong({"contains": "Soupe", "without_warnings": True}, complaining).sentence
    )
    assert look({"status": 200, "step": 1}, step(), complaining) is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"impossible": "form", "name": "1"}, "page=1\u00a0» ne contient pas le formulaire attendu."),
        ({"impossible": "field", "name": "nom"}, "n’a pas de champ nommé «\u00a0nom\u00a0»."),
        ({"impossible": "outside", "name": "http://a.example"}, "envoie les données ailleurs"),
    ],
)  # fmt: skip
def test_a_step_that_could_not_be_done_is_said(told: dict[str, Any], words: str) -> None:
    mismatch = wrong({"status": 200}, step(), told, asked=3)

    assert words in mismatch.sentence
    assert mismatch.error


def test_a_database_that_could_not_be_prepared_is_said() -> None:
    probe = Probe("visit", {"steps": [{"path": "/"}]})
    thrown = {"language": "other", "name": "", "message": 'near "OUPS"', "file": "data.sql", "line": None}
    mismatch = compare(probe, {"status": 200}, {"thrown": thrown})

    assert mismatch is not None
    assert mismatch.sentence.startswith("Dans data.sql\u00a0:")


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"steps": None},
        {"steps": ["x"]},
        {"steps": []},
        {"steps": [{}]},
        {
            "steps": [
                {
                    "body": 3,
                    "headers": [3, ["a"]],
                    "cookies": [3],
                    "status": "200",
                    "stopped": 3,
                    "warnings": 3,
                }
            ]
        },
    ],
)
@pytest.mark.parametrize(
    "expect",
    [
        {"status": 200},
        {"redirects_to": "/"},
        {"headers": {"A": "1"}},
        {"contains": "a"},
        {"lacks": "a"},
        {"json": {"a": 1}},
        {"mail": {"to": "a"}},
        {"cookies": {"a": {"present": True}}},
        {"selector": "h1"},
    ],
)
def test_an_observation_without_shape_holds_nothing(seen: dict[str, Any], expect: dict[str, Any]) -> None:
    assert compare(Probe("visit", {"steps": [{"path": "/"}]}), expect, seen) is not None


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"status": 99}, "status"),
        ({"status": "200"}, "status"),
        ({"step": 0}, "step"),
        ({"redirects_to": 3}, "redirects_to"),
        ({"headers": {}}, "headers"),
        ({"headers": {"A": 1}}, "headers.A"),
        ({"contains": []}, "contains"),
        ({"lacks": 3}, "lacks"),
        ({"matches": "("}, "matches"),
        ({"selector": "h1["}, "sélecteur"),
        ({"selector": ""}, "sélecteur"),
        ({"count": 3}, "selector"),
        ({"selector": "a", "styles": {"color": "red"}}, "styles"),
        ({"selector": "a", "count": "3"}, "count"),
        ({"cookies": {"a": {}}}, "cookies.a"),
        ({"cookies": {"a": {"httponly": True}}}, "httponly"),
        ({"cookies": {"a": {"secure": "oui"}}}, "cookies.a.secure"),
        ({"cookies": {"a": {"seconds": -1}}}, "seconds"),
        ({"json": []}, "json"),
        ({"mail": {}}, "mail"),
        ({"mail": {"sujet": "a"}}, "sujet"),
        ({"mail": {"to": 3}}, "mail.to"),
        ({"without_warnings": False}, "without_warnings"),
    ],
)
def test_what_can_never_be_compared_is_refused(expect: dict[str, Any], words: str) -> None:
    with pytest.raises(BadExpectation, match=words):
        look(expect, step())
