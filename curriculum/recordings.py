"""Which recordings and captions are accepted: told by their content, never by their name alone; pure rules."""

import re
from pathlib import PurePosixPath

VIDEO, AUDIO = "video", "audio"
MEGABYTE = 1024 * 1024
MOST_BYTES = {VIDEO: 60 * MEGABYTE, AUDIO: 20 * MEGABYTE}
MOST_CAPTIONS = 500_000
HEAD = 16  # bytes that tell what a file is

# The ending says what it is meant to be, the first bytes whether it is.
_KINDS = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".weba": "audio/webm",
}
ACCEPTED = ",".join(_KINDS)
_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")


class RecordingRefused(ValueError):
    """It is none that a browser plays; `reason` is a word that the form explains."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def type_of(name: str, head: bytes) -> str:
    """Return the media type of a file with this name and these first bytes; raises RecordingRefused."""
    kind = _KINDS.get(PurePosixPath(name).suffix.lower(), "")
    container = kind.partition("/")[2]
    fits = {
        "mp4": head[4:8] == b"ftyp",
        "webm": head.startswith(b"\x1a\x45\xdf\xa3"),
        "ogg": head.startswith(b"OggS"),
        "mpeg": head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0),
    }
    if not fits.get(container, False):
        raise RecordingRefused("kind")
    return kind


def family_of(kind: str) -> str:
    """Return whether a media type is seen or only heard: `video` or `audio`."""
    return kind.partition("/")[0]


def check_captions(data: bytes) -> None:
    """Raise RecordingRefused, with the line, where these are no captions in WebVTT."""
    if len(data) > MOST_CAPTIONS:
        raise RecordingRefused("captions_long")
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise RecordingRefused("captions_text") from error
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise RecordingRefused("captions_head", 1)
    cues = [(number, line) for number, line in enumerate(lines, start=1) if "-->" in line]
    if not cues:
        raise RecordingRefused("captions_empty")
    for number, line in cues:
        begins, _, rest = line.partition("-->")
        ends = rest.split()[0] if rest.split() else ""
        start, end = _moment(begins.strip()), _moment(ends)
        if start is None or end is None or start >= end:
            raise RecordingRefused("captions_time", number)


def _moment(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def byte_range(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a `Range` header, or None for the whole; raises ValueError out of bounds."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    if not found or found.groups() == ("", ""):
        return None  # several ranges, or another unit: the whole answers them too
    first, last = found.groups()
    begin = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if begin > end or begin >= size:
        raise ValueError(asked)
    return begin, end
