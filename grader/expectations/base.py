"""What the expectations share: a mismatch, and conditions on a piece of text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import regex

from grader.contract import Json, Probe, Where
from grader.sentences import quoted, say, short

# Patterns are the author's, the text is the apprentice's: some pairs would search for years.
MATCHED_TEXT = 2_000
MATCH_SECONDS = 0.5


class BadExpectation(ValueError):
    """An expectation that can never be compared; the French text tells the author what to change."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What was expected, what was found instead, the default sentence. `error` marks an exception of the
    apprentice's code, whose explanation is worth more than the author's sentence; `picture` is what was found,
    as a PNG in base64."""

    expected: str
    found: str
    sentence: str
    where: Where = field(default_factory=Where)
    error: bool = False
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    keys: frozenset[str]
    validate: Callable[[Mapping[str, Json]], None]
    compare: Callable[[Probe, Mapping[str, Json], Mapping[str, Json]], Mismatch | None]


def pattern(text: Json, name: str) -> regex.Pattern[str]:
    if not isinstance(text, str):
        raise BadExpectation(f"« {name} » doit être une expression régulière entre guillemets")
    try:
        return regex.compile(text)
    except regex.error as error:
        raise BadExpectation(f"« {name} » n’est pas une expression régulière correcte : {error}") from error


def matches(expression: Json, text: str) -> bool:
    """Whether the pattern is found in the text; raises BadExpectation when the search takes too long."""
    try:
        found = pattern(expression, "matches").search(text[:MATCHED_TEXT], timeout=MATCH_SECONDS)
    except TimeoutError as error:
        raise BadExpectation(
            f"la recherche de « {expression} » ne finit pas : simplifiez cette expression régulière"
        ) from error
    return found is not None


def collapsed(text: str) -> str:
    return " ".join(text.split())


def one_apostrophe(text: str) -> str:
    """The typed apostrophe for the printed one: phones write the one, keyboards the other, and both are right."""
    return text.replace("’", "'")


def whole(value: Json, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadExpectation(f"« {name} » doit être un nombre entier")
    return value


def texts(value: Json, name: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise BadExpectation(f"« {name} » doit être une liste de textes")
    return [str(item) for item in value]


_CONDITIONS = frozenset({"equals", "contains", "matches", "not_empty", "present", "one_of"})


def validate_condition(condition: Json, name: str) -> None:
    """A condition is a text (equality) or a table with exactly one known key."""
    if isinstance(condition, str):
        return
    if not isinstance(condition, dict) or len(condition) != 1 or not set(condition) <= _CONDITIONS:
        known = ", ".join(sorted(_CONDITIONS))
        raise BadExpectation(f"« {name} » doit être un texte, ou une table avec une seule clé parmi {known}")
    key, wanted = next(iter(condition.items()))
    if key == "matches":
        pattern(wanted, name)
    elif key == "one_of":
        texts(wanted, name)
    elif key in ("not_empty", "present") and not isinstance(wanted, bool):
        raise BadExpectation(f"« {name}.{key} » doit être true ou false")
    elif key in ("equals", "contains") and not isinstance(wanted, str):
        raise BadExpectation(f"« {name}.{key} » doit être un texte")


def holds(condition: Json, found: str | None) -> bool:
    """Whether one attribute, style or text (None: absent) satisfies a validated condition.

    Which of the two apostrophes was written does not count.
    """
    key, wanted = _parts(condition)
    if key == "present":
        return (found is not None) is wanted
    return found is not None and _TESTS[key](_with_one_apostrophe(wanted), one_apostrophe(found))


def _with_one_apostrophe(wanted: Json) -> Json:
    if isinstance(wanted, list):
        return [_with_one_apostrophe(one) for one in wanted]
    return one_apostrophe(wanted) if isinstance(wanted, str) else wanted


def _parts(condition: Json) -> tuple[str, Json]:
    return next(iter(condition.items())) if isinstance(condition, dict) else ("equals", condition)


_TESTS: dict[str, Callable[[Json, str], bool]] = {
    "equals": lambda wanted, found: found == wanted,
    "contains": lambda wanted, found: str(wanted) in found,
    "matches": matches,
    "not_empty": lambda wanted, found: bool(found.strip()) is wanted,
    "one_of": lambda wanted, found: isinstance(wanted, list) and found in wanted,
}


def wish(condition: Json) -> str:
    """How a condition is shown as « expected »."""
    key, wanted = _parts(condition)
    text = short(str(wanted))
    words: dict[str, Callable[[], str]] = {
        "one_of": lambda: (
            " ou ".join(short(str(item)) for item in wanted) if isinstance(wanted, list) else text
        ),
        "present": lambda: "présent" if wanted else "absent",
        "not_empty": lambda: "quelque chose" if wanted else "rien",
        "contains": lambda: say("un texte qui contient {part}", part=quoted(text)),
        "matches": lambda: say("un texte de la forme {form}", form=quoted(text)),
    }
    return words[key]() if key in words else text
