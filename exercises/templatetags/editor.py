"""What the exercise page says to its scripts about the rich editor."""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django import template
from django.templatetags.static import static

from exercises.grading import FileToEdit

register = template.Library()

_PARTS = Path(__file__).parents[1] / "static/exercises/build/editor-parts.json"


@lru_cache(maxsize=1)
def _parts(_built_at: int) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = json.loads(_PARTS.read_text(encoding="utf-8"))
    return parts


@register.simple_tag
def editor_parts(files: Iterable[FileToEdit]) -> str:
    """Return the addresses of what the editor is made of for these files, separated by spaces.

    They are asked for all at once, where the browser would find out one after the other, a round trip each. They
    name each other by the names they were built under, so those are their addresses, without the storage's hash.
    """
    try:
        parts = _parts(_PARTS.stat().st_mtime_ns)
    except OSError:
        return ""  # not built: the editor asks for its parts itself
    languages = ["", *dict.fromkeys(file.language for file in files)]
    wanted = dict.fromkeys(part for language in languages for part in parts.get(language, []))
    root = static("exercises/build/editor.js").rpartition("build/")[0]
    return " ".join(root + part for part in wanted)
