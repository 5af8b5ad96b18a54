"""Lines of the log as JSON, one object a line, without anything of anybody.

What a line says is chosen by us; what it is said of comes from anywhere: the message of an exception quotes a row, an
address holds a token. So the sentence of a line is kept and what is put into it is looked at: numbers and names of
things pass, text does not. Of an exception remain its type and the way to it.
"""

import json
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from lms.core.access_log import SECRET
from lms.core.request_ids import META_KEY, current_request_id

HIDDEN = "…"
_MAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
# Ids of jobs, dotted paths, keys of exercises, addresses of ours: one word, without text around it.
_NAME_OF_A_THING = re.compile(r"[\w./:…-]{1,160}", re.ASCII)
_PHRASES = frozenset(status.phrase for status in HTTPStatus)
MOST_FRAMES = 30


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_of(record),
            "message": message_of(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def request_of(record: logging.LogRecord) -> str:
    """Return the number of the request that a line is about; nothing where it is about none."""
    if number := getattr(record, "request_id", ""):
        return str(number)
    about = getattr(record, "request", None)
    return current_request_id() or str(getattr(about, "META", {}).get(META_KEY, ""))


def message_of(record: logging.LogRecord) -> str:
    """Return the sentence of a line, with what was put into it reduced to what says nothing of anybody."""
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    sentence, given = str(record.msg), record.args
    if given:
        shown: object
        if isinstance(given, Mapping):
            shown = {name: reduced(value) for name, value in given.items()}
        else:
            shown = tuple(reduced(value) for value in given)
        try:
            sentence = sentence % shown
        except (TypeError, ValueError):  # a number was asked for, and something else was given
            sentence = str(record.msg)
    return scrubbed(sentence)


def reduced(value: object) -> object:
    """Return what of `value` a line may show."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID | datetime):
        return str(value)
    if isinstance(value, BaseException):
        return type(value).__name__
    text = str(value)
    if text in _PHRASES:
        return text
    hidden = scrubbed(text)
    return hidden if _NAME_OF_A_THING.fullmatch(hidden) else f"({len(text)} {HIDDEN})"


def scrubbed(text: str) -> str:
    """Return the first line of `text` without addresses of mail and without the keys that our addresses hold."""
    first = text.partition("\n")[0].partition("?")[0]
    return _MAIL.sub(HIDDEN, SECRET.sub(rf"\1{HIDDEN}", first))


def error_of(error: BaseException) -> dict[str, object]:
    """Return the type of an exception and the way to it: files, lines, functions; no message, no source, no value."""
    frames = traceback.extract_tb(error.__traceback__, limit=-MOST_FRAMES)
    return {
        "type": type(error).__name__,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
