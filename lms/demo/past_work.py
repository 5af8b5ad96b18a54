"""A year of work for a population: tries with their files and results, reviews, questions, drafts, evidence.

Written in bulk and dated in the past; nothing runs in a box, so what the checks say is made up too.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from exercises import grading
from exercises.models import (
    Appraisal,
    CheckResult,
    CommentAnswer,
    Draft,
    ExerciseVersion,
    GradingRun,
    HelpMessage,
    HelpRequest,
    LineComment,
    Review,
    Submission,
    SubmittedFile,
)
from exercises.states import AppraisalLevel, ReviewDecision, SubmissionState
from lms.core.models import AuditEvent
from lms.demo.population import LASTS, FilledSchool
from lms.people.models import Enrolment, User
from lms.records.models import Competence, Evidence

BATCH = 1000
TRIES, HOW_OFTEN = (1, 2, 3, 5, 8), (40, 25, 18, 12, 5)
IN_A_HUNDRED = {
    "never passed": 4,
    "waits": 2,
    "returned": 15,
    "comment": 30,
    "answered": 20,
    "appraised": 40,
    "asked": 6,
}


@dataclass(frozen=True)
class Task:
    """What one exercise asks, read once for everybody."""

    version: ExerciseVersion
    right: dict[str, str]
    wrong: list[dict[str, str]]
    checks: list[tuple[str, str]]  # name, and what is asked


def tasks_of(versions: Sequence[ExerciseVersion]) -> list[Task]:
    """Return the tasks of `versions`, in their order."""
    tasks = []
    for version in versions:
        definition = grading.content_of(version)
        wrong = [grading.example_answer(version, name) for name in sorted(definition.mistakes)]
        starter = grading.starter_of(version)
        wrong.append({path: starter[path] for path in definition.editable if path in starter})
        checks = [(check.id, check.asks) for check in definition.checks]
        tasks.append(Task(version, grading.example_answer(version, "solution"), wrong, checks))
    return tasks


@dataclass
class _Rows:
    """What will be stored for one school, kind by kind."""

    submissions: list[Submission] = field(default_factory=list)
    runs: list[GradingRun] = field(default_factory=list)
    files: list[SubmittedFile] = field(default_factory=list)
    results: list[CheckResult] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    appraisals: list[Appraisal] = field(default_factory=list)
    comments: list[LineComment] = field(default_factory=list)
    answers: list[CommentAnswer] = field(default_factory=list)
    questions: list[HelpRequest] = field(default_factory=list)
    messages: list[HelpMessage] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


class PastWork:
    """Writes what the people of a school have done since they began."""

    def __init__(self, tasks: Sequence[Task], *, seed: int, now: datetime) -> None:
        self.tasks, self.now = tasks, now
        self.random = random.Random(seed)  # noqa: S311 - nobody has to be kept from guessing
        self.competences = dict(Competence.objects.values_list("code", "pk"))

    @transaction.atomic
    def write(self, filled: FilledSchool) -> int:
        """Store everything for one school; return how many tries that is."""
        rows = _Rows()
        for enrolment in filled.enrolments:
            for task, at in self._path(enrolment):
                self._exercise(rows, enrolment.apprentice, task, at, self.random.choice(filled.trainers))
        self._store(rows)
        return len(rows.submissions)

    def _path(self, enrolment: Enrolment) -> Iterator[tuple[Task, datetime]]:
        """Yield the exercises that an apprentice has come to, and when; each has a rhythm of her own."""
        began = timezone.make_aware(datetime.combine(enrolment.cohort.starts_on, datetime.min.time()))
        until = min(self.now - timedelta(hours=1), began + LASTS)
        each = LASTS / len(self.tasks) * self.random.uniform(0.9, 1.6)
        for position, task in enumerate(self.tasks):
            at = began + each * position + timedelta(minutes=self.random.randrange(9 * 60, 16 * 60))
            if at >= until:
                return
            yield task, at

    def _chance(self, what: str) -> bool:
        return self.random.randrange(100) < IN_A_HUNDRED[what]

    def _exercise(self, rows: _Rows, who: User, task: Task, at: datetime, trainer: User) -> None:
        tries = self.random.choices(TRIES, HOW_OFTEN)[0]
        gives_up = self._chance("never passed")
        for number in range(1, tries + 1):
            passed = number == tries and not gives_up
            moment = min(at + timedelta(minutes=6 * number), self.now)
            last = self._try(rows, who, task, number, at=moment, passed=passed)
        rows.drafts.append(
            Draft(
                apprentice=who,
                exercise=task.version.exercise,
                version=task.version,
                files=task.right if passed else task.wrong[0],
                revision=tries,
                saved_at=moment,
            )
        )
        if self._chance("asked"):
            self._question(rows, who, task, moment, trainer)
        if not passed:
            return
        self._evidence(rows, last)
        if not self._chance("waits"):
            self._review(rows, last, trainer)

    def _try(
        self, rows: _Rows, who: User, task: Task, number: int, *, at: datetime, passed: bool
    ) -> Submission:
        submission = Submission(
            apprentice=who,
            version=task.version,
            exercise=task.version.exercise,
            number=number,
            state=SubmissionState.PASSED if passed else SubmissionState.FAILED,
            submitted_at=at,
            graded_at=at,
        )
        rows.submissions.append(submission)
        files = task.right if passed else task.wrong[number % len(task.wrong)]
        rows.files += [
            SubmittedFile(submission=submission, path=path, content=text) for path, text in files.items()
        ]
        run = GradingRun(
            submission=submission,
            worker="population",
            claimed_at=at,
            lease_ends_at=at,
            finished_at=at,
            outcome="passed" if passed else "failed",
            sentence="" if passed else "Un point ne correspond pas encore.",
        )
        rows.runs.append(run)
        right = len(task.checks) if passed else self.random.randrange(len(task.checks) or 1)
        rows.results += [
            CheckResult(
                run=run,
                position=position,
                check_id=name[:80],
                asks=asks,
                passed=position <= right,
                sentence="" if position <= right else "La valeur attendue n’est pas là.",
                expected="12",
                found="12" if position <= right else "undefined",
            )
            for position, (name, asks) in enumerate(task.checks, start=1)
        ]
        return submission

    def _evidence(self, rows: _Rows, submission: Submission) -> None:
        rows.evidence += [
            Evidence(
                apprentice=submission.apprentice,
                competence_id=self.competences[code],
                source_label="quiz" if submission.version.runtime == "quiz" else "exercise",
                source_id=submission.exercise.key,
                source_title=submission.version.title,
                is_formative=False,
                recorded_at=submission.submitted_at,
            )
            for code in submission.version.competence_codes
            if code in self.competences
        ]

    def _review(self, rows: _Rows, submission: Submission, trainer: User) -> None:
        moment = min(submission.submitted_at + timedelta(hours=self.random.randrange(1, 30)), self.now)
        returned = self._chance("returned")
        review = Review(
            submission=submission,
            decision=ReviewDecision.RETURNED if returned else ReviewDecision.ACCEPTED,
            comment="Le code se lit bien.",
            next_step="Reprenez les noms, puis rendez." if returned else "",
            reviewed_by=trainer,
            reviewed_at=moment,
        )
        rows.reviews.append(review)
        if self._chance("appraised") and submission.version.competence_codes:
            rows.appraisals.append(
                Appraisal(
                    review=review,
                    competence_code=submission.version.competence_codes[0],
                    level=AppraisalLevel.SEEN,
                    words="Vu dans la structure.",
                )
            )
        if not self._chance("comment"):
            return
        comment = LineComment(
            submission=submission,
            author=trainer,
            path=rows.files[-1].path,
            first_line=1,
            last_line=2,
            text="Ces deux lignes disent la même chose.",
            written_at=moment,
            sent_at=moment,
        )
        rows.comments.append(comment)
        if self._chance("answered"):
            rows.answers.append(
                CommentAnswer(
                    comment=comment, author=submission.apprentice, text="Je regarde.", written_at=moment
                )
            )
            if self.now - moment < timedelta(days=7):
                comment.awaiting_trainer_since = moment

    def _question(self, rows: _Rows, who: User, task: Task, moment: datetime, trainer: User) -> None:
        recent = self.now - moment < timedelta(days=3)
        request = HelpRequest(
            apprentice=who,
            exercise=task.version.exercise,
            asked_at=moment,
            awaiting_trainer_since=moment if recent else None,
            closed_at=None if recent else moment + timedelta(hours=1),
        )
        rows.questions.append(request)
        rows.messages.append(
            HelpMessage(
                request=request,
                author=who,
                text="Je ne vois pas où regarder.",
                written_at=moment,
                version=task.version,
                files=task.wrong[0],
            )
        )
        if not recent:
            rows.messages.append(
                HelpMessage(
                    request=request,
                    author=trainer,
                    text="Relisez la première ligne à voix haute.",
                    written_at=moment + timedelta(minutes=20),
                )
            )

    def _store(self, rows: _Rows) -> None:
        # In this order: each kind names those above it.
        Submission.objects.bulk_create(rows.submissions, BATCH)
        GradingRun.objects.bulk_create(rows.runs, BATCH)
        SubmittedFile.objects.bulk_create(rows.files, BATCH)
        CheckResult.objects.bulk_create(rows.results, BATCH)
        Draft.objects.bulk_create(rows.drafts, BATCH)
        Review.objects.bulk_create(rows.reviews, BATCH)
        Appraisal.objects.bulk_create(rows.appraisals, BATCH)
        LineComment.objects.bulk_create(rows.comments, BATCH)
        CommentAnswer.objects.bulk_create(rows.answers, BATCH)
        HelpRequest.objects.bulk_create(rows.questions, BATCH)
        HelpMessage.objects.bulk_create(rows.messages, BATCH)
        Evidence.objects.bulk_create(rows.evidence, BATCH)
        run = GradingRun.objects.filter(submission=OuterRef("pk")).values("pk")[:1]
        Submission.objects.filter(pk__gte=rows.submissions[0].pk, current_run=None).update(
            current_run=Subquery(run)
        )
        AuditEvent.objects.bulk_create(
            (
                AuditEvent(
                    happened_at=review.reviewed_at,
                    actor=review.reviewed_by,
                    action="submission_reviewed",
                    subject_label=Submission._meta.label,
                    subject_id=str(review.submission_id),
                    details={"decision": str(review.decision)},
                )
                for review in rows.reviews
            ),
            BATCH,
        )
