"""Write down the reasons that begin, end those that are over, and let a trainer say that she knows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.alerts.models import Alert, AlertKind
from lms.alerts.permissions import check_can_dismiss, check_can_set
from lms.alerts.reasons import QUICK, Reason, Watched
from lms.core.audit import record_event
from lms.people.models import Cohort, User
from lms.people.queries import enrolments_under_way

MOST_DAYS = 20


class AlertRefused(Exception):
    """It cannot be stored; the message is a sentence for whoever asked."""


def watch_apprentice(*, apprentice_id: int, now: datetime) -> None:
    """Write down what has just begun or ended for one apprentice."""
    watched = Watched(
        enrolments_under_way(on=timezone.localdate(now)).filter(apprentice=apprentice_id), now=now
    )
    kinds = QUICK | {AlertKind.SILENT}
    _write_down(watched.reasons(kinds), kinds=kinds, only=[apprentice_id], quiet=watched.quiet, now=now)


def watch_everybody(*, kinds: Collection[AlertKind], now: datetime) -> None:
    """Write down which reasons of these kinds began or ended, for everybody who is enrolled somewhere."""
    watched = Watched(enrolments_under_way(on=timezone.localdate(now)), now=now)
    _write_down(watched.reasons(kinds), kinds=kinds, only=None, quiet=watched.quiet, now=now)


@transaction.atomic
def _write_down(
    reasons: Iterable[Reason],
    *,
    kinds: Collection[AlertKind],
    only: Collection[int] | None,
    quiet: Collection[int],
    now: datetime,
) -> None:
    """Make the open rows of `kinds` those of `reasons`; about `quiet` people none begins."""
    found = {reason.key: reason for reason in reasons}
    rows = Alert.objects.select_for_update().filter(ended_at=None, kind__in=kinds)
    if only is not None:
        rows = rows.filter(apprentice__in=only)
    known = {(row.apprentice_id, row.kind, row.about): row for row in rows}
    over = [row.pk for key, row in known.items() if key not in found]
    Alert.objects.filter(pk__in=over).update(ended_at=now)
    changed = []
    for key in known.keys() & found.keys():
        row, reason = known[key], found[key]
        if (row.facts, row.submission_id) != (reason.facts, reason.submission):
            row.facts, row.submission_id = reason.facts, reason.submission
            changed.append(row)
    Alert.objects.bulk_update(changed, ["facts", "submission"])
    Alert.objects.bulk_create(
        [
            Alert(
                apprentice_id=reason.apprentice,
                cohort_id=reason.cohort,
                kind=reason.kind,
                about=reason.about,
                facts=reason.facts,
                submission_id=reason.submission,
                since=reason.since,
                noticed_at=now,
            )
            for key, reason in found.items()
            if key not in known and reason.apprentice not in quiet
        ],
        # Two who look at the same moment write one row: the constraint decides.
        ignore_conflicts=True,
    )


@transaction.atomic
def dismiss(*, alert: Alert, because: str, by: User, now: datetime) -> Alert:
    """Say that one knows: it stays quiet until the reason has ended and begins anew. Twice changes nothing.

    Raises:
        Denied: `by` does not teach this cohort.
    """
    check_can_dismiss(by, alert)
    open_row = Alert.objects.filter(pk=alert.pk, ended_at=None, dismissed_at=None)
    if open_row.update(dismissed_at=now, dismissed_by=by, dismissed_because=because.strip()):
        record_event(action="alert_dismissed", subject=alert, by=by, now=now, kind=alert.kind)
    alert.refresh_from_db()
    return alert


@transaction.atomic
def set_silent_after(*, cohort: Cohort, days: int, by: User, now: datetime) -> Cohort:
    """Set after how many working days without a sign of work a trainer of `cohort` is told.

    Raises:
        Denied: `by` does not teach this cohort.
        AlertRefused: it is no number of days that makes sense.
    """
    check_can_set(by, cohort)
    if not 1 <= days <= MOST_DAYS:
        raise AlertRefused(_("Choose between 1 and 20 working days."))
    if days != cohort.silent_after:
        cohort.silent_after = days
        cohort.save(update_fields=["silent_after"])
        record_event(action="silence_set", subject=cohort, by=by, now=now, days=days)
    return cohort
