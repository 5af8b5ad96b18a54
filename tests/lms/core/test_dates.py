from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import translation

from lms.core.dates import date_format, time_format


@pytest.mark.parametrize(
    ("day", "wanted", "written"),
    [
        (date(2026, 11, 1), "j F Y", "1er novembre 2026"),
        (date(2026, 11, 1), "l j F", "dimanche 1er novembre"),
        (date(2026, 11, 1), "D j F", "dim. 1er novembre"),
        (date(2026, 11, 2), "j F Y", "2 novembre 2026"),
        (date(2026, 11, 21), "j F Y", "21 novembre 2026"),
        (date(2026, 11, 1), "DATE_FORMAT", "1er novembre 2026"),
        (date(2026, 11, 1), "d/m/Y", "01/11/2026"),
        (date(2026, 11, 1), "Y-m-d", "2026-11-01"),
        (date(2026, 11, 1), "F Y", "novembre 2026"),
        (date(2026, 11, 1), r"\j F", "j novembre"),
    ],
)
def test_first_day_of_a_month_is_written_1er_where_the_month_has_its_name(day, wanted, written):
    assert date_format(day, wanted) == written


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("j F Y, H:i", "1er novembre 2026, 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05"),
        ("d/m H:i", "01/11 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05"),
        (
            "H:i:s",
            "9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05\N{NO-BREAK SPACE}min\N{NO-BREAK SPACE}07\N{NO-BREAK SPACE}s",
        ),
        ("c", "2026-11-01T09:05:07+00:00"),
    ],
)
def test_hours_are_written_with_an_h_and_no_break(wanted, written):
    assert date_format(datetime(2026, 11, 1, 9, 5, 7, tzinfo=UTC), wanted) == written


def test_an_hour_alone_is_written_the_same():
    assert time_format(time(13, 37), "H:i") == "13\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}37"


def test_every_template_writes_so_in_the_time_of_the_school():
    page = Template(
        '{{ at|date:"l j F, H:i" }} / {{ at|time:"H:i" }} / {{ at|date:"c" }} / {{ none|date:"j F" }}'
    )
    written = page.render(Context({"at": datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "none": None}))
    assert written == (
        "dimanche 1er novembre, 0\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 / "
        "0\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 / 2026-11-01T00:30:00+01:00 / "
    )


def test_a_blocktranslate_writes_so_too():
    page = Template(
        '{% load i18n %}{% blocktranslate with day=at|date:"j F" %}x {{ day }}{% endblocktranslate %}'
    )
    assert page.render(Context({"at": date(2026, 5, 1)})) == "x 1er mai"


def test_other_languages_keep_their_own_way():
    with translation.override("en"):
        assert date_format(datetime(2026, 11, 1, 9, 5, tzinfo=UTC), "j F Y, H:i") == "1 November 2026, 09:05"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(90, "1\u00a0h\u00a030"), (120, "2\u00a0h"), (390, "6\u00a0h\u00a030"), (605, "10\u00a0h\u00a005")],
)
def test_a_long_time_is_said_in_hours(minutes, said):
    assert Template("{{ minutes|as_hours }}").render(Context({"minutes": minutes})) == said
