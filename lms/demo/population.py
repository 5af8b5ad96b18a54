"""A population to measure with: schools, classes and people, written in bulk, the same for one seed.

Nothing here is for visitors: where the demo tells a story, this fills the tables as a year of work does.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from client_projects import actions as projects
from curriculum.models import LessonPage, LessonReading, ModuleDates, ProgrammePage
from curriculum.queries import modules_to_plan
from exercises.models import SavedComment
from lms.demo.people import DEMO_PASSWORD
from lms.people.models import (
    Announcement,
    ApprenticeNote,
    Cohort,
    Enrolment,
    ExitKind,
    Invitation,
    NoteAudience,
    Programme,
    School,
    StaffPost,
    User,
)
from lms.people.roles import ADVISER, APPRENTICE, COORDINATOR, TRAINER
from lms.records.models import CertificationVersion, CohortCertification

DOMAIN = "population.example"
COORDINATOR_SIGN_IN, ADVISER_SIGN_IN = f"coordination@{DOMAIN}", f"insertion@{DOMAIN}"
TRAINER_SIGN_IN = f"formation1@{DOMAIN}"
# Each school has a class that has ended, and others at different moments of their ten months.
BEGAN_DAYS_AGO = (350, 230, 120, 30)
LASTS = timedelta(days=43 * 7)
TRAINERS_OF_A_CLASS = 2
FIRST_NAMES = (
    "Adèle",
    "Bilal",
    "Chloé",
    "Diego",
    "Élise",
    "Farid",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jules",
    "Kenza",
)
LAST_NAMES = ("Aubépine", "Boisclair", "Cascade", "Dunette", "Étang", "Fougère", "Genêt", "Houle", "Îlot")


class AlreadyPopulated(Exception):
    """The population is there: to have another one, begin with an empty database."""


@dataclass(frozen=True)
class Amount:
    """How many people there are, and the seed everything about them follows from."""

    schools: int = 20
    apprentices: int = 1000
    seed: int = 1


@dataclass(frozen=True)
class FilledSchool:
    """One school with its people, before they have done anything."""

    school: School
    trainers: list[User]
    enrolments: list[Enrolment]


class Population:
    """Writes the schools one after the other, so that one of them at a time is held in memory."""

    def __init__(
        self,
        amount: Amount,
        *,
        programme: Programme,
        course: ProgrammePage,
        versions: Sequence[CertificationVersion],
        now: datetime,
    ) -> None:
        """Raises AlreadyPopulated where the coordinator is there."""
        if User.objects.filter(email=COORDINATOR_SIGN_IN).exists():
            raise AlreadyPopulated
        self.amount, self.programme, self.versions, self.now = amount, programme, versions, now
        self.random = random.Random(amount.seed)  # noqa: S311 - nobody has to be kept from guessing
        self.lessons = list(LessonPage.objects.descendant_of(course).order_by("path"))
        # Hashed once: hashing it for each of them would take longer than everything else.
        self.password = make_password(DEMO_PASSWORD)
        self.people = 0
        self.team = [
            self._person(COORDINATOR, COORDINATOR_SIGN_IN),
            self._person(ADVISER, ADVISER_SIGN_IN),
        ]
        User.objects.bulk_create(self.team)

    def schools(self) -> Iterator[FilledSchool]:
        """Yield each school once its people are stored."""
        shares = _shares(self.amount.apprentices, self.amount.schools)
        for number, apprentices in enumerate(shares, start=1):
            yield self._school(number, apprentices)

    def _person(self, role: str, email: str) -> User:
        self.people += 1
        chance = self.random
        return User(
            email=email,
            password=self.password,
            first_name=chance.choice(FIRST_NAMES),
            last_name=f"{chance.choice(LAST_NAMES)} {self.people}",
            role=role,
            joined_at=self.now - timedelta(days=max(BEGAN_DAYS_AGO)),
        )

    @transaction.atomic
    def _school(self, number: int, apprentices: int) -> FilledSchool:
        school = School.objects.create(
            name=f"École mesurée {number}", slug=f"ecole-mesuree-{number}", city=f"Ville {number}"
        )
        count = TRAINERS_OF_A_CLASS * len(BEGAN_DAYS_AGO)
        first = (number - 1) * count + 1
        trainers = [self._person(TRAINER, f"formation{first + n}@{DOMAIN}") for n in range(count)]
        User.objects.bulk_create(trainers)
        StaffPost.objects.bulk_create(
            StaffPost(person=person, school=school, role=person.role) for person in [*self.team, *trainers]
        )
        SavedComment.objects.bulk_create(
            SavedComment(school=school, author=author, text=f"{text} ({author.last_name})", saved_at=self.now)
            for author in trainers
            for text in SAVED_TEXTS
        )
        enrolments: list[Enrolment] = []
        shares = _shares(apprentices, len(BEGAN_DAYS_AGO))
        for position, (days, size) in enumerate(zip(BEGAN_DAYS_AGO, shares, strict=True)):
            own = trainers[position * TRAINERS_OF_A_CLASS : (position + 1) * TRAINERS_OF_A_CLASS]
            enrolments += self._cohort(school, f"Promotion {position + 1}", days, size, own)
        return FilledSchool(school, trainers, enrolments)

    def _cohort(
        self, school: School, name: str, days_ago: int, size: int, trainers: list[User]
    ) -> list[Enrolment]:
        starts_on = timezone.localdate(self.now) - timedelta(days=days_ago)
        cohort = Cohort.objects.create(
            name=name,
            school=school,
            programme=self.programme,
            starts_on=starts_on,
            ends_on=starts_on + LASTS,
            places=size + 4,
        )
        cohort.trainers.set(trainers)
        CohortCertification.objects.bulk_create(
            CohortCertification(cohort=cohort, version=version, position=position)
            for position, version in enumerate(self.versions, start=1)
        )
        modules = list(modules_to_plan(cohort))
        each = LASTS / max(1, len(modules))
        ModuleDates.objects.bulk_create(
            ModuleDates(
                cohort=cohort,
                module=module,
                opens_on=starts_on + each * position,
                due_on=starts_on + each * (position + 1),
            )
            for position, module in enumerate(modules)
        )
        people = [self._person(APPRENTICE, f"apprentissage{self.people + 1}@{DOMAIN}") for _ in range(size)]
        User.objects.bulk_create(people)
        enrolments = [self._enrolment(person, cohort) for person in people]
        Enrolment.objects.bulk_create(enrolments)
        self._around(cohort, people, trainers)
        return enrolments

    def _enrolment(self, person: User, cohort: Cohort) -> Enrolment:
        ended = cohort.ends_on < timezone.localdate(self.now)
        return Enrolment(
            apprentice=person,
            cohort=cohort,
            enrolled_on=cohort.starts_on,
            left_on=cohort.ends_on if ended else None,
            exit_kind=ExitKind.END if ended else "",
        )

    def _around(self, cohort: Cohort, people: list[User], trainers: list[User]) -> None:
        """What surrounds the work: lessons read, notes, announcements, invitations, a client project."""
        began = timezone.make_aware(datetime.combine(cohort.starts_on, datetime.min.time()))
        so_far = min(1.0, (self.now - began) / LASTS)
        read = self.lessons[: round(len(self.lessons) * so_far)]
        LessonReading.objects.bulk_create(
            LessonReading(apprentice=person, lesson=lesson, read_at=began + timedelta(days=position))
            for person in people
            for position, lesson in enumerate(read)
        )
        ApprenticeNote.objects.bulk_create(
            ApprenticeNote(
                apprentice=person,
                school=cohort.school,
                author=trainers[0],
                audience=audience,
                text="Point fait ensemble. La suite est convenue.",
                written_at=began + timedelta(days=day),
            )
            for person in people
            for day, audience in enumerate(
                (NoteAudience.TEAM, NoteAudience.SHARED, NoteAudience.TEAM), start=1
            )
        )
        Announcement.objects.bulk_create(
            Announcement(
                cohort=cohort,
                author=trainers[week % len(trainers)],
                text=f"Semaine {week + 1} : le programme est au tableau.",
                published_at=began + timedelta(weeks=week),
            )
            for week in range(round(43 * so_far))
        )
        Invitation.objects.bulk_create(
            Invitation(
                email=f"attente{cohort.pk}-{number}@{DOMAIN}",
                first_name="Attente",
                role=APPRENTICE,
                cohort=cohort,
                invited_by=trainers[0],
                invited_at=self.now - timedelta(days=3),
                expires_at=self.now + timedelta(days=11),
            )
            for number in range(2)
        )
        self._client_project(cohort, people, trainers[0], began)

    def _client_project(self, cohort: Cohort, people: list[User], trainer: User, began: datetime) -> None:
        client = projects.register_client(
            name=f"Association {cohort.pk}", school=cohort.school, by=trainer, now=began
        )
        project = projects.open_project(
            client=client,
            cohort=cohort,
            name=f"Refonte {cohort.pk}",
            summary="Un site plus clair, plus léger, accessible.",
            old_site_url="https://ancien.example/",
            starts_on=cohort.starts_on,
            by=trainer,
            now=began,
        )
        if cohort.ends_on >= timezone.localdate(self.now):
            for person in people[:4]:
                projects.join_team(
                    project=project, apprentice=person, part="Intégration", by=trainer, now=began
                )


SAVED_TEXTS = (
    "Bravo, le nom des variables se lit bien.",
    "Pensez à valider la page avant de rendre.",
    "Un titre par niveau : h2 avant h3.",
    "Le texte de remplacement dit ce que l’image apporte.",
)


def _shares(total: int, parts: int) -> list[int]:
    """Return `total` cut into `parts` that differ by one at the most."""
    return [total // parts + (number < total % parts) for number in range(parts)]


def sign_ins() -> dict[str, str]:
    """Return one sign-in for each role that is measured."""
    return {TRAINER: TRAINER_SIGN_IN, COORDINATOR: COORDINATOR_SIGN_IN, ADVISER: ADVISER_SIGN_IN}
