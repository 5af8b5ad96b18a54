"""Publish an exercise: what it asks becomes a version that never changes, and is proved."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from exercises import grading
from exercises.models import Exercise, ExerciseVersion
from exercises.queries import latest_version, unproved_versions
from exercises.states import Lane, ProofState
from lms.core.queue import enqueue_after_commit
from lms.records.queries import unknown_competences

PROVE_JOB = "exercises.jobs.prove_version"
# Nobody else begins meanwhile; a worker that died leaves the proof to whoever comes next.
PROOF_LASTS = timedelta(minutes=20)
AFTER_A_FAULT_OF_OURS = timedelta(minutes=1)
TRIES_BEFORE_GIVING_UP = 3


class ExerciseRefused(Exception):
    """The exercise cannot be published; the message names what is wrong with it."""


@transaction.atomic
def publish_exercise(*, content: grading.ExerciseContent, now: datetime) -> ExerciseVersion:
    """Publish `content` as the newest version of its exercise; an unchanged exercise keeps its version.

    Raises:
        ExerciseRefused: it names a competence that no loaded certification has.
    """
    if unknown := unknown_competences(content.competence_codes):
        raise ExerciseRefused(f"{content.key}: unknown competences {', '.join(sorted(unknown))}")
    exercise, _created = Exercise.objects.get_or_create(key=content.key)
    digest = hashlib.sha256(json.dumps(content.definition, sort_keys=True).encode()).hexdigest()
    latest = latest_version(exercise)
    if latest is not None and latest.digest == digest:
        return latest
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
        published_at=now,
        proof_due_at=now,
    )
    Exercise.objects.filter(pk=exercise.pk).update(current_version=version)
    enqueue_after_commit(Lane.AUTHOR.queue, PROVE_JOB, version_id=version.pk)
    return version


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


def record_proof(
    *, version: ExerciseVersion, problems: Sequence[grading.Problem], now: datetime
) -> ExerciseVersion:
    """Store whether the exercise holds, and what is wrong if it does not."""
    found = {
        "proof": ProofState.BROKEN if problems else ProofState.HOLDS,
        "proof_ended_at": now,
        "proof_problems": [problem.to_dict() for problem in problems],
    }
    ExerciseVersion.objects.filter(pk=version.pk).update(**found)
    for name, value in found.items():
        setattr(version, name, value)
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
