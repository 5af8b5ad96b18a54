"""Publish an exercise: what it asks becomes a version that never changes."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from exercises import grading
from exercises.models import Exercise, ExerciseVersion
from exercises.queries import latest_version
from lms.records.queries import unknown_competences


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
        level=content.level,
        minutes=content.minutes,
        competence_codes=list(content.competence_codes),
        definition=content.definition,
        digest=digest,
        published_at=now,
    )
    Exercise.objects.filter(pk=exercise.pk).update(current_version=version)
    return version
