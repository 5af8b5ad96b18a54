"""Where the people of a cohort stand beside each other, and on which days they are not expected."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from curriculum.models import Exemption, Extension, LessonReading, ModuleDates
from curriculum.queries.path import modules_of
from exercises.queries import columns_of, passed_exercises
from lms.core.working_days import public_holidays
from lms.people.models import Cohort

MODULE_KEYS = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Standing:
    """How many core exercises a person has passed of those that are asked of her class by now."""

    passed: int
    usual: int  # what half of the class has, or more


def core_path_of(cohort: Cohort) -> MODULE_KEYS:
    """Return the modules of the course of `cohort`, by id, each with the keys of its core exercises."""
    modules = modules_of(cohort.programme)
    core = {
        column.key
        for column in columns_of([key for _module, keys in modules for key in keys])
        if column.kind == "core"
    }
    return [(module.pk, [key for key in keys if key in core]) for module, keys in modules]


def standings_in(
    cohort: Cohort, people: Collection[int], path: MODULE_KEYS, *, on: date
) -> dict[int, Standing]:
    """Return where each of `people` (by id) stands on the core exercises that are open to `cohort`; four queries.

    What she is exempted from, or has more time for, is counted as done: she is not behind with it.
    """
    if not people:
        return {}
    closed = set(ModuleDates.objects.filter(cohort=cohort, opens_on__gt=on).values_list("module", flat=True))
    asked = {module: keys for module, keys in path if module not in closed}
    excused = defaultdict(set)
    for rows in (
        Exemption.objects.filter(apprentice__in=people, module__in=asked),
        Extension.objects.filter(apprentice__in=people, module__in=asked, due_on__gte=on),
    ):
        for who, module in rows.values_list("apprentice", "module"):
            excused[who].update(asked[module])
    done = defaultdict(set)
    for who, key in passed_exercises(people, {key for keys in asked.values() for key in keys}):
        done[who].add(key)
    counts = {who: len(done[who] | excused[who]) for who in people}
    usual = sorted(counts.values(), reverse=True)[(len(counts) - 1) // 2]
    return {who: Standing(count, usual) for who, count in counts.items()}


def last_read_by(people: Collection[int]) -> dict[int, datetime]:
    """Return when each of `people` (by id) last said that she had read a lesson."""
    rows = LessonReading.objects.filter(apprentice__in=people).order_by()
    return dict(rows.values_list("apprentice", Max("read_at")))


def day_off(cohort: Cohort, on: date) -> str:
    """Return why nobody of `cohort` is expected at school on that day, in words; empty when they are.

    Weekends are no reason: whoever works then may be stuck, too.
    """
    if not cohort.starts_on <= on <= cohort.ends_on:
        return _("This cohort does not work on that day.")
    for period in cohort.periods.all():
        if period.starts_on <= on <= period.ends_on:
            return str(period)
    return next((str(holiday.name) for holiday in public_holidays(on, on)), "")
