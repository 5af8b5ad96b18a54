"""What a person changes on her own account."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from lms.people.comfort import chosen
from lms.people.models import User, Visit

VISIT_ENDS_AFTER = timedelta(minutes=30)


@transaction.atomic
def set_comfort(*, person: User, choices: Mapping[str, str]) -> User:
    """Keep what `person` chose (setting -> value) on her account; settings that are not named stay as they are."""
    kept = User.objects.select_for_update().get(pk=person.pk)
    person.comfort = {**chosen(kept), **choices}
    person.save(update_fields=["comfort"])
    return person


def note_visit(*, person: User, now: datetime) -> datetime | None:
    """Note that `person` is here; return when her visit before this one ended, or None at her first."""
    visit, is_first = Visit.objects.get_or_create(person=person, defaults={"seen_at": now})
    if is_first:
        return None
    if now - visit.seen_at > VISIT_ENDS_AFTER:
        visit.seen_before = visit.seen_at
    visit.seen_at = now
    visit.save(update_fields=["seen_at", "seen_before"])
    return visit.seen_before
