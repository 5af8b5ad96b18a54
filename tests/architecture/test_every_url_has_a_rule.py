"""Every address × everybody: what each person gets. A new address without a row fails.

200 the page · 302 sent elsewhere (anonymous people to the sign-in page) · 403 refused · 404 does not exist for
them · 405 not by this method · 410 gone. Strangers from another school and another client's people are part of
every row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import batched
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from client_projects.models import (
    GivenContent,
    OldPage,
    OldPicture,
    Remark,
    SiteInventory,
    SitePicture,
    TeamRemark,
    TestItem,
    Ticket,
    Version,
)
from client_projects.states import InventoryState, PageKind
from curriculum.models import LessonPage, ModulePage
from exercises.actions.help import ask_for_help
from exercises.actions.portfolio import open_address, show_work
from exercises.models import (
    HelpRequest,
    Likeness,
    LineComment,
    PagePicture,
    Regrading,
    SavedComment,
    Submission,
)
from exercises.states import SubmissionState
from lms.alerts.models import Alert, AlertKind
from lms.attendance.models import HalfDay, Leave, Reason
from lms.dossiers.models import FileDiploma, FileDocument, FileExample, ProfessionalFile, ProjectFile
from lms.evaluations.models import Booklet
from lms.exits.models import ExitFact, Moment, OutcomeSurvey, Situation
from lms.exits.surveying import address_of
from lms.juries.models import (
    Candidate,
    ExamOutcome,
    ExamSession,
    MockExam,
    SchoolCertificate,
    ScoredResult,
)
from lms.notifications.unsubscribing import DIGEST, address_to_leave
from lms.people.actions import announce, ask_class, invite
from lms.people.models import Invitation, Substitution, User
from lms.people.roles import APPRENTICE
from lms.placements.models import AgreementState, Aim, JournalEntry, Placement, PlacementAgreement
from lms.records.actions import PieceFile, add_piece
from lms.records.models import Certification, CertificationBlock, Competence
from tests.factories import client_projects as projects
from tests.factories.curriculum import make_course
from tests.factories.exercises import (
    ExerciseFactory,
    LineCommentFactory,
    RegradingFactory,
    SavedCommentFactory,
    SubmissionFactory,
    judged,
    quiz_definition,
)
from tests.factories.people import apprentice_of
from tests.factories.records import certify

NAMES = (
    "anonymous",
    "apprentice",
    "peer",
    "other_school_apprentice",
    "trainer",
    "other_school_trainer",
    "coordinator",
    "adviser",
    "client",
    "other_client",
)


@dataclass
class Scene:
    """One school at work: the apprentice handed work in, her team showed a version to the client."""

    apprentice: User
    lesson: LessonPage
    module: ModulePage
    course: Any
    exercise: Any
    submission: Submission
    set_aside: Submission
    comment: LineComment
    saved: SavedComment
    question: HelpRequest
    regrading: Regrading
    likeness: Likeness
    shared: Version
    kept: Version
    ticket: Ticket
    decided_on: Version
    tested: TestItem
    remark: Remark
    inside: TeamRemark
    given: GivenContent
    invited: Invitation
    alert: Alert
    leave: Leave
    substitution: Substitution
    project: Any = field(init=False)

    def __post_init__(self) -> None:
        self.project = self.shared.deliverable.project


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene(
    cast, cohort, apprentice, trainer, client_person, other_client_person, school, other_school_trainer
) -> Scene:
    certify(cohort)
    exercise = ExerciseFactory()
    course = make_course(cohort.programme, [exercise.key], [])
    project = projects.ProjectFactory(cohort=cohort, old_site_url="https://ancien.demo.example")
    projects.ContactFactory(client=project.client, person=client_person)
    other = projects.ProjectFactory(cohort=cohort)
    projects.ContactFactory(client=other.client, person=other_client_person)
    projects.TeamMemberFactory(project=project, apprentice=apprentice)
    SiteInventory.objects.create(
        project=project,
        start_url="https://ancien.demo.example/",
        state="done",
        asked_by=trainer,
        asked_at=projects.MOMENT,
        finished_at=projects.MOMENT,
    )
    projects.shared_meeting(project, trainer)
    deliverable = projects.DeliverableFactory(milestone=project.milestones.get(code="mockups"))
    shared = projects.VersionFactory(
        deliverable=deliverable, handed_in_by=apprentice, shared_at=projects.MOMENT, shared_by=trainer
    )
    kept = projects.VersionFactory(deliverable=deliverable, number=2, handed_in_by=apprentice)
    ticket = projects.TicketFactory(project=project, written_by=apprentice)
    ticket.parts.create(apprentice=apprentice)
    submission = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.PASSED)
    )
    PagePicture.objects.create(result=submission.current_run.results.get(), png=b"\x89PNG")
    return Scene(
        apprentice=apprentice,
        lesson=LessonPage.objects.first(),
        module=ModulePage.objects.first(),
        course=course,
        exercise=exercise,
        submission=submission,
        comment=LineCommentFactory(submission=submission, author=trainer),
        saved=SavedCommentFactory(school=school, author=trainer),
        set_aside=SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=2, state=SubmissionState.SET_ASIDE
        ),
        question=ask_for_help(
            apprentice=apprentice, exercise=exercise, text="Pourquoi ?", files={}, now=projects.MOMENT
        ),
        regrading=RegradingFactory(exercise=exercise, asked_by=trainer),
        likeness=Likeness.objects.create(
            one=submission,
            other=SubmissionFactory(
                apprentice=apprentice_of(cohort), exercise=exercise, state=SubmissionState.PASSED
            ),
            percent=80,
            found_at=projects.MOMENT,
        ),
        shared=shared,
        kept=kept,
        ticket=ticket,
        tested=projects.under_test(
            projects.ProjectFactory(cohort=cohort, client=project.client), trainer, apprentice, client_person
        ),
        decided_on=projects.approved_with_reservation(project, apprentice, client_person),
        remark=projects.RemarkFactory(project=project, author=client_person, version=shared),
        inside=projects.TeamRemarkFactory(project=project, author=trainer, version=shared),
        given=projects.given_photo(project, trainer, client_person),
        invited=invite(
            email="invitee@test.example",
            first_name="Nour",
            role=APPRENTICE,
            cohort=cohort,
            by=trainer,
            now=projects.MOMENT,
        ),
        alert=Alert.objects.create(
            apprentice=apprentice,
            cohort=cohort,
            kind=AlertKind.ASKED,
            since=projects.MOMENT,
            noticed_at=projects.MOMENT,
        ),
        leave=Leave.objects.create(
            apprentice=apprentice,
            cohort=cohort,
            starts_on=projects.MOMENT.date(),
            ends_on=projects.MOMENT.date(),
            reason=Reason.LEAVE,
            declared_by=trainer,
            declared_at=projects.MOMENT,
        ),
        substitution=Substitution.objects.create(
            cohort=cohort,
            trainer=cast["other_school_trainer"],
            starts_on=date(2026, 9, 28),
            ends_on=date(2026, 9, 28),  # it is over: a stranger again
            granted_by=trainer,
            granted_at=projects.MOMENT,
        ),
    )


@dataclass(frozen=True)
class Row:
    """One address: how to reach it in the scene, and what each person gets (`others` unless named)."""

    name: str
    anonymous: int
    others: int
    named: dict[str, int] = field(default_factory=dict)
    arguments: Callable[[Scene], list[Any]] = lambda scene: []
    method: str = "get"
    path: Callable[[Scene], str] | None = None

    def __str__(self) -> str:
        return f"{self.name}-{self.method}"

    def expected(self, who: str) -> int:
        return self.anonymous if who == "anonymous" else self.named.get(who, self.others)

    def url(self, scene: Scene) -> str:
        return self.path(scene) if self.path else reverse(self.name, args=self.arguments(scene))


def give(status: int, *names: str) -> dict[str, int]:
    return dict.fromkeys(names, status)


APPRENTICES = ("apprentice", "peer", "other_school_apprentice")
TRAINERS = ("trainer", "other_school_trainer")
STAFF = (*TRAINERS, "coordinator", "adviser")
CLIENTS = ("client", "other_client")
SCHOOL_STAFF = ("trainer", "coordinator", "adviser")


def _path_to_leave(person: User) -> str:
    return address_to_leave(person, DIGEST).removeprefix(settings.PUBLIC_URL)


def _competence(scene: Scene) -> list[Any]:
    return [scene.apprentice.pk, Competence.objects.get(code="T1-C11").pk]


def _key_of_apprentice(scene: Scene) -> list[Any]:
    data = {"name": "Ma clé", "credential": {}}
    return [Authenticator.objects.create(user=scene.apprentice, type="webauthn", data=data).pk]


def _person_with_a_factor(scene: Scene) -> list[Any]:
    _key_of_apprentice(scene)
    return [scene.apprentice.pk]


def _booklet(scene: Scene) -> list[Any]:
    return [scene.apprentice.pk, "t1-v1"]


def _sheet(scene: Scene) -> list[Any]:
    return [*_booklet(scene), CertificationBlock.objects.get(code="B1").pk]


def _sheet_to_complete(scene: Scene) -> list[Any]:
    enrolment, block = scene.apprentice.enrolments.get(), CertificationBlock.objects.get(code="B1")
    opened = Booklet.objects.create(enrolment=enrolment, version=block.version, opened_at=projects.MOMENT)
    opened.sheets.create(
        block=block, kind="main", result="not_satisfied", attention_points="Tout", frozen_at=projects.MOMENT
    )
    return _sheet(scene)


def _added_piece(scene: Scene) -> list[Any]:
    piece = add_piece(
        apprentice=scene.apprentice,
        title="Une affiche",
        own_part="La mise en page",
        happened_on=projects.MOMENT.date(),
        competences=[Competence.objects.get(code="T1-C11")],
        file=PieceFile(ContentFile(b"%PDF-1.7", name="a.pdf"), "affiche.pdf", "application/pdf", "0" * 64),
        by=scene.apprentice,
        now=projects.MOMENT,
    )
    return [piece.pk]


def _placement(scene: Scene) -> list[Any]:
    placement = Placement.objects.create(
        enrolment=scene.apprentice.enrolments.get(),
        host="Les Ateliers",
        tutor="Jo Fictif",
        aim=Aim.DISCOVER,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 1, 15),
        arranged_by=scene.apprentice,
        arranged_at=projects.MOMENT,
    )
    return [placement.pk]


def _agreement(scene: Scene) -> list[Any]:
    agreement = PlacementAgreement(
        placement_id=_placement(scene)[0],
        state=AgreementState.SIGNED,
        name="convention.pdf",
        digest="0" * 64,
        added_by=scene.leave.declared_by,
        added_at=projects.MOMENT,
    )
    agreement.document.save("convention.pdf", ContentFile(b"%PDF-1.7"))
    return [agreement.pk]


def _entry(scene: Scene) -> list[Any]:
    entry = JournalEntry.objects.create(
        placement_id=_placement(scene)[0],
        day=date(2026, 11, 23),
        text="Premier jour.",
        written_at=projects.MOMENT,
    )
    return [entry.pk]


def _exit_fact(scene: Scene) -> list[Any]:
    fact = ExitFact.objects.create(
        enrolment=scene.apprentice.enrolments.get(),
        moment=Moment.AT_EXIT,
        situation=Situation.LOOKING,
        known_on=projects.MOMENT.date(),
        proof=ContentFile(b"%PDF-1.7", name="a.pdf"),
        proof_name="a.pdf",
        content_type="application/pdf",
        recorded_by=scene.apprentice,
        recorded_at=projects.MOMENT,
    )
    return [fact.pk]


def _survey_path(scene: Scene) -> str:
    survey = OutcomeSurvey.objects.create(
        enrolment=scene.apprentice.enrolments.get(),
        moment=Moment.THREE_MONTHS,
        asked_at=projects.MOMENT,
        expires_on=timezone.localdate() + timedelta(days=30),
    )
    return address_of(survey).removeprefix(settings.PUBLIC_URL)


def _asked_class(scene: Scene) -> int:
    cohort = scene.apprentice.enrolments.get().cohort
    return ask_class(cohort=cohort, text="Qui sait ?", by=scene.apprentice, now=projects.MOMENT).pk


def _shown_piece(scene: Scene) -> int:
    now = projects.MOMENT
    return show_work(apprentice=scene.apprentice, submission=scene.submission, words="Voilà.", now=now).pk


def _portfolio_token(scene: Scene) -> str:
    lasts = timedelta(days=30)
    opened = open_address(apprentice=scene.apprentice, shown_name="Aïcha", lasts=lasts, now=timezone.now())
    return opened.token


def _professional_file(scene: Scene) -> ProfessionalFile:
    version = scene.apprentice.enrolments.get().cohort.certifications.get().version
    found, _is_new = ProfessionalFile.objects.get_or_create(
        apprentice=scene.apprentice, version=version, defaults={"opened_at": projects.MOMENT}
    )
    return found


def of_professional_file(scene: Scene) -> list[Any]:
    return [_professional_file(scene).pk]


def of_activity(scene: Scene) -> list[Any]:
    file = _professional_file(scene)
    return [file.pk, file.version.blocks.first().pk]


def of_example(scene: Scene) -> list[Any]:
    file = _professional_file(scene)
    block = file.version.blocks.first()
    return [FileExample.objects.create(file=file, block=block, position=1, written_at=projects.MOMENT).pk]


def of_document(scene: Scene) -> list[Any]:
    file = _professional_file(scene)
    document = FileDocument(
        file=file,
        block=file.version.blocks.first(),
        caption="Une maquette",
        name="maquette.png",
        content_type="image/png",
        digest="",
        added_at=projects.MOMENT,
    )
    document.save()  # without its bytes: nothing is left open here
    return [document.pk]


def of_diploma(scene: Scene) -> list[Any]:
    return [FileDiploma.objects.create(file=_professional_file(scene), title="Brevet").pk]


def of_project_file(scene: Scene) -> list[Any]:
    version = scene.apprentice.enrolments.get().cohort.certifications.get().version
    return [ProjectFile.objects.get_or_create(apprentice=scene.apprentice, version=version)[0].pk]


def of_project_upload(scene: Scene) -> list[Any]:
    uploads = ProjectFile.objects.get(pk=of_project_file(scene)[0]).uploads
    return [uploads.create(number=1, name="a.pdf", digest="", pages=30, uploaded_at=projects.MOMENT).pk]


def _exam(scene: Scene) -> ExamSession:
    tied = scene.apprentice.enrolments.get().cohort
    return ExamSession.objects.create(
        school=tied.school,
        version=tied.certifications.get().version,
        held_on=date(2027, 7, 1),
        place="Salle 2",
        access_until=date(2027, 7, 15),
        opened_by=scene.leave.declared_by,
        opened_at=projects.MOMENT,
    )


def of_exam(scene: Scene) -> list[Any]:
    return [_exam(scene).pk]


def _sitting(scene: Scene) -> Candidate:
    return Candidate.objects.create(
        session=_exam(scene), apprentice=scene.apprentice, added_at=projects.MOMENT
    )


def of_candidate(scene: Scene) -> list[Any]:
    return [_sitting(scene).pk]


def of_jury_member(scene: Scene) -> list[Any]:
    return [_exam(scene).jury.create(email="jury@test.example", added_at=projects.MOMENT).pk]


def of_outcome(scene: Scene) -> list[Any]:
    outcome = ExamOutcome.objects.create(
        candidate=_sitting(scene),
        decision="title",
        decided_on=date(2027, 7, 1),
        recorded_by=scene.leave.declared_by,
        recorded_at=projects.MOMENT,
    )
    return [outcome.pk]


def of_score(scene: Scene) -> list[Any]:
    tied = scene.apprentice.enrolments.get().cohort.certifications.get()
    result = ScoredResult.objects.create(
        apprentice=scene.apprentice,
        version=tied.version,
        score=400,
        is_passed=False,
        taken_on=date(2026, 11, 2),
        recorded_by=scene.leave.declared_by,
        recorded_at=projects.MOMENT,
    )
    return [result.pk]


def of_certificate(scene: Scene) -> list[Any]:
    words = {"name": "A", "title": "B", "school": "C", "day": "2027-07-01", "blocks": []}
    SchoolCertificate.objects.get_or_create(
        token="not-to-be-guessed",
        defaults={
            "apprentice": scene.apprentice,
            "school": scene.apprentice.enrolments.get().cohort.school,
            "content": words,
            "issued_by": scene.leave.declared_by,
            "issued_at": projects.MOMENT,
        },
    )
    return ["not-to-be-guessed"]


def of_cohort_rehearsing(scene: Scene) -> list[Any]:
    return [scene.apprentice.enrolments.get().cohort_id]


def _mock(scene: Scene) -> MockExam:
    cohort = scene.apprentice.enrolments.get().cohort
    return MockExam.objects.create(
        cohort=cohort,
        version=cohort.certifications.get().version,
        title="Blanc",
        opens_on=date(2020, 1, 1),
        closes_on=date(2090, 1, 1),
        minutes=30,
        opened_by=scene.leave.declared_by,
        opened_at=projects.MOMENT,
    )


def of_mock(scene: Scene) -> list[Any]:
    return [_mock(scene).pk]


def of_mock_quiz(scene: Scene) -> list[Any]:
    mock = _mock(scene)
    exercise = ExerciseFactory(published__runtime="quiz", published__definition=quiz_definition())
    quiz = mock.quizzes.create(version=exercise.current_version, position=1, question_count=5)
    now = timezone.now()
    mock.sittings.create(apprentice=scene.apprentice, started_at=now, ends_at=now + timedelta(hours=1))
    return [mock.pk, quiz.pk]


# A mock exam is followed by those who train or coordinate there, and sat by the class.
FOLLOWS_MOCKS = give(404, "other_school_trainer") | give(200, "trainer", "coordinator")
SITS_MOCKS = give(404, "other_school_apprentice") | give(200, "apprentice", "peer")

# Trainers make candidates ready; what is decided and certified is the coordination's.
PREPARES = give(404, "other_school_trainer") | give(302, "trainer", "coordinator")
ONLY_COORDINATES = give(404, "other_school_trainer") | give(403, "trainer") | give(302, "coordinator")

# A dossier belongs to its candidate; her trainers and her coordination read it, advisers do not.
READS_DOSSIER = give(200, "apprentice", "trainer", "coordinator")
OWN_DOSSIER = give(403, "trainer", "coordinator")


def key(scene: Scene) -> list[Any]:
    return [scene.exercise.key]


def cohort(scene: Scene) -> list[Any]:
    return [scene.apprentice.enrolments.get().cohort_id]


def slug(scene: Scene) -> list[Any]:
    return [scene.project.slug]


def site_version(scene: Scene) -> list[Any]:
    """The new site, which no deliverable has shown to the client yet."""
    version = projects.SiteVersionFactory(project=scene.project, handed_in_by=scene.apprentice)
    return [version.project.slug, version.number]


def php_site_version(scene: Scene) -> list[Any]:
    version = projects.SiteVersionFactory(project=scene.project, handed_in_by=scene.apprentice, runs_php=True)
    return [version.project.slug, version.number]


def site_picture(scene: Scene) -> SitePicture:
    version = projects.SiteVersionFactory(project=scene.project, handed_in_by=scene.apprentice)
    image = ContentFile(b"a picture", name="page.jpg")
    return SitePicture.objects.create(check_of=version.looked_at, page="index.html", width=390, image=image)


def old_page(scene: Scene) -> OldPage:
    """A page of an inventory that nobody has shown to the client."""
    inventory = SiteInventory.objects.create(
        project=scene.project,
        start_url="https://ancien.example/",
        state=InventoryState.DONE,
        asked_by=scene.apprentice,
        asked_at=timezone.now(),
    )
    return OldPage.objects.create(inventory=inventory, url="https://ancien.example/", kind=PageKind.PAGE)


def old_picture(scene: Scene) -> OldPicture:
    image = ContentFile(b"a picture", name="page.jpg")
    return OldPicture.objects.create(page=old_page(scene), width=390, image=image)


def remark(scene: Scene) -> list[Any]:
    return [scene.project.slug, scene.remark.pk]


def on_site(scene: Scene, factory: Any, author: User) -> list[Any]:
    """Something said about a place of the site that the client was shown; a client's remark nobody has sorted."""
    deliverable = projects.DeliverableFactory(milestone=scene.shared.deliverable.milestone, title="Le site")
    version = projects.site_shown(deliverable, scene.apprentice)
    said = factory(project=scene.project, version=version, author=author, **projects.ON_TITLE)
    return [scene.project.slug, said.pk]


def remark_on_site(scene: Scene) -> list[Any]:
    return on_site(scene, projects.RemarkFactory, scene.remark.author)


def team_remark_on_site(scene: Scene) -> list[Any]:
    return on_site(scene, projects.TeamRemarkFactory, scene.inside.author)


def ticket(scene: Scene) -> list[Any]:
    return [scene.project.slug, scene.ticket.number]


def of_part(scene: Scene) -> list[Any]:
    return [scene.project.slug, projects.part_of(scene.shared, scene.apprentice).pk]


def of_quote(scene: Scene) -> list[Any]:
    return [scene.project.slug, projects.quote_of(scene.remark, scene.inside.author).pk]


def of_quote_use(scene: Scene) -> list[Any]:
    quote = projects.quote_of(scene.remark, scene.inside.author, agreed_by=scene.remark.author)
    use = quote.uses.create(
        apprentice=scene.apprentice, given_by=scene.inside.author, given_at=projects.MOMENT
    )
    return [scene.project.slug, use.pk]


def of_tests(scene: Scene) -> list[Any]:
    return [scene.tested.project.slug]


def of_test_item(scene: Scene) -> list[Any]:
    return [scene.tested.project.slug, scene.tested.pk]


def of_checklist_item(scene: Scene) -> list[Any]:
    return [scene.tested.project.slug, scene.tested.project.checklist_items.first().pk]


def of_paper(scene: Scene) -> list[Any]:
    return [scene.tested.project.slug, scene.tested.project.papers.get().pk]


def of_reservation(scene: Scene) -> list[Any]:
    return [scene.decided_on.decision.reservation.pk]


def of_wanted(scene: Scene) -> list[Any]:
    return [scene.project.slug, scene.given.wanted_id]


def of_given(scene: Scene) -> list[Any]:
    return [scene.project.slug, scene.given.pk]


def of_meeting(scene: Scene) -> list[Any]:
    return [scene.project.slug, scene.project.meetings.get().pk]


def of_submission(scene: Scene) -> list[Any]:
    return [scene.submission.pk]


def of_comment(scene: Scene) -> list[Any]:
    return [scene.comment.pk]


def of_saved(scene: Scene) -> list[Any]:
    return [scene.saved.pk]


OF_THE_AUTHOR = give(404, "other_school_trainer") | give(302, "trainer")
# What trainers of the school do on the review page, and what they and the apprentice say there.
REVIEWED = give(302, "trainer") | give(404, "other_school_trainer")
DISCUSSED = give(404, *APPRENTICES, *TRAINERS) | give(302, "apprentice", "trainer")


LOOKERS = ("coordinator", "adviser")
FOLLOWS_EXITS = give(200, *LOOKERS)
ON_THE_BOARD = give(403, "coordinator", "adviser") | give(200, "trainer", "apprentice")
MOVES_ON_THE_BOARD = ON_THE_BOARD | give(302, "trainer", "apprentice")
TRAINER_ON_THE_BOARD = ON_THE_BOARD | give(403, "apprentice")

ROWS = (
    # --- exams and certificates ---
    Row("exam_sessions", 302, 403, give(200, *TRAINERS, "coordinator")),
    Row("exam_session_open", 302, 403, give(200, "coordinator")),
    Row(
        "exam_session",
        302,
        403,
        give(200, "trainer", "coordinator") | give(404, "other_school_trainer"),
        of_exam,
    ),
    Row("candidate_tick", 302, 403, PREPARES, of_candidate, "post"),
    Row("candidate_withdraw", 302, 403, ONLY_COORDINATES, of_candidate, "post"),
    Row("jury_member_remove", 302, 403, ONLY_COORDINATES, of_jury_member, "post"),
    Row("exam_outcome", 302, 403, ONLY_COORDINATES | give(200, "coordinator"), of_candidate),
    Row("certify_outcome", 302, 403, ONLY_COORDINATES, of_outcome, "post"),
    Row("scores", 302, 403, give(200, "coordinator"), lambda scene: [scene.apprentice.pk]),
    Row("certify_score", 302, 403, give(302, "coordinator"), of_score, "post"),
    Row("my_exams", 302, 403, give(200, *APPRENTICES)),
    Row("mocks_of_class", 302, 403, FOLLOWS_MOCKS, of_cohort_rehearsing),
    Row("mock_open", 302, 403, FOLLOWS_MOCKS, of_cohort_rehearsing),
    Row("extra_time", 302, 403, FOLLOWS_MOCKS, of_cohort_rehearsing),
    Row("mock_class", 302, 403, FOLLOWS_MOCKS, of_mock),
    Row("mock_remove", 302, 403, FOLLOWS_MOCKS | give(302, "trainer", "coordinator"), of_mock, "post"),
    Row("my_mock", 302, 403, SITS_MOCKS, of_mock),
    Row("my_mock_begin", 302, 403, SITS_MOCKS | give(302, "apprentice", "peer"), of_mock, "post"),
    Row("my_mock_hand_in", 302, 403, SITS_MOCKS | give(302, "apprentice", "peer"), of_mock, "post"),
    # Who has not begun is led to the page where one begins.
    Row("my_mock_quiz", 302, 403, SITS_MOCKS | give(200, "apprentice") | give(302, "peer"), of_mock_quiz),
    Row("jury_home", 302, 403),
    Row("jury_candidate", 302, 403, arguments=of_candidate),
    Row("jury_professional_file", 302, 403, arguments=of_candidate),
    Row("jury_project_file", 302, 403, arguments=of_candidate),
    Row("jury_document", 302, 403, arguments=lambda scene: [*of_candidate(scene), 1]),
    Row("certificate", 200, 200, arguments=of_certificate),
    Row("certificate", 403, 403, give(200, "coordinator"), of_certificate, "post"),
    Row("certificate_pdf", 200, 200, arguments=of_certificate),
    # --- certifications and what is proved ---
    Row("cohort_versions", 302, 403, give(200, "coordinator"), cohort),
    Row("hours_of_class", 302, 403, give(200, "coordinator"), cohort),
    Row("certifications", 302, 403, give(200, *STAFF)),
    Row("certification_version", 302, 403, give(200, *STAFF), lambda scene: ["t1-v1"]),
    Row(
        "export_certification",
        302,
        403,
        give(200, *STAFF),
        lambda scene: [Certification.objects.get(code="T1").pk],
    ),
    Row("import_certification", 302, 403, give(200, "coordinator")),
    Row("competence", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _competence),
    Row(
        "add_piece",
        302,
        404,
        give(200, "apprentice", "trainer") | give(403, "coordinator", "adviser"),
        lambda scene: [scene.apprentice.pk],
    ),
    Row("piece", 302, 404, give(200, "apprentice", "trainer"), _added_piece),
    Row("piece_file", 302, 404, give(200, "apprentice", "trainer"), _added_piece),
    # --- files of candidates ---
    Row("my_professional_file", 302, 403, give(200, *APPRENTICES)),
    Row("my_professional_file", 302, 403, give(302, *APPRENTICES), method="post"),
    Row("read_professional_file", 302, 404, READS_DOSSIER, of_professional_file),
    Row(
        "read_professional_file",
        302,
        404,
        give(403, "apprentice", "coordinator") | give(200, "trainer"),
        of_professional_file,
        "post",
    ),
    Row(
        "professional_file_declare",
        302,
        404,
        OWN_DOSSIER | give(422, "apprentice"),
        of_professional_file,
        "post",
    ),
    Row(
        "professional_file_export",
        302,
        404,
        give(302, "apprentice", "trainer", "coordinator"),  # nothing is declared
        lambda scene: [*of_professional_file(scene), "pdf"],
    ),
    Row(
        "professional_file_example_add", 302, 404, OWN_DOSSIER | give(302, "apprentice"), of_activity, "post"
    ),
    Row(
        "professional_file_document_add", 302, 404, OWN_DOSSIER | give(422, "apprentice"), of_activity, "post"
    ),
    Row(
        "professional_file_diploma_add",
        302,
        404,
        OWN_DOSSIER | give(422, "apprentice"),
        of_professional_file,
        "post",
    ),
    Row("professional_file_example", 302, 404, OWN_DOSSIER | give(200, "apprentice"), of_example),
    Row(
        "professional_file_example_remove",
        302,
        404,
        OWN_DOSSIER | give(302, "apprentice"),
        of_example,
        "post",
    ),
    Row("professional_file_document", 302, 404, arguments=of_document),
    Row(
        "professional_file_document_remove",
        302,
        404,
        OWN_DOSSIER | give(302, "apprentice"),
        of_document,
        "post",
    ),
    Row(
        "professional_file_diploma_remove",
        302,
        404,
        OWN_DOSSIER | give(302, "apprentice"),
        of_diploma,
        "post",
    ),
    Row("my_project_file", 302, 403, give(200, *APPRENTICES)),
    Row("read_project_file", 302, 404, READS_DOSSIER | give(302, "apprentice"), of_project_file),
    Row("project_file_upload", 302, 404, arguments=of_project_upload),
    Row(
        "files_of_class",
        302,
        403,
        give(200, "trainer", "coordinator") | give(404, "other_school_trainer"),
        cohort,
    ),
    Row("class_validations", 302, 403, give(200, "trainer") | give(404, "other_school_trainer"), cohort),
    Row("cohort_validations", 302, 403, give(200, "coordinator")),
    Row("class_evaluations", 302, 403, give(200, *SCHOOL_STAFF) | give(404, "other_school_trainer"), cohort),
    Row("my_booklet", 302, 403, give(302, "apprentice", "peer") | give(200, "other_school_apprentice")),
    Row("booklet", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _booklet),
    Row("booklet_print", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _booklet),
    Row("booklet_pdf", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _booklet),
    Row("main_sheet", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _sheet),
    Row("complementary_sheet", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _sheet_to_complete),
    # --- first screens ---
    Row("home", 302, 200, give(302, "other_client")),
    Row("course", 302, 302, give(403, *CLIENTS)),
    Row(
        "class_grid",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.apprentice.enrolments.get().cohort_id],
    ),
    Row(
        "cohort",
        302,
        403,
        give(200, *SCHOOL_STAFF) | give(404, "other_school_trainer"),
        lambda scene: [scene.apprentice.enrolments.get().cohort_id],
    ),
    Row("my_competences", 302, 403, give(200, *APPRENTICES)),
    Row(
        "apprentice_file",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.apprentice.pk],
    ),
    Row(
        "write_note",
        302,
        403,
        give(200, *SCHOOL_STAFF) | give(404, "other_school_trainer"),
        lambda scene: [scene.apprentice.pk],
    ),
    Row(
        "record_exit",
        302,
        403,
        give(200, "trainer", "coordinator") | give(404, "other_school_trainer"),
        lambda scene: [scene.apprentice.pk],
    ),
    Row(
        "apprentice_competences",
        302,
        403,
        give(200, *SCHOOL_STAFF) | give(404, "other_school_trainer"),
        lambda scene: [scene.apprentice.pk],
    ),
    # --- people ---
    Row("account_login", 200, 302),
    Row("account_request_login_code", 200, 302),
    Row("account_confirm_login_code", 302, 302),
    Row("account_reauthenticate", 302, 200),
    Row("mfa_authenticate", 302, 302),
    Row("mfa_reauthenticate", 302, 302),
    Row("mfa_reauthenticate_webauthn", 302, 302),
    Row("mfa_index", 302, 200),
    # Who she is has to be confirmed first; with a second factor of one's own: tests/lms/people/test_second_factor.py.
    Row("mfa_activate_totp", 302, 302),
    Row("mfa_deactivate_totp", 302, 404),
    Row("mfa_view_recovery_codes", 302, 404),
    Row("mfa_generate_recovery_codes", 302, 302),
    Row("mfa_download_recovery_codes", 302, 404),
    Row("mfa_list_webauthn", 302, 200),
    Row("mfa_add_webauthn", 302, 302),
    Row("mfa_edit_webauthn", 302, 302, arguments=_key_of_apprentice),
    Row("mfa_remove_webauthn", 302, 302, arguments=_key_of_apprentice),
    Row("usersessions_list", 302, 200),
    Row("history", 302, 403, give(200, "coordinator")),
    Row("accounts", 302, 403, give(200, "coordinator")),
    Row("reset_second_factor", 302, 403, give(302, "coordinator"), _person_with_a_factor, "post"),
    Row("account_logout", 302, 200),
    Row("account_inactive", 200, 200),
    Row("account_signup", 200, 302),
    Row("account_change_password", 302, 200),
    Row("account_set_password", 302, 302),
    Row("account_reset_password", 200, 200),
    Row("account_confirm_password_reset_code", 302, 302),
    Row("account_complete_password_reset", 302, 302),
    Row("account_password_reset_completed", 200, 200),
    Row("invitation", 410, 410, arguments=lambda scene: ["jeton-inconnu"]),
    Row("invitations", 302, 403, give(200, *TRAINERS, "coordinator")),
    Row("invite_list", 302, 403, give(200, *TRAINERS, "coordinator")),
    Row(
        "change_invitation",
        302,
        403,
        give(302, "trainer", "coordinator") | give(404, "other_school_trainer"),
        lambda scene: [scene.invited.pk],
        "post",
    ),
    Row("act_as", 302, 403, give(302, "coordinator"), lambda scene: [scene.apprentice.pk], "post"),
    Row("stop_acting", 302, 302, method="post"),
    Row("open_school", 302, 403, give(200, "coordinator")),
    Row("open_cohort", 302, 403, give(200, "coordinator")),
    Row("roles", 302, 200),
    Row("comfort", 302, 200),
    # --- portfolio ---
    Row("my_portfolio", 302, 403, give(200, *APPRENTICES)),
    Row("share_portfolio", 302, 403, give(422, *APPRENTICES), method="post"),
    Row(
        "change_piece",
        302,
        403,
        give(422, "apprentice") | give(404, "peer", "other_school_apprentice"),
        lambda scene: [_shown_piece(scene)],
        "post",
    ),
    Row(
        "apprentice_portfolio",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.apprentice.pk],
    ),
    Row("shared_portfolio", 404, 404, arguments=lambda scene: ["adresse-inconnue"]),
    Row("shared_portfolio", 200, 200, arguments=lambda scene: [_portfolio_token(scene)]),
    # --- mails ---
    Row("mail_choices", 302, 200),
    Row("unsubscribe", 404, 404, arguments=lambda scene: ["adresse-inconnue"]),
    Row("unsubscribe", 200, 200, path=lambda scene: _path_to_leave(scene.apprentice)),
    Row("unsubscribe", 200, 200, path=lambda scene: _path_to_leave(scene.apprentice), method="post"),
    # --- personal data ---
    Row("my_data", 302, 200),
    Row("take_my_data", 302, 200, method="post"),
    Row("data_register", 302, 403, give(200, "coordinator", "adviser")),
    Row("data_requests", 302, 403, give(200, "coordinator")),
    # --- kernel ---
    Row("components", 200, 200),
    Row("course_picture", 302, 404, arguments=lambda scene: ["absente.png"]),
    Row("manifest", 200, 200),
    Row("service_worker", 200, 200),
    Row("offline", 200, 200),
    Row("alive", 200, 200),
    Row("ready", 200, 200),
    # Only for whoever says the token: being signed in opens nothing.
    Row("metrics", 404, 404),
    Row("platform_state", 302, 403, give(200, *TRAINERS, "coordinator")),
    Row("faults", 302, 403, give(200, "coordinator")),
    # --- what the site says of itself ---
    Row("accessibility", 200, 200),
    Row("legal", 200, 200),
    Row("guides", 200, 302),
    Row("guide", 200, 200, arguments=lambda scene: ["trainer"]),
    Row("report_barrier", 200, 200),
    Row("barriers", 302, 403, give(200, "coordinator")),
    # --- exercises ---
    Row("preview_frame", 200, 200),
    # Scripts run in the browser: there is nothing to run in a box for this exercise, and nobody has run anything.
    Row("run_dry", 302, 403, give(404, *APPRENTICES, *TRAINERS), key, "post"),
    Row("dry_run", 302, 403, give(404, *APPRENTICES, *TRAINERS), lambda scene: [0]),
    Row("exercise", 302, 403, give(200, *APPRENTICES, *TRAINERS), key),
    Row("save_draft", 302, 403, give(400, *APPRENTICES, *TRAINERS), key, "post"),
    Row("compare_draft", 302, 403, give(200, *APPRENTICES, *TRAINERS), key, "post"),
    Row("submit", 302, 403, give(302, *APPRENTICES, *TRAINERS), key, "post"),
    Row(
        "submission",
        302,
        404,
        give(200, "apprentice") | give(302, "trainer"),
        lambda scene: [scene.submission.pk],
    ),
    Row(
        "code_of_try",
        302,
        403,
        give(404, *APPRENTICES, *TRAINERS) | give(200, "apprentice", "trainer"),
        lambda scene: [scene.submission.pk],
    ),
    Row(
        "take_try_back",
        302,
        403,
        give(404, *APPRENTICES, *TRAINERS) | give(302, "apprentice") | give(403, "trainer"),
        lambda scene: [scene.submission.pk],
        "post",
    ),
    Row(
        "solutions",
        302,
        403,
        give(403, *APPRENTICES) | give(200, "apprentice", *TRAINERS),
        key,
    ),
    Row(
        "show_solutions",
        302,
        403,
        give(404, "other_school_trainer") | give(302, "trainer"),
        lambda scene: [scene.submission.pk],
        "post",
    ),
    Row("start_over", 302, 403, give(302, *APPRENTICES, *TRAINERS), key, "post"),
    Row(
        "review",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.submission.pk],
    ),
    Row("keep_review", 302, 403, REVIEWED, of_submission, "post"),
    Row("write_comment", 302, 403, REVIEWED | give(422, "trainer"), of_submission, "post"),
    Row("send_comments", 302, 403, REVIEWED, of_submission, "post"),
    Row("hold_review", 302, 403, REVIEWED, of_submission, "post"),
    Row("undo_review", 302, 403, REVIEWED, of_submission, "post"),
    Row("answer_comment", 302, 403, DISCUSSED | give(422, "apprentice", "trainer"), of_comment, "post"),
    Row("settle_comment", 302, 403, DISCUSSED, of_comment, "post"),
    Row(
        "discard_comment",
        302,
        403,
        give(404, "other_school_trainer") | give(403, "trainer"),  # it is sent
        of_comment,
        "post",
    ),
    Row("saved_comments", 302, 403, give(200, *TRAINERS)),
    Row("change_saved_comment", 302, 403, OF_THE_AUTHOR | give(422, "trainer"), of_saved, "post"),
    Row("delete_saved_comment", 302, 403, OF_THE_AUTHOR, of_saved, "post"),
    Row(
        "retry_submission",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.set_aside.pk],
        "post",
    ),
    Row("ask_for_help", 302, 403, give(302, *APPRENTICES), key),
    Row("found_out", 302, 403, give(302, *APPRENTICES), key, "post"),
    Row(
        "answer_help",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.question.pk],
    ),
    Row(
        "settle_help",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.question.pk],
        "post",
    ),
    Row("exercises_in_need", 302, 403, give(200, *TRAINERS)),
    Row("exercise_health", 302, 403, give(200, *TRAINERS), key),
    Row("alike_works", 302, 403, give(200, *TRAINERS), key),
    Row(
        "likeness",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.likeness.pk],
    ),
    Row("begin_regrading", 302, 403, give(302, *TRAINERS), key, "post"),
    Row(
        "regrading",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.regrading.pk],
    ),
    Row(
        "apply_regrading",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.regrading.pk],
        "post",
    ),
    Row(
        "cancel_regrading",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.regrading.pk],
        "post",
    ),
    Row(
        "statement_image",
        302,
        403,
        give(404, *APPRENTICES, *TRAINERS),
        lambda scene: [scene.exercise.current_version.pk, "absente.png"],
    ),
    Row(
        "model_picture",
        302,
        403,
        give(404, *APPRENTICES, *TRAINERS),
        lambda scene: [scene.exercise.current_version.pk, "absente"],
    ),
    Row(
        "page_picture",
        302,
        404,
        give(200, "apprentice", "trainer"),
        lambda scene: [scene.submission.current_run.results.get().pk],
    ),
    Row(  # nothing to compare with: this exercise has no model
        "difference_picture",
        302,
        404,
        {},
        lambda scene: [scene.submission.current_run.results.get().pk],
    ),
    Row(
        "cohort_alerts",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.alert.cohort_id],
    ),
    Row(
        "handover",
        302,
        403,
        give(200, "trainer", "coordinator") | give(404, "other_school_trainer"),
        lambda scene: [scene.leave.cohort_id],
    ),
    Row(
        "end_substitution",
        302,
        403,
        give(302, "trainer", "coordinator") | give(404, "other_school_trainer"),
        lambda scene: [scene.substitution.pk],
        "post",
    ),
    Row("class_today", 302, 403, give(200, *TRAINERS)),
    Row(
        "who_is_there",
        302,
        403,
        give(302, "trainer", "coordinator", "adviser") | give(404, "other_school_trainer"),
        lambda scene: [scene.leave.cohort_id],
    ),
    Row(
        "attendance_sheet",
        302,
        403,
        give(200, "trainer", "coordinator", "adviser") | give(404, "other_school_trainer"),
        lambda scene: [scene.leave.cohort_id, date(2026, 11, 23), HalfDay.MORNING],
    ),
    Row(
        "leaves",
        302,
        403,
        give(200, "trainer", "coordinator", "adviser") | give(404, "other_school_trainer"),
        lambda scene: [scene.leave.cohort_id],
    ),
    Row("my_attendance", 302, 403, give(200, *APPRENTICES)),
    *(
        Row(
            name,
            302,
            403,
            give(200, "trainer", "coordinator", "adviser") | give(404, "other_school_trainer"),
            lambda scene: [scene.leave.cohort_id, date(2026, 11, 1)],
        )
        for name in ("attendance_paper", "attendance_hours", "hours_paper")
    ),
    *(
        Row(
            name,
            302,
            403,
            give(200, "trainer", "coordinator", "adviser") | give(404, "other_school_trainer"),
            lambda scene: [scene.leave.cohort_id, date(2026, 11, 25)],
        )
        for name in ("attendance_week", "attendance_week_paper")
    ),
    Row(
        "hand_round",
        302,
        403,
        give(302, "trainer", "coordinator") | give(404, "other_school_trainer"),  # an adviser reads only
        lambda scene: [scene.leave.cohort_id, date(2026, 11, 23), HalfDay.MORNING],
        "post",
    ),
    # Only a browser in which a trainer opened it shows anything there.
    Row("sign_here", 403, 403),
    Row(
        "placements",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.apprentice.enrolments.get().pk],
    ),
    Row(
        "cancel_placement",
        302,
        404,
        give(302, *SCHOOL_STAFF) | give(403, "apprentice"),
        _placement,
        "post",
    ),
    Row("placement", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _placement),
    Row("placement_agreement", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), _agreement),
    # Nothing typed: the page is shown again and says so.
    Row("comment_journal", 302, 404, give(422, *SCHOOL_STAFF) | give(403, "apprentice"), _entry, "post"),
    # --- what became of those who left: no trainer, no client ---
    Row("exit_figures", 302, 403, FOLLOWS_EXITS, lambda scene: [scene.leave.cohort.school_id]),
    Row("exit_figures_csv", 302, 403, give(200, "coordinator"), lambda scene: [scene.leave.cohort.school_id]),
    Row(
        "exit_figures_xlsx", 302, 403, give(200, "coordinator"), lambda scene: [scene.leave.cohort.school_id]
    ),
    Row(
        "situations",
        302,
        404,
        FOLLOWS_EXITS | give(200, "apprentice"),
        lambda scene: [scene.apprentice.enrolments.get().pk],
    ),
    Row("outcome_survey", 404, 404, arguments=lambda scene: ["adresse-inconnue"]),
    Row("outcome_survey", 200, 200, path=_survey_path),
    Row("outcome_survey", 422, 422, path=_survey_path, method="post"),
    Row("situation_proof", 302, 404, FOLLOWS_EXITS | give(200, "apprentice"), _exit_fact),
    Row(
        "withdraw_leave",
        302,
        403,
        give(302, "trainer", "coordinator") | give(404, "other_school_trainer"),  # an adviser reads only
        lambda scene: [scene.leave.pk],
        "post",
    ),
    Row(
        "dismiss_alert",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [scene.alert.pk],
        "post",
    ),
    Row(
        "announcements",
        302,
        403,
        give(200, "trainer", "apprentice", "peer")
        | give(404, "other_school_trainer", "other_school_apprentice"),
        lambda scene: [scene.apprentice.enrolments.get().cohort_id],
    ),
    Row(
        "ask_class",
        302,
        403,
        give(422, "apprentice", "peer") | give(404, "other_school_apprentice"),
        lambda scene: [scene.apprentice.enrolments.get().cohort_id],
        "post",
    ),
    Row(
        "answer_class",
        302,
        403,
        give(422, "trainer", "apprentice", "peer")
        | give(404, "other_school_trainer", "other_school_apprentice"),
        lambda scene: [_asked_class(scene)],
        "post",
    ),
    Row(
        "withdraw_class_message",
        302,
        403,
        give(302, "trainer", "apprentice") | give(404, "other_school_trainer", "other_school_apprentice"),
        lambda scene: [_asked_class(scene)],
        "post",
    ),
    Row(
        "withdraw_announcement",
        302,
        403,
        give(302, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [
            announce(
                cohort=scene.apprentice.enrolments.get().cohort,
                text="Bonjour.",
                by=scene.comment.author,
                now=projects.MOMENT,
            ).pk
        ],
        "post",
    ),
    Row("grading_state", 302, 403, give(200, *TRAINERS, "coordinator")),
    Row("change_version", 302, 403, give(302, *APPRENTICES, *TRAINERS), key, "post"),
    # --- authoring: its addresses are ours, though they lie beside Wagtail's ---
    Row("author_list", 302, 403, give(200, *TRAINERS)),
    Row("author_create", 302, 403, give(200, *TRAINERS)),
    Row("author_picture", 302, 403, give(404, *TRAINERS), lambda scene: [scene.exercise.key, "a", "page"]),
    Row("author_image", 302, 403, give(404, *TRAINERS), lambda scene: [scene.exercise.key, "absente.png"]),
    Row("author_bring_in", 302, 403, give(200, *TRAINERS)),
    Row("exchange", 302, 403, give(200, *TRAINERS)),
    Row("download_programme", 302, 403, give(200, *TRAINERS), lambda scene: [scene.course.pk]),
    Row("download_module", 302, 403, give(200, *TRAINERS), lambda scene: [scene.module.pk]),
    Row("author_edit", 302, 403, give(200, *TRAINERS), key),
    Row("author_trials", 302, 403, give(200, *TRAINERS), key),
    Row("author_prove", 302, 403, give(302, *TRAINERS), key, "post"),
    Row("author_publish", 302, 403, give(302, *TRAINERS), key, "post"),
    Row("author_withdraw", 302, 403, give(302, *TRAINERS), key, "post"),
    Row("author_usage", 302, 403, give(200, *TRAINERS), key),
    Row("author_versions", 302, 403, give(200, *TRAINERS), key),
    Row("author_export", 302, 403, give(200, *TRAINERS), key),
    Row("author_preview", 302, 403, give(302, *TRAINERS), key),
    Row("author_preview_draft", 302, 403, give(200, *TRAINERS), key, "post"),
    Row("author_preview_results", 302, 403, give(302, *TRAINERS), key),
    # --- course ---
    # Nobody has recorded anything: who may play one is asked in tests/curriculum/test_recordings.py.
    Row("recording", 302, 404, arguments=lambda scene: [0]),
    Row("recording_captions", 302, 404, arguments=lambda scene: [0]),
    Row("words", 302, 200, give(403, *CLIENTS)),
    Row("my_path", 302, 403, give(200, *APPRENTICES)),
    Row("my_calendar", 302, 403, give(200, *APPRENTICES, *TRAINERS)),
    Row("calendar_feed", 404, 404, arguments=lambda scene: ["adresse-inconnue"]),
    Row("cohort_calendar", 302, 403, give(200, *SCHOOL_STAFF) | give(404, "other_school_trainer"), cohort),
    Row("calendar_periods", 302, 403, give(200, "trainer") | give(404, "other_school_trainer"), cohort),
    Row("calendar_plan", 302, 403, give(200, "trainer") | give(404, "other_school_trainer"), cohort),
    Row(
        "calendar_module",
        302,
        403,
        give(200, "trainer") | give(404, "other_school_trainer"),
        lambda scene: [*cohort(scene), scene.module.pk],
    ),
    Row("read_lesson", 302, 403, give(302, *APPRENTICES), lambda scene: [scene.lesson.pk], "post"),
    Row("wagtail_serve", 302, 200, give(403, *CLIENTS), path=lambda scene: scene.course.url),
    Row("wagtail_serve", 302, 200, give(403, *CLIENTS), path=lambda scene: scene.module.url),
    Row("wagtail_serve", 302, 200, give(403, *CLIENTS), path=lambda scene: scene.lesson.url),
    # --- client projects ---
    Row("contact_ask", 200, 200),
    Row("contact_code", 200, 200),
    Row("contact_access", 410, 410, arguments=lambda scene: ["jeton-inconnu"]),
    Row("project_open", 302, 403, give(200, *TRAINERS, "coordinator")),
    *(
        Row(
            name,
            302,
            404,
            give(403, "apprentice", "client", "coordinator", "adviser") | give(200, "trainer"),
            slug,
        )
        for name in ("project_settings", "project_dates", "project_hand_on")
    ),
    *(
        Row(
            name,
            302,
            404,
            give(403, "apprentice", "client", "coordinator", "adviser") | give(200, "trainer"),
            slug,
            "post",
        )
        for name in ("team_change", "contact_change", "project_convention")
    ),
    # An inventory that nobody has shown to the client yet.
    Row("inventory", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), slug),
    Row("inventory_progress", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), slug),
    Row(
        "inventory_begin",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        slug,
        "post",
    ),
    *(
        Row(
            name,
            302,
            404,
            give(403, "apprentice", "coordinator", "adviser") | give(302, "trainer"),
            slug,
            "post",
        )
        for name in ("inventory_stop", "inventory_share")
    ),
    Row(
        "inventory_decide",
        302,
        404,
        give(403, "coordinator", "adviser") | give(302, "trainer", "apprentice"),
        slug,
        "post",
    ),
    Row(
        "inventory_export",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, "inventaire.csv"],
    ),
    Row(
        "old_page",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, old_page(scene).pk],
    ),
    Row(
        "old_picture",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [old_picture(scene).pk],
    ),
    Row("before_after", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    # There is no paper yet: the two sides that would sign it find nothing, the team may not ask.
    Row("project_convention", 302, 404, give(403, "apprentice"), slug),
    Row(
        "project_archive",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        slug,
        "post",
    ),
    Row("site_versions", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row(
        "git_token_make",
        302,
        404,
        give(200, "apprentice", "trainer") | give(403, "client", "coordinator", "adviser"),
        slug,
        "post",
    ),
    Row(
        "git_token_revoke",
        302,
        404,
        give(302, "apprentice", "trainer") | give(403, "client", "coordinator", "adviser"),
        slug,
        "post",
    ),
    Row("site_version", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), site_version),
    Row("site_log", 302, 404, give(403, *LOOKERS) | give(200, "trainer", "apprentice"), php_site_version),
    Row("site_open", 302, 404, give(302, "apprentice", *SCHOOL_STAFF), site_version),
    Row(
        "site_picture",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [site_picture(scene).pk],
    ),
    # Served under the name of the previews alone, to who holds an address: tests/client_projects/test_sites.py.
    Row("site_preview", 404, 404, {}, lambda scene: ["made-up", "index.html"]),
    # Opened by a key of its own, which no session stands for: tests/client_projects/test_git.py.
    Row("git_repository", 401, 401, {}, lambda scene: [scene.project.slug, "info/refs"]),
    # With one project one is taken straight to it; the client of the scene has two.
    Row("client_project_list", 302, 200, give(302, "other_client")),
    Row("client_project", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row(
        "version_decision",
        302,
        404,
        give(200, "apprentice", "client", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, scene.shared.pk],
    ),
    Row(
        "version_decision",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, scene.kept.pk],
    ),
    Row("version_file", 302, 404, arguments=lambda scene: [scene.shared.pk]),
    Row(
        "version_share",
        302,
        404,
        give(403, "apprentice", "coordinator", "adviser") | give(302, "trainer"),
        lambda scene: [scene.kept.pk],
        "post",
    ),
    Row(
        "milestone_start",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        lambda scene: [scene.project.slug, "framing"],
        "post",
    ),
    Row(
        "milestone_finish",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        lambda scene: [scene.project.slug, "framing"],
        "post",
    ),
    Row(
        "deliverable_add",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(200, "trainer"),
        slug,
    ),
    Row(
        "version_hand_in",
        302,
        404,
        give(403, "client", "coordinator", "adviser") | give(200, "trainer", "apprentice"),
        lambda scene: [scene.project.slug, scene.shared.deliverable.pk],
    ),
    # The board is the school's own: its client knows nothing of it.
    # Not sorted yet: the team does not read it.
    Row("remarks", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row("remark_add", 302, 404, give(403, "apprentice", *SCHOOL_STAFF) | give(200, "client"), slug),
    Row(
        "version_remarks",
        302,
        404,
        give(200, "apprentice", "client", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, scene.shared.pk],
    ),
    Row(
        "version_remarks",
        302,
        404,
        give(200, "apprentice", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, scene.kept.pk],
    ),
    Row("test_run_newer", 302, 404, give(403, "client", "apprentice", *LOOKERS) | give(302, "trainer"), slug),
    Row("remark", 302, 404, give(200, "client", *SCHOOL_STAFF), remark),
    Row("remark_spot", 302, 404, give(200, "client", *SCHOOL_STAFF), remark_on_site),
    # Pinned to a picture, or to nothing: there is no page to find it in.
    Row("remark_spot", 302, 404, {}, remark),
    Row("team_remark_spot", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), team_remark_on_site),
    Row("remark_sort", 302, 404, give(403, "client", *LOOKERS) | give(200, "trainer"), remark, "post"),
    Row("remark_message", 302, 404, give(403, *LOOKERS) | give(200, "trainer", "client"), remark, "post"),
    Row("remark_note", 302, 404, give(403, "client", *LOOKERS) | give(200, "trainer"), remark, "post"),
    Row("remark_reopen", 302, 404, give(403, *SCHOOL_STAFF) | give(200, "client"), remark, "post"),
    Row(
        "team_remark_solve",
        302,
        404,
        give(403, *LOOKERS) | give(302, "trainer", "apprentice"),
        lambda scene: [scene.project.slug, scene.inside.pk],
        "post",
    ),
    Row(
        "team_remark_ticket",
        302,
        404,
        give(403, *LOOKERS) | give(302, "trainer", "apprentice"),
        lambda scene: [scene.project.slug, scene.inside.pk],
        "post",
    ),
    Row(
        "version_part",
        302,
        404,
        give(403, "client", *SCHOOL_STAFF) | give(200, "apprentice"),
        lambda scene: [scene.project.slug, scene.shared.pk],
        "post",
    ),
    Row(
        "part_review",
        302,
        404,
        give(403, "apprentice", "coordinator", "adviser") | give(200, "trainer"),
        of_part,
        "post",
    ),
    Row("quotes", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row(
        "quote_ask",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(200, "trainer"),
        slug,
        "post",
    ),
    Row("quote_answer", 302, 404, give(403, *SCHOOL_STAFF) | give(302, "client"), of_quote, "post"),
    Row(
        "quote_attach",
        302,
        404,
        give(403, "client", "coordinator", "adviser") | give(200, "trainer"),
        of_quote,
        "post",
    ),
    Row(
        "quote_detach",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        of_quote_use,
        "post",
    ),
    Row("board", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), slug),
    Row(
        "ticket_add", 302, 404, give(403, "coordinator", "adviser") | give(200, "trainer", "apprentice"), slug
    ),
    Row("ticket", 302, 404, give(200, "apprentice", *SCHOOL_STAFF), ticket),
    Row(
        "ticket_change",
        302,
        404,
        give(403, "coordinator", "adviser") | give(200, "trainer", "apprentice"),
        ticket,
    ),
    Row(
        "ticket_move",
        302,
        404,
        give(403, "coordinator", "adviser") | give(302, "trainer", "apprentice"),
        ticket,
        "post",
    ),
    Row("ticket_part", 302, 404, give(403, *SCHOOL_STAFF) | give(200, "apprentice"), ticket, "post"),
    Row(
        "ticket_comment",
        302,
        404,
        give(403, "coordinator", "adviser") | give(200, "trainer", "apprentice"),
        ticket,
        "post",
    ),
    Row(
        "ticket_review",
        302,
        404,
        give(403, "apprentice", "coordinator", "adviser") | give(200, "trainer"),
        ticket,
        "post",
    ),
    Row(
        "ticket_reopen",
        302,
        404,
        give(403, "apprentice", "coordinator", "adviser") | give(200, "trainer"),
        ticket,
        "post",
    ),
    Row(
        "version_proof",
        302,
        404,
        give(200, "apprentice", "client", *SCHOOL_STAFF),
        lambda scene: [scene.decided_on.deliverable.project.slug, scene.decided_on.pk],
    ),
    Row("version_proof", 302, 404, arguments=lambda scene: [scene.project.slug, scene.shared.pk]),
    Row("client_guide", 302, 200),
    Row("satisfaction", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    # Nobody is asked in the scene; who answers: tests/client_projects/test_satisfaction.py.
    Row("satisfaction", 302, 404, {}, slug, "post"),
    Row(
        "satisfaction_ask",
        302,
        404,
        give(403, "apprentice", "client", *LOOKERS) | give(302, "trainer"),
        slug,
        "post",
    ),
    Row("satisfaction_figures", 302, 403, give(200, "coordinator")),
    Row("acceptance", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row("acceptance_sign", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_tests),
    Row("acceptance_sign", 302, 404, give(302, "apprentice", "client", *SCHOOL_STAFF), slug),
    *(
        Row(
            name,
            302,
            404,
            give(403, "apprentice", "client", "coordinator", "adviser") | give(status, "trainer"),
            of_tests,
            "post",
        )
        for name, status in (("test_run_open", 302), ("test_run_offer", 302))
    ),
    *(
        Row(
            name,
            302,
            404,
            give(403, "client", "coordinator", "adviser") | give(status, "trainer", "apprentice"),
            arguments,
            "post",
        )
        for name, status, arguments in (
            ("test_item_add", 200, slug),
            ("test_items_propose", 302, slug),
            ("test_item_remove", 302, of_test_item),
            ("checklist_start", 302, lambda scene: [scene.project.slug, "go_live"]),
            ("checklist_tick", 302, of_checklist_item),
        )
    ),
    Row("checklist_start", 302, 404, arguments=lambda scene: [scene.project.slug, "party"], method="post"),
    Row(
        "test_answer",
        302,
        404,
        give(403, "apprentice", *SCHOOL_STAFF) | give(200, "client"),
        of_test_item,
        "post",
    ),
    Row(
        "test_photo",
        302,
        404,
        give(404, "client"),
        lambda scene: [scene.tested.project.slug, scene.tested.project.test_runs.get().answers.get().pk],
    ),
    Row("paper", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_paper),
    Row("paper_pdf", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_paper),
    Row(
        "paper_draw_up",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(302, "trainer"),
        lambda scene: [scene.project.slug, "go_live"],
        "post",
    ),
    Row(
        "checklist",
        302,
        404,
        give(200, "apprentice", "client", *SCHOOL_STAFF),
        lambda scene: [scene.project.slug, "handover"],
    ),
    Row("content_list", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row("content_add", 302, 404, give(403, "client", *LOOKERS) | give(200, "trainer", "apprentice"), slug),
    Row("content", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_wanted),
    Row(
        "content_give",
        302,
        404,
        give(403, "apprentice", *SCHOOL_STAFF) | give(200, "client"),
        of_wanted,
        "post",
    ),
    Row(
        "content_turn",
        302,
        404,
        give(403, "apprentice", "client", *LOOKERS) | give(200, "trainer"),
        of_wanted,
        "post",
    ),
    Row("given_file", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_given),
    Row(
        "given_take_back",
        302,
        404,
        give(403, "apprentice", *SCHOOL_STAFF) | give(302, "client"),
        of_given,
        "post",
    ),
    Row("meeting_list", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row("meeting_add", 302, 404, give(403, "client", *LOOKERS) | give(200, "trainer", "apprentice"), slug),
    Row("meeting", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), of_meeting),
    Row(
        "meeting_change",
        302,
        404,
        give(403, "client", *LOOKERS) | give(200, "trainer", "apprentice"),
        of_meeting,
    ),
    Row(
        "meeting_share",
        302,
        404,
        give(403, "apprentice", "client", *LOOKERS) | give(302, "trainer"),
        of_meeting,
        "post",
    ),
    Row(
        "meeting_answer",
        302,
        404,
        give(403, "apprentice", *SCHOOL_STAFF) | give(200, "client"),
        of_meeting,
        "post",
    ),
    Row(
        "meeting_decision_add",
        302,
        404,
        give(403, "client", *LOOKERS) | give(302, "trainer", "apprentice"),
        of_meeting,
        "post",
    ),
    Row(
        "meeting_decision_remove",
        302,
        404,
        give(403, "client", *LOOKERS) | give(302, "trainer", "apprentice"),
        lambda scene: [scene.project.slug, scene.project.meetings.get().decisions.get().pk],
        "post",
    ),
    Row("handover_pack", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row(
        "handover_pack_make",
        302,
        404,
        give(403, "apprentice", "client", *LOOKERS) | give(302, "trainer"),
        slug,
        "post",
    ),
    # None is made in the scene; who takes one home: tests/client_projects/test_handover.py.
    Row("handover_pack_file", 302, 404, {}, slug),
    Row("reservation_list", 302, 404, give(200, "apprentice", "client", *SCHOOL_STAFF), slug),
    Row(
        "reservation_weigh",
        302,
        404,
        give(403, "apprentice", "client", "coordinator", "adviser") | give(200, "trainer"),
        of_reservation,
        "post",
    ),
    Row(
        "reservation_fix",
        302,
        404,
        give(403, "client", "coordinator", "adviser") | give(302, "trainer", "apprentice"),
        of_reservation,
        "post",
    ),
    Row(
        "reservation_answer",
        302,
        404,
        give(403, "apprentice", *SCHOOL_STAFF) | give(200, "client"),
        of_reservation,
        "post",
    ),
)


# To make the scene takes as long as to read what a row tells of it: some rows share one, which none of them changes.
SHARED_BY = 16


@pytest.mark.django_db
@pytest.mark.parametrize("rows", list(batched(ROWS, SHARED_BY)), ids=lambda rows: f"{rows[0]}-to-{rows[-1]}")
def test_everybody_gets_what_the_table_says(rows, scene, cast, browse):
    wrong = {}
    for row in rows:
        with transaction.atomic():
            got = {who: _answer(row, who, scene, cast, browse) for who in NAMES}
            transaction.set_rollback(True)
        told = {who: row.expected(who) for who in NAMES}
        wrong |= {f"{row}, {who}": (got[who], told[who]) for who in NAMES if got[who] != told[who]}
    assert not wrong, wrong  # what was got, what the table says


def _answer(row, who, scene, cast, browse):
    """Return the status that a person gets; she acts on the same scene, not on what the one before changed."""
    with transaction.atomic():
        response = getattr(browse(cast[who]), row.method)(row.url(scene))
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response.streaming_content)  # a file that was opened is closed
    if who == "anonymous" and row.anonymous == 302 and "account" not in row.name:
        assert response["Location"].startswith(reverse("account_login")), row
    return response.status_code


def _named(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.name or path


# Wagtail's own addresses share one rule each, tested as a whole below.
SHARED_RULES = ("edition/", "documents/")
OUR_OWN = ("edition/exercices/", "edition/echanges/")


def test_every_address_has_a_row():
    names = {
        name
        for path, name in _named(get_resolver().url_patterns)
        if not path.startswith(SHARED_RULES) or path.startswith(OUR_OWN)
    }
    in_table = {row.name for row in ROWS}
    # Password-protected pages are not used here: these two of Wagtail's never match a page of ours.
    assert names - in_table <= {"wagtailcore_authenticate_with_password", "wagtailcore_login"}
    assert in_table <= names


def _plain_cms_addresses() -> list[str]:
    found = {path for path, _name in _named(get_resolver().url_patterns) if path.startswith("edition/")}
    return sorted(path for path in found if not set(path) & set("<(^$\\"))


@pytest.mark.django_db
def test_the_course_editor_is_for_trainers(cast, browse):
    assert len(_plain_cms_addresses()) > 30
    refused = [who for who in NAMES if who not in ("anonymous", *TRAINERS)]
    for who in ("anonymous", *refused):
        assert browse(cast[who]).get(reverse("wagtailadmin_home")).status_code == 302, who
    for who in TRAINERS:
        assert browse(cast[who]).get(reverse("wagtailadmin_home")).status_code == 200, who


# Open by nature: signing in and out, and texts that scripts need before.
OPEN_IN_THE_CMS = {
    "edition/login/",
    "edition/logout/",
    "edition/jsi18n/",
    "edition/sprite/",
    "edition/sprite-hash/",
}


@pytest.mark.django_db
def test_no_address_of_the_editor_opens_for_a_stranger(apprentice, browse):
    for who in (None, apprentice):
        browser = browse(who)
        for path in _plain_cms_addresses():
            status = browser.get(f"/{path}").status_code
            assert status in (302, 403, 404, 405) or path in OPEN_IN_THE_CMS, (who, path, status)
