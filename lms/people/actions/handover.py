"""Handing a class over: a word to those who teach it, too, and a substitute for a while."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.people.models import Cohort, HandoverNote, Substitution, User
from lms.people.permissions import can_teach, check_can_arrange_substitutes
from lms.people.queries import possible_substitutes

LONGEST_SUBSTITUTION = timedelta(days=14)


class SubstitutionRefused(Exception):
    """It cannot be arranged so; the message is a sentence for whoever asked."""


@transaction.atomic
def leave_note(*, cohort: Cohort, text: str, by: User, now: datetime) -> HandoverNote:
    """Leave a word for those who teach `cohort`, too. Raises Denied when `by` does not."""
    if not can_teach(by, cohort):
        raise Denied
    note = HandoverNote.objects.create(cohort=cohort, author=by, text=text.strip(), written_at=now)
    record_event(action="handover_note_left", subject=note, by=by, now=now)
    return note


@transaction.atomic
def substitute(
    *, cohort: Cohort, trainer: User, starts_on: date, ends_on: date, by: User, now: datetime
) -> Substitution:
    """Let a trainer of another school teach `cohort` from one day to another; it ends by itself.

    Raises:
        Denied: `by` neither teaches nor coordinates in this school; a substitute does not let others in.
        SubstitutionRefused: the days make no sense or are too many, or this person cannot substitute here.
    """
    check_can_arrange_substitutes(by, cohort)
    if not possible_substitutes(cohort).filter(pk=trainer.pk).exists():
        raise SubstitutionRefused(_("Choose a trainer of another school."))
    if ends_on < starts_on:
        raise SubstitutionRefused(_("The last day is before the first one."))
    if ends_on < timezone.localdate(now):
        raise SubstitutionRefused(_("These days are over."))
    if ends_on - starts_on >= LONGEST_SUBSTITUTION:
        raise SubstitutionRefused(_("Two weeks at the most: arrange it again if it lasts longer."))
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)  # two presses are one substitution
    same_days = Substitution.objects.filter(
        cohort=cohort, trainer=trainer, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if same_days.exists():
        raise SubstitutionRefused(_("This person substitutes here on these days already."))
    arranged = Substitution.objects.create(
        cohort=cohort, trainer=trainer, starts_on=starts_on, ends_on=ends_on, granted_by=by, granted_at=now
    )
    record_event(
        action="substitution_granted",
        subject=arranged,
        by=by,
        now=now,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return arranged


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User, now: datetime) -> None:
    """End it before its last day: its rights are gone at once. Twice changes nothing. Raises Denied as above."""
    check_can_arrange_substitutes(by, substitution.cohort)
    if Substitution.objects.filter(pk=substitution.pk, ended_at=None).update(ended_at=now):
        record_event(action="substitution_ended", subject=substitution, by=by, now=now)
