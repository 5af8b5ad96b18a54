"""Reads what came out of a box, trusting nothing.

The observer writes lines `@<nonce> <json>`. The nonce is known to nobody before the request is read, so a
line without it is noise. What has it is still checked: an apprentice who took over the observer may write
anything. A line that cannot be read is dropped, and a missing observation is a failed check.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from grader.contract import BoxReport, BoxRun, Json, Observation, Outcome

MAX_LINES = 2_000
MAX_LINE = 256 * 1024  # its picture apart
MAX_PICTURE = 1_500_000  # signs of base64, for a mebibyte of PNG
MAX_DEPTH = 48  # a value eight objects deep takes three levels of JSON for each
MAX_NODES = 20_000
MAX_NOTES = 60
MAX_TEXT = 4_000
EXCERPT = 4_000
# A picture is the only long text: it stands first in its line, and is taken out before anything is parsed.
_PICTURE = re.compile(rb'\{"picture":"([A-Za-z0-9+/]{1,%d}={0,2})",' % MAX_PICTURE)

MAX_MARKS = 8  # accents on one letter; more of them would cover the lines around

_JOINERS = "\u200c\u200d"  # emoji and some scripts are made with them
# Controls, halves of a character, signs that change the direction or show nothing: with them a text reads
# otherwise than it is. A flag made of invisible tags is taken first, and left alone.
_MISLEADING = re.compile(
    "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f]"
)


class Unreadable(ValueError):
    """One line is beyond what is accepted; the text says why."""


def last_line(nonce: str) -> bytes:
    """The line that the observer ends with."""
    return f'@{nonce} {{"end":true}}'.encode()


def visible(text: str) -> str:
    """Returns the text with every control or misleading character spelled out: NUL becomes `\\x00`."""
    return _without_piles(_MISLEADING.sub(_spelled, text.replace("\r\n", "\n")))


def _spelled(match: re.Match[str]) -> str:
    found = match.group()
    code = ord(found[0])
    if len(found) > 1:
        return found
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept = []
    marks = 0
    for char in text:
        if char not in _JOINERS:
            marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def shortened(text: str, longest: int) -> str:
    """Returns the head and the tail of a text that is too long."""
    if len(text) <= longest:
        return text
    tail = longest // 4
    return f"{text[: longest - tail - 1]}…{text[-tail:]}"


def excerpt(data: bytes) -> str:
    # Cut first: what is read to be thrown away costs time too.
    return shortened(visible(shortened(data.decode("utf-8", "replace"), EXCERPT)), EXCERPT)


def read_report(run: BoxRun, *, nonce: str, probes: frozenset[str]) -> BoxReport:
    """Returns what the box said about these probes; never raises, whatever the bytes.

    A run that the sandbox calls finished without one readable last line is `CRASHED`. The observer's note
    that the code did not stop in time becomes the outcome.
    """
    observations: dict[str, Observation] = {}
    notes: list[dict[str, Json]] = []
    noise: list[bytes] = []
    for line in run.stdout.split(b"\n")[:MAX_LINES]:
        mark, _, body = line.partition(b" ")
        if mark != b"@" + nonce.encode():
            noise.append(line)
            continue
        _take(body, observations, notes, probes)
    outcome = run.outcome
    if outcome is Outcome.FINISHED and any(note["kind"] == "out_of_time" for note in notes):
        outcome = Outcome.OUT_OF_TIME
    return BoxReport(
        outcome=outcome,
        observations=tuple(observations.values()),
        notes=tuple(notes),
        stdout=excerpt(b"\n".join(noise).strip()),
        stderr=excerpt(run.stderr),
        detail=visible(run.detail),
        timings=run.timings,
    )


def _take(
    body: bytes,
    observations: dict[str, Observation],
    notes: list[dict[str, Json]],
    probes: frozenset[str],
) -> None:
    picture = _PICTURE.match(body)
    try:
        message = _parsed(b"{" + body[picture.end() :] if picture else body)
    except Unreadable:
        return
    probe, seen, note = message.get("probe"), message.get("seen"), message.get("note")
    # The first answer stands: a second one to the same probe can only be a forgery.
    if isinstance(probe, str) and probe in probes and probe not in observations and isinstance(seen, dict):
        shown: dict[str, Json] = {"picture": picture.group(1).decode()} if picture else {}
        observations[probe] = Observation(probe, {**seen, **shown})
    elif isinstance(note, dict) and isinstance(note.get("kind"), str) and len(notes) < MAX_NOTES:
        notes.append(note)


def _parsed(body: bytes) -> dict[str, Json]:
    if len(body) > MAX_LINE:
        raise Unreadable("too long")
    try:
        message = json.loads(body.decode("utf-8", "replace"), parse_constant=_refused, parse_int=_bounded_int)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(message, dict):
        raise Unreadable("not an object")
    budget = iter(range(MAX_NODES))
    return {str(key): _clean(value, 1, budget) for key, value in message.items()}


def _refused(constant: str) -> Json:
    raise Unreadable(constant)


def _bounded_int(digits: str) -> int:
    # Beyond 21 digits JavaScript writes an exponent: nothing honest is longer.
    if len(digits) > 25:
        raise Unreadable("a number too long")
    return int(digits)


def _clean(value: Any, depth: int, budget: Iterator[int]) -> Json:
    if depth > MAX_DEPTH or next(budget, None) is None:
        raise Unreadable("too deep or too big")
    if isinstance(value, str):
        return visible(value[:MAX_TEXT])
    if isinstance(value, list):
        return [_clean(item, depth + 1, budget) for item in value]
    if isinstance(value, dict):
        return {visible(str(key)[:200]): _clean(item, depth + 1, budget) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        raise Unreadable("not a finite number")
    return value if isinstance(value, bool | int | float) else None
