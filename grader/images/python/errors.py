"""Describes what a program threw: name, message, place, and the name that was probably meant."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

from _suggestions import _generate_suggestions  # type: ignore[import-not-found]
from values import exact_text, message_of, type_name

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from typing import Any

CANDIDATES = 750
_trace_of = BaseException.__dict__["__traceback__"].__get__


def described(error: BaseException, folder: str) -> dict[str, Any]:
    """Returns language, name, message, file, line; the file is one of those in `folder`, or None."""
    message = message_of(error)
    places: list[tuple[str, int | None]] = [
        (frame.f_code.co_filename, line) for frame, line in _frames(error)
    ]
    if isinstance(error, SyntaxError) and type(error) in (SyntaxError, IndentationError, TabError):
        message = exact_text(error.msg)
        places.append((exact_text(error.filename), error.lineno))
    else:
        message += _advice(error)
    inside = [(path, line) for path, line in places if path.startswith(f"{folder}/")]
    path, line = inside[-1] if inside else ("", None)
    return {
        "language": "python",
        "name": type_name(type(error)),
        "message": message,
        "file": path[len(folder) + 1 :] or None,
        "line": line,
    }


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    trace = _trace_of(error)
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _advice(error: BaseException) -> str:
    """What the interpreter would add on a terminal: a name that resembles the missing one, a forgotten import."""
    try:
        if isinstance(error, NameError) and type(error) is NameError:
            return _advice_on_name(error)
        if isinstance(error, AttributeError) and type(error) is AttributeError:
            return _resembling(dir(error.obj), error.name)
    except BaseException:  # their `__dir__` may throw anything
        return ""
    return ""


def _advice_on_name(error: NameError) -> str:
    *_, (frame, _line) = _frames(error)
    names = [*frame.f_locals, *frame.f_globals, *frame.f_builtins]
    if advice := _resembling(names, error.name):
        return advice
    return f". Did you forget to import '{error.name}'?" if error.name in sys.stdlib_module_names else ""


def _resembling(names: list[str], name: str | None) -> str:
    meant = exact_text(_generate_suggestions(names[:CANDIDATES], name))
    return f". Did you mean: '{meant}'?" if meant else ""
