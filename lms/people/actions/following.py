"""Following an apprentice: notes about her, and how she leaves a cohort."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.people.models import ApprenticeNote, Enrolment, ExitKind, NoteAudience, User
from lms.people.permissions import check_can_record_exit, check_can_write_note
from lms.people.queries import last_enrolment


class ExitRefused(Exception):
    """The exit cannot be written so; the message is a sentence for whoever records it."""


@transaction.atomic
def record_exit(*, enrolment: Enrolment, on: date, kind: ExitKind, by: User, now: datetime) -> Enrolment:
    """Write that the apprentice leaves her cohort: her work and her record stay where they are.

    Raises:
        Denied: `by` neither teaches nor coordinates in this school.
        ExitRefused: the day is not between her first day and today.
    """
    check_can_record_exit(by, enrolment)
    if on < enrolment.enrolled_on:
        raise ExitRefused(_("This day is before her first day."))
    if on > timezone.localdate(now):
        raise ExitRefused(_("This day has not come yet."))
    enrolment.left_on, enrolment.exit_kind = on, kind
    enrolment.save(update_fields=["left_on", "exit_kind"])
    record_event(action="exit_recorded", subject=enrolment, by=by, now=now, kind=kind, on=on.isoformat())
    return enrolment


@transaction.atomic
def take_exit_back(*, enrolment: Enrolment, by: User, now: datetime) -> Enrolment:
    """The exit was a mistake, or she comes back: she is enrolled again as if she had not left.

    Raises:
        Denied: `by` neither teaches nor coordinates in this school.
        ExitRefused: she is enrolled in another cohort meanwhile.
    """
    check_can_record_exit(by, enrolment)
    if (
        Enrolment.objects.filter(apprentice=enrolment.apprentice_id, left_on=None)
        .exclude(pk=enrolment.pk)
        .exists()
    ):
        raise ExitRefused(_("She is enrolled in another cohort meanwhile."))
    enrolment.left_on, enrolment.exit_kind = None, ""
    enrolment.save(update_fields=["left_on", "exit_kind"])
    record_event(action="exit_taken_back", subject=enrolment, by=by, now=now)
    return enrolment


@transaction.atomic
def write_note(
    *, apprentice: User, text: str, audience: NoteAudience, by: User, now: datetime
) -> ApprenticeNote:
    """Write a note about `apprentice` in the school where she is enrolled, or was last.

    Raises:
        Denied: `by` does not work there, or may not write for this audience.
    """
    enrolment = last_enrolment(apprentice)
    if enrolment is None:
        raise Denied
    school = enrolment.cohort.school
    check_can_write_note(by, school, audience)
    note = ApprenticeNote.objects.create(
        apprentice=apprentice, school=school, author=by, audience=audience, text=text.strip(), written_at=now
    )
    record_event(action="note_written", subject=note, by=by, now=now, audience=audience)
    return note
