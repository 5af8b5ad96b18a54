"""What the worker does about exits: ask, and remind once."""

from datetime import datetime

from django.utils import timezone

from lms.core.working_days import WorkingDays
from lms.exits import actions
from lms.exits.models import Moment
from lms.exits.queries import ASKED_AFTER, to_ask, to_remind

FIRST_HOUR, LAST_HOUR = 9, 18


def ask_those_who_left() -> None:
    """Send the surveys and the reminders that are due, by day and on working days only."""
    now = timezone.now()
    if not _by_day(now):
        return
    for moment in ASKED_AFTER:
        for enrolment in to_ask(Moment(moment), now=now):
            actions.send_survey(enrolment=enrolment, moment=Moment(moment), now=now)
    for survey in to_remind(now=now).select_related("enrolment__apprentice", "enrolment__cohort__school"):
        actions.remind_of_survey(survey=survey, now=now)


def _by_day(now: datetime) -> bool:
    local = timezone.localtime(now)
    return WorkingDays().includes(local.date()) and FIRST_HOUR <= local.hour < LAST_HOUR
