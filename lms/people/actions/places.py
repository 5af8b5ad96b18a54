"""Schools, cohorts, posts and enrolments: where people belong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.people.models import PLACES, Cohort, Enrolment, Programme, School, StaffPost, User
from lms.people.permissions import check_can_open_cohort, check_can_open_school
from lms.people.roles import COORDINATOR, TRAINER

# Made by Wagtail's first migration, with the right to write and publish every page.
COURSE_AUTHORS = "Moderators"


class AlreadyThere(Exception):
    """What should be opened exists; the message is a sentence for the person who asked."""


@transaction.atomic
def appoint(*, person: User, school: School, role: str) -> StaffPost:
    """Give `person` a post at `school`; doing it twice changes nothing. Trainers may then write the course."""
    post, _created = StaffPost.objects.get_or_create(person=person, school=school, role=role)
    if role == TRAINER:
        person.groups.add(Group.objects.get(name=COURSE_AUTHORS))
    return post


@transaction.atomic
def enrol(*, apprentice: User, cohort: Cohort, on: date) -> Enrolment:
    """Enrol `apprentice` in `cohort` from `on`; doing it twice changes nothing."""
    enrolment, _created = Enrolment.objects.get_or_create(
        apprentice=apprentice, cohort=cohort, defaults={"enrolled_on": on}
    )
    return enrolment


@transaction.atomic
def open_school(*, name: str, slug: str, city: str) -> School:
    """Open a school; doing it twice changes nothing."""
    school, _created = School.objects.get_or_create(slug=slug, defaults={"name": name, "city": city})
    return school


@transaction.atomic
def open_school_by(*, name: str, city: str, by: User, now: datetime) -> School:
    """Open a school that `by` coordinates from then on; its short name in addresses is made from its name.

    Raises:
        Denied: `by` may not open schools.
        AlreadyThere: a school has this name.
    """
    check_can_open_school(by)
    if School.objects.filter(name__iexact=name).exists():
        raise AlreadyThere(_("A school already has this name."))
    school = open_school(name=name, slug=_free_slug(name), city=city)
    appoint(person=by, school=school, role=COORDINATOR)
    record_event(action="school_opened", subject=school, by=by, now=now)
    return school


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "ecole"
    taken = set(School.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def open_cohort(
    *,
    name: str,
    school: School,
    programme: Programme,
    starts_on: date,
    ends_on: date,
    trainers: Iterable[User],
    places: int = PLACES,
) -> Cohort:
    """Open a cohort in `school` with its trainers; doing it twice changes nothing."""
    cohort, _created = Cohort.objects.get_or_create(
        school=school,
        name=name,
        defaults={"programme": programme, "starts_on": starts_on, "ends_on": ends_on, "places": places},
    )
    cohort.trainers.add(*trainers)
    return cohort


@dataclass(frozen=True)
class CohortPlan:
    """What a coordinator says of the cohort she opens."""

    name: str
    school: School
    starts_on: date
    ends_on: date
    places: int
    trainers: Iterable[User] = ()


@transaction.atomic
def open_cohort_by(*, plan: CohortPlan, programme: Programme, by: User, now: datetime) -> Cohort:
    """Open the cohort that `plan` describes, in a school that `by` coordinates.

    Raises:
        Denied: `by` does not coordinate this school.
        AlreadyThere: a cohort of the school has this name.
    """
    check_can_open_cohort(by, plan.school)
    if Cohort.objects.filter(school=plan.school, name__iexact=plan.name).exists():
        raise AlreadyThere(_("A cohort of this school already has this name."))
    cohort = open_cohort(
        name=plan.name,
        school=plan.school,
        programme=programme,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        trainers=plan.trainers,
        places=plan.places,
    )
    record_event(action="cohort_opened", subject=cohort, by=by, now=now, school=plan.school.pk)
    return cohort
