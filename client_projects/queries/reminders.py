"""Who is to be reminded, and when: politely, twice at most, never when nobody works."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from client_projects.models import ClientProject, SatisfactionSurvey, Version, WantedContent
from client_projects.queries.waiting import _awaiting_decision
from client_projects.states import ContentState, ProjectState
from lms.core.working_days import WorkingDays

# Working days without an answer before the first reminder, then before the second; there is no third.
REMIND_AFTER = (3, 4)
# An opinion holds nothing up: a week without an answer, then one reminder.
REMIND_OF_SURVEY_AFTER = (5,)
FIRST_HOUR, LAST_HOUR = 9, 17
# What is wanted by a day is not asked for again much before.
BEFORE_ITS_DAY = timedelta(days=3)

_DAYS = WorkingDays()


def is_time_to_remind(now: datetime) -> bool:
    """Whether a mail that asks for something may leave now: in the hours and on the days when one works."""
    local = timezone.localtime(now)
    return FIRST_HOUR <= local.hour < LAST_HOUR and _DAYS.includes(local.date())


def reminder_due(
    last_asked_at: datetime, sent: int, *, now: datetime, after: Sequence[int] = REMIND_AFTER
) -> bool:
    """Whether somebody asked for the last time then, and reminded `sent` times, is to be reminded now.

    Args:
        after: the working days to wait before each reminder; there are as many reminders.
    """
    if sent >= len(after) or not is_time_to_remind(now):
        return False
    waited = _DAYS.passed(timezone.localdate(last_asked_at), timezone.localdate(now))
    return waited >= after[sent]


def versions_to_remind(*, now: datetime) -> list[Version]:
    """Return the versions that wait for a decision and whose client is to be reminded now."""
    if not is_time_to_remind(now):
        return []
    running = ClientProject.objects.filter(state=ProjectState.RUNNING)
    waiting = _awaiting_decision(running).filter(reminders_sent__lt=len(REMIND_AFTER))
    return [
        version
        for version in waiting
        if reminder_due(version.reminded_at or version.shared_at or now, version.reminders_sent, now=now)
    ]


def contents_to_remind(*, now: datetime) -> Iterable[list[WantedContent]]:
    """Yield, for each project, what its client owes and is to be reminded of now: one mail each."""
    if not is_time_to_remind(now):
        return
    awaited = (
        WantedContent.objects.filter(
            state__in=(ContentState.ASKED, ContentState.INCOMPLETE),
            project__state=ProjectState.RUNNING,
            reminders_sent__lt=len(REMIND_AFTER),
        )
        .exclude(wanted_on__gt=timezone.localdate(now) + BEFORE_ITS_DAY)
        .select_related("project__client")
        .order_by("project", "wanted_on", "pk")
    )
    due = (
        wanted
        for wanted in awaited
        if reminder_due(wanted.reminded_at or wanted.asked_at or now, wanted.reminders_sent, now=now)
    )
    for _project, group in groupby(due, key=lambda wanted: wanted.project_id):
        yield list(group)


def surveys_to_remind(*, now: datetime) -> list[SatisfactionSurvey]:
    """Return the surveys without an answer whose client is to be reminded now; an archived project is over."""
    if not is_time_to_remind(now):
        return []
    waiting = (
        SatisfactionSurvey.objects.filter(revision=0, client_told_at__isnull=False, reminded_at=None)
        .exclude(project__state=ProjectState.ARCHIVED)
        .select_related("project__client")
    )
    return [
        survey
        for survey in waiting
        if reminder_due(survey.client_told_at or now, 0, now=now, after=REMIND_OF_SURVEY_AFTER)
    ]
