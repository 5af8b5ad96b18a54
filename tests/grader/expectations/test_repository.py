"""A Git repository against what the author wrote."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.contract import Probe
from grader.expectations import BadExpectation, compare, validate

COMMITS = Probe("commits", {"repository": ".", "revision": "main"})
REPOSITORY = Probe("repository", {"repository": "."})
STATUS = Probe("status", {"repository": "."})
MERGED = Probe("merged", {"repository": ".", "branch": "menu", "into": "main"})
CONFIG = Probe("config", {"repository": ".", "key": "user.name"})
KEPT = Probe("revision_file", {"repository": ".", "revision": "main", "path": "a.txt"})


def commit(subject: str, parents: int = 1, author: str = "Ada", **files: str) -> dict[str, Any]:
    changes = [{"path": name.replace("_", "."), "change": change} for name, change in files.items()]
    return {
        "id": "0123456789",
        "subject": subject,
        "body": "",
        "author": author,
        "email": "ada@ecole.example",
        "parents": parents,
        "files": changes,
    }


HISTORY: dict[str, Any] = {
    "commits": [
        commit("Le départ", 0, index_html="added"),
        commit("Ajoute le menu", index_html="changed", menu_css="added"),
    ],
    "count": 2,
    "merges": 0,
    "more": False,
}
STATE: dict[str, Any] = {
    "current_branch": "main",
    "branches": ["main", "menu"],
    "remote_branches": ["origin/main"],
    "tags": [{"name": "v1", "annotated": False}],
    "remotes": {"origin": "../distant.git"},
    "in_progress": "nothing",
    "bare": False,
}
DETACHED = {**STATE, "current_branch": None, "in_progress": "merge"}
DIRTY: dict[str, Any] = {
    "clean": False,
    "staged": ["a"],
    "changed": ["b"],
    "untracked": ["c"],
    "conflicts": [],
}
CLEAN: dict[str, Any] = {"clean": True, "staged": [], "changed": [], "untracked": [], "conflicts": []}
NO_REPOSITORY: dict[str, Any] = {"missing": "repository", "elsewhere": []}


def sentence(probe: Probe, expect: dict[str, Any], seen: dict[str, Any]) -> str:
    validate(probe, expect)
    found = compare(probe, expect, seen)
    return "" if found is None else found.sentence.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"count": 2, "at_least": 2, "at_most": 2, "merges": 0}, ""),
        ({"count": 1}, "L’historique de « main » devrait avoir 1 commit ; il en a 2."),
        ({"at_least": 3}, "L’historique de « main » devrait avoir au moins 3 commits ; il en a 2."),
        ({"at_most": 1}, "L’historique de « main » devrait avoir au plus 1 commit ; il en a 2."),
        ({"merges": 1}, "L’historique de « main » devrait avoir 1 commit de fusion ; il en a 0."),
        ({"subjects": ["Le départ", {"contains": "menu"}]}, ""),
        (
            {"subjects": ["Le départ", "Le menu"]},
            "Le commit 2 de « main » devrait avoir pour message « Le menu » ; on lit « Ajoute le menu ».",
        ),
        ({"subjects": ["Le départ"]}, "Il y a un commit de trop dans « main » : « Ajoute le menu »."),
        (
            {"subjects": ["Le départ", "Ajoute le menu", "La fin"]},
            "Dans l’historique de « main », il manque un commit dont le message est « La fin ».",
        ),
        ({"includes": [{"matches": "^Ajoute"}]}, ""),
        (
            {"includes": [{"matches": "^Corrige"}]},
            "Dans l’historique de « main », il manque un commit dont le message est "
            "un texte de la forme « ^Corrige ».",
        ),
        ({"last": {"subject": {"contains": "menu"}, "parents": 1, "author": "Ada", "body": ""}}, ""),
        ({"last": {"files": {"index.html": "changed", "menu.css": "added"}}}, ""),
        ({"last": {"changes": {"menu.css": "added"}}}, ""),
        (
            {"last": {"files": {"menu.css": "added"}}},
            "Le dernier commit de « main » touche un fichier de trop : « index.html ».",
        ),
        (
            {"last": {"changes": {"menu.css": "deleted"}}},
            "Le dernier commit de « main » devrait supprimer le fichier « menu.css » ; "
            "il touche : index.html, menu.css.",
        ),
        (
            {"last": {"parents": 2}},
            "Le dernier commit de « main » devrait réunir deux branches (git merge), et ce n’est pas le cas.",
        ),
        ({"last": {"parents": 0}}, "Le dernier commit de « main » devrait suivre 0 commit ; il en suit 1."),
        (
            {"last": {"author": "Léa"}},
            "Le dernier commit de « main » devrait avoir pour auteur ou autrice « Léa » ; on lit « Ada ».",
        ),
        ({"each": {"author": {"not_empty": True}}}, ""),
        (
            {"each": {"subject": {"matches": "^Ajoute"}}},
            "Le commit « Le départ » devrait avoir pour message un texte de la forme « ^Ajoute » ; "
            "on lit « Le départ ».",
        ),
    ],
)
def test_commits_are_compared(expect: dict[str, Any], said: str) -> None:
    assert sentence(COMMITS, expect, HISTORY) == said


def test_a_history_too_long_to_be_read_whole_has_at_least_what_was_read() -> None:
    long = {**HISTORY, "count": 1000, "more": True}

    assert sentence(COMMITS, {"at_least": 900}, long) == ""
    assert sentence(COMMITS, {"at_most": 2000}, long) != ""
    assert sentence(COMMITS, {"count": 1000}, long) != ""
    assert sentence(COMMITS, {"subjects": ["Le départ", "Ajoute le menu"]}, long) != ""


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (NO_REPOSITORY, "Il n’y a pas de dépôt Git à cet endroit : c’est git init qui en crée un."),
        (
            {"missing": "repository", "elsewhere": ["site"]},
            "Il n’y a pas de dépôt Git à cet endroit ; il y en a un dans le dossier « site ».",
        ),
        (
            {"missing": "revision", "revision": "HEAD", "branches": []},
            "Il n’y a encore aucun commit dans ce dépôt.",
        ),
        (
            {"missing": "revision", "revision": "menu", "branches": ["main"]},
            "Il n’y a pas de commit sous le nom « menu ». Les branches sont : main.",
        ),
        (
            {"missing": "format"},
            "Ce dépôt Git range ses données d’une façon que la vérification ne sait pas lire.",
        ),
        ({"missing": "status"}, "L’état de ce dépôt Git n’a pas pu être lu."),
    ],
)
@pytest.mark.parametrize(
    ("probe", "expect"),
    [
        (COMMITS, {"at_least": 0}),
        (STATUS, {"clean": True}),
        (MERGED, {"equals": False}),
        (CONFIG, {"present": False}),
        (KEPT, {"kind": "absent"}),
        (REPOSITORY, {"branches": []}),
    ],
)
def test_what_is_not_there_holds_nothing(
    probe: Probe, expect: dict[str, Any], seen: dict[str, Any], said: str
) -> None:
    assert sentence(probe, expect, seen) == said


@pytest.mark.parametrize(
    ("expect", "seen", "said"),
    [
        ({"exists": True}, STATE, ""),
        ({"exists": False}, NO_REPOSITORY, ""),
        ({"exists": False}, STATE, "Il ne devrait pas y avoir de dépôt Git ici."),
        ({"current_branch": "main"}, STATE, ""),
        (
            {"current_branch": "menu"},
            STATE,
            "On devrait être sur la branche « menu » ; on est sur « main ».",
        ),
        (
            {"current_branch": "menu"},
            DETACHED,
            "On devrait être sur la branche « menu » ; on n’est sur aucune.",
        ),
        ({"branches": ["menu", "main"], "tags": ["v1"]}, STATE, ""),
        ({"branches": ["main"]}, STATE, "La branche « menu » ne devrait pas être là."),
        ({"has_branches": ["pied"]}, STATE, "Il manque la branche « pied »."),
        ({"lacks_branches": ["menu"]}, STATE, "La branche « menu » ne devrait pas être là."),
        ({"has_remote_branches": ["origin/menu"]}, STATE, "Il manque la branche distante « origin/menu »."),
        ({"tags": []}, STATE, "L’étiquette (tag) « v1 » ne devrait pas être là."),
        ({"has_tags": ["v2"]}, STATE, "Il manque l’étiquette (tag) « v2 »."),
        ({"remotes": {"origin": {"contains": "distant"}}}, STATE, ""),
        ({"remotes": {"copie": "x"}}, STATE, "Il manque le dépôt distant « copie » (git remote add)."),
        (
            {"remotes": {"origin": "x"}},
            STATE,
            "Le dépôt distant « origin » devrait avoir pour adresse « x » ; on lit « ../distant.git ».",
        ),
        ({"in_progress": "nothing"}, STATE, ""),
        (
            {"in_progress": "nothing"},
            DETACHED,
            "Il y a encore une fusion (merge) à terminer dans ce dépôt.",
        ),
        (
            {"in_progress": "merge"},
            STATE,
            "Une fusion (merge) devrait être en cours ; ce qui l’est : rien.",
        ),
    ],
)
def test_the_state_of_a_repository_is_compared(
    expect: dict[str, Any], seen: dict[str, Any], said: str
) -> None:
    assert sentence(REPOSITORY, expect, seen) == said


@pytest.mark.parametrize(
    ("expect", "seen", "said"),
    [
        ({"clean": True}, CLEAN, ""),
        ({"clean": False}, DIRTY, ""),
        ({"staged": ["a"], "changed": ["b"], "untracked": ["c"], "conflicts": []}, DIRTY, ""),
        (
            {"clean": True},
            DIRTY,
            "Tout devrait être enregistré dans un commit ; "
            "le fichier « a » est prêt pour le prochain commit (git add).",
        ),
        ({"clean": False}, CLEAN, "Il devrait rester quelque chose à enregistrer ; tout l’est déjà."),
        (
            {"staged": ["a", "b"]},
            DIRTY,
            "Le fichier « b » devrait être prêt pour le prochain commit (git add).",
        ),
        ({"untracked": []}, DIRTY, "Le fichier « c » ne devrait pas être inconnu de Git."),
        ({"conflicts": ["a"]}, DIRTY, "Le fichier « a » devrait être en conflit."),
    ],
)
def test_what_is_not_recorded_yet_is_compared(
    expect: dict[str, Any], seen: dict[str, Any], said: str
) -> None:
    assert sentence(STATUS, expect, seen) == said


@pytest.mark.parametrize(
    ("probe", "expect", "seen", "said"),
    [
        (MERGED, {"equals": True}, {"merged": True}, ""),
        (
            MERGED,
            {"equals": True},
            {"merged": False},
            "Le travail de « menu » devrait être dans « main » (git merge), et il n’y est pas.",
        ),
        (
            MERGED,
            {"equals": False},
            {"merged": True},
            "Le travail de « menu » ne devrait pas être dans « main », et il y est.",
        ),
        (CONFIG, {"equals": "Ada"}, {"value": "Ada"}, ""),
        (CONFIG, {"present": False}, {"value": None}, ""),
        (CONFIG, {"not_empty": True}, {"value": None}, "Le réglage « user.name » manque (git config)."),
        (
            CONFIG,
            {"equals": "Ada"},
            {"value": "Léa"},
            "Le réglage « user.name » devrait être « Ada » ; on lit « Léa ».",
        ),
        (KEPT, {"content": "a"}, {"kind": "file", "lines": ["a", ""]}, ""),
        (
            KEPT,
            {"content": "a"},
            {"kind": "absent"},
            "Il manque le fichier « a.txt » dans le commit « main ».",
        ),
    ],
)
def test_one_thing_is_compared(probe: Probe, expect: dict[str, Any], seen: dict[str, Any], said: str) -> None:
    assert sentence(probe, expect, seen) == said


@pytest.mark.parametrize(
    ("probe", "expect"),
    [
        (COMMITS, {"count": "2"}),
        (COMMITS, {"subjects": []}),
        (COMMITS, {"subjects": "Le départ"}),
        (COMMITS, {"includes": [{"like": "x"}]}),
        (COMMITS, {"last": {}}),
        (COMMITS, {"last": {"date": "hier"}}),
        (COMMITS, {"last": {"parents": "2"}}),
        (COMMITS, {"last": {"files": ["a"]}}),
        (COMMITS, {"last": {"files": {"a": "moved"}}}),
        (COMMITS, {"each": {"parents": 1}}),
        (REPOSITORY, {"exists": "oui"}),
        (REPOSITORY, {"in_progress": "fusion"}),
        (REPOSITORY, {"has_branches": []}),
        (REPOSITORY, {"branches": "main"}),
        (REPOSITORY, {"remotes": ["origin"]}),
        (STATUS, {"clean": "oui"}),
        (STATUS, {"staged": "a"}),
        (MERGED, {"equals": "oui"}),
        (CONFIG, {"equals": "a", "contains": "b"}),
        (KEPT, {"target": "a"}),
    ],
)
def test_what_can_never_be_compared_is_refused(probe: Probe, expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(probe, expect)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *HISTORY,
        *STATE,
        *DIRTY,
        *HISTORY["commits"][0],
        "missing",
        "elsewhere",
        "merged",
        "value",
        "kind",
        "lines",
    ]
)


@pytest.mark.parametrize(
    ("probe", "expect"),
    [
        (COMMITS, {"count": 2, "subjects": ["a"]}),
        (COMMITS, {"last": {"subject": "a", "parents": 1, "files": {"a": "added"}}}),
        (COMMITS, {"each": {"author": {"not_empty": True}}, "includes": ["a"]}),
        (REPOSITORY, {"branches": ["main"], "tags": ["v1"], "remotes": {"origin": "x"}}),
        (REPOSITORY, {"current_branch": "main", "in_progress": "merge"}),
        (STATUS, {"clean": True, "staged": ["a"]}),
        (MERGED, {"equals": True}),
        (CONFIG, {"equals": "Ada"}),
        (KEPT, {"content": "a", "lacks": "b", "lines": ["a"], "mode": "644", "executable": True}),
    ],
)
@settings(max_examples=40, deadline=None)
@given(seen=st.dictionaries(FIELDS, ANYTHING, max_size=6))
def test_an_observation_of_any_shape_is_only_a_mismatch(
    probe: Probe, expect: dict[str, Any], seen: dict[str, Any]
) -> None:
    found = compare(probe, expect, seen)

    assert found is None or found.sentence
