"""Works that look alike, as the trainers of each school may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from exercises.models import Exercise, Fingerprint, Likeness, Submission
from exercises.queries.work import submissions_visible_to
from exercises.states import SubmissionState
from lms.people.models import User
from lms.people.roles import APPRENTICE

# Below, a work says too little of its own to be compared at all.
ENOUGH_MARKS = 15
MOST_WORKS = 400  # of one exercise, the newest


def works_to_compare(exercise: Exercise) -> QuerySet[Submission]:
    """Return the newest passed work of each apprentice at `exercise`, in all schools, newest first."""
    return _newest_passed().filter(exercise=exercise).order_by("-submitted_at", "-pk")


def exercises_to_compare() -> QuerySet[Exercise]:
    """Return the exercises with passed work that has no fingerprint yet."""
    waiting = _newest_passed().filter(exercise=OuterRef("pk"), fingerprint=None)
    return Exercise.objects.filter(Exists(waiting))


def _newest_passed() -> QuerySet[Submission]:
    newer = Submission.objects.filter(
        apprentice=OuterRef("apprentice"),
        exercise=OuterRef("exercise"),
        number__gt=OuterRef("number"),
        state=SubmissionState.PASSED,
    )
    return Submission.objects.filter(
        ~Exists(newer), state=SubmissionState.PASSED, apprentice__role=APPRENTICE
    )


def likenesses_seen_by(trainer: User) -> QuerySet[Likeness]:
    """Return the pairs of which `trainer` may read both works, those with most in common first."""
    mine = submissions_visible_to(trainer).order_by()
    return (
        Likeness.objects.filter(
            Exists(mine.filter(pk=OuterRef("one"))), Exists(mine.filter(pk=OuterRef("other")))
        )
        .select_related(
            "one__apprentice", "one__version", "one__exercise", "other__apprentice", "other__version"
        )
        .defer("one__version__definition", "other__version__definition")
    )


@dataclass(frozen=True)
class LookAlike:
    """A work that looks like the one being read, and the pair to open."""

    likeness: Likeness
    work: Submission


@dataclass(frozen=True)
class LooksLike:
    """What a work looks like: works that may be read, and whether there are others, of which nothing is told."""

    works: list[LookAlike]
    elsewhere: bool


def looks_like(trainer: User, submission: Submission) -> LooksLike:
    """Return what `submission`, which `trainer` may read, looks like; costs two queries."""
    pairs = Likeness.objects.filter(Q(one=submission) | Q(other=submission))
    seen = [
        LookAlike(pair, pair.other if pair.one_id == submission.pk else pair.one)
        for pair in likenesses_seen_by(trainer).filter(Q(one=submission) | Q(other=submission))
    ]
    return LooksLike(seen, pairs.count() > len(seen))


@dataclass(frozen=True)
class Compared:
    """How many works of an exercise were compared, and how many say too little of their own to be."""

    works: int
    too_alike: int

    @property
    def says_nothing(self) -> bool:
        """Whether most of them cannot be told apart: the exercise leaves no choice."""
        return self.works > 0 and self.too_alike * 2 > self.works


def compared_for(trainer: User, exercise: Exercise) -> Compared:
    """Return what was compared of the work at `exercise` that `trainer` may read."""
    readable = submissions_visible_to(trainer).order_by().filter(pk=OuterRef("submission"))
    telling = Fingerprint.objects.filter(Exists(readable), submission__exercise=exercise).values_list(
        "telling", flat=True
    )
    return Compared(len(telling), _few(telling))


def _few(telling: Iterable[int]) -> int:
    return sum(count < ENOUGH_MARKS for count in telling)
