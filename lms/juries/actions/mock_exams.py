"""Rehearse a scored certificate: put mock exams together, sit them, give extra time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exercises import grading
from exercises.models import ExerciseVersion
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.juries.actions.guards import ExamRefused
from lms.juries.models import ExtraTime, MockAnswers, MockExam, MockQuiz, MockSitting
from lms.juries.permissions import check_can_grant_extra_time, check_can_open_mock, check_can_sit
from lms.juries.queries import has_extra_time, is_over, quizzes_to_rehearse, sitting_of, versions_to_rehearse
from lms.juries.rules import MockPlan, minutes_for
from lms.people.models import Cohort, Enrolment, User
from lms.records.models import CertificationVersion


@transaction.atomic
def open_mock(
    *,
    cohort: Cohort,
    version: CertificationVersion,
    plan: MockPlan,
    quizzes: Sequence[ExerciseVersion],
    by: User,
    now: datetime,
) -> MockExam:
    """Put a mock exam together; its quizzes stay what they are today, whatever is published later.

    Raises:
        Denied: `by` neither trains nor coordinates there.
        ExamRefused: the certificate gives this cohort no score, the days are wrong, a quiz is not one to choose.
    """
    check_can_open_mock(by, cohort)
    if not versions_to_rehearse(cohort).filter(pk=version.pk).exists():
        raise ExamRefused(_("This cohort prepares for no such scored certificate."))
    if plan.closes_on < plan.opens_on:
        raise ExamRefused(_("The last day comes before the first."))
    if plan.closes_on < timezone.localdate(now):
        raise ExamRefused(_("The last day is over already."))
    chosen = {one.pk for one in quizzes}
    if not chosen or quizzes_to_rehearse().filter(pk__in=chosen).count() != len(chosen):
        raise ExamRefused(_("Choose at least one quiz of the list."))
    if plan.minutes < 1:
        raise ExamRefused(_("Give at least one minute."))
    mock = MockExam.objects.create(
        cohort=cohort,
        version=version,
        title=plan.title,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        minutes=plan.minutes,
        opened_by=by,
        opened_at=now,
    )
    MockQuiz.objects.bulk_create(
        MockQuiz(mock=mock, version=one, position=position, question_count=grading.question_count(one))
        for position, one in enumerate(quizzes, start=1)
    )
    record_event(action="mock_exam_opened", subject=mock, by=by, now=now)
    return mock


@transaction.atomic
def remove_mock(*, mock: MockExam, by: User, now: datetime) -> None:
    """Take a mock exam back that nobody has begun.

    Raises:
        Denied: `by` neither trains nor coordinates there.
        ExamRefused: somebody has begun it.
    """
    check_can_open_mock(by, mock.cohort)
    # Whoever begins takes the same lock: nobody sits what is being removed.
    MockExam.objects.select_for_update().get(pk=mock.pk)
    if mock.sittings.exists():
        raise ExamRefused(_("Somebody has begun this mock exam: it stays."))
    record_event(action="mock_exam_removed", subject=mock, by=by, now=now)
    mock.delete()


@transaction.atomic
def grant_extra_time(*, enrolment: Enrolment, by: User, now: datetime) -> ExtraTime:
    """Give a third more time at the mock exams that she begins from now on. Twice changes nothing.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she has left the cohort.
    """
    check_can_grant_extra_time(by, enrolment)
    if enrolment.left_on is not None:
        raise ExamRefused(_("This person is no longer in the cohort."))
    extra, is_new = ExtraTime.objects.get_or_create(
        enrolment=enrolment, defaults={"granted_by": by, "granted_at": now}
    )
    if is_new:
        record_event(action="extra_time_granted", subject=enrolment, by=by, now=now)
    return extra


@transaction.atomic
def withdraw_extra_time(*, enrolment: Enrolment, by: User, now: datetime) -> None:
    """Take extra time back; what she has begun keeps its time. Twice changes nothing.

    Raises:
        Denied: `by` does not coordinate the school.
    """
    check_can_grant_extra_time(by, enrolment)
    deleted, _kinds = ExtraTime.objects.filter(enrolment=enrolment).delete()
    if deleted:
        record_event(action="extra_time_withdrawn", subject=enrolment, by=by, now=now)


@transaction.atomic
def begin_mock(*, mock: MockExam, by: User, now: datetime) -> MockSitting:
    """Begin the one try of `by`, or return it when she has begun: pressing twice gives no more time.

    Raises:
        Denied: she is not enrolled in its cohort.
        ExamRefused: it is not open today.
    """
    check_can_sit(by, mock)
    MockExam.objects.select_for_update(no_key=True).get(pk=mock.pk)
    begun = sitting_of(by, mock)
    if begun is not None:
        return begun
    if not mock.opens_on <= timezone.localdate(now) <= mock.closes_on:
        raise ExamRefused(_("This mock exam is not open today."))
    minutes = minutes_for(mock.minutes, has_extra_time=has_extra_time(by, mock.cohort))
    return MockSitting.objects.create(
        mock=mock, apprentice=by, started_at=now, ends_at=now + timedelta(minutes=minutes)
    )


@transaction.atomic
def save_mock_answers(
    *, sitting: MockSitting, quiz: MockQuiz, content: str, by: User, now: datetime
) -> MockAnswers:
    """Keep what she answered to one quiz; she may change it until the end. No submission, no evidence.

    Raises:
        Denied: the sitting is somebody else's, or the quiz of another mock exam.
        ExamRefused: her time is over, she has handed in, or this is nothing that can be kept.
    """
    if sitting.apprentice_id != by.pk or quiz.mock_id != sitting.mock_id:
        raise Denied
    # Handing in waits for what is being kept, and the other way round.
    sitting = MockSitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    if is_over(sitting, now=now):
        raise ExamRefused(_("The time is over. What you had saved before is counted."))
    try:
        verdict = grading.judge_quiz_answers(quiz.version, content)
    except (grading.RefusedFiles, grading.BadAnswers) as refusal:
        raise ExamRefused(str(refusal)) from refusal
    answers, _is_new = MockAnswers.objects.update_or_create(
        sitting=sitting,
        quiz=quiz,
        defaults={
            "content": content,
            "answered_count": len(grading.answers_in(quiz.version, {grading.ANSWERS: content})),
            "right_count": sum(one.passed for one in verdict.results),
            "saved_at": now,
        },
    )
    return answers


@transaction.atomic
def hand_in_mock(*, sitting: MockSitting, by: User, now: datetime) -> None:
    """End her try before its time; once over, it stays as it is.

    Raises:
        Denied: the sitting is somebody else's.
    """
    if sitting.apprentice_id != by.pk:
        raise Denied
    current = MockSitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    if not is_over(current, now=now):
        MockSitting.objects.filter(pk=sitting.pk).update(handed_in_at=now)
