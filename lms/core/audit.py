"""Write one line of history."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils import timezone

from lms.core.models import AuditEvent


def record_event(
    *, action: str, subject: Model, by: Model | None, now: datetime, **details: Any
) -> AuditEvent:
    """Write that `by` did `action` to `subject` at `now`.

    Whom it concerns is read from the subject: a person, or what belongs to an apprentice.

    Args:
        action: past participle with a noun, such as "deliverable_approved".
        details: JSON-serialisable facts worth keeping (never personal data beyond ids).
    """
    return AuditEvent.objects.create(
        happened_at=now,
        actor_id=by.pk if by is not None else None,
        concerns_id=_concerned(subject),
        action=action,
        subject_label=subject._meta.label,
        subject_id=str(subject.pk),
        details=details,
    )


def record_reading(*, action: str, subject: Model, of: Model, by: Model, now: datetime) -> None:
    """Write that `by` read `subject`, a paper about `of`: once a day for each reader and paper, and never of oneself.

    Two requests at the same moment may both write; history bears it, and no reading is missing.
    """
    if of.pk == by.pk:
        return
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    named = {"action": action, "subject_label": subject._meta.label, "subject_id": str(subject.pk)}
    if AuditEvent.objects.filter(**named, actor_id=by.pk, happened_at__gte=midnight).exists():
        return
    AuditEvent.objects.create(**named, happened_at=now, actor_id=by.pk, concerns_id=of.pk)


def _concerned(subject: Model) -> Any:
    return subject.pk if isinstance(subject, get_user_model()) else getattr(subject, "apprentice_id", None)
