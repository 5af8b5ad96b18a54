"""Reading the tries of a version on past work."""

from django.db.models import QuerySet

from exercises.models import Exercise, ExerciseVersion, RegradedWork, Regrading, Submission
from exercises.queries.work import submissions_visible_to
from exercises.states import RegradingState, SubmissionState
from lms.people.models import User

JUDGED = (SubmissionState.PASSED, SubmissionState.FAILED)


def judged_by_other_versions(
    exercise: Exercise, version: ExerciseVersion, trainer: User
) -> QuerySet[Submission]:
    """Return the work of `trainer`'s apprentices that was judged, and not by `version`."""
    return (
        submissions_visible_to(trainer)
        .filter(exercise=exercise, state__in=JUDGED)
        .exclude(version=version)
        .exclude(apprentice=trainer)
    )


def untried_works(regrading: Regrading) -> QuerySet[RegradedWork]:
    return RegradedWork.objects.filter(
        regrading=regrading, regrading__state=RegradingState.RUNNING, tried_at=None
    )


def work_to_try(work_id: int) -> RegradedWork | None:
    """Return a piece of past work that is still to be tried, with all that the try needs; None when it was."""
    return (
        RegradedWork.objects.filter(pk=work_id, tried_at=None, regrading__state=RegradingState.RUNNING)
        .select_related("regrading__version", "submission")
        .defer("regrading__version__definition")
        .prefetch_related("submission__files")
        .first()
    )


def regradings_of(trainer: User) -> QuerySet[Regrading]:
    """Return the tries that `trainer` asked for: they are about the work of her own schools."""
    return (
        Regrading.objects.filter(asked_by=trainer)
        .select_related("exercise__current_version", "version", "asked_by")
        .defer("exercise__current_version__definition", "version__definition")
    )


def works_of(regrading: Regrading) -> QuerySet[RegradedWork]:
    return regrading.works.select_related("submission__apprentice").defer("verdict")
