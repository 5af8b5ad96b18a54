"""What a program prints, line by line."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import Kind, Mismatch, holds, pattern, texts, validate_condition
from grader.expectations.value import thrown_mismatch
from grader.sentences import quoted, say, short


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "lines":
            if wanted != []:
                texts(wanted, key)
        elif key == "matches":
            pattern(wanted, key)
        else:
            validate_condition({key: wanted}, key)


def printed_lines(seen: Mapping[str, Json]) -> list[str] | None:
    """All that was printed, or None if the observation has no shape."""
    lines, tail, skipped = seen.get("lines"), seen.get("tail"), seen.get("skipped")
    if not isinstance(lines, list):
        return None
    shown = [str(line) for line in lines]
    if skipped:
        shown.append(f"… {skipped} …")
    return shown + [str(line) for line in tail] if isinstance(tail, list) else shown


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if isinstance(thrown := seen.get("thrown"), dict):
        return thrown_mismatch(thrown, "")
    lines = printed_lines(seen)
    if lines is None:
        return Mismatch("", "", say("On n’a pas pu lire ce que le programme écrit."))
    wanted = expect.get("lines")
    if isinstance(wanted, list) and (wrong := _lines_mismatch([str(line) for line in wanted], lines)):
        return wrong
    text = "\n".join(lines)
    for key in ("contains", "matches"):
        if key in expect and not holds({key: expect[key]}, text):
            return _unlike(str(expect[key]), text)
    return None


def _lines_mismatch(wanted: list[str], lines: list[str]) -> Mismatch | None:
    trimmed = [line.rstrip() for line in lines]
    if trimmed == [line.rstrip() for line in wanted]:
        return None
    number = next(
        (i for i, (one, other) in enumerate(zip(trimmed, wanted, strict=False)) if one != other.rstrip()),
        min(len(trimmed), len(wanted)),
    )
    expected = wanted[number] if number < len(wanted) else ""
    found = lines[number] if number < len(lines) else ""
    return Mismatch(short(expected), short(found), _line_sentence(number, wanted, lines))


def _line_sentence(number: int, wanted: list[str], lines: list[str]) -> str:
    if number >= len(lines):
        return say(
            "Il manque la ligne {number} : le programme devrait écrire {expected}.",
            number=number + 1,
            expected=_shown(wanted[number]),
        )
    if number >= len(wanted):
        return say("Le programme écrit une ligne de trop : {found}.", found=_shown(lines[number]))
    return say(
        "À la ligne {number}, le programme devrait écrire {expected} ; il écrit {found}.",
        number=number + 1,
        expected=_shown(wanted[number]),
        found=_shown(lines[number]),
    )


def _shown(line: str) -> str:
    return quoted(short(line)) if line.strip() else "une ligne vide"


def _unlike(expected: str, text: str) -> Mismatch:
    found = quoted(short(text)) if text else "rien"
    sentence = say(
        "Le programme devrait écrire {expected} ; il écrit {found}.",
        expected=quoted(short(expected)),
        found=found,
    )
    return Mismatch(short(expected), found, sentence)


KIND = Kind(frozenset({"lines", "contains", "matches"}), _validate, _compare)
