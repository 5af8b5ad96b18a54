"""What a person changes on her own account."""

from collections.abc import Mapping

from django.db import transaction

from lms.people.comfort import chosen
from lms.people.models import User


@transaction.atomic
def set_comfort(*, person: User, choices: Mapping[str, str]) -> User:
    """Keep what `person` chose (setting -> value) on her account; settings that are not named stay as they are."""
    kept = User.objects.select_for_update().get(pk=person.pk)
    person.comfort = {**chosen(kept), **choices}
    person.save(update_fields=["comfort"])
    return person
