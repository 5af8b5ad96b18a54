"""One answer of a server against what the author wrote: a test for each key of the expectation."""

import json
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin

from grader.contract import Json, Probe
from grader.expectations import elements
from grader.expectations.base import Mismatch, collapsed, holds, wish
from grader.expectations.markup import elements_in, page_text
from grader.sentences import quoted, say, short, show_json

type Step = Mapping[str, Json]

OF_ELEMENTS = elements.KIND.keys - {"styles"}
_STATUS = {
    200: "une page",
    201: "une création",
    204: "rien à montrer",
    301: "une redirection",
    302: "une redirection",
    303: "une redirection",
    400: "une demande incorrecte",
    401: "il faut se connecter",
    403: "un accès refusé",
    404: "une page introuvable",
    405: "une méthode refusée",
    422: "des données refusées",
    500: "une erreur du programme",
}
_HOST = "http://localhost"


# ---- reading one step -------------------------------------------------------------------------------
def _body(step: Step) -> str:
    pieces = step.get("body")
    return "".join(str(piece) for piece in pieces) if isinstance(pieces, list) else ""


def _header(step: Step, name: str) -> str | None:
    for pair in _list(step.get("headers")):
        if isinstance(pair, list) and len(pair) == 2 and str(pair[0]).lower() == name.lower():
            return str(pair[1])
    return None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _doing(step: Step) -> str:
    """What the visitor did, as the beginning of a sentence."""
    address = quoted(short(str(step.get("address", ""))))
    method = str(step.get("method", "GET"))
    if method == "GET":
        return say("En ouvrant {address}", address=address)
    if method == "POST":
        return say("En envoyant des données à {address}", address=address)
    return say("En demandant {method} {address}", method=method, address=address)


def _unlike(step: Step, expected: str, found: str, template: str, **values: str) -> Mismatch:
    return Mismatch(
        expected, found, say(template, doing=_doing(step), expected=expected, found=found, **values)
    )


# ---- one test for each key --------------------------------------------------------------------------
def _status(wanted: Json, step: Step) -> Mismatch | None:
    status = step.get("status")
    if status in (wanted if isinstance(wanted, list) else [wanted]):
        return None
    expected = " ou ".join(_status_words(one) for one in (wanted if isinstance(wanted, list) else [wanted]))
    return _unlike(
        step, expected, _status_words(status), "{doing}, la réponse devrait être {expected} ; c’est {found}."
    )


def _status_words(status: Json) -> str:
    words = _STATUS.get(status) if isinstance(status, int) else None
    return f"{status} ({words})" if words else str(status)


def _redirects_to(wanted: Json, step: Step) -> Mismatch | None:
    place = _header(step, "location")
    status = step.get("status")
    if place is None or not isinstance(status, int) or not 300 <= status <= 399:
        found = say("aucune redirection")
    else:
        # « liste.php », « /liste.php » and the whole address lead to the same page.
        found = _led_to(str(step.get("address", "/")), place)
        if holds(wanted, found):
            return None
        found = short(found)
    return _unlike(
        step, wish(wanted), found, "{doing}, on devrait être envoyé vers : {expected} ; on trouve : {found}."
    )


def _led_to(here: str, place: str) -> str:
    try:
        return urljoin(_HOST + here, place).removeprefix(_HOST)
    except ValueError:  # an address that is not one
        return place


def _headers(wanted: Json, step: Step) -> Mismatch | None:
    for name, condition in _table(wanted).items():
        value = _header(step, name)
        if not holds(condition, value):
            found = "absent" if value is None else short(value)
            return _unlike(
                step,
                wish(condition),
                found,
                "{doing}, l’en-tête {name} devrait être : {expected} ; on trouve : {found}.",
                name=name,
            )
    return None


def _contains(wanted: Json, step: Step) -> Mismatch | None:
    page = _body(step)
    for text in [wanted] if isinstance(wanted, str) else _list(wanted):
        if str(text) not in page:
            return _unlike(
                step,
                quoted(short(str(text))),
                _glimpse(page),
                "{doing}, la page devrait contenir {expected} ; on y lit : {found}.",
            )
    return None


def _lacks(wanted: Json, step: Step) -> Mismatch | None:
    page = _body(step)
    for text in [wanted] if isinstance(wanted, str) else _list(wanted):
        if str(text) in page:
            part = quoted(short(str(text)))
            expected = say("une page sans {part}", part=part)
            return _unlike(
                step, expected, part, "{doing}, la page ne devrait pas contenir {part} tel quel.", part=part
            )
    return None if "length" in step else _unlike(step, "", "", "{doing}, on n’a rien pu lire.")


def _matches(wanted: Json, step: Step) -> Mismatch | None:
    page, condition = _body(step), {"matches": wanted}
    if holds(condition, page):
        return None
    template = "{doing}, la page devrait être {expected} ; on y lit : {found}."
    return _unlike(step, wish(condition), _glimpse(page), template)


def _glimpse(page: str) -> str:
    text = page_text(page) if "<" in page else collapsed(page)
    return quoted(short(text)) if text else "rien"


def _json(wanted: Json, step: Step) -> Mismatch | None:
    try:
        whole_value = json.loads(_body(step))
    except (ValueError, RecursionError):
        template = "{doing}, la réponse devrait être du JSON ; on y lit : {found}."
        return _unlike(step, "du JSON", _glimpse(_body(step)), template)
    for path, value in _table(wanted).items():
        there, found = _at(whole_value, path)
        if not there or not _equal(value, found):
            shown = _shown(found) if there else "rien"
            return _unlike(
                step,
                short(show_json(value)),
                shown,
                "{doing}, {path} devrait valoir {expected} ; on trouve {found}.",
                path=quoted(path) if path != "." else "la réponse",
            )
    return None


def _at(value: Json, path: str) -> tuple[bool, Json]:
    """Whether something lies at a path such as `articles.0.titre`, and what; a dot alone is the whole."""
    for name in path.split(".") if path != "." else []:
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False, None
    return True, value


def _shown(value: Json) -> str:
    try:
        return short(show_json(value))
    except RecursionError:
        return "…"


def _equal(wanted: Json, found: Json) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_equal, wanted, found))
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(_equal(wanted[key], found[key]) for key in wanted)
    return wanted == found


def _cookies(wanted: Json, step: Step) -> Mismatch | None:
    given = {str(one.get("name")): one for one in _list(step.get("cookies")) if isinstance(one, dict)}
    for name, conditions in _table(wanted).items():
        if wrong := _cookie(step, name, _table(conditions), given.get(name)):
            return wrong
    return None


def _cookie(step: Step, name: str, conditions: Mapping[str, Json], cookie: Step | None) -> Mismatch | None:
    if cookie is None or conditions.get("present") is False:
        if (cookie is None) is (conditions.get("present") is False):
            return None
        words = ("posé", "absent") if cookie is None else ("absent", "posé")
        return _unlike(
            step,
            *words,
            "{doing}, le cookie {name} devrait être : {expected} ; il est : {found}.",
            name=quoted(name),
        )
    for thing, holding, expected, found in _cookie_tests(conditions, cookie):
        if not holding:
            return _unlike(
                step,
                expected,
                found,
                "{doing}, {thing} du cookie {name} devrait être : {expected} ; on trouve : {found}.",
                thing=thing,
                name=quoted(name),
            )
    return None


def _cookie_tests(conditions: Mapping[str, Json], cookie: Step) -> Iterator[tuple[str, bool, str, str]]:
    """Yields (what, whether it holds, expected, found) for each condition."""
    for key, wanted in conditions.items():
        found = cookie.get(key)
        if key in ("value", "path", "same_site"):
            text = str(found or "")
            yield _COOKIE_WORDS[key], holds(wanted, text), wish(wanted), short(text) or "absent"
        elif key in ("http_only", "secure"):
            yield _COOKIE_WORDS[key], found is wanted, _yes(wanted), _yes(found)
        elif key == "seconds":
            lasting = isinstance(found, int) and isinstance(wanted, int) and abs(found - wanted) <= 60
            shown = f"{found}" if found is not None else "jusqu’à la fermeture du navigateur"
            yield _COOKIE_WORDS[key], lasting, f"{wanted}", shown
        elif key == "renewed":
            renewed = cookie.get("was") not in (None, cookie.get("value"))
            yield _COOKIE_WORDS[key], renewed is wanted, _yes(wanted), _yes(renewed)
        elif key == "removed":
            seconds = cookie.get("seconds")
            removed = isinstance(seconds, int) and seconds <= 0
            yield _COOKIE_WORDS[key], removed is wanted, _yes(wanted), _yes(removed)


_COOKIE_WORDS = {
    "value": "la valeur",
    "path": "le chemin (path)",
    "same_site": "la protection SameSite",
    "http_only": "la protection HttpOnly",
    "secure": "la protection Secure",
    "seconds": "la durée en secondes",
    "renewed": "le renouvellement",
    "removed": "l’effacement",
}


def _yes(value: Json) -> str:
    return "oui" if value is True else "non"


def _mail(wanted: Json, step: Step) -> Mismatch | None:
    letters = [letter for letter in _list(step.get("mails")) if isinstance(letter, dict)]
    conditions = _table(wanted)
    if conditions.get("sent") is False or not letters:
        if bool(letters) is (conditions.get("sent") is not False):
            return None
        words = ("un courriel", "aucun") if not letters else ("aucun courriel", f"{len(letters)}")
        return _unlike(step, *words, "{doing}, il devrait partir : {expected} ; il en part : {found}.")
    wrongs = [_letter(step, conditions, letter) for letter in letters]
    return None if None in wrongs else wrongs[0]


def _letter(step: Step, conditions: Mapping[str, Json], letter: Step) -> Mismatch | None:
    for key, thing in LETTER.items():
        text = str(letter.get(key, ""))
        if key in conditions and not holds(conditions[key], text):
            template = "{doing}, {thing} du courriel devrait être : {expected} ; on trouve : {found}."
            return _unlike(step, wish(conditions[key]), short(text) or "rien", template, thing=thing)
    return None


LETTER = {"to": "le destinataire", "subject": "le sujet", "message": "le texte", "headers": "l’en-tête"}

TESTS: dict[str, Callable[[Json, Step], Mismatch | None]] = {
    "status": _status,
    "redirects_to": _redirects_to,
    "headers": _headers,
    "cookies": _cookies,
    "mail": _mail,
    "contains": _contains,
    "lacks": _lacks,
    "matches": _matches,
    "json": _json,
}


def elements_mismatch(expect: Mapping[str, Json], step: Step) -> Mismatch | None:
    selector = str(expect["selector"])
    asked = {key: wanted for key, wanted in expect.items() if key in OF_ELEMENTS} or {"at_least": 1}
    probe = Probe("elements", {"selector": selector})
    wrong = elements.KIND.compare(probe, asked, elements_in(_body(step), selector))
    if wrong is None:
        return None
    sentence = f"{_doing(step)}, {wrong.sentence[:1].lower()}{wrong.sentence[1:]}"
    return Mismatch(wrong.expected, wrong.found, sentence, wrong.where)
