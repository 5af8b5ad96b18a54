"""The figures of exits as lines: shown on the screen and given away, without anybody's name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.dates import date_format
from lms.core.spreadsheets import Value
from lms.exits.queries import SchoolExits
from lms.exits.rates import Figures
from lms.people.models import School

COUNTS = (
    ("exits", gettext_lazy("Exits")),
    ("too_short", gettext_lazy("Stayed too short to count")),
    ("out_of_count", gettext_lazy("Out of the count")),
    ("counted", gettext_lazy("Exits that count")),
    ("not_asked", gettext_lazy("Not asked yet")),
    ("unreachable", gettext_lazy("Asked, could not be reached")),
    ("other", gettext_lazy("Other exit")),
)
RATES = (
    ("sustainable", gettext_lazy("Lasting job")),
    ("transition", gettext_lazy("Transition job")),
    ("positive", gettext_lazy("Positive exit")),
    ("dynamic", gettext_lazy("Dynamic exits: the three together")),
    ("association", gettext_lazy("Positive exits as the association counts them")),
    ("funder", gettext_lazy("Job, training or business within three months")),
)


def rates_of(figures: Figures) -> list[tuple[str, int, float | None]]:
    """Return each rate with its words, how many it counts, and its share of the exits that count in percent."""
    return [(str(words), getattr(figures, name), figures.rate(name)) for name, words in RATES]


def counts_of(figures: Figures) -> list[tuple[str, int]]:
    return [(str(words), getattr(figures, name)) for name, words in COUNTS]


def lines_to_give(school: School, exits: SchoolExits) -> Iterator[list[Value]]:
    """Return the lines of the file for funders: as of which day, then a line a cohort and one for all."""
    yield [_("School"), school.name]
    yield [_("As of"), date_format(exits.on, "j F Y")]
    yield [_("What was known"), str(exits.moment.label)]
    yield []
    percent = _("%(rate)s (%% of the exits that count)")
    yield [
        _("Cohort"),
        *(str(words) for _name, words in COUNTS),
        *(cell for _name, words in RATES for cell in (str(words), percent % {"rate": words})),
    ]
    for name, figures in [
        *((one.cohort.name, one.figures) for one in exits.cohorts),
        (_("All cohorts"), exits.total),
    ]:
        yield [
            name,
            *(count for _words, count in counts_of(figures)),
            *(cell for _words, count, rate in rates_of(figures) for cell in (count, rate)),
        ]
