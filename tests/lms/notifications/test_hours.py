"""When mails leave: by day, on working days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lms.notifications.hours import is_time_for_digests, may_write_at_once

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "digests", "at_once"),
    [
        ((2026, 11, 23, 7, 59), False, False),
        ((2026, 11, 23, 8, 0), True, True),
        ((2026, 11, 23, 12, 0), False, True),
        ((2026, 11, 23, 19, 0), False, False),
        ((2026, 11, 28, 9, 0), False, False),  # a Saturday
        ((2026, 11, 11, 9, 0), False, False),  # a public holiday
    ],
)
def test_mails_leave_by_day_on_working_days(moment, digests, at_once):
    now = datetime(*moment, tzinfo=PARIS)
    assert is_time_for_digests(now) is digests
    assert may_write_at_once(now) is at_once
