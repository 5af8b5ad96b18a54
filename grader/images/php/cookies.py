"""The cookies of one visit, kept and sent back as a browser does."""

import re
import time
from typing import Any
from urllib.parse import unquote

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{1,2})[ -]([a-z]{3})[ -](\d{2,4}) (\d\d):(\d\d):(\d\d)", re.IGNORECASE)
_MOST = 50
_LONGEST = 500
_KEPT = 4096  # signs of one cookie, as browsers do
_SENT = 8_000  # of all those of one request


class Cookies:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def for_path(self, path: str) -> str:
        """Returns the header of a request to this path, the most precise first; empty for none."""
        fitting = [(where, name, value) for (name, where), value in self._kept.items() if _fits(path, where)]
        fitting.sort(key=lambda one: -len(one[0]))
        return "; ".join(f"{name}={value}" for _, name, value in fitting)[:_SENT]

    def receive(self, header: str, path: str) -> dict[str, Any]:
        """Takes in one Set-Cookie of the page at `path`; returns what it says."""
        pair, *others = header.split(";")
        name, _, value = (part.strip() for part in pair.partition("="))
        attributes: dict[str, str] = {}
        for other in others:
            key, _, text = other.partition("=")
            attributes[key.strip().lower()] = text.strip()
        where = attributes.get("path", "")
        if not where.startswith("/"):
            where = path.rpartition("/")[0] or "/"
        seconds = _seconds(attributes)
        was = self._kept.get((name, where))
        if seconds is not None and seconds <= 0:
            self._kept.pop((name, where), None)
        elif len(self._kept) < _MOST and len(name) + len(value) <= _KEPT:
            self._kept[name, where] = value
        return {
            "name": name[:_LONGEST],
            "value": unquote(value)[:_LONGEST],
            "was": None if was is None else unquote(was)[:_LONGEST],
            "path": where[:_LONGEST],
            "seconds": seconds,
            "secure": "secure" in attributes,
            "http_only": "httponly" in attributes,
            "same_site": attributes.get("samesite", "")[:20],
        }


def _fits(path: str, where: str) -> bool:
    return path == where or path.startswith(where if where.endswith("/") else where + "/")


def _seconds(attributes: dict[str, str]) -> int | None:
    """How long the cookie is to live; None until the browser is closed."""
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?\d{1,12}", age):
        return int(age)
    match = _DATE.search(attributes.get("expires", ""))
    if match is None or match[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[number]) for number in (1, 3, 4, 5, 6))
    month = _MONTHS.index(match[2].lower()) + 1
    if year < 100:
        year += 2000 if year < 70 else 1900
    if year <= 1970:
        return 0
    # The box's clock is set to universal time.
    return int(time.mktime((year, month, day, hour, minute, second, 0, 0, 0)) - time.time())
