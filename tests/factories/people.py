"""People, schools and cohorts for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from lms.people import roles
from lms.people.actions import appoint
from lms.people.models import Cohort, Enrolment, Programme, School, User

PASSWORD = "une-phrase-facile"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = "Fictif"
    email = factory.Sequence(lambda n: f"personne{n}@test.example")
    role = roles.APPRENTICE
    password = factory.django.Password(PASSWORD)


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"École {n}")
    slug = factory.Sequence(lambda n: f"ecole-{n}")
    city = "Ville fictive"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    name = "École du web"
    slug = "ecole-du-web"


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    name = factory.Sequence(lambda n: f"Promotion {n}")
    school = factory.SubFactory(SchoolFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = date(2026, 9, 28)
    ends_on = date(2027, 7, 23)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    apprentice = factory.SubFactory(UserFactory)
    cohort = factory.SubFactory(CohortFactory)
    enrolled_on = date(2026, 9, 28)


def apprentice_of(cohort: Cohort, **fields: object) -> User:
    return EnrolmentFactory(cohort=cohort, apprentice=UserFactory(**fields)).apprentice


def staff_of(school: School, role: str, **fields: object) -> User:
    """Appointed for real, because a post brings rights elsewhere: trainers may write the course."""
    return appoint(person=UserFactory(role=role, **fields), school=school, role=role).person
