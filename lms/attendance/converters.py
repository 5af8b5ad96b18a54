"""Days and half-days in addresses."""

from datetime import date

from lms.attendance.models import HalfDay

WORDS = {"matin": HalfDay.MORNING, "apres-midi": HalfDay.AFTERNOON}


def _of_this_century(day: date) -> date:
    if day.year // 100 != 20:
        raise ValueError
    return day


class DayConverter:
    # Wider than what is answered: the first week of all has a Monday in the century before.
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return _of_this_century(date.fromisoformat(value))

    def to_url(self, value: date) -> str:
        return value.isoformat()


class HalfDayConverter:
    regex = "|".join(WORDS)

    def to_python(self, value: str) -> HalfDay:
        return WORDS[value]

    def to_url(self, value: str) -> str:
        return next(word for word, half in WORDS.items() if half == value)


class MonthConverter:
    """A month, as its first day."""

    regex = r"\d{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return _of_this_century(date.fromisoformat(f"{value}-01"))

    def to_url(self, value: date) -> str:
        return value.strftime("%Y-%m")
