"""The demo calendar, in days around the day of loading: what the demo shows is open, its last module opens later."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from curriculum.actions.calendar import add_period, exempt, extend, set_dates
from curriculum.models import PeriodKind
from curriculum.queries import modules_to_plan
from curriculum.shipped import GUIDES, identity_of
from lms.demo.people import DemoSchools
from lms.people.models import Cohort
from lms.people.queries import apprentices_of

# For each module in the order of the course: it opens, and is expected, so many days after the day of loading. The
# others are open too, and the last one opens later.
FIRST_MODULES = ((-28, 5), (-21, 12), (-18, 15), (-14, 19))
FURTHER_MODULE, LAST_MODULE = (-7, 60), (61, 75)
# A period begins on the first Monday after so many days, and lasts so many weeks.
PERIODS = ((PeriodKind.CLOSURE, 20, 2, "Congés"), (PeriodKind.PLACEMENT, 90, 4, "Première immersion"))


def build_calendars(schools: DemoSchools, *, now: datetime) -> int:
    """Date the course of each cohort that has no dates yet; return how many cohorts were dated."""
    undated = [cohort for cohort in schools.cohorts.values() if not cohort.module_dates.exists()]
    for cohort in undated:
        _build(cohort, timezone.localdate(now), now)
    return len(undated)


def _build(cohort: Cohort, today: date, now: datetime) -> None:
    trainer = cohort.trainers.order_by("pk").first()
    assert trainer is not None
    # Guides have no days of their own: they are open from the first.
    guides = [identity_of(slug) for slug in GUIDES.values()]
    modules = list(modules_to_plan(cohort).exclude(translation_key__in=guides))
    further = [FURTHER_MODULE] * (len(modules) - len(FIRST_MODULES) - 1)
    for module, (opens, due) in zip(modules, [*FIRST_MODULES, *further, LAST_MODULE], strict=False):
        set_dates(
            cohort=cohort,
            module=module,
            opens_on=today + timedelta(days=opens),
            due_on=today + timedelta(days=due),
            by=trainer,
            now=now,
        )
    for kind, ahead, weeks, label in PERIODS:
        day = today + timedelta(days=ahead)
        monday = day + timedelta(days=-day.weekday() % 7)
        add_period(
            cohort=cohort,
            kind=kind,
            starts_on=monday,
            ends_on=monday + timedelta(days=7 * weeks - 3),
            label=label,
            by=trainer,
            now=now,
        )
    # Arrangements are for people in the middle of the list: the first ones are those whom visitors sign in as.
    *_others, exempted, late, _asking = apprentices_of(cohort)
    extend(
        cohort=cohort,
        module=modules[0],
        apprentice=late,
        due_on=today + timedelta(days=FIRST_MODULES[0][1] + 7),
        by=trainer,
        now=now,
    )
    exempt(
        cohort=cohort,
        module=modules[2],
        apprentice=exempted,
        reason="Déjà validé dans une formation précédente.",
        by=trainer,
        now=now,
    )
