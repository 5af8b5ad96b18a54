"""When the platform writes to people: on working days, by day. Pure rules: no database."""

from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core.working_days import WorkingDays

DIGESTS_FROM, DIGESTS_UNTIL = time(8), time(12)
AT_ONCE_FROM, AT_ONCE_UNTIL = time(8), time(19)


class Rhythm(TextChoices):
    """How often somebody wants to read what is new."""

    DAILY = "daily", _("Every working day, in the morning")
    WEEKLY = "weekly", _("Once a week, on the first working morning")
    NEVER = "never", _("No digest")


def is_working_day(day: date) -> bool:
    return WorkingDays().includes(day)


def may_write_at_once(now: datetime) -> bool:
    """Whether a mail that does not wait for the digest may leave: from 8 to 19 on working days."""
    here = timezone.localtime(now)
    return is_working_day(here.date()) and AT_ONCE_FROM <= here.time() < AT_ONCE_UNTIL


def is_time_for_digests(now: datetime) -> bool:
    """Whether digests leave: from 8 on working days, until noon for those that a breakdown has held back."""
    here = timezone.localtime(now)
    return is_working_day(here.date()) and DIGESTS_FROM <= here.time() < DIGESTS_UNTIL
