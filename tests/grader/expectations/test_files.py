"""Files and folders against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.expectations import BadExpectation, compare, validate

PATH = Probe("path", {"path": "note.txt"})
FOLDER = Probe("folder", {"path": ".", "depth": 1, "hidden": False})


def file(*lines: str, mode: str = "644", **more: Any) -> dict[str, Any]:
    return {"kind": "file", "mode": mode, "size": 1, "lines": [*lines, ""], **more}


def folder(*names: str, **more: Any) -> dict[str, Any]:
    entries = [
        {"path": name.rstrip("/"), "kind": "folder" if name.endswith("/") else "file"} for name in names
    ]
    return {"kind": "folder", "entries": entries, "more": False, **more}


def sentence(probe: Probe, expect: dict[str, Any], seen: dict[str, Any]) -> str:
    validate(probe, expect)
    found = compare(probe, expect, seen)
    return "" if found is None else found.sentence.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("expect", "seen"),
    [
        ({"kind": "file"}, file()),
        ({"kind": "absent"}, {"kind": "absent"}),
        ({"kind": "folder"}, {"kind": "folder", "mode": "755"}),
        ({"content": "un"}, file("un")),
        ({"content": "un\ndeux\n"}, file("un", "deux")),
        ({"content": [{"contains": "u"}, {"matches": "^un$"}]}, file("un")),
        ({"content": {"not_empty": False}}, file()),
        ({"lacks": "<<<<"}, file("un")),
        ({"lines": ["un", "deux"]}, file("un  ", "deux")),
        ({"lines": []}, file()),
        ({"mode": "0755"}, file(mode="755")),
        ({"executable": True}, file(mode="744")),
        ({"executable": False}, file(mode="655")),
        ({"kind": "link", "target": {"contains": "b"}}, {"kind": "link", "mode": "777", "target": "a/b"}),
    ],
)
def test_what_is_as_asked_holds(expect: dict[str, Any], seen: dict[str, Any]) -> None:
    assert sentence(PATH, expect, seen) == ""


@pytest.mark.parametrize(
    ("expect", "seen", "said"),
    [
        ({"kind": "file"}, {"kind": "absent"}, "Il manque le fichier « note.txt »."),
        (
            {"content": "x"},
            {"kind": "absent", "near": "Note.txt"},
            "Il manque le fichier « note.txt ». Il y a « Note.txt » : les majuscules comptent.",
        ),
        ({"kind": "folder"}, {"kind": "absent"}, "Il manque le dossier « note.txt »."),
        ({"kind": "absent"}, file(), "« note.txt » ne devrait pas être là."),
        ({"kind": "folder"}, file(), "« note.txt » devrait être un dossier ; c’est un fichier."),
        ({"kind": "file"}, {"kind": "other"}, "« note.txt » devrait être un fichier ; c’est autre chose."),
        (
            {"content": "un"},
            file("deux"),
            "Le fichier « note.txt » devrait contenir « un » ; il contient « deux⏎ ».",
        ),
        (
            {"content": {"contains": "un"}},
            file(),
            "Le fichier « note.txt » devrait contenir un texte qui contient « un » ; il est vide.",
        ),
        (
            {"lacks": ["====", "<<<<"]},
            file("a", "<<<<<<< HEAD"),
            "Le fichier « note.txt » ne devrait pas contenir « <<<< » : regardez la ligne 2.",
        ),
        (
            {"lines": ["un", "deux"]},
            file("un", "trois"),
            "À la ligne 2 du fichier « note.txt », on devrait lire « deux » ; on lit « trois ».",
        ),
        (
            {"lines": ["un", "deux"]},
            file("un"),
            "Dans le fichier « note.txt », il manque la ligne 2 : « deux ».",
        ),
        ({"lines": []}, file("un"), "Dans le fichier « note.txt », il y a une ligne de trop : « un »."),
        ({"mode": "755"}, file(), "Les droits de « note.txt » devraient être 755 ; ce sont 644."),
        (
            {"executable": True},
            file(),
            "« note.txt » devrait pouvoir être lancé comme un programme : il lui manque le droit x.",
        ),
        (
            {"executable": False},
            file(mode="700"),
            "« note.txt » ne devrait pas pouvoir être lancé comme un programme : il a le droit x.",
        ),
        (
            {"kind": "link", "target": "a"},
            {"kind": "link", "target": "b"},
            "Le lien « note.txt » devrait mener à a ; il mène à « b ».",
        ),
    ],
)
def test_what_is_not_is_told(expect: dict[str, Any], seen: dict[str, Any], said: str) -> None:
    assert sentence(PATH, expect, seen) == said


def test_a_file_that_was_cut_equals_nothing() -> None:
    assert sentence(PATH, {"content": "un"}, {"kind": "file", "lines": ["un"], "cut": True}) == ""
    assert sentence(PATH, {"content": "un"}, file("un", cut=True)) != ""


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"entries": ["img/", "a.txt"]}, ""),
        ({"entries": ["a.txt", "img/", "b"]}, "Dans le dossier de travail, il manque « b »."),
        ({"entries": ["a.txt"]}, "Dans le dossier de travail, « img/ » ne devrait pas être là."),
        ({"entries": []}, "Dans le dossier de travail, « a.txt » ne devrait pas être là."),
        ({"includes": ["a.txt"], "excludes": ["c"], "count": 2}, ""),
        ({"includes": ["img"]}, "Dans le dossier de travail, il manque « img »."),
        ({"excludes": ["img/"]}, "Dans le dossier de travail, « img/ » ne devrait pas être là."),
        ({"count": 3}, "Le dossier de travail devrait contenir 3 éléments ; il en contient 2."),
    ],
)
def test_a_folder_holds_what_it_should(expect: dict[str, Any], said: str) -> None:
    assert sentence(FOLDER, expect, folder("a.txt", "img/")) == said


def test_a_folder_that_is_not_there_or_too_full_is_told() -> None:
    images = Probe("folder", {"path": "images"})

    assert sentence(images, {"count": 1}, {"kind": "absent"}) == "Il manque le dossier « images »."
    assert "beaucoup trop" in sentence(FOLDER, {"entries": ["a"]}, folder("a", more=True))


@pytest.mark.parametrize(
    ("probe", "expect"),
    [
        (PATH, {"kind": "other"}),
        (PATH, {"kind": ["file"]}),
        (PATH, {"content": {"like": "a"}}),
        (PATH, {"content": [3]}),
        (PATH, {"lacks": 3}),
        (PATH, {"lines": "un"}),
        (PATH, {"mode": 755}),
        (PATH, {"mode": "rwx"}),
        (PATH, {"executable": "oui"}),
        (PATH, {"size": 3}),
        (FOLDER, {"entries": "a"}),
        (FOLDER, {"includes": []}),
        (FOLDER, {"count": -1}),
        (Probe("exit_code", {}), {"equals": 256}),
        (Probe("exit_code", {}), {"equals": "0"}),
    ],
)
def test_what_can_never_be_compared_is_refused(probe: Probe, expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(probe, expect)


@pytest.mark.parametrize(
    ("expect", "code", "said"),
    [
        ({"equals": 0}, 0, ""),
        ({"not_equals": 0}, 1, ""),
        (
            {"equals": 0},
            2,
            "Le script devrait se terminer avec le code 0 ; il se termine avec 2. "
            "Un code différent de 0 veut dire que quelque chose a échoué.",
        ),
        ({"equals": 3}, 0, "Le script devrait se terminer avec le code 3 ; il se termine avec 0."),
        ({"not_equals": 0}, 0, "Le script ne devrait pas se terminer avec le code 0."),
        ({"not_equals": 0}, None, "On n’a pas pu voir comment le script se termine."),
        ({"equals": 1}, True, "On n’a pas pu voir comment le script se termine."),
    ],
)
def test_the_exit_code_is_compared(expect: dict[str, Any], code: Any, said: str) -> None:
    assert sentence(Probe("exit_code", {}), expect, {"exit_code": code}) == said
