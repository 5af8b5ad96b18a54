"""What a page is told to be, beside its elements: each kind, right and wrong, with its sentence."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.contract import Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate

SELECTED = {"accessibility": {"selector": "button"}, "elements": {"selector": "h1"}}


def look(kind: str, expect: dict[str, Any], seen: dict[str, Any]) -> Mismatch | None:
    probe = Probe(kind, SELECTED.get(kind, {}))
    validate(probe, expect)
    return compare(probe, expect, seen)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


BUTTON = {
    "count": 1,
    "elements": [{"role": "button", "name": "Menu", "description": "", "states": {"expanded": "false"}}],
}
OUTLINE = {
    "headings": [{"level": 1, "text": "Le marché"}, {"level": 3, "text": "Horaires"}],
    "landmarks": [{"role": "banner", "name": ""}, {"role": "main", "name": ""}],
}
WAY = {
    "order": [
        {"name": "a", "text": "Accueil", "shown": True, "matches": ["#accueil", "a"], "visible": True},
        {"name": "button.nu", "text": "Menu", "shown": False, "matches": ["button"], "visible": True},
    ],
    "whole": True,
}
BARRIERS = {
    "violations": [
        {"rule": "image-alt", "impact": "critical", "help": "x", "count": 2, "targets": ["img.photo"]},
        {"rule": "region", "impact": "moderate", "help": "x", "count": 1, "targets": ["p"]},
    ]
}
REQUESTS = {
    "requests": [
        {
            "address": "index.html",
            "query": "",
            "method": "GET",
            "kind": "document",
            "served": True,
            "outside": False,
        },
        {
            "address": "merci.html",
            "query": "?nom=Zo",
            "method": "GET",
            "kind": "document",
            "served": True,
            "outside": False,
        },
    ]
}
OUTSIDE = {"address": "https://example.org/x", "served": False, "outside": True}
MISSING = {"address": "logo.png", "served": False, "outside": False}
DIALOGS = {"dialogs": [{"kind": "alert", "message": "Bonjour Léa"}, {"kind": "confirm", "message": "Sûr ?"}]}
STORAGE = {"local": [["panier", "[1,2]"]], "session": [], "cookies": [["gout", "menthe"]]}
ADDRESS = {"path": "/merci.html?nom=Zo", "title": "Merci"}
ERRORS = {
    "count": 1,
    "errors": [{"name": "ReferenceError", "message": "nope is not defined", "file": "app.js", "line": 2}],
}
WIDE = {"page": 900, "screen": 360, "sticking": [{"name": "img.photo", "by": 540.4}]}

RIGHT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("accessibility", {"role": "button", "name": {"contains": "Men"}}, BUTTON),
    ("accessibility", {"states": {"expanded": False, "required": False}, "count": 1}, BUTTON),
    ("outline", {"one_h1": True, "landmarks": ["main", "banner"]}, OUTLINE),
    ("outline", {"headings": ["h1 Le marché", "h3"]}, OUTLINE),
    ("outline", {"headings": ["h1 L’été"]}, {"headings": [{"level": 1, "text": "L'été"}]}),
    ("focus", {"order": ["#accueil", "button"], "reaches": ["a"], "avoids": [".rien"], "at_least": 2}, WAY),
    ("axe", {"max_violations": 0, "ignore": ["image-alt", "region"]}, BARRIERS),
    ("axe", {"max_violations": 1, "from_impact": "serious"}, BARRIERS),
    (
        "requests",
        {"outside": False, "missing": False, "address": "merci.html", "query": {"contains": "nom="}},
        REQUESTS,
    ),
    ("dialogs", {"count": 2, "message": {"contains": "Léa"}}, DIALOGS),
    ("dialogs", {"kind": "confirm"}, DIALOGS),
    ("dialogs", {"count": 0}, {"dialogs": []}),
    (
        "storage",
        {"local": {"panier": "[1,2]", "vide": {"present": False}}, "cookies": {"gout": "menthe"}},
        STORAGE,
    ),
    ("address", {"path": {"matches": "^merci.html"}, "title": "Merci"}, ADDRESS),
    ("errors", {"max_errors": 1}, ERRORS),
    ("overflow", {"sideways": False}, {"page": 360, "screen": 360, "sticking": []}),
    ("overflow", {"sideways": True}, WIDE),
]
WRONG: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "accessibility",
        {"name": "Ouvrir le menu"},
        BUTTON,
        "Pour « button », le nom lu à voix haute devrait être : Ouvrir le menu ; on trouve : « Menu ».",
    ),
    (
        "accessibility",
        {"states": {"expanded": True}},
        BUTTON,
        "Pour « button », l’état « déplié » devrait être : oui ; on trouve : non.",
    ),
    (
        "accessibility",
        {"role": "button"},
        {"elements": []},
        "On attend au moins 1 élément « button » ; la page en contient 0.",
    ),
    (
        "outline",
        {"no_skipped_level": True},
        OUTLINE,
        "Le titre « Horaires » est un h3, et vient après un h1 : il manque un niveau entre les deux.",
    ),
    ("outline", {"landmarks": ["navigation"]}, OUTLINE, "Il manque à la page un menu (nav)."),
    (
        "outline",
        {"headings": ["h1 Le marché", "h2 Horaires"]},
        OUTLINE,
        "Le titre numéro 2 de la page devrait être : h2 « Horaires » ; on trouve : h3 « Horaires ».",
    ),
    (
        "outline",
        {"one_h1": True},
        {"headings": []},
        "La page doit avoir un seul titre principal (h1) ; on en trouve 0.",
    ),
    (
        "focus",
        {"shown": True},
        WAY,
        "Quand on arrive sur « Menu » avec la touche Tab, rien ne change : on ne voit pas où l’on est. "
        "Il faut un contour (outline) ou une couleur avec :focus-visible.",
    ),
    ("focus", {"reaches": ["#plan"]}, WAY, "Avec la touche Tab, on n’arrive jamais sur « #plan »."),
    ("focus", {"avoids": ["button"]}, WAY, "Avec la touche Tab, on ne devrait pas s’arrêter sur « button »."),
    (
        "focus",
        {"order": ["button", "#accueil"]},
        WAY,
        "Avec la touche Tab, « #accueil » devrait venir après « button » ; il vient avant.",
    ),
    ("focus", {"at_most": 1}, WAY, "Avec la touche Tab, on attend au plus 1 arrêt ; on en trouve 2."),
    (
        "axe",
        {"max_violations": 0},
        BARRIERS,
        "« img.photo » : il manque un texte de remplacement (alt) à cette image. (1 autre point à voir ensuite.)",
    ),
    (
        "requests",
        {"outside": False},
        {"requests": [OUTSIDE]},
        "La page demande une adresse extérieure : « https://example.org/x ».",
    ),
    (
        "requests",
        {"missing": False},
        {"requests": [MISSING]},
        "La page demande un fichier introuvable : « logo.png ».",
    ),
    (
        "requests",
        {"address": "merci.html", "query": {"contains": "prenom="}},
        REQUESTS,
        "La page devrait envoyer une demande où ce qui suit le « ? » de l’adresse est : "
        "un texte qui contient « prenom= » ; on trouve : « ?nom=Zo ».",
    ),
    (
        "dialogs",
        {"message": "Au revoir"},
        DIALOGS,
        "La page devrait ouvrir une petite fenêtre avec ce message : Au revoir ; on trouve : « Bonjour Léa ».",
    ),
    (
        "dialogs",
        {"count": 1},
        DIALOGS,
        "La page devrait ouvrir 1 petite fenêtre (alert, confirm, prompt) ; elle en ouvre 2.",
    ),
    (
        "storage",
        {"session": {"vu": "oui"}},
        STORAGE,
        "Dans sessionStorage, « vu » devrait être : oui ; on trouve : absent.",
    ),
    (
        "address",
        {"title": "Accueil"},
        ADDRESS,
        "Ici, le titre de l’onglet (title) devrait être : Accueil ; on trouve : « Merci ».",
    ),
    (
        "errors",
        {"max_errors": 0},
        ERRORS,
        "Ligne 2 de app.js : le nom « nope » n’est pas défini. Vérifiez son orthographe, et qu’il est bien déclaré.",
    ),
    (
        "overflow",
        {"sideways": False},
        WIDE,
        "À 360 px de large, la page fait 900 px : il faut la faire défiler sur le côté. "
        "C’est l’élément « img.photo » qui dépasse, de 540 px.",
    ),
]


@pytest.mark.parametrize(("kind", "expect", "seen"), RIGHT)
def test_what_holds_has_no_mismatch(kind: str, expect: dict[str, Any], seen: dict[str, Any]) -> None:
    assert look(kind, expect, seen) is None


@pytest.mark.parametrize(("kind", "expect", "seen", "sentence"), WRONG)
def test_what_does_not_hold_is_told(
    kind: str, expect: dict[str, Any], seen: dict[str, Any], sentence: str
) -> None:
    wrong = look(kind, expect, seen)
    assert wrong is not None
    assert plain(wrong.sentence) == sentence


@pytest.mark.parametrize(("kind", "expect", "_seen"), RIGHT)
def test_nothing_seen_is_nothing_proved(kind: str, expect: dict[str, Any], _seen: dict[str, Any]) -> None:
    for seen in ({}, {"failed": "TypeError"}):
        wrong = look(kind, expect, seen)
        assert wrong is not None
        assert wrong.sentence


@pytest.mark.parametrize(
    ("verb", "on", "why", "sentence"),
    [
        (
            "click",
            "#envoyer",
            "absent",
            "On n’a pas pu cliquer sur « #envoyer » : la page ne le contient pas.",
        ),
        ("type", "input", "disabled", "On n’a pas pu écrire dans « input » : il est désactivé."),
        ("click", "a", "covered", "On n’a pas pu cliquer sur « a » : autre chose est posé dessus."),
        (
            "wait_text",
            "Merci",
            "never",
            "On n’a pas pu voir apparaître « Merci » : on a attendu longtemps, et rien ne vient.",
        ),
        ("autre", "", "autre", "On n’a pas pu continuer : la page ne le permet pas."),
    ],
)
def test_an_action_that_could_not_be_done_is_what_is_told(
    verb: str, on: str, why: str, sentence: str
) -> None:
    wrong = look("elements", {"count": 0}, {"stopped": {"action": 1, "verb": verb, "on": on, "why": why}})
    assert wrong is not None
    assert plain(wrong.sentence) == sentence


@pytest.mark.parametrize(
    ("kind", "expect"),
    [
        ("accessibility", {"states": {}}),
        ("accessibility", {"states": {"colour": True}}),
        ("accessibility", {"states": {"expanded": [1]}}),
        ("accessibility", {"role": {"is": "button"}}),
        ("outline", {"one_h1": False}),
        ("outline", {"headings": ["Le marché"]}),
        ("outline", {"headings": []}),
        ("outline", {"landmarks": ["footer"]}),
        ("focus", {"shown": False}),
        ("focus", {"order": "a"}),
        ("focus", {"at_least": "deux"}),
        ("axe", {"ignore": ["region"]}),
        ("axe", {"max_violations": 0, "from_impact": "grave"}),
        ("axe", {"max_violations": 0, "ignore": "region"}),
        ("requests", {"outside": True}),
        ("requests", {"address": 3}),
        ("dialogs", {"kind": "window"}),
        ("dialogs", {"count": -1}),
        ("storage", {"local": "panier"}),
        ("storage", {"local": {"panier": 3}}),
        ("address", {"path": {"begins": "x"}}),
        ("errors", {"max_errors": "aucune"}),
        ("overflow", {"sideways": "non"}),
    ],
)
def test_what_cannot_be_compared_is_refused(kind: str, expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(Probe(kind, {}), expect)


KEYS = st.sampled_from(
    sorted(
        {key for _, _, seen in RIGHT for key in seen}
        | {"stopped", "picture", "level", "text", "targets", "by", "order"}
    )
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**24), 10**24)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(("kind", "expect", "_seen"), RIGHT)
@given(seen=st.dictionaries(KEYS, JSON, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_observation_takes_the_comparison_down(
    kind: str, expect: dict[str, Any], _seen: dict[str, Any], seen: dict[str, Any]
) -> None:
    wrong = look(kind, expect, seen)
    assert wrong is None or (wrong.sentence and len(wrong.sentence) < 1_000)
