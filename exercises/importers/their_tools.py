"""What freeCodeCamp's tests have at hand, jQuery and helpers for style sheets, said in plain JavaScript."""

import re

from exercises.importers.javascript_reading import text_of

_TEXT = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\\$]*`)"""
# A sheet of the network is never there, and what it holds may not be read.
_RULES = "[...document.styleSheets].flatMap((sheet) => { try { return [...sheet.cssRules]; } catch { return []; } })"
_HELPER = r"new\s+__helpers\s*\.\s*CSSHelp\(\s*document\s*\)"
_NAMED_HELPER = re.compile(rf"(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*{_HELPER}\s*;?")
_JQUERY_ONLY = re.compile(
    r":(?:eq|first|last|contains|has|gt|lt|even|odd|parent|header|input|text|button|visible)\b(?!-)"
)
_J = rf"(?:\$|jQuery)\(\s*{_TEXT}\s*\)"


def without_their_tools(code: str) -> str:
    """Returns the code with each tool that has an equivalent replaced by it; the others stay."""
    code = _NAMED_HELPER.sub(lambda m: f"/*{m[1]}*/", _with_helper_named(code))
    for pattern, instead in _CSS:
        code = pattern.sub(instead, code)
    return _JQUERY.sub(_plain, code)


def _with_helper_named(code: str) -> str:
    for name in {match[1] for match in _NAMED_HELPER.finditer(code)}:
        code = re.sub(rf"(?<![\w$.]){re.escape(name)}\s*\.", "new __helpers.CSSHelp(document).", code)
    return code


_CSS = (
    (
        re.compile(rf"{_HELPER}\s*\.\s*getStyle\(\s*({_TEXT}|[A-Za-z_$][\w$]*)\s*\)"),
        rf"{_RULES}.find((rule) => rule.selectorText === \1)?.style",
    ),
    (
        re.compile(rf"{_HELPER}\s*\.\s*getCSSRules\(\s*['\"]media['\"]\s*\)"),
        f"{_RULES}.filter((rule) => rule.type === CSSRule.MEDIA_RULE)",
    ),
    (re.compile(rf"{_HELPER}\s*\.\s*getCSSRules\(\s*\)"), _RULES),
    (
        re.compile(rf"\??\.\s*getPropVal\(\s*{_TEXT}\s*,\s*true\s*\)"),
        r"?.getPropertyValue(\1).replace(/\\s+/g, '')",
    ),
    (re.compile(rf"\??\.\s*getPropVal\(\s*{_TEXT}\s*\)"), r"?.getPropertyValue(\1).trim()"),
)
_JQUERY = re.compile(
    rf"{_J}(?P<then>\s*\.\s*length\b|\s*\.\s*hasClass\(\s*(?P<has>{_TEXT})\s*\)|\s*\.\s*css\(\s*(?P<css>{_TEXT})\s*\)"
    rf"|\s*\.\s*attr\(\s*(?P<attr>{_TEXT})\s*\)|\s*\.\s*text\(\s*\)|(?=\s*\[)|(?=\s*\]))"
)


def _plain(match: re.Match[str]) -> str:
    selector, then = match[1], match["then"].strip()
    if _JQUERY_ONLY.search(selector):
        return match[0]
    every, first = f"document.querySelectorAll({selector})", f"document.querySelector({selector})"
    if match["has"]:
        return f"[...{every}].some((one) => one.classList.contains({match['has']}))"
    if match["css"]:
        name = re.sub(r"(?=[A-Z])", "-", text_of(match["css"])).lower()
        return f"getComputedStyle({first}).getPropertyValue('{name}')"
    if match["attr"]:
        return f"{first}?.getAttribute({match['attr']})"
    if then.endswith(")"):
        return f"[...{every}].map((one) => one.textContent).join('')"
    return f"{every}.length" if then else every
