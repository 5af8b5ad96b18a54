"""Reading work: whose, waiting for whom, where it stands in the course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.module_loading import import_string

from exercises.models import Draft, Exercise, ExerciseVersion, HelpRequest, LineComment, Submission
from exercises.states import SubmissionState
from lms.people.models import Cohort, Enrolment, User
from lms.people.permissions import cohorts_within_reach
from lms.people.queries import apprentices_visible_to
from lms.people.roles import STAFF_ROLES, TRAINER


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Place:
    """Where an exercise stands for somebody who follows the course; any part may be missing."""

    lesson: Link | None = None
    previous: Link | None = None
    next: Link | None = None


def place_of(exercise: Exercise, user: User) -> Place:
    """Return where `exercise` stands in `user`'s course.

    The course lies above this package and is asked by the dotted path in the settings, as a job is.
    """
    finder = import_string(settings.EXERCISE_PLACEMENT)
    return finder(exercise_key=exercise.key, user=user)


@dataclass(frozen=True)
class UsedIn:
    """A lesson that places an exercise, and the cohorts that follow its course."""

    lesson: Link
    course: str
    cohorts: list[str]


def usage_of() -> dict[str, list[UsedIn]]:
    """Return, per key, the lessons that place an exercise; the course is asked as in `place_of`."""
    usage: dict[str, list[UsedIn]] = import_string(settings.EXERCISE_USAGE)()
    return usage


def published_exercises() -> QuerySet[Exercise]:
    # What an exercise asks is long, and read once by each process: see grading.content_of.
    return (
        Exercise.objects.exclude(current_version=None)
        .filter(withdrawn_at=None)
        .select_related("current_version")
        .defer("current_version__definition")
    )


def open_exercise(user: User, key: str) -> Exercise | None:
    """Return the exercise `key` if it is published, or was withdrawn since `user` began it: her work stays hers."""
    exercise = (
        Exercise.objects.filter(key=key)
        .exclude(current_version=None)
        .select_related("current_version")
        .defer("current_version__definition")
        .first()
    )
    if exercise is None or exercise.withdrawn_at is None:
        return exercise
    return exercise if Draft.objects.filter(apprentice=user, exercise=exercise).exists() else None


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Return one's own work, and for trainers that of the apprentices of their schools.

    Of those who left a school, its trainers keep what was handed in until then.
    """
    return _submissions_in_schools_of(user, (TRAINER,))


def submissions_followed_by(user: User) -> QuerySet[Submission]:
    """Return one's own work, and for whoever works in a school how far its apprentices are: not for reading code."""
    return _submissions_in_schools_of(user, sorted(STAFF_ROLES))


def _submissions_in_schools_of(user: User, roles: Sequence[str]) -> QuerySet[Submission]:
    handed_in_on = TruncDate(ExpressionWrapper(OuterRef("submitted_at"), output_field=DateTimeField()))
    # Asked of each row instead of joined: the database would otherwise lay out all work of a school for one page.
    in_a_school_of_hers = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=handed_in_on),
        apprentice=OuterRef("apprentice"),
        cohort__in=cohorts_within_reach(user, *roles),
    )
    return (
        Submission.objects.filter(Q(apprentice=user) | Exists(in_a_school_of_hers))
        .select_related("exercise", "version", "apprentice", "current_run")
        .defer("version__definition")
    )


def draft_of(apprentice: User, exercise: Exercise) -> Draft | None:
    return drafts_with_version().filter(apprentice=apprentice, exercise=exercise).first()


def drafts_with_version() -> QuerySet[Draft]:
    return Draft.objects.select_related("version").defer("version__definition")


def tries_of(apprentice: User, exercise: Exercise) -> QuerySet[Submission]:
    """Return the tries of one apprentice at one exercise, newest first."""
    return (
        Submission.objects.filter(apprentice=apprentice, exercise=exercise)
        .select_related("exercise", "version", "apprentice")
        .defer("version__definition")
        .order_by("-number")
    )


def tries_seen_by(reader: User, submission: Submission) -> QuerySet[Submission]:
    """Return the tries beside `submission` that `reader` may see, newest first: none that came at another school."""
    beside = submissions_visible_to(reader).filter(
        apprentice=submission.apprentice_id, exercise=submission.exercise_id
    )
    return beside.order_by("-number")


def exercise_states(apprentice: User, keys: set[str]) -> dict[str, str]:
    """Return, for each of `keys` that was tried, the best state so far: passed beats what came last."""
    rows = (
        Submission.objects.filter(apprentice=apprentice, exercise__key__in=keys)
        .order_by("number")
        .values_list("exercise__key", "state")
    )
    states: dict[str, str] = {}
    for key, state in rows:
        if states.get(key) != SubmissionState.PASSED:
            states[key] = state
    return states


def begun_exercises(apprentice: User, keys: set[str]) -> set[str]:
    """Return those of `keys` at which `apprentice` has begun to write, or asked something."""
    mine = {"apprentice": apprentice, "exercise__key__in": keys}
    written = Draft.objects.filter(**mine).order_by().values_list("exercise__key")
    asked = HelpRequest.objects.filter(**mine).order_by().values_list("exercise__key")
    return {key for (key,) in written.union(asked)}


def passed_exercises(apprentices: Iterable[int], keys: Iterable[str]) -> set[tuple[int, str]]:
    """Return who (by id) has passed which of `keys`."""
    rows = Submission.objects.filter(
        apprentice__in=list(apprentices), exercise__key__in=list(keys), state=SubmissionState.PASSED
    )
    return set(rows.values_list("apprentice", "exercise__key"))


def titles_of(keys: set[str]) -> dict[str, str]:
    """Return the title of each published exercise among `keys`."""
    return dict(published_exercises().filter(key__in=keys).values_list("key", "current_version__title"))


def submissions_waiting_for(trainer: User) -> QuerySet[Submission]:
    """Return what waits for the trainers of `trainer`'s schools, who has waited longest first.

    The newest passed try of each apprentice at each exercise, as long as nobody has answered it; whatever was set
    aside, because only a person can see why; and any try where an apprentice has answered a comment: that one has
    `answered_since`. `waiting_since` orders them all.
    """
    answered = LineComment.objects.filter(
        submission=OuterRef("pk"), awaiting_trainer_since__isnull=False
    ).order_by("awaiting_trainer_since")
    return (
        submissions_visible_to(trainer)
        .filter(apprentice__in=apprentices_visible_to(trainer))  # who has left waits for nothing any more
        .exclude(apprentice=trainer)
        .annotate(answered_since=Subquery(answered.values("awaiting_trainer_since")[:1]))
        .filter(Q(answered_since__isnull=False) | _awaits_review())
        .annotate(waiting_since=Coalesce("answered_since", "submitted_at"))
        .order_by("waiting_since", "pk")
    )


def _awaits_review() -> Q:
    newer = Submission.objects.filter(
        apprentice=OuterRef("apprentice"),
        exercise=OuterRef("exercise"),
        number__gt=OuterRef("number"),
        state=SubmissionState.PASSED,
    )
    # Said in this order, the states can be looked up for one class instead of for all schools.
    states = Q(state__in=(SubmissionState.PASSED, SubmissionState.SET_ASIDE))
    to_review = states & (Q(review=None) | Q(state=SubmissionState.SET_ASIDE))
    return to_review & ~Q(Exists(newer))


@dataclass(frozen=True)
class AwaitingReview:
    """How many works wait for a trainer, and since when the oldest of them does."""

    count: int
    since: datetime


def awaiting_review_in(cohorts: Iterable[Cohort]) -> dict[int, AwaitingReview]:
    """Return, per apprentice id of `cohorts`, what waits for a review; who has nothing waiting is left out."""
    rows = (
        _work_of(cohorts)
        .filter(_awaits_review())
        .values("apprentice")
        .annotate(count=Count("pk"), since=Min("submitted_at"))
        .values_list("apprentice", "count", "since")
    )
    return {who: AwaitingReview(count, since) for who, count, since in rows}


def work_awaiting_review_of(apprentice: User) -> QuerySet[Submission]:
    """Return the work of `apprentice` that passed its checks and that no trainer has answered yet, oldest first."""
    newer = Submission.objects.filter(
        apprentice=apprentice,
        exercise=OuterRef("exercise"),
        number__gt=OuterRef("number"),
        state=SubmissionState.PASSED,
    )
    return (
        Submission.objects.filter(apprentice=apprentice, state=SubmissionState.PASSED, review=None)
        .filter(~Exists(newer))
        .select_related("version", "exercise")
        .defer("version__definition")
        .order_by("graded_at")
    )


def last_activity(cohorts: Iterable[Cohort]) -> dict[int, datetime]:
    """Return, per apprentice id of `cohorts`, when she last handed something in."""
    rows = (
        _work_of(cohorts)
        .values("apprentice")
        .annotate(last=Max("submitted_at"))
        .values_list("apprentice", "last")
    )
    return dict(rows)


def passed_counts(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """Return, per apprentice id of `cohorts`, how many exercises she has passed."""
    rows = (
        _work_of(cohorts)
        .filter(state=SubmissionState.PASSED)
        .values("apprentice")
        .annotate(passed=Count("exercise", distinct=True))
        .values_list("apprentice", "passed")
    )
    return dict(rows)


def _work_of(cohorts: Iterable[Cohort]) -> QuerySet[Submission]:
    enrolled = Enrolment.objects.filter(cohort__in=cohorts, left_on=None).values("apprentice")
    # Unordered: an ordering would become part of what is grouped.
    return Submission.objects.filter(apprentice__in=enrolled).order_by()


def returned_work_of(apprentice: User) -> QuerySet[Submission]:
    """Return the tries a trainer asked to rework, unless a newer try was handed in since."""
    newer = Submission.objects.filter(
        apprentice=OuterRef("apprentice"), exercise=OuterRef("exercise"), number__gt=OuterRef("number")
    )
    return (
        Submission.objects.filter(apprentice=apprentice, review__decision="returned")
        .filter(~Exists(newer))
        .select_related("exercise", "version", "review__reviewed_by")
    )


def latest_version(exercise: Exercise) -> ExerciseVersion | None:
    return exercise.versions.order_by("-number").first()


@dataclass(frozen=True)
class TriedExercise:
    """What one apprentice did at one exercise: how often, how far, and when last."""

    exercise: Exercise
    tries: int
    is_passed: bool
    last: Submission


def tried_exercises(apprentice: User, submissions: QuerySet[Submission]) -> list[TriedExercise]:
    """Return what `apprentice` tried among `submissions`, the newest first; two queries for any number."""
    tries: dict[int, list[Submission]] = {}
    for submission in submissions.filter(apprentice=apprentice).order_by("-submitted_at", "-pk"):
        tries.setdefault(submission.exercise_id, []).append(submission)
    return [
        TriedExercise(
            own[0].exercise, len(own), any(one.state == SubmissionState.PASSED for one in own), own[0]
        )
        for own in tries.values()
    ]


def reviews_of(apprentice: User, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return those of `submissions` that a trainer answered, the newest answer first."""
    return (
        submissions.filter(apprentice=apprentice)
        .exclude(review=None)
        .select_related("review__reviewed_by")
        .order_by("-review__reviewed_at")
    )


def handed_in_since(apprentice: User, since: datetime) -> list[datetime]:
    """Return when `apprentice` handed something in, from `since` on."""
    rows = Submission.objects.filter(apprentice=apprentice, submitted_at__gte=since)
    return list(rows.order_by("submitted_at").values_list("submitted_at", flat=True))
