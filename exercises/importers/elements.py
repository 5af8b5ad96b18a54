"""Assertions about one element of a page, said as our checks on elements say it."""

import re
from collections.abc import Sequence
from typing import Any

from exercises.importers.javascript_reading import NotALiteral, literal_of, split_at, text_of

_TEXT = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\\$]*`)"""
_ONE = re.compile(rf"document\s*\.\s*(querySelector|getElementById)\(\s*{_TEXT}\s*\)")
_ALL = re.compile(rf"document\s*\.\s*querySelectorAll\(\s*{_TEXT}\s*\)")
_TEXT_OF = re.compile(r"\??\.\s*(?:textContent|innerText)(?:\??\.trim\(\))?")
_ATTRIBUTE = re.compile(rf"\??\.\s*getAttribute\(\s*{_TEXT}\s*\)")
_HAS = re.compile(rf"\??\.\s*hasAttribute\(\s*{_TEXT}\s*\)")
_CLASS = re.compile(rf"\??\.\s*classList\??\.contains\(\s*{_TEXT}\s*\)")
_STYLE = re.compile(
    rf"(?:window\s*\.\s*)?getComputedStyle\((?P<element>.+)\)\s*\??"
    rf"(?:\.getPropertyValue\(\s*(?P<called>{_TEXT})\s*\)|\[\s*(?P<named>{_TEXT})\s*\]|\.(?P<plain>[A-Za-z]+))",
    re.DOTALL,
)
_ANY_WITH_CLASS = re.compile(
    rf"\[\.\.\.{_ALL.pattern}\]\.some\(\(one\) => one\.classList\.contains\(\s*{_TEXT}\s*\)\)"
)
_DECLARED = re.compile(r"(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(.+)", re.DOTALL)
_EXISTS = ("", "ok", "isOk", "exists", "isNotNull", "isDefined")
_ABSENT = ("isNull", "notExists", "isNotOk", "notOk")
_EQUAL = ("equal", "strictEqual")

type Check = tuple[dict[str, Any], dict[str, Any]]


def element_checks(name: str, arguments: Sequence[str], prelude: Sequence[str]) -> Check | None:
    """Returns the check on elements that says the same as this assertion, or None."""
    subject = _inlined(arguments[0], prelude)
    if subject is None:
        return None
    if name in _EXISTS or name == "isTrue":
        return _existing(subject) or _with_class_or_attribute(subject)
    if name in _ABSENT:
        selector = _selector(subject)
        return _check(selector, {"count": 0}) if selector else None
    if len(arguments) < 2:
        return None
    if name in ("lengthOf", *_EQUAL, "isAtLeast", "isAbove"):
        counted = subject if name == "lengthOf" else _before_length(subject)
        if counted and (match := _ALL.fullmatch(counted.strip())):
            return _counted(name, text_of(match[1]), arguments[1])
    return _equal(subject, arguments[1]) if name in _EQUAL else None


def _inlined(expression: str, prelude: Sequence[str]) -> str | None:
    """The expression with the elements that were given a name; None where something else happens before."""
    named = {}
    for statement in prelude:
        match = _DECLARED.fullmatch(statement)
        if not match:
            return None
        named[match[1]] = match[2].strip()
    subject = expression.strip()
    match = re.match(r"((?:window\s*\.\s*)?getComputedStyle\(\s*)?([A-Za-z_$][\w$]*)", subject)
    if match and _is_element(named.get(match[2], "")):
        subject = (match[1] or "") + named[match[2]] + subject[match.end() :]
    return subject


def _is_element(expression: str) -> bool:
    return bool(_ONE.fullmatch(expression) or _ALL.fullmatch(expression))


def _selector(expression: str) -> str:
    match = _ONE.fullmatch(expression.strip())
    if not match:
        return ""
    text = text_of(match[2])
    if match[1] == "querySelector":
        return text
    return f"#{text}" if re.fullmatch(r"[A-Za-z_][\w-]*", text) else ""


def _check(selector: str, expect: dict[str, Any]) -> Check | None:
    return ({"kind": "elements", "selector": selector}, expect) if 0 < len(selector.strip()) <= 300 else None


def _existing(subject: str) -> Check | None:
    selector = _selector(subject)
    return _check(selector, {"at_least": 1}) if selector else None


def _before_length(subject: str) -> str:
    match = re.fullmatch(r"(.+)\.\s*length", subject.strip(), re.DOTALL)
    return match[1] if match else ""


def _counted(name: str, selector: str, number: str) -> Check | None:
    try:
        wanted = literal_of(number)
    except NotALiteral:
        return None
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 0:
        return None
    key = {"isAtLeast": "at_least", "isAbove": "at_least"}.get(name, "count")
    return _check(selector, {key: wanted + 1 if name == "isAbove" else wanted})


def _of_first(subject: str, what: re.Pattern[str]) -> tuple[str, re.Match[str]] | None:
    """The selector of the element that an expression begins with, and what is asked of it."""
    match = _ONE.match(subject)
    asked = what.fullmatch(subject[match.end() :].strip()) if match else None
    selector = _selector(match[0]) if match else ""
    return (selector, asked) if asked and selector else None


def _with_class_or_attribute(subject: str) -> Check | None:
    if match := _ANY_WITH_CLASS.fullmatch(subject.strip()):
        return _check(text_of(match[1]), {"which": "any", "attributes": _has_class(match[2])})
    if found := _of_first(subject, _CLASS):
        return _check(found[0], {"which": "first", "attributes": _has_class(found[1][1])})
    if found := _of_first(subject, _HAS):
        condition = {text_of(found[1][1]): {"present": True}}
        return _check(found[0], {"which": "first", "attributes": condition})
    return None


def _has_class(quoted: str) -> dict[str, Any]:
    return {"class": {"matches": rf"(?:^|\s){re.escape(text_of(quoted))}(?:\s|$)"}}


def _equal(subject: str, wanted: str) -> Check | None:
    if len(split_at(subject, (",", "||", "&&", "+", "??", "?"))) > 1:
        return None
    try:
        text = literal_of(wanted)
    except NotALiteral:
        return None
    if not isinstance(text, str) or not text:
        return None
    if (found := _of_first(subject, _TEXT_OF)) and text == " ".join(text.split()):
        return _check(found[0], {"which": "first", "text": text})
    if found := _of_first(subject, _ATTRIBUTE):
        return _check(found[0], {"which": "first", "attributes": {text_of(found[1][1]): text}})
    return _styled(subject, text)


def _styled(subject: str, wanted: str) -> Check | None:
    match = _STYLE.fullmatch(subject.strip())
    selector = _selector(match["element"]) if match else ""
    if not match or not selector:
        return None
    quoted = match["called"] or match["named"]
    name = text_of(quoted) if quoted else match["plain"]
    name = name if name.startswith("--") else re.sub(r"(?=[A-Z])", "-", name).lower()
    return _check(selector, {"which": "first", "styles": {name: wanted}})
