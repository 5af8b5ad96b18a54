"""Reading what people chose, and who is to be written to now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.notifications.hours import Rhythm
from lms.notifications.models import AtOnceMail, Digest, MailChoice
from lms.notifications.permissions import people_written_to
from lms.people.models import User
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR

# A server that says no for a while (a full box, a breakdown) is asked again all morning, not all at once.
MOST_ATTEMPTS = 6
RETRIED_AFTER = timedelta(minutes=30)
USUALLY_WEEKLY = (COORDINATOR, ADVISER, CLIENT)
USUALLY_AT_ONCE = (APPRENTICE,)


@dataclass(frozen=True)
class Chosen:
    rhythm: Rhythm
    at_once: bool


def chosen_by(person: User) -> Chosen:
    """Return what `person` chose, or what is usual for her role."""
    choice = MailChoice.objects.filter(person=person).first()
    if choice is not None:
        return Chosen(Rhythm(choice.rhythm), choice.at_once)
    rhythm = Rhythm.WEEKLY if person.role in USUALLY_WEEKLY else Rhythm.DAILY
    return Chosen(rhythm, person.role in USUALLY_AT_ONCE)


def digests_due(*, now: datetime) -> QuerySet[Any]:
    """Return who has a digest to come today, with her `rhythm`: nothing was written to her today, or this week.

    A weekly digest leaves on the first working morning on which it can: what a server refused all Monday is tried
    again on Tuesday.
    """
    today = timezone.localdate(now)
    told = Digest.objects.filter(person=OuterRef("pk")).exclude(may_be_tried_again(now=now))
    today_ones = told.filter(day=today)
    monday = today - timedelta(days=today.weekday())
    this_week = told.filter(day__gte=monday).exclude(refused_at__isnull=False, day__lt=today)
    usual = Case(When(role__in=USUALLY_WEEKLY, then=Value(Rhythm.WEEKLY)), default=Value(Rhythm.DAILY))
    return (
        people_written_to(on=today)
        .annotate(rhythm=Coalesce("mail_choice__rhythm", usual))
        .filter(
            Q(~Exists(today_ones), rhythm=Rhythm.DAILY) | Q(~Exists(this_week), rhythm=Rhythm.WEEKLY),
        )
        .order_by("pk")
    )


def may_be_tried_again(*, now: datetime) -> Q:
    """Return which rows stand for a mail that its server refused, long enough ago and not too often."""
    return Q(refused_at__lte=now - RETRIED_AFTER, attempts__lt=MOST_ATTEMPTS)


def last_digest(person: User) -> Digest | None:
    """Return the last digest that reached the mail server for `person`."""
    return Digest.objects.filter(person=person, sent_at__isnull=False).order_by("-day").first()


def told_until(person: User) -> datetime | None:
    """Return up to which moment `person` was told what is new; None as long as no digest is known to have ended."""
    return Digest.objects.filter(person=person).aggregate(until=Max("told_until"))["until"]


def first_claimed(person: User) -> datetime:
    """Return when the first digest of `person` was begun; there is one."""
    moment: datetime = Digest.objects.filter(person=person).aggregate(first=Min("claimed_at"))["first"]
    return moment


def wants_mail_at_once(*, now: datetime) -> QuerySet[User]:
    """Return those who are written to today and want what is theirs to do at once."""
    usual = Case(When(role__in=USUALLY_AT_ONCE, then=Value(True)), default=Value(False))
    return (
        people_written_to(on=timezone.localdate(now))
        .annotate(wants_at_once=Coalesce(F("mail_choice__at_once"), usual))
        .filter(wants_at_once=True)
    )


def written_at_once(abouts: Iterable[str], *, now: datetime) -> set[tuple[int, str]]:
    """Return who (by id) was written to at once about which of `abouts`, or cannot be now."""
    rows = AtOnceMail.objects.filter(about__in=list(abouts)).exclude(may_be_tried_again(now=now))
    return set(rows.values_list("person", "about"))


# Enough to see that a mail server says no; the tables of mails grow for years.
NEWEST_LOOKED_AT = 500


def refused_lately(*, now: datetime) -> list[datetime]:
    """Return when each mail was refused that did not leave since, among the newest and within a day."""
    refused: list[datetime] = []
    for model in (Digest, AtOnceMail):
        newest = model.objects.order_by("-pk").values_list("refused_at", "sent_at")[:NEWEST_LOOKED_AT]
        refused += [
            at for at, sent in newest if at is not None and sent is None and at > now - timedelta(days=1)
        ]
    return sorted(refused)
