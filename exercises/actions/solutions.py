"""Give leave to read the solutions of an exercise, and remember who read them."""

from datetime import datetime

from django.db import transaction

from exercises.models import Exercise, SolutionAccess, Submission
from exercises.permissions import check_can_review
from exercises.queries import has_passed, solutions_open_to
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.people.models import User


@transaction.atomic
def show_solutions(*, submission: Submission, by: User, now: datetime) -> SolutionAccess:
    """Let the author of `submission` read the solutions of its exercise.

    Raises:
        Denied: `by` does not teach her.
    """
    check_can_review(by, submission)
    access, created = SolutionAccess.objects.get_or_create(
        apprentice=submission.apprentice,
        exercise=submission.exercise,
        defaults={"given_by": by, "given_at": now},
    )
    if not created and access.given_at is None:
        access.given_by, access.given_at = by, now
        access.save(update_fields=["given_by", "given_at"])
    record_event(action="solutions_shown", subject=submission, by=by, now=now)
    return access


@transaction.atomic
def note_reading(*, apprentice: User, exercise: Exercise, now: datetime) -> SolutionAccess:
    """Remember that `apprentice` reads the solutions now; the first time counts.

    Raises:
        Denied: she has neither passed nor a trainer's leave.
    """
    if not solutions_open_to(apprentice, exercise):
        raise Denied
    early = not has_passed(apprentice, exercise)
    access, created = SolutionAccess.objects.get_or_create(
        apprentice=apprentice,
        exercise=exercise,
        defaults={"seen_at": now, "seen_before_passing": early},
    )
    if not created and access.seen_at is None:
        access.seen_at, access.seen_before_passing = now, early
        access.save(update_fields=["seen_at", "seen_before_passing"])
    return access
