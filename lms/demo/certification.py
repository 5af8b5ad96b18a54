"""What the demo school has certified: a cohort that has ended, with its exam, certificates and exits, and what the
cohort of today has begun. Told in days before now, built through the actions."""

import io
import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from exercises import grading
from exercises.models import ExerciseVersion
from lms.attendance.actions import Where, lock_sheet, mark, mark_others_present, sign, sign_on_screen
from lms.attendance.models import SIGNED_HERE, AttendanceMark, AttendanceSignature, HalfDay, Presence, Reason
from lms.attendance.queries import day_off, lines_of
from lms.demo.people import CONTENT, DemoSchools, person
from lms.dossiers import actions as dossiers
from lms.dossiers.guidance import CODES
from lms.dossiers.queries import contents_of, professional_files
from lms.evaluations import actions as evaluations
from lms.evaluations.actions import Place
from lms.evaluations.models import SheetKind, SheetResult
from lms.evaluations.queries import booklet_state, fingerprint_of_sheet, fingerprint_of_synthesis
from lms.exits.actions import Told, record_situation
from lms.exits.models import Moment, Situation
from lms.juries.actions import certificates, mock_exams, results, sessions
from lms.juries.models import Decision, ExamSession, MockExam
from lms.juries.queries import quizzes_to_rehearse
from lms.juries.rules import MockPlan, needs_for
from lms.people.actions import enrol, open_cohort, record_exit
from lms.people.models import Cohort, Enrolment, ExitKind, User
from lms.people.queries import apprentices_of
from lms.people.roles import APPRENTICE
from lms.placements import actions as placements
from lms.placements.models import Aim, Placement
from lms.placements.rules import Span
from lms.records.actions import add_piece, tie_cohort, validate
from lms.records.models import (
    CertificationBlock,
    CertificationKind,
    CertificationVersion,
    Competence,
    Evidence,
    Level,
)
from lms.records.queries import versions_of

# Half-days are marked and signed at these hours.
HOURS = {HalfDay.MORNING: time(9, 5), HalfDay.AFTERNOON: time(14, 5)}


@dataclass(frozen=True)
class _Story:
    """The data, the schools it is told of, and the day it is told on."""

    data: dict[str, Any]
    schools: DemoSchools
    now: datetime

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, days: int) -> date:
        return timezone.localdate(self.ago(days))


def _person(email: str) -> User:
    return User.objects.get(email=email)


@transaction.atomic  # half of a story would be taken for the whole of it next time
def build_certification(schools: DemoSchools, *, now: datetime) -> int:
    """Build what is not there yet; return how many apprentices the cohort that has ended had."""
    data = tomllib.loads((CONTENT / "certification.toml").read_text(encoding="utf-8"))
    story = _Story(data, schools, now)
    school = schools.schools[data["last_cohort"]["school"]]
    if ExamSession.objects.filter(school=school).exists():
        return 0
    versions = versions_of(schools.cohorts[school.slug])
    title = next(one for one in versions if one.certification.kind == CertificationKind.PROFESSIONAL_TITLE)
    scored = next(one for one in versions if one.settings.get("score"))
    cohort = _last_cohort(story, versions)
    _booklet(story, title)
    _files(story, title)
    _exam(story, cohort, title)
    _scores(story, scored)
    _exits(story, cohort)
    _begun(story, title)
    _placement(story)
    return len(data["last_cohort"]["apprentices"])


@transaction.atomic
def build_attendance(schools: DemoSchools, *, now: datetime) -> None:
    """Mark and sign the weeks before today, unless somebody signed already; placements are known by then."""
    data = tomllib.loads((CONTENT / "certification.toml").read_text(encoding="utf-8"))
    cohort = schools.cohorts[data["attendance"]["school"]]
    if not AttendanceSignature.objects.filter(mark__sheet__cohort=cohort).exists():
        _attendance(_Story(data, schools, now))


@transaction.atomic
def build_mock_exams(schools: DemoSchools, *, now: datetime) -> int:
    """Rehearse the second certificate with the cohort of today, unless it has; return how many mock exams were made.

    The catalogue is published by then: mock exams are made of its quizzes.
    """
    data = tomllib.loads((CONTENT / "certification.toml").read_text(encoding="utf-8"))
    story = _Story(data, schools, now)
    cohort = schools.cohorts[data["last_cohort"]["school"]]
    if MockExam.objects.filter(cohort=cohort).exists():
        return 0
    extra = data["extra_time"]
    for email in extra["who"]:
        mock_exams.grant_extra_time(
            enrolment=_person(email).enrolments.get(cohort=cohort),
            by=_person(extra["granted_by"]),
            now=story.ago(extra["days_ago"]),
        )
    version = next(one for one in versions_of(cohort) if one.settings.get("score"))
    for told in data["mock_exams"]:
        _mock_exam(story, cohort, version, told)
    return len(data["mock_exams"])


def _mock_exam(story: _Story, cohort: Cohort, version: CertificationVersion, told: dict[str, Any]) -> None:
    quizzes = {one.exercise.key: one for one in quizzes_to_rehearse().select_related("exercise")}
    mock = mock_exams.open_mock(
        cohort=cohort,
        version=version,
        plan=MockPlan(
            told["title"],
            story.day(told["opens_days_ago"]),
            story.day(told["closes_days_ago"]),
            told["minutes"],
        ),
        quizzes=[quizzes[key] for key in told["quizzes"]],
        by=_person(told["opened_by"]),
        now=story.ago(told["prepared_days_ago"]),
    )
    for entry in told["sat"]:
        apprentice, day = _person(entry["who"]), story.day(entry.get("days_ago", told["opens_days_ago"]))
        begun = datetime.combine(day, time(10, 0), tzinfo=timezone.get_current_timezone())
        sitting = mock_exams.begin_mock(mock=mock, by=apprentice, now=begun)
        ended = begun + timedelta(minutes=entry["minutes"])
        for quiz, wrong in zip(mock.quizzes.select_related("version"), entry["wrong"], strict=True):
            mock_exams.save_mock_answers(
                sitting=sitting, quiz=quiz, content=_answers(quiz.version, wrong), by=apprentice, now=ended
            )
        mock_exams.hand_in_mock(sitting=sitting, by=apprentice, now=ended)


def _answers(version: ExerciseVersion, wrong: int) -> str:
    """Return right answers to a quiz, except to its first `wrong` questions with choices: another choice there."""
    quiz = grading.content_of(version).quiz
    assert quiz is not None
    answers = grading.right_answers(quiz)
    for question in [one for one in quiz.questions if one.choices][:wrong]:
        other = next(question.name_of(choice.text) for choice in question.choices if not choice.right)
        answers[question.id] = [other] if isinstance(answers[question.id], list) else other
    return json.dumps(answers)


def _last_cohort(story: _Story, versions: list[CertificationVersion]) -> Cohort:
    told = story.data["last_cohort"]
    starts_on = story.day(told["started_days_ago"])
    cohort = open_cohort(
        name=told["name"],
        school=story.schools.schools[told["school"]],
        programme=story.schools.programme,
        starts_on=starts_on,
        ends_on=story.day(told["ended_days_ago"]),
        trainers=[_person(told["trainer"])],
    )
    tie_cohort(cohort=cohort, versions=versions)
    for entry in told["apprentices"]:
        enrol(
            apprentice=person(entry, APPRENTICE, story.ago(told["started_days_ago"])),
            cohort=cohort,
            on=starts_on,
        )
    return cohort


def _booklet(story: _Story, version: CertificationVersion) -> None:
    """Not satisfied, then satisfied after a complementary evaluation; signed by everybody, copy received."""
    told, last = story.data["booklet"], story.data["last_cohort"]
    apprentice, trainer = _person(told["of"]), _person(last["trainer"])
    enrolment = apprentice.enrolments.get()
    first, second = version.blocks.order_by("position")[:2]
    main, complementary = SheetKind.MAIN, SheetKind.COMPLEMENTARY
    _sheet(Place(enrolment, version, first, main), told["first"], trainer, story.ago(170), told["attention"])
    _sheet(Place(enrolment, version, first, complementary), told["again"], trainer, story.ago(130))
    _sheet(Place(enrolment, version, second, main), told["second"], trainer, story.ago(110))
    booklet: dict[str, Any] = {"enrolment": enrolment, "version": version}
    signed_at = story.ago(100)
    seen = fingerprint_of_synthesis(booklet_state(enrolment, version))
    evaluations.sign_synthesis(
        **booklet, observations=told["observations"], seen_hash=seen, by=trainer, now=signed_at
    )
    seen = fingerprint_of_synthesis(booklet_state(enrolment, version))
    evaluations.countersign(**booklet, seen_hash=seen, by=_person(last["coordinator"]), now=signed_at)
    evaluations.acknowledge_copy(**booklet, by=apprentice, now=story.ago(98))


def _sheet(place: Place, description: str, trainer: User, now: datetime, attention: str = "") -> None:
    """Write one evaluation and its result on a sheet, and sign it."""
    competences = list(place.block.competences.all())
    told: dict[str, Any] = {"place": place, "by": trainer, "now": now}
    evaluations.add_row(
        description=description, held_on=timezone.localdate(now), competences=competences, **told
    )
    sheet = evaluations.write_result(
        result=SheetResult.NOT_SATISFIED if attention else SheetResult.SATISFIED,
        attention_points=attention,
        to_reassess=competences[-1:] if attention else [],
        observations="",
        **told,
    )
    evaluations.sign_sheet(sheet=sheet, seen_hash=fingerprint_of_sheet(sheet), by=trainer, now=now)


def _decided(story: _Story) -> list[dict[str, Any]]:
    """Return those of the last cohort about whom the jury decided."""
    return [entry for entry in story.data["last_cohort"]["apprentices"] if "decision" in entry]


def _files(story: _Story, version: CertificationVersion) -> None:
    """What each candidate handed in before the exam: dossier professionnel, declared, and dossier de projet."""
    told, last = story.data["dossier"], story.data["last_cohort"]
    city = story.schools.schools[last["school"]].city
    pages = _drawn_pages(told["project"], told["pages"])
    for apprentice in (_person(entry["email"]) for entry in _decided(story)):
        file = dossiers.open_professional_file(apprentice=apprentice, now=story.ago(140))
        dossiers.add_diploma(
            file=file, title=told["diploma"], given_by=city, year=story.day(3000).year, by=apprentice
        )
        for block, texts in zip(version.blocks.order_by("position"), told["examples"], strict=True):
            _example(file, block, texts, apprentice, story.ago(95))
        dossiers.declare(
            file=file,
            name=apprentice.get_full_name(),
            place=city,
            seen_hash=contents_of(professional_files().get(pk=file.pk)).digest,
            by=apprentice,
            now=story.ago(80),
        )
        written: dict[str, Any] = {"apprentice": apprentice, "now": story.ago(90)}
        dossiers.write_project_file(
            title=told["project"], summary=told["summary"], parts_done=CODES, seen_revision=0, **written
        )
        upload = ContentFile(pages, name="dossier-de-projet.pdf")
        dossiers.hand_in_project_file(upload=upload, appendix_pages=0, **written)


def _drawn_pages(title: str, count: int) -> bytes:
    """Return a PDF of that many pages, each with the title: enough to be counted, quick to make."""
    sheets = []
    for number in range(1, count + 1):
        sheet = Image.new("1", (414, 586), 1)
        ImageDraw.Draw(sheet).text((40, 40), f"{title}\n\n{number} / {count}", fill=0)
        sheets.append(sheet)
    drawn = io.BytesIO()
    sheets[0].save(drawn, "PDF", save_all=True, append_images=sheets[1:])
    return drawn.getvalue()


def _example(
    file: Any, block: CertificationBlock, texts: dict[str, str], apprentice: User, now: datetime
) -> None:
    example = dossiers.add_example(file=file, block=block, by=apprentice, now=now)
    dossiers.write_example(
        example=example, texts=texts, seen_revision=example.revision, by=apprentice, now=now
    )


def _exam(story: _Story, cohort: Cohort, version: CertificationVersion) -> None:
    """The session of the last cohort with its results, and the re-sit of whoever obtained one block."""
    told = story.data["last_cohort"]
    coordinator = _person(told["coordinator"])
    opened, noted = story.ago(told["exam_days_ago"] + 40), story.ago(told["exam_days_ago"] - 2)
    where: dict[str, Any] = {"school": cohort.school, "version": version, "place": told["place"]}
    session = sessions.open_session(
        **where, held_on=story.day(told["exam_days_ago"]), access_until=None, by=coordinator, now=opened
    )
    again = sessions.open_session(
        **where,
        held_on=story.day(-told["resit_in_days"]),
        access_until=None,
        by=coordinator,
        now=story.ago(20),
    )
    for one, now in ((session, opened), (again, story.ago(20))):
        for member in told["jury"]:
            sessions.add_jury_member(session=one, by=coordinator, now=now, **member)
    blocks = list(version.blocks.order_by("position"))
    by_hand = [need for need in needs_for(version.settings, session.held_on) if not need.is_seen]
    for entry in _decided(story):
        apprentice = _person(entry["email"])
        candidate = sessions.add_candidate(session=session, apprentice=apprentice, by=coordinator, now=opened)
        for need in by_hand:
            sessions.tick(
                candidate=candidate, code=need.code, is_done=True, by=coordinator, now=story.ago(78)
            )
        outcome = results.note_outcome(
            candidate=candidate,
            decision=Decision(entry["decision"]),
            blocks=[blocks[number - 1] for number in entry["blocks"]],
            decided_on=session.held_on,
            because="",
            by=coordinator,
            now=noted,
        )
        if outcome.decision != Decision.NOTHING:
            certificates.certify_outcome(outcome=outcome, by=coordinator, now=noted)
        if outcome.decision == Decision.SOME_BLOCKS:
            sessions.add_candidate(session=again, apprentice=apprentice, by=coordinator, now=story.ago(19))


def _scores(story: _Story, version: CertificationVersion) -> None:
    told = story.data["last_cohort"]
    coordinator, now = _person(told["coordinator"]), story.ago(told["exam_days_ago"] + 5)
    for entry in told["apprentices"]:
        if "score" not in entry:
            continue
        result = results.note_score(
            apprentice=_person(entry["email"]),
            version=version,
            score=entry["score"],
            taken_on=timezone.localdate(now),
            because="",
            by=coordinator,
            now=now,
        )
        if result.is_passed:
            certificates.certify_score(result=result, by=coordinator, now=now)


def _exits(story: _Story, cohort: Cohort) -> None:
    coordinator = _person(story.data["last_cohort"]["coordinator"])
    for entry in story.data["last_cohort"]["apprentices"]:
        on = story.day(entry["left_days_ago"])
        enrolment = Enrolment.objects.get(cohort=cohort, apprentice__email=entry["email"])
        told: dict[str, Any] = {"by": coordinator, "now": story.ago(entry["left_days_ago"] - 1)}
        record_exit(enrolment=enrolment, on=on, kind=ExitKind(entry["exit"]), **told)
        if "situation" not in entry:
            continue
        known = Told(
            Situation(entry["situation"]),
            on,
            entry.get("contract", ""),
            entry.get("months"),
            starts_on=on if "contract" in entry else None,
            employer=entry.get("employer", ""),
        )
        record_situation(enrolment=enrolment, moment=Moment.AT_EXIT, told=known, **told)


def _begun(story: _Story, version: CertificationVersion) -> None:
    """What the cohort of today has begun: planned evaluations, a sheet, a dossier, validations."""
    booklet, trainer = story.data["begun_booklet"], _person(story.data["last_cohort"]["trainer"])
    first = version.blocks.order_by("position").first()
    assert first is not None
    enrolment = _person(booklet["of"]).enrolments.get(left_on=None)
    competences = list(first.competences.all())
    for planned in booklet["planned"]:
        evaluations.plan_evaluation(
            cohort=enrolment.cohort,
            description=planned["description"],
            planned_on=story.day(-planned["in_days"]),
            competences=competences[1:3],
            by=trainer,
            now=story.ago(5),
        )
    evaluations.add_row(
        place=Place(enrolment, version, first, SheetKind.MAIN),
        description=booklet["description"],
        held_on=story.day(4),
        competences=competences[1:3],
        by=trainer,
        now=story.ago(4),
    )
    writer = _person(story.data["dossier"]["begun"])
    begun = {name: story.data["dossier"]["examples"][0][name] for name in ("title", "organisation")}
    file = dossiers.open_professional_file(apprentice=writer, now=story.ago(6))
    _example(file, first, begun, writer, story.ago(6))
    for seen in story.data["seen"]:
        _seen(seen, competences[seen["competence"] - 1], trainer, story)


def _seen(seen: dict[str, Any], competence: Competence, trainer: User, story: _Story) -> None:
    apprentice, now = _person(seen["who"]), story.ago(seen["days_ago"])
    piece = add_piece(
        apprentice=apprentice,
        title=seen["title"],
        own_part=seen["said"],
        happened_on=timezone.localdate(now),
        competences=[competence],
        file=None,
        by=trainer,
        now=now,
    )
    if seen["validated"]:
        validate(
            apprentice=apprentice,
            competence=competence,
            level=Level.ACQUIRED,
            met=competence.criteria.all(),
            evidence=Evidence.objects.filter(
                apprentice=apprentice, competence=competence, source_id=str(piece.pk)
            ),
            comment="",
            by=trainer,
            now=now,
        )


def _placement(story: _Story) -> None:
    """A placement under way, with its journal and one answer; its agreement is still to come."""
    told = story.data["placement"]
    apprentice, trainer = _person(told["of"]), _person(told["arranged_by"])
    enrolment = apprentice.enrolments.get(left_on=None)
    starts_on, ends_on = story.day(told["started_days_ago"]), story.day(-told["ends_in_days"])
    cohort = enrolment.cohort
    if not cohort.starts_on <= starts_on <= ends_on <= cohort.ends_on:
        return  # loaded so early or so late that this cohort has no class around today
    earlier = story.ago(told["started_days_ago"] + 10)
    placements.keep_contract(
        enrolment=enrolment,
        days=Span(cohort.starts_on, cohort.ends_on),
        weekly_hours=Decimal(35),
        by=_person(told["contract_by"]),
        now=earlier,
    )
    placement: Placement = placements.arrange_placement(
        enrolment=enrolment,
        host=told["host"],
        tutor=told["tutor"],
        aim=Aim(told["aim"]),
        starts_on=starts_on,
        ends_on=ends_on,
        by=trainer,
        now=earlier,
    )
    for line in told["journal"]:
        now = story.ago(line["days_ago"])
        entry = placements.write_journal(
            placement=placement, day=timezone.localdate(now), text=line["text"], by=apprentice, now=now
        )
        if "answer" in line:
            placements.comment_journal(
                entry=entry, text=line["answer"], by=trainer, now=now + timedelta(days=1)
            )


def _attendance(story: _Story) -> None:
    """The last working days before today, signed by most; the last half-days are left for visitors to sign."""
    told = story.data["attendance"]
    cohort = story.schools.cohorts[told["school"]]
    trainer = cohort.trainers.order_by("pk").first()
    people = list(apprentices_of(cohort))
    past = (story.day(back) for back in range(1, 30))
    days = sorted(day for day in past if not day_off(cohort, day))[-told["working_days"] :]
    if trainer is None:
        return
    for number, (day, half) in enumerate((day, half) for day in days for half in HalfDay):
        where = Where(cohort, day, half)
        now = datetime.combine(day, HOURS[half], tzinfo=timezone.get_current_timezone())
        notes = {
            people[one["person"]]: (Presence.ABSENT, one["reason"])
            for one in told["absent"]
            if one["half"] == number
        }
        notes |= {people[one["person"]]: (Presence.LATE, "") for one in told["late"] if one["half"] == number}
        _half_day(where, notes, trainer, now)
        if number < 2 * len(days) - told["left_unsigned"]:
            _signed(where, trainer if number in told["on_screen"] else None, now + timedelta(minutes=10))
            lock_sheet(where=where, by=trainer, now=now + timedelta(minutes=20))


def _half_day(where: Where, notes: dict[User, tuple[Presence, str]], trainer: User, now: datetime) -> None:
    told: dict[str, Any] = {"where": where, "by": trainer, "now": now}
    for line in lines_of(where.cohort, where.day, where.half):
        if line.mark is not None:
            continue
        if line.apprentice in notes:
            presence, reason = notes[line.apprentice]
            mark(apprentice=line.apprentice, presence=presence, reason=reason, **told)
        elif line.leave is not None:
            mark(apprentice=line.apprentice, presence=Presence.ABSENT, reason=Reason.LEAVE, **told)
    mark_others_present(**told)


def _signed(where: Where, witness: User | None, now: datetime) -> None:
    marks = AttendanceMark.objects.filter(
        sheet__cohort=where.cohort,
        sheet__day=where.day,
        sheet__half=where.half,
        presence__in=SIGNED_HERE,
        replaced_at=None,
    ).select_related("apprentice", "sheet__cohort")
    for one in marks:
        if witness is None:
            sign(mark=one, by=one.apprentice, now=now)
        else:
            sign_on_screen(mark=one, witness=witness, now=now)
