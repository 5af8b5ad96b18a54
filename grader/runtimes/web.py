"""Pages in a real browser: what they show at each width, what they do when somebody uses them, their validity.

A probe on a page says in which state to look: `page` (by default the entry), `width` and `height` in pixels, what
was done before (`actions`, `dialogs`), the date of the page's clock (`at`), what the person prefers (`prefers`).
Probes that say the same share one page; where something was done, or scripts run, another state is another page.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, names_param, refuse_unknown, text_param

DESKTOP = 1280
NARROWEST, WIDEST = 240, 2560
SHORTEST, TALLEST = 240, 3000
HEIGHT = 800
MOST_ACTIONS, MOST_DIALOGS = 20, 10
LONGEST_WAIT = 60
ORDINARY_MOMENT = "2026-01-05T10:00"
CHECKED_ENDINGS = (".html", ".css")

_STATE = frozenset({"page", "width", "height", "actions", "dialogs", "at", "prefers"})
_PREFERENCES: dict[str, tuple[str, ...]] = {
    "color-scheme": ("light", "dark"),
    "reduced-motion": ("reduce", "no-preference"),
    "contrast": ("more", "less", "no-preference"),
    "media": ("screen", "print"),
}
_KEYS = (
    "Enter", "Tab", "Escape", "Backspace", "Delete", "Space", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown",
    "Home", "End", "PageUp", "PageDown",
)  # fmt: skip
_PSEUDO = ("::before", "::after", "::marker", "::placeholder", "::first-letter", "::first-line")
_MODIFIERS = frozenset({"Alt", "Control", "Shift"})


def _pixels(value: Json, name: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadProbe(f"« {name} » doit être un nombre entier de {low} à {high}")
    return value


# ---- the state of the page --------------------------------------------------------------------------
def _with_state(
    own: Callable[[Mapping[str, Json]], dict[str, Json]], *names: str
) -> Callable[[Mapping[str, Json]], dict[str, Json]]:
    """A probe's own parameters, `names`, and those of the state it looks at."""

    def validated(params: Mapping[str, Json]) -> dict[str, Json]:
        refuse_unknown(params, _STATE | frozenset(names))
        return {**_state(params), **own(params)}

    return validated


def _state(params: Mapping[str, Json]) -> dict[str, Json]:
    height = _pixels(params.get("height", HEIGHT), "height", SHORTEST, TALLEST)
    return {
        "page": _page(params),
        "width": _pixels(params.get("width", DESKTOP), "width", NARROWEST, WIDEST),
        "height": height,
        "at": _moment(params.get("at", ORDINARY_MOMENT)),
        "prefers": _preferences(params.get("prefers", {})),
        "dialogs": _dialogs(params.get("dialogs", [])),
        "actions": _actions(params.get("actions", []), height),
    }


def _page(params: Mapping[str, Json]) -> str:
    if "page" not in params:
        return ""
    page = text_param(params, "page", 120)
    if not page.partition("?")[0].partition("#")[0].endswith(".html"):
        raise BadProbe("« page » doit être le nom d’un fichier .html de l’exercice")
    return page


def _moment(value: Json) -> str:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not 1980 <= moment.year <= 2100:
        raise BadProbe('« at » doit être une date et une heure de Paris, comme "2026-03-02T10:30"')
    return moment.isoformat(timespec="seconds")


def _preferences(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise BadProbe('« prefers » doit être une table, comme { color-scheme = "dark" }')
    for name, wish in value.items():
        if name not in _PREFERENCES:
            raise BadProbe(f"« prefers.{name} » n’est pas connu (connus : {', '.join(_PREFERENCES)})")
        if wish not in _PREFERENCES[name]:
            raise BadProbe(f"« prefers.{name} » doit être l’un de : {', '.join(_PREFERENCES[name])}")
    return dict(sorted(value.items()))


def _dialogs(value: Json) -> list[Json]:
    if (
        not isinstance(value, list)
        or len(value) > MOST_DIALOGS
        or not all(isinstance(item, str | bool) for item in value)
    ):
        raise BadProbe(
            f"« dialogs » doit être une liste d’au plus {MOST_DIALOGS} réponses : un texte, true ou false"
        )
    return list(value)


# ---- what is done before looking --------------------------------------------------------------------
def _actions(value: Json, height: int) -> list[Json]:
    if not isinstance(value, list) or len(value) > MOST_ACTIONS:
        raise BadProbe(f"« actions » doit être une liste d’au plus {MOST_ACTIONS} actions")
    return [_action(item, number, height) for number, item in enumerate(value, start=1)]


def _action(value: Json, number: int, height: int) -> dict[str, Json]:
    verbs = [key for key in value if key in _VERBS] if isinstance(value, dict) else []
    if not isinstance(value, dict) or len(verbs) != 1:
        known = ", ".join(_VERBS)
        raise BadProbe(
            f'action {number} : écrivez une seule action, comme {{ click = "#envoyer" }} (connues : {known})'
        )
    verb = verbs[0]
    extra, read = _VERBS[verb]
    if unknown := sorted(set(value) - {verb, *extra}):
        raise BadProbe(f"action {number} ({verb}) : réglage inconnu : {', '.join(unknown)}")
    try:
        asked = read(value)
    except BadProbe as error:
        raise BadProbe(f"action {number} ({verb}) : {error}") from error
    return {"verb": verb, **asked, **({"height": height} if verb == "resize" else {})}


def _on(verb: str) -> Callable[[Mapping[str, Json]], dict[str, Json]]:
    return lambda value: {"on": text_param(value, verb, 300)}


def _type(value: Mapping[str, Json]) -> dict[str, Json]:
    text = value.get("type")
    if not isinstance(text, str) or len(text) > 500:
        raise BadProbe("« type » doit être un texte d’au plus 500 caractères")
    return {"text": text, "on": text_param(value, "on", 300)}


def _press(value: Mapping[str, Json]) -> dict[str, Json]:
    combination = text_param(value, "press", 40)
    *modifiers, key = ["+"] if combination == "+" else combination.split("+")
    if not set(modifiers) <= _MODIFIERS or not (key in _KEYS or len(key) == 1):
        known = ", ".join(_KEYS)
        raise BadProbe(
            f"« press » doit être un signe ou l’une de ces touches : {known} ; "
            "on peut mettre devant Shift+, Control+ ou Alt+"
        )
    return {"key": combination}


def _select(value: Mapping[str, Json]) -> dict[str, Json]:
    return {"value": text_param(value, "select", 300), "on": text_param(value, "on", 300)}


def _resize(value: Mapping[str, Json]) -> dict[str, Json]:
    return {"width": _pixels(value.get("resize"), "resize", NARROWEST, WIDEST)}


def _wait(value: Mapping[str, Json]) -> dict[str, Json]:
    seconds = value.get("wait")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_WAIT:
        raise BadProbe(f"« wait » doit être un nombre de secondes, {LONGEST_WAIT} au plus")
    return {"seconds": seconds}


def _reload(value: Mapping[str, Json]) -> dict[str, Json]:
    if value.get("reload") is not True:
        raise BadProbe("écrivez reload = true")
    return {}


_NO_EXTRA: frozenset[str] = frozenset()
_AND_ON = frozenset({"on"})
_VERBS: dict[str, tuple[frozenset[str], Callable[[Mapping[str, Json]], dict[str, Json]]]] = {
    **{
        verb: (_NO_EXTRA, _on(verb))
        for verb in ("click", "hover", "check", "uncheck", "submit", "scroll", "wait_for")
    },
    "type": (_AND_ON, _type),
    "press": (_NO_EXTRA, _press),
    "select": (_AND_ON, _select),
    "resize": (_NO_EXTRA, _resize),
    "reload": (_NO_EXTRA, _reload),
    "wait": (_NO_EXTRA, _wait),
    "wait_text": (_NO_EXTRA, lambda value: {"text": text_param(value, "wait_text", 300)}),
}


# ---- what is looked at ------------------------------------------------------------------------------
def _elements(params: Mapping[str, Json]) -> dict[str, Json]:
    pseudo = params.get("pseudo", "")
    if pseudo not in ("", *_PSEUDO):
        raise BadProbe(f"« pseudo » doit être l’un de : {', '.join(_PSEUDO)}")
    return {
        "selector": text_param(params, "selector", 300),
        "attributes": names_param(params, "attributes"),
        "styles": names_param(params, "styles"),
        "pseudo": pseudo,
    }


def _selector(params: Mapping[str, Json]) -> dict[str, Json]:
    return {"selector": text_param(params, "selector", 300)}


def _picture(params: Mapping[str, Json]) -> dict[str, Json]:
    return {"selector": text_param(params, "selector", 300) if "selector" in params else ""}


def _focus(params: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "selectors": names_param(params, "selectors"),
        "most": _pixels(params.get("most", 40), "most", 1, 60),
    }


def _axe(params: Mapping[str, Json]) -> dict[str, Json]:
    return {"rules": names_param(params, "rules")}


def _value(params: Mapping[str, Json]) -> dict[str, Json]:
    return {"expression": text_param(params, "expression")}


def _nothing(params: Mapping[str, Json]) -> dict[str, Json]:
    return {}


def _validity(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"file"}))
    file = text_param(params, "file", 120)
    if not file.endswith(CHECKED_ENDINGS):
        raise BadProbe("« file » doit finir par .html ou .css")
    return {"file": file}


_PROBES: dict[str, Callable[[Mapping[str, Json]], dict[str, Json]]] = {
    "accessibility": _with_state(_selector, "selector"),
    "address": _with_state(_nothing),
    "axe": _with_state(_axe, "rules"),
    "dialogs": _with_state(_nothing),
    "elements": _with_state(_elements, "selector", "attributes", "styles", "pseudo"),
    "errors": _with_state(_nothing),
    "focus": _with_state(_focus, "selectors", "most"),
    "outline": _with_state(_nothing),
    "output": _with_state(_nothing),
    "overflow": _with_state(_nothing),
    "picture": _with_state(_picture, "selector"),
    "requests": _with_state(_nothing),
    "storage": _with_state(_nothing),
    "validity": _validity,
    "value": _with_state(_value, "expression"),
}


_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>Essai</title>
<style>h1 { color: %s; }</style>
</head>
<body><h1>Essai</h1>%s</body>
</html>
"""

_SELF_TEST = SelfTest(
    checks=(
        Check(
            "titre",
            "Le titre est vert.",
            Probe("elements", _PROBES["elements"]({"selector": "h1", "styles": ["color"]})),
            {"count": 1, "styles": {"color": "rgb(0, 128, 0)"}},
        ),
        Check("valide", "La page est valide.", Probe("validity", {"file": "index.html"}), {"max_errors": 0}),
    ),
    good={"index.html": _PAGE % ("green", "")},
    bad={"index.html": _PAGE % ("red", "")},
    endless={"index.html": _PAGE % ("green", "<script>while (true) {}</script>")},
)

# What keeps a browser busy: a program, another page that it opens or goes to by itself, what multiplies, length.
_GOES_ON = re.compile(
    r"<script|javascript:|\son\w+\s*=|<iframe|<object|<embed|http-equiv|<use\b|<animate|<set\b|:has\(",
    re.IGNORECASE,
)
_LONG = 40_000  # characters


def _may_be_endless(files: Mapping[str, str]) -> bool:
    has_program = any(name.endswith((".js", ".mjs")) or _GOES_ON.search(text) for name, text in files.items())
    return has_program or sum(map(len, files.values())) > _LONG


WEB = Runtime(
    name="web",
    entry="index.html",
    probes=_PROBES,
    limits={
        "wall_seconds": 20,
        "probe_seconds": 5,  # a busy machine must not be taken for an endless loop
        "cpus": 2,
        "memory_mb": 640,
        "processes": 192,
        "scratch_mb": 64,
        "scratch_files": 2048,
        "file_mb": 64,
        "open_files": 1024,
        "output_kb": 4096,  # pictures
    },
    says_out_of_memory=("the page ran out of memory",),
    may_be_endless=_may_be_endless,
    variants=(Variant("web", "web", _SELF_TEST, waiting_mb=105),),
)
