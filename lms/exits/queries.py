"""Reading exits: who left a school, what was known of each on a given day, and the figures that follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.exits.models import ExitFact, Moment, OutcomeSurvey, Situation
from lms.exits.rates import Category, Facts, Figures, Leaver, category_of, figures_of
from lms.people.models import Cohort, Enrolment, ProgrammeKind, School

ASKED_AFTER = {Moment.THREE_MONTHS: relativedelta(months=3), Moment.SIX_MONTHS: relativedelta(months=6)}
# Whoever left longer ago is not asked any more: a figure of a moment is about that moment.
ASKED_WITHIN = timedelta(days=30)
REMINDED_AFTER = timedelta(days=10)
# A server that says no for a while is asked again, not all at once.
MOST_ATTEMPTS = 6
RETRIED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Left:
    """One exit as it was known on the day asked for."""

    enrolment: Enrolment
    on: date
    facts: dict[str, ExitFact]  # by moment

    def at(self, moment: Moment) -> ExitFact | None:
        return self.facts.get(moment)

    def leaver(self, moment: Moment) -> Leaver:
        held = self.at(moment)
        early = (self.at(Moment.AT_EXIT), self.at(Moment.THREE_MONTHS))
        return Leaver(
            self.enrolment.enrolled_on,
            self.on,
            facts_of(held) if held else None,
            tuple(facts_of(one) for one in early if one),
        )


@dataclass(frozen=True)
class CohortExits:
    cohort: Cohort
    figures: Figures
    people: list[Left]


@dataclass(frozen=True)
class SchoolExits:
    """The exits of a school, as known on a day and at a moment: in all, and cohort by cohort."""

    on: date
    moment: Moment
    total: Figures
    cohorts: list[CohortExits]


def left_on(enrolment: Enrolment, *, on: date) -> date | None:
    """Return the day on which she left, if that was by `on`: the end of her cohort, when nobody wrote another."""
    day = enrolment.left_on or enrolment.cohort.ends_on
    return day if day <= on else None


def facts_of(fact: ExitFact) -> Facts:
    return Facts(fact.situation, fact.contract, fact.months, fact.starts_on, fact.known_on)


def category_of_fact(fact: ExitFact) -> Category:
    return category_of(facts_of(fact))


def exits_of(school: School, *, on: date, moment: Moment) -> SchoolExits:
    """Return the exits of `school` up to `on`, with nothing that was written later than that day."""
    enrolments = (
        Enrolment.objects.filter(cohort__school=school, cohort__starts_on__lte=on)
        .filter(Q(left_on__lte=on) | Q(left_on=None, cohort__ends_on__lte=on))
        .select_related("cohort", "apprentice")
        .order_by("-cohort__starts_on", "cohort__name", "apprentice__first_name", "apprentice__last_name")
    )
    known = _known(enrolments, on=on)
    people: dict[Cohort, list[Left]] = {}
    for one in enrolments:
        day = left_on(one, on=on)
        if day is not None:
            people.setdefault(one.cohort, []).append(Left(one, day, known.get(one.pk, {})))
    cohorts = [CohortExits(cohort, _figures(left, moment), left) for cohort, left in people.items()]
    everybody = [one for left in people.values() for one in left]
    return SchoolExits(on, moment, _figures(everybody, moment), cohorts)


def _known(enrolments: Iterable[Enrolment], *, on: date) -> dict[int, dict[str, ExitFact]]:
    written_before = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    known: dict[int, dict[str, ExitFact]] = {}
    lines = ExitFact.objects.filter(
        enrolment__in=[one.pk for one in enrolments], recorded_at__lt=written_before
    )
    for fact in lines.order_by("pk"):
        known.setdefault(fact.enrolment_id, {})[fact.moment] = fact
    return known


def _figures(people: Iterable[Left], moment: Moment) -> Figures:
    return figures_of(
        (one.leaver(moment) for one in people), counts_after_months=settings.EXITS_COUNT_AFTER_MONTHS
    )


def situations_of(enrolment: Enrolment) -> list[ExitFact]:
    """Return every line about what became of her, the newest first."""
    return list(enrolment.exit_facts.select_related("recorded_by").order_by("-pk"))


def to_ask(moment: Moment, *, now: datetime) -> QuerySet[Enrolment]:
    """Return the exits whose person is to be asked at `moment`, and was not.

    Left out: stays too short to count, programmes without exits, people who are here again, whose situation is known
    already, whom the administration took out of the count (illness or worse), and who asked not to be asked.
    """
    today = timezone.localdate(now)
    last = today - ASKED_AFTER[moment]
    surveys = OutcomeSurvey.objects.filter(enrolment=OuterRef("pk"))
    facts = ExitFact.objects.filter(enrolment=OuterRef("pk"))
    here_again = Enrolment.objects.filter(
        apprentice=OuterRef("apprentice"), enrolled_on__gt=OuterRef("enrolled_on")
    )
    left = (
        Enrolment.objects.annotate(day=Coalesce("left_on", "cohort__ends_on"))
        .filter(day__lte=last, day__gt=last - ASKED_WITHIN)
        .filter(cohort__programme__kind=ProgrammeKind.SCHOOL)
        .exclude(Exists(facts.filter(moment=moment)))
        .exclude(Exists(facts.filter(situation=Situation.OUT_OF_COUNT)))
        .exclude(Exists(surveys.filter(declined_at__isnull=False)))
        .exclude(Exists(surveys.filter(moment=moment).exclude(may_be_asked_again(now=now))))
        .exclude(Exists(here_again))
    )
    stayed = [
        one.pk
        for one, day in ((one, one.left_on or one.cohort.ends_on) for one in left.select_related("cohort"))
        if day > one.enrolled_on + relativedelta(months=settings.EXITS_COUNT_AFTER_MONTHS)
    ]
    return (
        Enrolment.objects.filter(pk__in=stayed).select_related("apprentice", "cohort__school").order_by("pk")
    )


def may_be_asked_again(*, now: datetime) -> Q:
    """Return which surveys stand for a mail that its server refused, long enough ago and not too often."""
    return Q(refused_at__lte=now - RETRIED_AFTER, attempts__lt=MOST_ATTEMPTS)


def to_remind(*, now: datetime) -> QuerySet[OutcomeSurvey]:
    """Return the surveys that were sent some days ago, are still open and were not reminded of.

    Left out: people of whom the school has learnt meanwhile, whom the administration took out of the count, and who
    are here again.
    """
    facts = ExitFact.objects.filter(enrolment=OuterRef("enrolment"))
    here_again = Enrolment.objects.filter(
        apprentice=OuterRef("enrolment__apprentice"), enrolled_on__gt=OuterRef("enrolment__enrolled_on")
    )
    return OutcomeSurvey.objects.filter(
        ~Exists(facts.filter(moment=OuterRef("moment"))),
        ~Exists(facts.filter(situation=Situation.OUT_OF_COUNT)),
        ~Exists(here_again),
        sent_at__lte=now - REMINDED_AFTER,
        reminded_at=None,
        answered_at=None,
        declined_at=None,
        expires_on__gte=timezone.localdate(now),
    ).order_by("pk")


def surveys_of(school: School, moment: Moment) -> dict[int, OutcomeSurvey]:
    """Return the surveys of that school and moment, by enrolment."""
    found = OutcomeSurvey.objects.filter(enrolment__cohort__school=school, moment=moment)
    return {one.enrolment_id: one for one in found}
