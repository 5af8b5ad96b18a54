"""The cast: the same people play in every test, strangers included."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from lms.people import roles
from lms.people.models import Cohort, School, User
from tests.factories.people import CohortFactory, SchoolFactory, UserFactory, apprentice_of, staff_of


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def school(db: None) -> School:
    return SchoolFactory(name="École de Valbrume", slug="valbrume")


@pytest.fixture
def other_school(db: None) -> School:
    return SchoolFactory(name="École de Port-Clair", slug="port-clair")


@pytest.fixture
def trainer(school: School) -> User:
    return staff_of(school, roles.TRAINER, first_name="Solène")


@pytest.fixture
def other_school_trainer(other_school: School) -> User:
    return staff_of(other_school, roles.TRAINER, first_name="Yara")


@pytest.fixture
def coordinator(school: School) -> User:
    return staff_of(school, roles.COORDINATOR, first_name="Nadège")


@pytest.fixture
def adviser(school: School) -> User:
    return staff_of(school, roles.ADVISER, first_name="Karim")


@pytest.fixture
def cohort(school: School, trainer: User) -> Cohort:
    cohort = CohortFactory(school=school, name="Promotion Ada")
    cohort.trainers.add(trainer)
    return cohort


@pytest.fixture
def other_cohort(other_school: School, other_school_trainer: User) -> Cohort:
    cohort = CohortFactory(school=other_school, name="Promotion Grace")
    cohort.trainers.add(other_school_trainer)
    return cohort


@pytest.fixture
def apprentice(cohort: Cohort) -> User:
    return apprentice_of(cohort, first_name="Aïcha")


@pytest.fixture
def peer(cohort: Cohort) -> User:
    return apprentice_of(cohort, first_name="Bastien")


@pytest.fixture
def other_school_apprentice(other_cohort: Cohort) -> User:
    return apprentice_of(other_cohort, first_name="Maëlys")


@pytest.fixture
def client_person(db: None) -> User:
    return UserFactory(role=roles.CLIENT, first_name="Mireille")


@pytest.fixture
def other_client_person(db: None) -> User:
    return UserFactory(role=roles.CLIENT, first_name="Octave")


@pytest.fixture
def cast(
    apprentice: User,
    peer: User,
    other_school_apprentice: User,
    trainer: User,
    other_school_trainer: User,
    coordinator: User,
    adviser: User,
    client_person: User,
    other_client_person: User,
) -> dict[str, User | None]:
    """Everybody by name, and nobody: the anonymous visitor."""
    return {
        "anonymous": None,
        "apprentice": apprentice,
        "peer": peer,
        "other_school_apprentice": other_school_apprentice,
        "trainer": trainer,
        "other_school_trainer": other_school_trainer,
        "coordinator": coordinator,
        "adviser": adviser,
        "client": client_person,
        "other_client": other_client_person,
    }


@pytest.fixture
def browse(db: None) -> Iterator[object]:
    """Return a function that opens a test browser signed in as somebody (or as nobody)."""

    def open_as(person: User | None) -> Browser:
        browser = Browser()
        if person is not None:
            browser.force_login(person)
        return browser

    return open_as
