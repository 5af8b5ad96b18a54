"""Take in an exercise of another school: a new one, or what changed there since it came, without losing what changed
here."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from uuid import UUID

from django.db import transaction

from exercises import grading
from exercises.actions.author import ExerciseRefused, keep_revision, stage
from exercises.folders import Folder, check_paths, digest_of, merged
from exercises.models import Exercise, ExerciseRevision, ExerciseVersion
from exercises.permissions import check_can_author
from exercises.queries import latest_revision
from lms.core.audit import record_event
from lms.people.models import User


class Arrival(StrEnum):
    """What became of something that came from elsewhere."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OURS_KEPT = "ours_kept"


@dataclass(frozen=True)
class TakenIn:
    """`key` is the one it has here. `kept` names what both schools changed, where ours stayed; `problem` says why it
    was refused, or cannot be published yet."""

    key: str
    title: str
    arrival: Arrival
    kept: list[str] = field(default_factory=list)
    problem: str = ""


@transaction.atomic
def take_in_exercise(*, key: str, identity: UUID, files: Folder, by: User, now: datetime) -> TakenIn:
    """Store `files` as the newest revision of the exercise `identity`; it goes to newcomers once it is proved.

    What was changed in both schools since it last came stays as it is here.

    Raises:
        Denied: `by` is no author.
        FolderRefused: a path cannot be kept.
    """
    check_can_author(by)
    check_paths(files)
    exercise = Exercise.objects.filter(identity=identity).first()
    is_new = exercise is None
    if exercise is None:
        exercise = Exercise.objects.create(key=free_key(key), identity=identity)
    theirs = named(files, exercise.key)
    digest = digest_of(theirs)
    ours = latest_revision(exercise)
    if not is_new and digest == (exercise.upstream_digest or (ours.digest if ours else "")):
        return TakenIn(exercise.key, _title(exercise), Arrival.UNCHANGED)
    base = _last_that_came(exercise)
    merge = merged(base=base, ours=ours.files if ours else {}, theirs=theirs)
    Exercise.objects.filter(pk=exercise.pk).update(upstream_digest=digest)
    # What came is kept as a revision of its own, to be merged with the next time.
    if merge.files != theirs:
        keep_revision(exercise=exercise, files=theirs, by=None, now=now)
    revision = keep_revision(exercise=exercise, files=merge.files, by=by, now=now)
    arrival = Arrival.NEW if is_new else Arrival.OURS_KEPT if merge.kept else Arrival.UPDATED
    problem = _stage(exercise, revision, now)
    record_event(action="exercise_taken_in", subject=exercise, by=by, now=now, arrival=arrival.value)
    return TakenIn(exercise.key, _title(exercise), arrival, merge.kept, problem)


def free_key(wanted: str) -> str:
    """Return `wanted` if it is a key that no exercise has, else the nearest one."""
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", wanted):
        wanted = "exercice"
    keys = (wanted[:76] if number == 1 else f"{wanted[:76]}-{number}" for number in count(1))
    return next(key for key in keys if not Exercise.objects.filter(key=key).exists())


def named(files: Folder, key: str) -> Folder:
    """Return the folder of an exercise under another key: its manifest says it too."""
    manifest = files.get("exercise.toml")
    if not isinstance(manifest, str):
        return files
    return {**files, "exercise.toml": re.sub(r'(?m)^key\s*=\s*".*"', f'key = "{key}"', manifest, count=1)}


def _last_that_came(exercise: Exercise) -> Folder:
    """Return the folder as it last came from elsewhere; empty where nothing did, or it is forgotten."""
    rows = ExerciseRevision.objects.filter(exercise=exercise, digest=exercise.upstream_digest)
    came = rows.order_by("-number").first() if exercise.upstream_digest else None
    return dict(came.files) if came else {}


def _stage(exercise: Exercise, revision: ExerciseRevision, now: datetime) -> str:
    """Have what came proved, and published once it is; return why it cannot be, or an empty text."""
    try:
        content = grading.read_exercise_files(exercise.key, revision.files)
        version = stage(exercise=exercise, content=content, revision=revision, now=now)
    except grading.ManifestError as error:
        revision.problems = [problem.to_dict() for problem in error.problems]
        revision.save(update_fields=["problems"])
        return str(error.problems[0])
    except ExerciseRefused as refusal:
        return str(refusal)
    if version.published_at is None:
        ExerciseVersion.objects.filter(pk=version.pk).update(publish_once_proved=True)
    return ""


def _title(exercise: Exercise) -> str:
    newest = (
        ExerciseVersion.objects.filter(exercise=exercise).order_by("-number").values_list("title", flat=True)
    )
    return newest.first() or exercise.key
