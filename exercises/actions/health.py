"""Try known answers in a language, and believe what is found until something speaks against it."""

from datetime import datetime, timedelta

from django.db.models import Q

from exercises import grading
from exercises.actions.submit import GRADE_JOB
from exercises.languages import Language
from exercises.models import LanguageHealth
from exercises.queries import submissions_waiting_in
from exercises.states import LanguageState
from lms.core.queue import enqueue_after_commit

# Long enough for three boxes that an engine in trouble starts slowly.
TRIAL_LASTS = timedelta(minutes=3)
RETRY_AFTER = timedelta(seconds=30)
# Workers that start together need not each try everything.
STILL_FRESH = timedelta(minutes=2)


def doubt_everything(*, now: datetime) -> None:
    """Believe nothing that was found before: the machine may have changed since."""
    LanguageHealth.objects.filter(state=LanguageState.RIGHT, tried_at__lt=now - STILL_FRESH).update(
        state=LanguageState.UNSURE, since=now, retry_at=now
    )


def doubt(*, language: Language, now: datetime) -> None:
    """Something went wrong that is our fault: no more work of this language before known answers are right."""
    LanguageHealth.objects.filter(
        runtime=language.runtime, variant=language.variant, state=LanguageState.RIGHT
    ).update(state=LanguageState.UNSURE, since=now, retry_at=now)


def try_language(*, language: Language, now: datetime) -> LanguageState:
    """Try known answers, unless they are known to be right or somebody is trying them; return what is known then.

    When they are right, whatever waited for this language is woken up.
    """
    health, _created = LanguageHealth.objects.get_or_create(
        runtime=language.runtime, variant=language.variant, defaults={"since": now, "retry_at": now}
    )
    if health.state == LanguageState.RIGHT or not _begin_trial(health, now):
        return LanguageState(health.state)
    detail = grading.try_known_answers(language)
    state = LanguageState.BROKEN if detail else LanguageState.RIGHT
    LanguageHealth.objects.filter(pk=health.pk).update(
        state=state,
        since=health.since if state == health.state else now,
        detail=detail[:2000],
        tried_at=now,
        retry_at=now + RETRY_AFTER,
        trial_ends_at=None,
    )
    if state == LanguageState.RIGHT:
        _wake_up_what_waits(language)
    return state


def _begin_trial(health: LanguageHealth, now: datetime) -> bool:
    free = LanguageHealth.objects.filter(Q(trial_ends_at=None) | Q(trial_ends_at__lt=now), pk=health.pk)
    return bool(free.exclude(state=LanguageState.RIGHT).update(trial_ends_at=now + TRIAL_LASTS))


def _wake_up_what_waits(language: Language) -> None:
    for submission in submissions_waiting_in(language):
        enqueue_after_commit(submission.queue, GRADE_JOB, submission_id=submission.pk)
