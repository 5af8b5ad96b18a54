"""The demo school's people, built through the actions; all of them are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lms.exits.actions import Told, record_situation
from lms.exits.models import ContractType, EmployerKind, Moment, Situation
from lms.people.actions import (
    appoint,
    enrol,
    invite,
    open_cohort,
    open_school,
    record_exit,
    write_note,
)
from lms.people.models import (
    ApprenticeNote,
    Cohort,
    ExitKind,
    Invitation,
    NoteAudience,
    Programme,
    School,
    User,
)
from lms.people.roles import ADVISER, APPRENTICE, COORDINATOR, TRAINER
from lms.records.actions import load_referential, prepare_for, tie_cohort
from lms.records.models import CertificationVersion
from lms.records.referential import REFERENTIALS, read_referential

CONTENT = Path(__file__).parent / "content"

# Known to everybody: the demo runs with development settings only, and holds nobody's data.
DEMO_PASSWORD = "ecole-du-web-demo"  # noqa: S105


@dataclass(frozen=True)
class DemoSchools:
    programme: Programme
    schools: dict[str, School]
    cohorts: dict[str, Cohort]  # by the slug of their school


def person(entry: dict[str, Any], role: str, now: datetime) -> User:
    """Return the account of `entry`, made at first sight with the demo password."""
    found = User.objects.filter(email=entry["email"]).first()
    return found or User.objects.create_user(
        entry["email"],
        DEMO_PASSWORD,
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        role=role,
        joined_at=now,
    )


def build_schools(data: dict[str, Any], *, now: datetime) -> DemoSchools:
    programme, versions = build_programme(data["programme"])
    schools: dict[str, School] = {}
    cohorts: dict[str, Cohort] = {}
    for entry in data["schools"]:
        school = open_school(name=entry["name"], slug=entry["slug"], city=entry["city"])
        trainers = [person(trainer, TRAINER, now) for trainer in entry["trainers"]]
        for trainer in trainers:
            appoint(person=trainer, school=school, role=TRAINER)
        cohort = open_cohort(
            name=entry["cohort"]["name"],
            school=school,
            programme=programme,
            starts_on=entry["cohort"]["starts_on"],
            ends_on=entry["cohort"]["ends_on"],
            trainers=trainers,
            places=entry["cohort"]["places"],
        )
        tie_cohort(cohort=cohort, versions=versions)
        for apprentice in entry["cohort"]["apprentices"]:
            enrol(apprentice=person(apprentice, APPRENTICE, now), cohort=cohort, on=cohort.starts_on)
        schools[school.slug], cohorts[school.slug] = school, cohort
    for role, entry in ((COORDINATOR, data["coordinator"]), (ADVISER, data["adviser"])):
        for slug in entry["schools"]:
            appoint(person=person(entry, role, now), school=schools[slug], role=role)
    for entry in data["schools"]:
        coordinator = User.objects.get(email=data["coordinator"]["email"])
        _invite(entry["cohort"]["invited"], cohorts[entry["slug"]], coordinator, now)
        _let_go(entry["cohort"]["left"], cohorts[entry["slug"]], coordinator, now)
        _note(entry["cohort"]["notes"], now)
    return DemoSchools(programme, schools, cohorts)


def _invite(entries: list[dict[str, Any]], cohort: Cohort, coordinator: User, now: datetime) -> None:
    """Some who have not answered yet, one of them for too long."""
    for entry in entries:
        if not Invitation.objects.filter(email=entry["email"]).exists():
            invite(
                email=entry["email"],
                first_name=entry["first_name"],
                last_name=entry["last_name"],
                role=APPRENTICE,
                cohort=cohort,
                by=coordinator,
                now=now - timedelta(days=entry["days_ago"]),
            )


def _let_go(entries: list[dict[str, Any]], cohort: Cohort, coordinator: User, now: datetime) -> None:
    """Some who left early, once the cohort has begun."""
    for entry in entries:
        day = (now - timedelta(days=entry["days_ago"])).date()
        if day < cohort.starts_on:
            continue
        enrolment = enrol(apprentice=person(entry, APPRENTICE, now), cohort=cohort, on=cohort.starts_on)
        if enrolment.left_on is None:
            record_exit(enrolment=enrolment, on=day, kind=ExitKind(entry["kind"]), by=coordinator, now=now)
            if entry["kind"] == ExitKind.JOB:
                told = Told(
                    Situation.JOB,
                    day,
                    ContractType.FIXED_TERM,
                    8,
                    starts_on=day,
                    employer=EmployerKind.COMPANY,
                )
                record_situation(
                    enrolment=enrolment, moment=Moment.AT_EXIT, told=told, by=coordinator, now=now
                )


def _note(entries: list[dict[str, Any]], now: datetime) -> None:
    """A note for each audience, so that its readers can be compared."""
    for entry in entries:
        about = User.objects.get(email=entry["about"])
        if not ApprenticeNote.objects.filter(apprentice=about, audience=entry["audience"]).exists():
            write_note(
                apprentice=about,
                text=entry["text"],
                audience=NoteAudience(entry["audience"]),
                by=User.objects.get(email=entry["by"]),
                now=now,
            )


def build_programme(entry: dict[str, Any]) -> tuple[Programme, list[CertificationVersion]]:
    for path in sorted(REFERENTIALS.glob("*.yaml")):
        load_referential(data=read_referential(path))
    programme, _created = Programme.objects.get_or_create(
        slug=entry["slug"], defaults={"name": entry["name"], "kind": entry["kind"]}
    )
    versions = [CertificationVersion.objects.get(key=key) for key in entry["certifications"]]
    prepare_for(programme=programme, certifications=[version.certification for version in versions])
    return programme, versions
