"""Keep words to write them again, change them, delete them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exercises.models import SavedComment
from exercises.permissions import check_can_change_saved, check_can_save_for
from lms.people.models import School, User

LONGEST = 2000


class SavingRefused(Exception):
    """It cannot be kept; the message is a sentence for whoever wrote."""


def _written(text: str) -> str:
    written = text.replace("\0", "").strip()  # PostgreSQL keeps no NUL
    if not written:
        raise SavingRefused(_("Write a sentence first."))
    if len(written) > LONGEST:
        raise SavingRefused(_("That is very long. Keep what matters most: 2,000 signs at the most."))
    return written


@transaction.atomic
def save_comment(*, school: School, text: str, by: User, now: datetime) -> SavedComment:
    """Keep `text` for the trainers of `school`; what the school has already is not kept twice.

    Raises:
        Denied: `by` does not teach there.
        SavingRefused: there is no text, or too much.
    """
    check_can_save_for(by, school)
    written = _written(text)
    known = SavedComment.objects.filter(school=school, text=written).first()
    return known or SavedComment.objects.create(school=school, author=by, text=written, saved_at=now)


@transaction.atomic
def change_saved_comment(*, saved: SavedComment, text: str, by: User) -> None:
    """Replace what a saved comment says.

    Raises:
        Denied: it is not `by`'s, or she does not teach there any more.
        SavingRefused: there is no text, or too much.
    """
    check_can_change_saved(by, saved)
    SavedComment.objects.filter(pk=saved.pk).update(text=_written(text))


@transaction.atomic
def delete_saved_comment(*, saved: SavedComment, by: User) -> None:
    """Delete a saved comment; what was written with it stays.

    Raises:
        Denied: it is not `by`'s, or she does not teach there any more.
    """
    check_can_change_saved(by, saved)
    SavedComment.objects.filter(pk=saved.pk).delete()
