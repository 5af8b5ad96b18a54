"""Dates, hours and durations as French typography writes them: « 1er novembre », « 13 h 37 », « 3 h 30 ».

The one place. Templates get it through their filters `date`, `time` and `as_hours` (`lms.core.templatetags.dates`,
built in by the settings), Python through `date_format` and `time_format` below; ruff refuses Django's own.
"""

import re
from datetime import date, datetime, time

from django.utils import formats
from django.utils.translation import get_language

# The day of a month whose name follows: « 1er » on the first. Letters escaped already are left alone.
_DAY_AND_MONTH = re.compile(r"(?<!\\)j(?= [FMNEb])")
# Days of the week cut short end with a dot: « lun. 2 novembre ».
_SHORT_DAY = re.compile(r"(?<!\\)D(?= )")
_HOUR = re.compile(r"(?<!\\)[GH]:i(:s)?")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def french(value: object, wanted: str) -> str:
    """Return the format that writes `value` in French; `wanted` unchanged in another language.

    Args:
        wanted: a format of Django's, or the name of one (`DATE_FORMAT`).
    """
    if not (get_language() or "").startswith("fr"):
        return wanted
    found = str(formats.get_format(wanted))
    if getattr(value, "day", None) == 1:
        found = _DAY_AND_MONTH.sub(r"j\\e\\r", found)
    return _HOUR.sub(_hour, _SHORT_DAY.sub("D.", found))


def _hour(asked: re.Match[str]) -> str:
    """Hours have no zero before them, minutes keep theirs: « 9 h 05 »."""
    written = rf"G{_NO_BREAK}\h{_NO_BREAK}i"
    return rf"{written}{_NO_BREAK}\m\i\n{_NO_BREAK}s{_NO_BREAK}\s" if asked[1] else written


def date_format(value: date | datetime, wanted: str = "DATE_FORMAT") -> str:
    """Return a date, or a moment, as it is written."""
    return str(formats.date_format(value, french(value, wanted)))


def time_format(value: time | datetime, wanted: str = "TIME_FORMAT") -> str:
    """Return an hour as it is written."""
    return str(formats.time_format(value, french(value, wanted)))


def as_hours(minutes: int) -> str:
    """Return how long something lasts: « 1 h 40 », « 6 h »."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}{_NO_BREAK}h{_NO_BREAK}{rest:02}" if rest else f"{hours}{_NO_BREAK}h"
