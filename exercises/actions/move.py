"""Go from one version of an exercise to a newer one, or stay: nothing an apprentice wrote is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from exercises import grading
from exercises.models import Draft, Exercise, ExerciseVersion
from exercises.permissions import check_can_write
from lms.people.models import User


@dataclass(frozen=True)
class Moved:
    """What became of a draft: files whose starter changed while she had changed hers too (hers is kept), and files
    that the new version does not take (kept beside)."""

    draft: Draft
    clashes: list[str]
    left_over: list[str]


def newer_version(draft: Draft | None, exercise: Exercise) -> ExerciseVersion | None:
    """Return the version that `draft` may move to; None when there is none, or when it was declined."""
    current = exercise.current_version
    if draft is None or current is None or current.pk in (draft.version_id, draft.declined_id):
        return None
    return current


@transaction.atomic
def move_draft(*, apprentice: User, exercise: Exercise, now: datetime) -> Moved | None:
    """Put the draft of `apprentice` on the current version; None when it is there already."""
    check_can_write(apprentice)
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("version")
        .filter(apprentice=apprentice, exercise=exercise)
        .first()
    )
    current = exercise.current_version
    if draft is None or current is None or draft.version_id == current.pk:
        return None
    old, new = grading.starter_of(draft.version), grading.starter_of(current)
    taken = set(grading.editable_paths(current))
    touched = {path: text for path, text in draft.files.items() if text != old.get(path)}
    draft.files = {path: text for path, text in {**new, **touched}.items() if path in taken}
    left_over = {path: text for path, text in touched.items() if path not in taken}
    draft.left_over = {**draft.left_over, **left_over}
    draft.version, draft.declined, draft.saved_at = current, None, now
    draft.revision += 1
    draft.save()
    return Moved(draft, _clashes(touched, old, new, taken), sorted(left_over))


def _clashes(
    touched: Mapping[str, str], old: Mapping[str, str], new: Mapping[str, str], taken: set[str]
) -> list[str]:
    return sorted(path for path in touched if path in taken and old.get(path) != new.get(path))


@transaction.atomic
def stay_on_version(*, apprentice: User, exercise: Exercise) -> None:
    """Tell her no more of the version that is current now."""
    check_can_write(apprentice)
    Draft.objects.filter(apprentice=apprentice, exercise=exercise).update(declined=exercise.current_version)


@transaction.atomic
def forget_left_over(*, apprentice: User, exercise: Exercise) -> None:
    """Throw away the files that her version does not take: she has read them, and asks for it."""
    check_can_write(apprentice)
    Draft.objects.filter(apprentice=apprentice, exercise=exercise).update(left_over={})
