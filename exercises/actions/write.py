"""Write an exercise in the browser: create, save, ask for its proof, publish, withdraw, try it oneself."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import grading
from exercises.actions.author import ExerciseRefused, keep_revision, make_current, stage
from exercises.folders import Folder, FolderRefused, check_paths
from exercises.models import AuthorTry, Exercise, ExerciseRevision, ExerciseVersion
from exercises.permissions import check_can_author
from exercises.queries import latest_revision, latest_version
from exercises.states import Lane, ProofState
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

TRY_JOB = "exercises.jobs.try_author_work"
REVISIONS_KEPT = 50


class NotProved(Exception):
    """Only what was proved, as it is written now, can be published; the message says so to its author."""


class SavedMeanwhile(Exception):
    """Somebody else saved a newer revision; nothing was overwritten."""


@transaction.atomic
def create_exercise(*, key: str, files: Folder, by: User, now: datetime) -> Exercise:
    """Begin an exercise from `files`; nothing of it is published.

    Raises:
        Denied: `by` is no author.
        FolderRefused: the key is taken or badly written, or a path is.
    """
    check_can_author(by)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", key) or len(key) > 80:
        raise FolderRefused(_("The name of the folder is made of small letters, digits and hyphens."))
    if Exercise.objects.filter(key=key).exists():
        raise FolderRefused(_("An exercise is called “%(key)s” already. Choose another name.") % {"key": key})
    check_paths(files)
    exercise = Exercise.objects.create(key=key)
    save_revision(exercise=exercise, files=files, on_top_of=0, by=by, now=now)
    record_event(action="exercise_created", subject=exercise, by=by, now=now)
    return exercise


@transaction.atomic
def save_revision(
    *, exercise: Exercise, files: Folder, on_top_of: int, by: User, now: datetime
) -> ExerciseRevision:
    """Keep `files` as the newest revision, with what is wrong in them.

    Args:
        on_top_of: the number of the revision they were written on; 0 when there was none.

    Raises:
        Denied: `by` is no author.
        FolderRefused: a path cannot be kept.
        SavedMeanwhile: the newest revision is another one.
    """
    check_can_author(by)
    check_paths(files)
    Exercise.objects.select_for_update().get(pk=exercise.pk)
    latest = latest_revision(exercise)
    if (latest.number if latest else 0) != on_top_of:
        raise SavedMeanwhile
    revision = keep_revision(exercise=exercise, files=files, by=by, now=now)
    revision.problems = problems_of(exercise.key, files)
    revision.save(update_fields=["problems"])
    _forget_old_revisions(exercise)
    return revision


def problems_of(key: str, files: Folder) -> list[dict[str, Any]]:
    """Return what is wrong in the folder itself, before any box, each with its file, its line and the remedy."""
    try:
        grading.read_exercise_files(key, files)
    except grading.ManifestError as error:
        return [problem.to_dict() for problem in error.problems]
    return []


def _forget_old_revisions(exercise: Exercise) -> None:
    kept = list(exercise.revisions.order_by("-number").values_list("pk", flat=True)[:REVISIONS_KEPT])
    # What came from elsewhere is what the next arrival is compared with.
    old = exercise.revisions.filter(versions=None).exclude(pk__in=kept)
    old.exclude(digest=exercise.upstream_digest or None).delete()


@transaction.atomic
def ask_for_proof(*, exercise: Exercise, by: User, now: datetime) -> ExerciseVersion:
    """Have the newest revision proved in boxes; what was proved already, or does not hold, is tried again.

    Raises:
        Denied: `by` is no author.
        ExerciseRefused: the folder itself is wrong.
    """
    check_can_author(by)
    revision = latest_revision(exercise)
    if revision is None:
        raise ExerciseRefused(_("There is nothing to prove yet."))
    try:
        content = grading.read_exercise_files(exercise.key, revision.files)
    except grading.ManifestError as error:
        raise ExerciseRefused(str(error)) from error
    version = stage(exercise=exercise, content=content, revision=revision, now=now)
    if version.proof != ProofState.WAITING and version.published_at is None:
        ExerciseVersion.objects.filter(pk=version.pk).update(
            proof=ProofState.WAITING, proof_due_at=now, proof_tries=0, trials=[], proof_problems=[]
        )
        version.refresh_from_db(fields=["proof"])
        enqueue_after_commit(Lane.AUTHOR.queue, "exercises.jobs.prove_version", version_id=version.pk)
    return version


@transaction.atomic
def publish_revision(*, exercise: Exercise, by: User, now: datetime) -> ExerciseVersion:
    """Give what was proved to newcomers.

    Raises:
        Denied: `by` is no author.
        NotProved: the newest revision was not proved, or does not hold.
    """
    check_can_author(by)
    revision, version = latest_revision(exercise), latest_version(exercise)
    if version is None or revision is None or version.made_from_id != revision.pk:
        raise NotProved(_("What is written now was not proved yet: have it proved first."))
    if version.proof != ProofState.HOLDS:
        raise NotProved(_("This exercise was not proved, or does not hold: nothing was published."))
    make_current(version=version, by=by, now=now)
    return version


@transaction.atomic
def withdraw_exercise(*, exercise: Exercise, by: User, now: datetime) -> None:
    """Offer `exercise` to nobody new; who has begun goes on, and what was handed in stays."""
    check_can_author(by)
    if Exercise.objects.filter(pk=exercise.pk, withdrawn_at=None).update(withdrawn_at=now):
        record_event(action="exercise_withdrawn", subject=exercise, by=by, now=now)


@transaction.atomic
def offer_again(*, exercise: Exercise, by: User, now: datetime) -> None:
    """Offer an exercise that was withdrawn again, as it was."""
    check_can_author(by)
    if Exercise.objects.filter(pk=exercise.pk).exclude(withdrawn_at=None).update(withdrawn_at=None):
        record_event(action="exercise_offered_again", subject=exercise, by=by, now=now)


@transaction.atomic
def try_revision(
    *, revision: ExerciseRevision, files: Mapping[str, str], by: User, now: datetime
) -> AuthorTry:
    """Have an author's own answer judged; it replaces the one before and is no submission."""
    check_can_author(by)
    # A try holds pictures: one of each author and exercise is enough.
    AuthorTry.objects.filter(person=by, revision__exercise=revision.exercise).exclude(
        revision=revision
    ).delete()
    asked, _created = AuthorTry.objects.update_or_create(
        person=by, revision=revision, defaults={"files": dict(files), "asked_at": now, "verdict": None}
    )
    enqueue_after_commit(Lane.AUTHOR.queue, TRY_JOB, try_id=asked.pk)
    return asked


def waiting_try(try_id: int) -> tuple[dict[str, Any], dict[str, str]] | None:
    """Return the exercise and the files of a try that was not judged yet."""
    asked = (
        AuthorTry.objects.select_related("revision__exercise").filter(pk=try_id, verdict__isnull=True).first()
    )
    if asked is None:
        return None
    content = grading.read_exercise_files(asked.revision.exercise.key, asked.revision.files)
    return content.definition, asked.files


def record_try(*, try_id: int, verdict: dict[str, Any]) -> None:
    AuthorTry.objects.filter(pk=try_id).update(verdict=verdict)
