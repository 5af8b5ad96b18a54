"""Dates of modules for tests."""

from datetime import date, timedelta

from django.utils import timezone

from curriculum.models import ModuleDates, ModulePage
from lms.people.models import Cohort


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def dated(cohort: Cohort, module: ModulePage, opens: int, due: int | None = None) -> ModuleDates:
    """Say that `module` opens for `cohort` so many days from today, and is expected so many."""
    return ModuleDates.objects.create(
        cohort=cohort, module=module, opens_on=in_days(opens), due_on=None if due is None else in_days(due)
    )


def add_module(course, title: str, slug: str, *lessons, hours: int = 7) -> ModulePage:
    """Add a module of these unsaved lessons to `course`."""
    module = course.add_child(instance=ModulePage(title=title, slug=slug, summary="Suite.", hours=hours))
    for lesson in lessons:
        module.add_child(instance=lesson)
    return module
