"""Tests that their authors skip so that learners take them one by one: here all of them run."""

import re

_JAVASCRIPT = (
    (re.compile(r"\bx(test|it|describe)(?=\s*(?:\(|\.each\b))"), r"\1"),
    (re.compile(r"\b(test|it|describe)\.skip(?=\s*[(.])"), r"\1"),
)
_PYTHON = ((re.compile(r"^[ \t]*@(?:unittest\.skip|pytest\.mark\.skip)(?:\(.*\))?[ \t]*(?:#.*)?$"), ""),)
_PHP = ((re.compile(r"\$this->markTest(?:Skipped|Incomplete)\([^;]*\);"), ""),)
_MARKS = {"javascript": _JAVASCRIPT, "python": _PYTHON, "php": _PHP}


def without_skips(language: str, text: str) -> tuple[str, list[int]]:
    """Returns the tests without the marks that skip them, and the lines where there was one."""
    kept, lines = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        changed = line
        for mark, instead in _MARKS[language]:
            changed = mark.sub(instead, changed)
        kept.append(changed)
        if changed != line:
            lines.append(number)
    return "\n".join(kept), lines
