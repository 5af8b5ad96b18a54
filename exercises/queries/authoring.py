"""What authors see: where each exercise stands, what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from exercises.folders import Folder
from exercises.models import Exercise, ExerciseRevision, ExerciseVersion, Submission
from exercises.states import AuthoringState, ProofState, SubmissionState


def latest_revision(exercise: Exercise) -> ExerciseRevision | None:
    return exercise.revisions.order_by("-number").first()


def is_changed_here(exercise: Exercise) -> bool:
    """Whether this school has changed an exercise that came from elsewhere."""
    latest = exercise.revisions.order_by("-number").values_list("digest", flat=True).first()
    return bool(exercise.upstream_digest and latest and latest != exercise.upstream_digest)


def authored_exercises() -> QuerySet[Exercise]:
    """Return every exercise with what its list needs: `state`, `name`, `newest` (its version’s number).

    The state is that of its newest revision; what was published before revisions were kept has none and is judged
    by its version.
    """
    newest = ExerciseVersion.objects.filter(exercise=OuterRef("pk")).order_by("-number")
    revision = ExerciseRevision.objects.filter(exercise=OuterRef("pk")).order_by("-number")
    rows = Exercise.objects.annotate(
        last_revision=Subquery(revision.values("pk")[:1]),
        last_saved_at=Subquery(revision.values("saved_at")[:1]),
        newest_made_from=Subquery(newest.values("made_from")[:1]),
        newest_proof=Subquery(newest.values("proof")[:1]),
        newest_published_at=Subquery(newest.values("published_at")[:1]),
        name=Subquery(newest.values("title")[:1]),
        runtime=Subquery(newest.values("runtime")[:1]),
        level=Subquery(newest.values("level")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
    )
    is_written = Q(newest_proof=None) | Q(last_revision__isnull=False) & (
        Q(newest_made_from=None) | ~Q(newest_made_from=F("last_revision"))
    )
    state = Case(
        When(withdrawn_at__isnull=False, then=Value(AuthoringState.WITHDRAWN.value)),
        When(is_written, then=Value(AuthoringState.DRAFT.value)),
        When(newest_proof=ProofState.BROKEN, then=Value(AuthoringState.BROKEN.value)),
        When(newest_published_at__isnull=False, then=Value(AuthoringState.PUBLISHED.value)),
        When(newest_proof=ProofState.HOLDS, then=Value(AuthoringState.PROVED.value)),
        default=Value(AuthoringState.PROVING.value),
        output_field=CharField(),
    )
    return rows.annotate(state=state).order_by("key")


def model_folder(runtime: str) -> Folder:
    """Return the folder of the simplest published exercise of a runtime, to begin another one from."""
    version = (
        ExerciseVersion.objects.filter(runtime=runtime, exercise__current_version=F("pk"))
        .exclude(made_from=None)
        .select_related("made_from")
        .defer("definition")
        .order_by("level", "minutes", "exercise__key")
        .first()
    )
    return dict(version.made_from.files) if version and version.made_from else {}


def shared_exercises(keys: Iterable[str]) -> list[tuple[Exercise, Folder]]:
    """Return the published exercises of these keys with the folder that newcomers work on, to be sent elsewhere."""
    rows = (
        ExerciseVersion.objects.filter(exercise__key__in=set(keys), exercise__current_version=F("pk"))
        .select_related("exercise", "made_from")
        .defer("definition")
        .order_by("exercise__key")
    )
    return [(row.exercise, dict(row.made_from.files)) for row in rows if row.made_from]


@dataclass(frozen=True)
class Results:
    """How apprentices have done so far at one exercise."""

    people: int
    passed: int
    submissions: int
    tries_to_pass: float | None


def results_of(exercise: Exercise) -> Results:
    rows = Submission.objects.filter(exercise=exercise).order_by()
    passed = Q(state=SubmissionState.PASSED)
    counted = rows.aggregate(
        people=Count("apprentice", distinct=True),
        passed=Count("apprentice", filter=passed, distinct=True),
        submissions=Count("pk"),
        tries_to_pass=Avg("number", filter=passed),
    )
    return Results(**counted)
