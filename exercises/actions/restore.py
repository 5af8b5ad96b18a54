"""Go back to what one wrote before: a try, the starter, what was there before going back. Nothing is lost by it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from exercises import grading
from exercises.models import Draft, Exercise, Submission
from exercises.permissions import check_can_write
from lms.core.permissions import Denied
from lms.people.models import User


@transaction.atomic
def restore_try(*, submission: Submission, apprentice: User, now: datetime) -> Draft:
    """Make the code of one of her tries the draft again; what the draft held is kept beside.

    Raises:
        Denied: it is not her work, or she may not write.
    """
    if submission.apprentice_id != apprentice.pk:
        raise Denied
    files = {file.path: file.content for file in submission.files.all()}
    return _restore(apprentice, submission.exercise, files, now)


@transaction.atomic
def restore_starter(*, exercise: Exercise, apprentice: User, now: datetime) -> Draft | None:
    """Make the starter the draft again; None when nothing was written yet."""
    draft = _locked(apprentice, exercise)
    if draft is None:
        return None
    starter = grading.starter_of(draft.version)
    return _restore(apprentice, exercise, starter, now)


@transaction.atomic
def restore_before(*, exercise: Exercise, apprentice: User, now: datetime) -> Draft | None:
    """Put back what the draft held before she last went back; what it holds now is kept in its turn."""
    draft = _locked(apprentice, exercise)
    if draft is None or not draft.before_going_back:
        return None
    *older, files = draft.before_going_back
    draft.before_going_back = older
    draft.save(update_fields=["before_going_back"])
    return _restore(apprentice, exercise, files, now)


def _locked(apprentice: User, exercise: Exercise) -> Draft | None:
    rows = Draft.objects.select_for_update(of=("self",)).select_related("version")
    return rows.filter(apprentice=apprentice, exercise=exercise).first()


def _restore(apprentice: User, exercise: Exercise, files: Mapping[str, str], now: datetime) -> Draft:
    check_can_write(apprentice)
    draft = _locked(apprentice, exercise)
    version = draft.version if draft else exercise.current_version
    if version is None:
        raise Denied
    editable = grading.editable_paths(version)
    taken = {path: files.get(path, "") for path in editable if path in files}
    kept = {**grading.starter_of(version), **taken}
    wanted = {path: kept[path] for path in editable if path in kept}
    if draft is None:
        return Draft.objects.create(
            apprentice=apprentice, exercise=exercise, version=version, files=wanted, saved_at=now
        )
    if draft.files != wanted:
        if not _is_kept_elsewhere(draft):
            draft.before_going_back = [*draft.before_going_back, draft.files]
        draft.files, draft.revision, draft.saved_at = wanted, draft.revision + 1, now
        draft.save(update_fields=["before_going_back", "files", "revision", "saved_at"])
    return draft


def _is_kept_elsewhere(draft: Draft) -> bool:
    """Whether the draft holds nothing but the starter, or a try that was handed in: going back to it is possible."""
    starter = grading.starter_of(draft.version)
    if all(starter.get(path) == text for path, text in draft.files.items()):
        return True
    tries = Submission.objects.filter(apprentice=draft.apprentice_id, exercise=draft.exercise_id)
    return any(
        draft.files == {file.path: file.content for file in one.files.all()}
        for one in tries.prefetch_related("files")
    )
