"""Try known answers in a language, and believe what is found until something speaks against it.

Each grading host has an engine of its own and is believed for itself: one that is ill stops nobody else.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from django.db.models import Q

from exercises import grading
from exercises.actions.submit import GRADE_JOB
from exercises.languages import Language
from exercises.models import LanguageHealth, Submission
from exercises.queries import CLOCK_WAS_AHEAD, submissions_waiting_in
from exercises.states import LanguageState
from lms.core.queue import enqueue_after_commit

# A trial whose process says nothing for so long has died with it. It says something every few seconds.
TRIAL_LEASE = timedelta(seconds=30)
# Long enough for three boxes that an engine in trouble starts slowly; who takes longer hangs.
TRIAL_LASTS = timedelta(minutes=3)
RETRY_AFTER = timedelta(seconds=30)
# Workers that start together need not each try everything.
STILL_FRESH = timedelta(minutes=2)
# What a host found is forgotten when none of its workers has said anything for so long.
SILENT_AFTER = timedelta(minutes=5)

type Beating = Callable[[int, datetime], AbstractContextManager[None]]


def doubt_everything(*, now: datetime) -> None:
    """Believe nothing that was found on this host before: it may have changed since."""
    LanguageHealth.objects.filter(
        host=grading.this_host(), state=LanguageState.RIGHT, tried_at__lt=now - STILL_FRESH
    ).update(state=LanguageState.UNSURE, since=now, retry_at=now)


def doubt(*, language: Language, host: str, now: datetime) -> None:
    """Something went wrong there that is our fault: that host does no more work of this language before known
    answers are right."""
    LanguageHealth.objects.filter(
        host=host, runtime=language.runtime, variant=language.variant, state=LanguageState.RIGHT
    ).update(state=LanguageState.UNSURE, since=now, retry_at=now)


def note_host(*, now: datetime) -> None:
    """Say that this host is there."""
    LanguageHealth.objects.filter(host=grading.this_host()).update(seen_at=now)


def forget_silent_hosts(*, now: datetime) -> int:
    """Forget what hosts found that have gone or are cut off; return how many lines went."""
    silent = LanguageHealth.objects.filter(seen_at__lt=now - SILENT_AFTER)
    return silent.delete()[0]


def try_language(*, language: Language, now: datetime, beating: Beating | None = None) -> LanguageState:
    """Try known answers, unless they are known to be right or somebody is trying them; return what is known then.

    When they are right, whatever waited for this language is woken up.

    Args:
        beating: renews the lease of a trial (by `renew_trial`) for as long as it is open, until a moment.
    """
    health, _created = LanguageHealth.objects.get_or_create(
        host=grading.this_host(),
        runtime=language.runtime,
        variant=language.variant,
        defaults={"since": now, "retry_at": now, "seen_at": now},
    )
    if health.state == LanguageState.RIGHT or not _begin_trial(health, now):
        return LanguageState(health.state)
    with beating(health.pk, now + TRIAL_LASTS) if beating else nullcontext():
        detail = grading.try_known_answers(language)
    state = LanguageState.BROKEN if detail else LanguageState.RIGHT
    LanguageHealth.objects.filter(pk=health.pk).update(
        state=state,
        since=health.since if state == health.state else now,
        detail=detail[:2000],
        tried_at=now,
        retry_at=now + RETRY_AFTER,
        trial_ends_at=None,
        seen_at=now,
    )
    if state == LanguageState.RIGHT:
        _wake_up_what_waits(language)
    return state


def _begin_trial(health: LanguageHealth, now: datetime) -> bool:
    free = LanguageHealth.objects.filter(
        Q(trial_ends_at=None) | Q(trial_ends_at__lt=now) | Q(trial_ends_at__gt=now + CLOCK_WAS_AHEAD),
        pk=health.pk,
    )
    return bool(free.exclude(state=LanguageState.RIGHT).update(trial_ends_at=now + TRIAL_LEASE))


def renew_trial(*, health_id: int, now: datetime) -> None:
    """Say that whoever tries a language is alive."""
    rows = LanguageHealth.objects.filter(pk=health_id).exclude(trial_ends_at=None)
    rows.update(trial_ends_at=now + TRIAL_LEASE)


def wake_up(*, submission: Submission) -> None:
    """Have some host take a submission that this one, or a dead one, cannot take."""
    enqueue_after_commit(submission.queue, GRADE_JOB, submission_id=submission.pk)


def _wake_up_what_waits(language: Language) -> None:
    for submission in submissions_waiting_in(language):
        wake_up(submission=submission)
