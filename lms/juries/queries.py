"""Reading sessions: who is ready and who is not, what was obtained, what a certificate is worth today."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from exercises.models import ExerciseVersion
from exercises.queries import published_versions
from exercises.queries.portfolio import QUIZ
from lms.dossiers.queries import CandidateFiles, files_of_people, last_upload
from lms.evaluations.queries import SignedResults, signed_results_of
from lms.juries.models import (
    Candidate,
    ExamOutcome,
    ExamSession,
    ExtraTime,
    JuryMember,
    MockExam,
    MockQuiz,
    MockSitting,
    SchoolCertificate,
    ScoredResult,
)
from lms.juries.rules import Grade, Need, grade_of, needs_for, score_for
from lms.people.models import Cohort, Enrolment, User
from lms.people.queries import LATEST_FIRST
from lms.people.roles import JURY
from lms.records.models import CertificationBlock, CertificationKind, CertificationVersion
from lms.records.queries import blocks_that_count_for


@dataclass(frozen=True)
class NeedState:
    need: Need
    is_done: bool
    is_late: bool
    # Whether somebody of the school says it: what the platform sees by itself needs nobody.
    may_tick: bool


@dataclass(frozen=True)
class CountedBlock:
    """A block that a jury gave under another version, and the block of this version for which it counts."""

    block: CertificationBlock
    obtained: CertificationBlock
    decided_on: date


@dataclass(frozen=True)
class CandidateLine:
    """One candidate of a session: what is ready, what came out."""

    candidate: Candidate
    needs: list[NeedState]
    outcome: ExamOutcome | None
    certificate: SchoolCertificate | None
    files: CandidateFiles
    results: SignedResults
    counted: list[CountedBlock]

    @property
    def is_ready(self) -> bool:
        return all(state.is_done for state in self.needs)


def holding_outcomes() -> QuerySet[ExamOutcome]:
    return ExamOutcome.objects.filter(replaced_at=None).prefetch_related("blocks")


def candidates_of(session: ExamSession) -> QuerySet[Candidate]:
    return (
        session.candidates.filter(withdrawn_at=None)
        .select_related("apprentice", "session__version")
        .prefetch_related("ticks")
    )


def lines_of(session: ExamSession, *, today: date) -> list[CandidateLine]:
    """Return the candidates of `session` with what is ready; the number of queries does not depend on how many."""
    candidates = list(candidates_of(session))
    people = [one.apprentice for one in candidates]
    files = files_of_people(people, session.version)
    results = signed_results_of(people, session.version)
    counted = counted_blocks_of(people, session.version)
    outcomes = {one.candidate_id: one for one in holding_outcomes().filter(candidate__in=candidates)}
    certificates = {
        one.outcome_id: one
        for one in SchoolCertificate.objects.filter(outcome__in=outcomes.values(), revoked_at=None)
    }
    needs = needs_for(session.version.settings, session.held_on)
    return [
        CandidateLine(
            one,
            _states(one, needs, files[one.apprentice_id], results[one.apprentice_id], today),
            outcomes.get(one.pk),
            certificates.get(outcomes[one.pk].pk) if one.pk in outcomes else None,
            files[one.apprentice_id],
            results[one.apprentice_id],
            counted[one.apprentice_id],
        )
        for one in candidates
    ]


def _states(
    candidate: Candidate, needs: list[Need], files: CandidateFiles, results: SignedResults, today: date
) -> list[NeedState]:
    ticked = {tick.code for tick in candidate.ticks.all()}
    project = files.project_file
    seen = {
        "project_summary": project is not None and bool(project.summary.strip()),
        "project_file": last_upload(project) is not None,
        "professional_file": files.contents is not None and files.contents.is_declared,
        # A booklet that the centre signed is read by the jury here; one kept on paper is said to be given.
        "assessments": results.is_complete,
    }
    states = []
    for need in needs:
        by_itself = seen.get(need.code, False)
        is_done = by_itself or (not need.is_seen and need.code in ticked)
        may_tick = not need.is_seen and not by_itself
        states.append(NeedState(need, is_done, not is_done and need.due_on < today, may_tick))
    return states


def sessions_sat_by(apprentice: User) -> QuerySet[ExamSession]:
    return ExamSession.objects.filter(
        candidates__apprentice=apprentice, candidates__withdrawn_at=None
    ).select_related("school", "version__certification")


def possible_candidates(session: ExamSession) -> QuerySet[User]:
    """Return who of the school prepares, or prepared, for this version and is not a candidate yet, by name.

    Who has gone on to another school sits there.
    """
    last = Enrolment.objects.filter(apprentice=OuterRef("pk")).order_by(*LATEST_FIRST)
    return (
        User.objects.annotate(last_school=Subquery(last.values("cohort__school")[:1]))
        .filter(
            last_school=session.school_id,
            enrolments__cohort__school=session.school,
            enrolments__cohort__certifications__version=session.version,
        )
        .exclude(pk__in=session.candidates.filter(withdrawn_at=None).order_by().values("apprentice"))
        .distinct()
        .order_by("first_name", "last_name")
    )


def jury_of(session: ExamSession) -> QuerySet[JuryMember]:
    return session.jury.filter(removed_at=None).select_related("person", "invitation__accepted_by")


def counted_blocks_of(people: Iterable[User], version: CertificationVersion) -> dict[int, list[CountedBlock]]:
    """Return, by her id, what each of `people` holds under other versions that counts for `version`.

    The number of queries does not depend on how many people there are.
    """
    found: dict[int, list[CountedBlock]] = {one.pk: [] for one in people}
    pairs = blocks_that_count_for(version)
    if not pairs:
        return found
    outcomes = (
        holding_outcomes()
        .filter(
            candidate__apprentice__in=found,
            candidate__session__version__in={obtained.version_id for obtained, _block in pairs},
        )
        .select_related("candidate")
        .order_by("decided_on", "pk")
    )
    for outcome in outcomes:
        given = {block.pk for block in outcome.blocks.all()}
        found[outcome.candidate.apprentice_id] += [
            CountedBlock(block, obtained, outcome.decided_on)
            for obtained, block in pairs
            if obtained.pk in given
        ]
    return found


def counting_for(version: CertificationVersion, blocks: Collection[int]) -> set[int]:
    """Return the ids of the blocks of `version` for which these `blocks`, of whatever version, count."""
    own = set(version.blocks.filter(pk__in=blocks).values_list("pk", flat=True))
    return own | {block.pk for obtained, block in blocks_that_count_for(version) if obtained.pk in blocks}


def blocks_obtained(
    apprentice: User, version: CertificationVersion, *, before: Candidate | None = None
) -> set[int]:
    """Return the ids of the blocks of `version` that juries gave her, outside the session of `before`.

    A block of another version is among them where the text of the certification says that it counts.
    """
    outcomes = ExamOutcome.objects.filter(
        replaced_at=None,
        candidate__apprentice=apprentice,
        candidate__session__version__certification=version.certification_id,
    )
    if before is not None:
        outcomes = outcomes.exclude(candidate=before)
    return counting_for(version, set(outcomes.exclude(blocks=None).values_list("blocks", flat=True)))


def outcomes_of(apprentice: User) -> QuerySet[ExamOutcome]:
    return (
        holding_outcomes()
        .filter(candidate__apprentice=apprentice)
        .select_related("candidate__session__version__certification")
        .order_by("-decided_on", "-pk")
    )


def scores_of(apprentice: User) -> QuerySet[ScoredResult]:
    return (
        ScoredResult.objects.filter(apprentice=apprentice, replaced_at=None)
        .select_related("version__certification")
        .order_by("-taken_on", "-pk")
    )


def certificates_of(apprentice: User) -> QuerySet[SchoolCertificate]:
    return SchoolCertificate.objects.filter(apprentice=apprentice).select_related("school")


def expired_jury_accounts(*, today: date) -> Iterable[User]:
    """Return the open accounts of members of juries none of whom may read anything any more."""
    current = JuryMember.objects.filter(removed_at=None, session__access_until__gte=today)
    return (
        User.objects.annotate(address=Lower("email"))
        .filter(role=JURY, is_active=True)
        .exclude(address__in=current.filter(person=None).order_by().values(address=Lower("email")))
        .exclude(pk__in=current.exclude(person=None).values("person"))
        .exclude(pk__in=current.exclude(invitation__accepted_by=None).values("invitation__accepted_by"))
    )


# --- mock exams ---


def quizzes_to_rehearse() -> QuerySet[ExerciseVersion]:
    """Return the current version of every quiz that newcomers can get, by title."""
    return published_versions().filter(runtime=QUIZ, exercise__withdrawn_at=None).order_by("title", "pk")


def versions_to_rehearse(cohort: Cohort) -> QuerySet[CertificationVersion]:
    """Return the versions of scored certificates that `cohort` is tied to and that give a score."""
    return (
        CertificationVersion.objects.filter(
            certification__kind=CertificationKind.SCORED_CERTIFICATE,
            cohorts__cohort=cohort,
            settings__score__isnull=False,
        )
        .select_related("certification")
        .distinct()
    )


def is_over(sitting: MockSitting, *, now: datetime) -> bool:
    """Whether nothing more is taken: she handed in, or her time is over."""
    return sitting.handed_in_at is not None or sitting.ends_at <= now


@dataclass(frozen=True)
class MockResult:
    """What came out of a sitting that is over. It is a rehearsal: nothing of it counts anywhere."""

    sitting: MockSitting
    right: int
    questions: int
    score: int
    most: int
    grade: Grade


def mock_results(sittings: QuerySet[MockSitting], *, now: datetime) -> list[MockResult]:
    """Return the results of those of `sittings` that are over, the newest first; one query, however many."""
    counted = MockQuiz.objects.filter(mock=OuterRef("mock")).order_by().values("mock")
    found = (
        sittings.filter(Q(handed_in_at__isnull=False) | Q(ends_at__lte=now))
        .annotate(
            right=Coalesce(Sum("answers__right_count"), 0),
            questions=Subquery(counted.annotate(all=Sum("question_count")).values("all")),
        )
        .select_related("mock__cohort", "mock__version__certification", "apprentice")
        .order_by("-started_at", "-pk")
    )
    return [_mock_result(one, one.right, one.questions or 0) for one in found]


def _mock_result(sitting: MockSitting, right: int, questions: int) -> MockResult:
    scale = sitting.mock.version.settings["score"]
    score = score_for(scale, right, questions)
    grade = grade_of(scale, score, sitting.started_at.date())
    return MockResult(sitting, right, questions, score, scale["max"], grade)


def mock_results_of(apprentice: User, *, now: datetime) -> list[MockResult]:
    return mock_results(MockSitting.objects.filter(apprentice=apprentice), now=now)


def sitting_of(apprentice: User, mock: MockExam) -> MockSitting | None:
    return MockSitting.objects.filter(apprentice=apprentice, mock=mock).select_related("mock").first()


def has_extra_time(apprentice: User, cohort: Cohort) -> bool:
    """Whether she may take a third more time in `cohort`."""
    return ExtraTime.objects.filter(enrolment__apprentice=apprentice, enrolment__cohort=cohort).exists()


def enrolments_for_extra_time(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return who is enrolled in `cohort` now, by name, each with her extra time if she has any."""
    return (
        Enrolment.objects.filter(cohort=cohort, left_on=None)
        .select_related("apprentice", "extra_time__granted_by")
        .order_by("apprentice__first_name", "apprentice__last_name")
    )


@dataclass(frozen=True)
class MockLine:
    """One person of the class: without a sitting she has not begun, without a result she is at it."""

    apprentice: User
    sitting: MockSitting | None
    result: MockResult | None
    has_extra_time: bool


def class_lines_of(mock: MockExam, *, now: datetime) -> list[MockLine]:
    """Return who is enrolled in the cohort, and who sat before she left, with what came out; by name."""
    sittings = {one.apprentice_id: one for one in mock.sittings.select_related("apprentice")}
    results = {one.sitting.apprentice_id: one for one in mock_results(mock.sittings.all(), now=now)}
    people = (
        User.objects.filter(
            Q(enrolments__cohort=mock.cohort, enrolments__left_on=None) | Q(pk__in=sittings.keys())
        )
        .distinct()
        .order_by("first_name", "last_name")
    )
    extra = set(
        ExtraTime.objects.filter(enrolment__cohort=mock.cohort).values_list(
            "enrolment__apprentice", flat=True
        )
    )
    return [MockLine(one, sittings.get(one.pk), results.get(one.pk), one.pk in extra) for one in people]
