"""Publish an exercise: what it asks becomes a version that never changes, and is proved."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from exercises import grading
from exercises.folders import Folder, digest_of
from exercises.models import Exercise, ExerciseRevision, ExerciseVersion
from exercises.queries import is_changed_here, latest_revision, latest_version, unproved_versions
from exercises.states import Lane, ProofState
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User
from lms.records.queries import unknown_competences

PROVE_JOB = "exercises.jobs.prove_version"
# Nobody else begins meanwhile; a worker that died leaves the proof to whoever comes next.
PROOF_LASTS = timedelta(minutes=20)
AFTER_A_FAULT_OF_OURS = timedelta(minutes=1)
TRIES_BEFORE_GIVING_UP = 3


class ExerciseRefused(Exception):
    """The exercise cannot be published; the message names what is wrong with it."""


@transaction.atomic
def publish_exercise(
    *, content: grading.ExerciseContent, now: datetime, at_once: bool = False
) -> ExerciseVersion:
    """Make `content` the newest version of its exercise; an unchanged exercise keeps its version.

    Newcomers get it once it is proved. What comes with the platform was proved by its tests and goes out at once,
    as does anything with `at_once`, which is for development. What a school has changed in its own copy stays.

    Raises:
        ExerciseRefused: it names a competence that no loaded certification has.
    """
    # What comes with the platform is the same exercise in every school.
    known = (
        {"identity": uuid5(NAMESPACE_URL, f"exercise:{content.key}")} if content.comes_with_platform else {}
    )
    exercise, _created = Exercise.objects.get_or_create(key=content.key, defaults=known)
    if content.comes_with_platform:
        current = exercise.current_version
        if is_changed_here(exercise) and current is not None:
            return current
        Exercise.objects.filter(pk=exercise.pk).update(upstream_digest=digest_of(content.files))
    revision = keep_revision(exercise=exercise, files=content.files, by=None, now=now)
    version = stage(exercise=exercise, content=content, revision=revision, now=now)
    if at_once or content.comes_with_platform:
        make_current(version=version, by=None, now=now)
    elif version.published_at is None:
        ExerciseVersion.objects.filter(pk=version.pk).update(publish_once_proved=True)
    return version


def keep_revision(*, exercise: Exercise, files: Folder, by: User | None, now: datetime) -> ExerciseRevision:
    """Store `files` as the newest revision, unless the newest holds the same."""
    latest = latest_revision(exercise)
    digest = digest_of(files)
    if latest is not None and latest.digest == digest:
        return latest
    return ExerciseRevision.objects.create(
        exercise=exercise,
        number=latest.number + 1 if latest else 1,
        files=files,
        digest=digest,
        saved_at=now,
        saved_by=by,
    )


def stage(
    *, exercise: Exercise, content: grading.ExerciseContent, revision: ExerciseRevision, now: datetime
) -> ExerciseVersion:
    """Return the version that asks what `content` asks; a new one waits for its proof and for being published.

    Raises:
        ExerciseRefused: it names a competence that no loaded certification has.
    """
    if unknown := unknown_competences(content.competence_codes):
        raise ExerciseRefused(
            _("%(key)s: no certification has the competences %(codes)s.")
            % {"key": content.key, "codes": ", ".join(sorted(unknown))}
        )
    digest = hashlib.sha256(json.dumps(content.definition, sort_keys=True).encode()).hexdigest()
    latest = latest_version(exercise)
    if latest is not None and latest.digest == digest:
        # What it asks is the same; its comments may not be.
        ExerciseVersion.objects.filter(pk=latest.pk).update(made_from=revision)
        return latest
    if latest is not None and latest.published_at is None:
        # Nobody ever worked on it.
        latest.delete()
        latest = latest_version(exercise)
    version = ExerciseVersion.objects.create(
        exercise=exercise,
        number=latest.number + 1 if latest else 1,
        title=content.title,
        summary=content.summary,
        runtime=content.runtime,
        variant=content.variant,
        level=content.level,
        minutes=content.minutes,
        competence_codes=list(content.competence_codes),
        definition=content.definition,
        digest=digest,
        made_from=revision,
        proof_due_at=now,
    )
    enqueue_after_commit(Lane.AUTHOR.queue, PROVE_JOB, version_id=version.pk)
    return version


@transaction.atomic
def make_current(*, version: ExerciseVersion, by: User | None, now: datetime) -> None:
    """Give `version` to newcomers; whoever has begun stays on hers until she chooses otherwise."""
    if version.published_at is None:
        ExerciseVersion.objects.filter(pk=version.pk).update(published_at=now, publish_once_proved=False)
        version.published_at = now
    moved = (
        Exercise.objects.filter(pk=version.exercise_id)
        .exclude(current_version=version.pk)
        .update(current_version=version, withdrawn_at=None)
    )
    if moved and by is not None:
        record_event(
            action="exercise_published", subject=version.exercise, by=by, now=now, version=version.number
        )


def begin_proof(*, version_id: int, now: datetime) -> ExerciseVersion | None:
    """Return the version to prove; None when it is proved, when somebody is at it, or when it was given up."""
    mine = ExerciseVersion.objects.filter(
        Q(proof_due_at=None) | Q(proof_due_at__lte=now), pk=version_id, proof=ProofState.WAITING
    )
    if not mine.update(proof_due_at=now + PROOF_LASTS, proof_tries=F("proof_tries") + 1):
        return None
    version = ExerciseVersion.objects.select_related("exercise").defer("definition").get(pk=version_id)
    if version.proof_tries > TRIES_BEFORE_GIVING_UP:
        text = _(
            "The platform tried three times to prove this exercise, and failed. It is not its author’s fault."
        )
        record_proof(version=version, problems=[grading.Problem("", text)], now=now)
        return None
    return version


@transaction.atomic
def record_proof(
    *,
    version: ExerciseVersion,
    problems: Sequence[grading.Problem],
    now: datetime,
    trials: Sequence[dict[str, Any]] = (),
) -> ExerciseVersion:
    """Store whether the exercise holds, and what is wrong if it does not; publish what only waited for this."""
    found = {
        "proof": ProofState.BROKEN if problems else ProofState.HOLDS,
        "proof_ended_at": now,
        "proof_problems": [problem.to_dict() for problem in problems],
        "trials": list(trials),
    }
    ExerciseVersion.objects.filter(pk=version.pk).update(**found)
    for name, value in found.items():
        setattr(version, name, value)
    if not problems and ExerciseVersion.objects.filter(pk=version.pk, publish_once_proved=True).exists():
        make_current(version=version, by=None, now=now)
    return version


def postpone_proof(*, version: ExerciseVersion, now: datetime, is_a_try: bool = True) -> None:
    """Leave the proof for later: the platform failed (`is_a_try`), or the language is down."""
    tries = version.proof_tries if is_a_try else version.proof_tries - 1
    ExerciseVersion.objects.filter(pk=version.pk).update(
        proof_due_at=now + AFTER_A_FAULT_OF_OURS, proof_tries=tries
    )


def wake_forgotten_proofs(*, now: datetime) -> int:
    """Wake a worker up for each published version that waits for its proof; return how many do."""
    waiting = list(unproved_versions(now=now).values_list("pk", flat=True))
    for pk in waiting:
        enqueue_after_commit(Lane.AUTHOR.queue, PROVE_JOB, version_id=pk)
    return len(waiting)
