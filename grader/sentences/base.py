"""French sentences that an apprentice reads when the author wrote none, and how values are shown in them.

Sentences are written here with plain spaces; `typeset` puts the French no-break ones.
"""

import re
from collections.abc import Mapping

from grader.contract import Json

LONGEST_VALUE = 120
_BEFORE_WIDE = re.compile(r" (?=[:»])|(?<=«) ")
_BEFORE_NARROW = re.compile(r" (?=[;!?])")
_HOLE = re.compile(r"\{(\w+)\}")


def typeset(text: str) -> str:
    return _BEFORE_NARROW.sub("\u202f", _BEFORE_WIDE.sub("\u00a0", text))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Puts values in `{name}` holes, once: braces in a value, or unknown holes, stay as they are."""
    return _HOLE.sub(lambda hole: values.get(hole.group(1), hole.group()), template)


def say(template: str, **values: object) -> str:
    return fill(typeset(template), {name: str(value) for name, value in values.items()})


def quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"


def short(text: str, longest: int = LONGEST_VALUE) -> str:
    """One line, not longer than that, head kept."""
    line = text.replace("\n", "⏎").replace("\t", "⇥")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def plural(count: int, singular: str, several: str) -> str:
    return singular if abs(count) < 2 else several


def error_text(name: str, message: str) -> str:
    """How an exception is shown: `TypeError : x is not a function`."""
    shown = short(message)
    return (
        say("{name} : {message}", name=short(name, 60), message=shown)
        if name and shown
        else short(name or shown)
    )


def at_place(file: str, line: int | None) -> str:
    """`Ligne 3 de main.js`, or as much of it as is known, or nothing."""
    if line is None:
        return f"Dans {file}" if file else ""
    return f"Ligne {line} de {file}" if file else f"Ligne {line}"


def placed(file: str, line: int | None, explanation: str) -> str:
    place = at_place(file, line)
    if place:
        return say("{place} : {explanation}", place=place, explanation=explanation)
    return explanation[:1].upper() + explanation[1:]


def show_json(value: Json) -> str:  # noqa: PLR0911 - one line per kind of value
    """An expected value as an author wrote it, in the signs of JavaScript."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return "[" + ", ".join(show_json(item) for item in value) + "]"
    inner = ", ".join(f"{key}: {show_json(item)}" for key, item in value.items())
    return "{ " + inner + " }" if inner else "{}"
