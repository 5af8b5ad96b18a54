"""What a server answered during a visit: one step of it, the last unless `step` names another.

A page is read here, from the text that came back. When something does not hold and the program of the page stopped
or complained on the way, that is what is told: it is nearly always the reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.contract import Json, Probe
from grader.expectations import elements
from grader.expectations.answers import LETTER, OF_ELEMENTS, TESTS, Step, elements_mismatch
from grader.expectations.base import BadExpectation, Kind, Mismatch, pattern, texts, validate_condition, whole
from grader.expectations.complaints import complaints_in
from grader.expectations.markup import check_selector
from grader.expectations.value import thrown_mismatch
from grader.sentences import quoted, say, short

_KEYS = frozenset({*OF_ELEMENTS, *TESTS, "step", "selector", "without_warnings"})
_COOKIE_KEYS = frozenset(
    {"present", "value", "http_only", "secure", "same_site", "path", "seconds", "renewed", "removed"}
)


# ---- what an author may ask -------------------------------------------------------------------------
def _validate(expect: Mapping[str, Json]) -> None:
    of_elements = {key: wanted for key, wanted in expect.items() if key in OF_ELEMENTS}
    if of_elements and "selector" not in expect:
        raise BadExpectation(f"« {next(iter(of_elements))} » demande aussi « selector »")
    elements.KIND.validate(of_elements)
    for key, wanted in expect.items():
        if key in _VALIDATORS:
            _VALIDATORS[key](wanted)


def _status_is_right(wanted: Json) -> None:
    for one in wanted if isinstance(wanted, list) else [wanted]:
        if not 100 <= whole(one, "status") <= 599:
            raise BadExpectation("« status » doit être un nombre entre 100 et 599")


def _step_is_right(wanted: Json) -> None:
    if whole(wanted, "step") == 0:
        raise BadExpectation("« step » compte à partir de 1")


def _text_or_texts(name: str) -> Callable[[Json], object]:
    return lambda wanted: texts([wanted] if isinstance(wanted, str) else wanted, name)


def _headers_are_right(wanted: Json) -> None:
    for name, condition in _table(wanted, "headers").items():
        validate_condition(condition, f"headers.{name}")


def _cookies_are_right(wanted: Json) -> None:
    for name, conditions in _table(wanted, "cookies").items():
        table = _table(conditions, f"cookies.{name}")
        if unknown := sorted(set(table) - _COOKIE_KEYS):
            known = ", ".join(sorted(_COOKIE_KEYS))
            raise BadExpectation(f"« cookies.{name} » ne connaît pas {', '.join(unknown)} (connus : {known})")
        for key, condition in table.items():
            _cookie_condition_is_right(f"cookies.{name}.{key}", key, condition)


def _cookie_condition_is_right(name: str, key: str, condition: Json) -> None:
    if key in ("value", "path", "same_site"):
        validate_condition(condition, name)
    elif key == "seconds":
        whole(condition, name)
    elif not isinstance(condition, bool):
        raise BadExpectation(f"« {name} » doit être true ou false")


def _mail_is_right(wanted: Json) -> None:
    for key, condition in _table(wanted, "mail").items():
        if key == "sent" and isinstance(condition, bool):
            continue
        if key not in LETTER:
            raise BadExpectation(f"« mail » ne connaît pas {key} (connus : sent, {', '.join(LETTER)})")
        validate_condition(condition, f"mail.{key}")


def _json_is_right(wanted: Json) -> None:
    _table(wanted, "json")


def _true(wanted: Json) -> None:
    if wanted is not True:
        raise BadExpectation("« without_warnings » ne peut valoir que true")


def _table(wanted: Json, name: str) -> Mapping[str, Json]:
    if not isinstance(wanted, dict) or not wanted:
        raise BadExpectation(f"« {name} » doit être une table nom = valeur")
    return wanted


_VALIDATORS: dict[str, Callable[[Json], object]] = {
    "step": _step_is_right,
    "status": _status_is_right,
    "redirects_to": lambda wanted: validate_condition(wanted, "redirects_to"),
    "headers": _headers_are_right,
    "contains": _text_or_texts("contains"),
    "lacks": _text_or_texts("lacks"),
    "matches": lambda wanted: pattern(wanted, "matches"),
    "selector": check_selector,
    "cookies": _cookies_are_right,
    "mail": _mail_is_right,
    "json": _json_is_right,
    "without_warnings": _true,
}


# ---- the verdict of one check -----------------------------------------------------------------------
def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if isinstance(thrown := seen.get("thrown"), dict):
        return thrown_mismatch(thrown, "")
    number = _number(probe, expect)
    listed = seen.get("steps")
    steps = [step for step in listed if isinstance(step, dict)][:number] if isinstance(listed, list) else []
    wrong = _wrong(expect, steps, number)
    if wrong is None:
        return None
    problem = next(_problems(steps), None)
    return wrong if problem is None else thrown_mismatch(problem, wrong.expected)


def _number(probe: Probe, expect: Mapping[str, Json]) -> int:
    """The step to look at, from 1; raises BadExpectation when the visit is shorter."""
    steps = probe.params.get("steps")
    count = len(steps) if isinstance(steps, list) else 0
    number = expect.get("step", count)
    if not isinstance(number, int) or number > count:
        raise BadExpectation(f"« step » vaut {number}, et la visite n’a que {count} étapes")
    return number


def _wrong(expect: Mapping[str, Json], steps: Sequence[Step], number: int) -> Mismatch | None:
    if steps and "impossible" in steps[-1]:
        return _impossible(steps)
    if len(steps) < number or not steps:
        return Mismatch("", "", say("On n’a pas pu lire ce que la page répond."))
    for key, test in TESTS.items():
        if key in expect and (wrong := test(expect[key], steps[-1])):
            return wrong
    if "without_warnings" in expect and next(_problems(steps), None):
        return Mismatch(say("une page sans erreur"), "", "")
    return elements_mismatch(expect, steps[-1]) if "selector" in expect else None


def _problems(steps: Sequence[Step]) -> Iterator[Mapping[str, Json]]:
    """What stopped a page, then what was complained of, in order."""
    for step in steps:
        if isinstance(stopped := step.get("stopped"), dict):
            yield stopped
    for step in steps:
        yield from complaints_in(step)


def problems_of_step(step: Step) -> list[Mapping[str, Json]]:
    """What stopped one page and what was complained of there, in order."""
    return [*_problems([step])]


def impossible_step(steps: Sequence[Step]) -> str:
    """Why the last of these steps could not be done, in a sentence."""
    return _impossible(steps).sentence


def _impossible(steps: Sequence[Step]) -> Mismatch:
    name = quoted(short(str(steps[-1].get("name", ""))))
    page = quoted(short(str(steps[-2].get("address", "")))) if len(steps) > 1 else ""
    templates = {
        "form": "La page {page} ne contient pas le formulaire attendu.",
        "field": "Le formulaire de la page {page} n’a pas de champ nommé {name}.",
        "outside": "Le formulaire de la page {page} envoie les données ailleurs : {name}.",
    }
    template = templates.get(str(steps[-1]["impossible"]), templates["form"])
    return Mismatch("", "", say(template, page=page, name=name), error=True)


KIND = Kind(_KEYS, _validate, _compare)
