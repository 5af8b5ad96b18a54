"""Noting what begins and ends, telling it once, and keeping errors in groups."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.watch.models import FaultGroup, Trouble
from lms.watch.queries import (
    LOOKED_AT,
    addresses_of,
    last_told_of_faults,
    open_troubles,
    sentence_of,
    untold_groups,
)
from lms.watch.readings import Readings
from lms.watch.thresholds import BY_CODE, CALM, THRESHOLDS, Threshold, Told

logger = logging.getLogger(__name__)

# One mail names all that is new: a bad release makes one of them, not a hundred.
FAULT_MAIL_AT_MOST_EVERY = timedelta(minutes=15)
MOST_NAMED = 20
# What is over is forgotten after this long.
KEPT = timedelta(days=180)


def note_troubles(*, readings: Readings, now: datetime) -> None:
    """Note what begins and what is over; tell each once when it has lasted, and once when it is over."""
    known = open_troubles()
    for threshold in THRESHOLDS:
        is_wrong = threshold.is_passed(readings)
        trouble = known.get(threshold.code)
        if is_wrong:
            trouble = trouble or _begin(threshold, now)
            Trouble.objects.filter(pk=trouble.pk).update(last_seen_at=now)
            if trouble.told_at is None and now - trouble.since >= threshold.lasting:
                _tell_beginning(trouble, threshold, readings, now)
        elif is_wrong is False and trouble is not None and now - trouble.last_seen_at >= CALM:
            _end(trouble, now)
    # A line that is no longer in the table has nobody to end it.
    Trouble.objects.filter(ended_at=None).exclude(code__in=BY_CODE).update(ended_at=now)
    Trouble.objects.filter(ended_at__lt=now - KEPT).delete()
    cache.set(LOOKED_AT, now, None)


def _begin(threshold: Threshold, now: datetime) -> Trouble:
    trouble, _is_new = Trouble.objects.get_or_create(
        code=threshold.code, ended_at=None, defaults={"since": now, "last_seen_at": now}
    )
    return trouble


def _tell_beginning(trouble: Trouble, threshold: Threshold, readings: Readings, now: datetime) -> None:
    # Whoever writes the moment first sends: a scheduler that runs twice tells once.
    if not Trouble.objects.filter(pk=trouble.pk, told_at=None).update(told_at=now):
        return
    body = "\n\n".join(
        [
            sentence_of(threshold, readings),
            _("Since %(time)s.") % {"time": _clock(trouble.since)},
            f"{_('What it means for the class:')} {threshold.means}",
            f"{_('What to do:')} {threshold.do}",
            settings.PUBLIC_URL + reverse("platform_state"),
        ]
    )
    _send(threshold.told, _("To look at: %(what)s") % {"what": threshold.what}, body)


def _end(trouble: Trouble, now: datetime) -> None:
    ended = Trouble.objects.filter(pk=trouble.pk, ended_at=None)
    told = {"end_told_at": now} if trouble.told_at else {}
    if not ended.update(ended_at=now, **told) or not told:
        return
    threshold = BY_CODE[trouble.code]
    times = {"from": _clock(trouble.since), "until": _clock(trouble.last_seen_at)}
    body = f"{threshold.fine}\n\n{_('It lasted from %(from)s until %(until)s.') % times}\n"
    _send(threshold.told, _("Over: %(what)s") % {"what": threshold.what}, body)


def _clock(moment: datetime) -> str:
    return f"{localtime(moment):%d/%m/%Y %H:%M}"


def _send(told: Sequence[Told], subject: str, body: str) -> None:
    """Write to each by herself; one address that is refused keeps no other from being told."""
    for address in addresses_of(told):
        try:
            EmailMessage(subject, body, to=[address]).send()
        except (OSError, SMTPException) as error:
            logger.warning("an alert did not leave: %s", error)


def keep_fault(*, kind: str, place: str, process: str, request: str, now: datetime) -> FaultGroup:
    """Count one error in its group, which is made when it is the first of its kind at its place.

    Args:
        kind: the type of the exception.
        place: where in our programs, without what was worked on.
        process: the program that met it.
        request: the number of the request that met it; may be empty.
    """
    kind, place = kind[:120], place[:200]
    fingerprint = hashlib.sha256(f"{kind}\n{place}".encode()).hexdigest()
    seen = FaultGroup.objects.filter(fingerprint=fingerprint)
    changes = {"last_seen_at": now, "process": process[:60], "last_request": request[:40]}
    if not seen.update(count=F("count") + 1, **changes):
        try:
            with transaction.atomic():
                return FaultGroup.objects.create(
                    fingerprint=fingerprint, kind=kind, place=place, first_seen_at=now, **changes
                )
        except IntegrityError:  # another process met it at the same moment
            seen.update(count=F("count") + 1, **changes)
    return seen.get()


def tell_new_faults(*, now: datetime) -> int:
    """Write once about each new group of errors, all new ones in one mail; return how many were told."""
    last = last_told_of_faults()
    if last is not None and now - last < FAULT_MAIL_AT_MOST_EVERY:
        return 0
    groups = list(untold_groups())
    ours = FaultGroup.objects.filter(pk__in=[group.pk for group in groups], told_at=None)
    if not groups or not ours.update(told_at=now):
        return 0
    lines = [f"- {group.kind}, {group.place} ({group.count})" for group in groups[:MOST_NAMED]]
    body = "\n".join(
        [_("New errors in our programs:"), "", *lines, "", settings.PUBLIC_URL + reverse("faults")]
    )
    _send((Told.TECHNICAL,), _("New errors: %(count)s") % {"count": len(groups)}, body)
    return len(groups)
