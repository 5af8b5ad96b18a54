"""Who may read the solutions of an exercise."""

from exercises.models import Exercise, SolutionAccess, Submission
from exercises.states import SubmissionState
from lms.people.models import User


def newest_passed(apprentice: User, exercise: Exercise) -> Submission | None:
    """Return the newest work with which she passed."""
    rows = Submission.objects.filter(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    return rows.order_by("-number").first()


def has_passed(apprentice: User, exercise: Exercise) -> bool:
    return newest_passed(apprentice, exercise) is not None


def access_of(apprentice: User, exercise: Exercise) -> SolutionAccess | None:
    """Return the leave given to `apprentice`, or the trace of her reading; None when there is neither."""
    rows = SolutionAccess.objects.select_related("given_by")
    return rows.filter(apprentice=apprentice, exercise=exercise).first()


def solutions_open_to(apprentice: User, exercise: Exercise) -> bool:
    """Whether she may read the solutions: she has passed, or a trainer gave her leave."""
    access = access_of(apprentice, exercise)
    return bool(access and access.given_at) or has_passed(apprentice, exercise)
