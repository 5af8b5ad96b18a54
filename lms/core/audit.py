"""Write one line of history."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from lms.core.models import AuditEvent


def record_event(
    *, action: str, subject: Model, by: Model | None, now: datetime, **details: Any
) -> AuditEvent:
    """Write that `by` did `action` to `subject` at `now`.

    Args:
        action: past participle with a noun, such as "deliverable_approved".
        details: JSON-serialisable facts worth keeping (never personal data beyond ids).
    """
    return AuditEvent.objects.create(
        happened_at=now,
        actor_id=by.pk if by is not None else None,
        action=action,
        subject_label=subject._meta.label,
        subject_id=str(subject.pk),
        details=details,
    )
