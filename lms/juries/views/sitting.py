"""A mock exam as an apprentice sits it, and what came out of it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exercises import grading
from exercises.models import CheckResult, ExerciseVersion
from exercises.views.quiz import Answered, answers_told, posted_answers, questions_of
from lms.core.permissions import only
from lms.juries.actions import mock_exams
from lms.juries.actions.guards import ExamRefused
from lms.juries.models import MockExam, MockSitting
from lms.juries.permissions import mocks_of
from lms.juries.queries import has_extra_time, is_over, mock_results, sitting_of
from lms.juries.rules import minutes_for
from lms.people.models import User
from lms.people.permissions import is_apprentice


def mocks_to_sit(user: User, *, now: datetime) -> list[MockExam]:
    """What she may still begin or go on with."""
    begun = {one.mock_id: one for one in MockSitting.objects.filter(apprentice=user)}
    today = timezone.localdate(now)
    return [
        mock
        for mock in mocks_of(user)
        if (not is_over(begun[mock.pk], now=now) if mock.pk in begun else mock.closes_on >= today)
    ]


def _my_mock(request: HttpRequest, mock_id: int) -> MockExam:
    return get_object_or_404(mocks_of(request.user), pk=mock_id)


@only(is_apprentice)
@require_safe
def my_mock(request: HttpRequest, mock_id: int) -> HttpResponse:
    """Show a mock exam before it is begun, while it lasts, or what came out of it."""
    mock, now = _my_mock(request, mock_id), timezone.now()
    sitting = sitting_of(request.user, mock)
    over = sitting is not None and is_over(sitting, now=now)
    # Not before the last day is over: classmates may still be sitting.
    explained = over and mock.closes_on < timezone.localdate(now)
    kept = {one.quiz_id: one for one in sitting.answers.all()} if sitting else {}
    quizzes = [
        {
            "quiz": quiz,
            "kept": kept.get(quiz.pk),
            "answers": _told(quiz.version, kept[quiz.pk].content if quiz.pk in kept else "{}")
            if explained
            else [],
        }
        for quiz in mock.quizzes.select_related("version").defer("version__definition")
    ]
    today = timezone.localdate(now)
    context = {
        "mock": mock,
        "sitting": sitting,
        "is_over": over,
        "explained": explained,
        "quizzes": quizzes,
        "result": next(iter(mock_results(MockSitting.objects.filter(pk=sitting.pk), now=now)), None)
        if sitting
        else None,
        "is_open": mock.opens_on <= today <= mock.closes_on,
        "is_to_come": today < mock.opens_on,
        "minutes": sitting.minutes
        if sitting
        else minutes_for(mock.minutes, has_extra_time=has_extra_time(request.user, mock.cohort)),
    }
    return render(request, "juries/my_mock.html", context)


def _told(version: ExerciseVersion, content: str) -> list[Answered]:
    """Each question of a quiz with her answer, what is right, and why."""
    results = [
        CheckResult(check_id=one.id, asks=one.asks, passed=one.passed, sentence=one.sentence)
        for one in grading.judge_quiz_answers(version, content).results
    ]
    return answers_told(version, {grading.ANSWERS: content}, results, whole=True)


@only(is_apprentice)
@require_POST
def my_mock_begin(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = _my_mock(request, mock_id)
    try:
        mock_exams.begin_mock(mock=mock, by=request.user, now=timezone.now())
    except ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_mock", mock.pk)


@only(is_apprentice)
@require_POST
def my_mock_hand_in(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = _my_mock(request, mock_id)
    sitting = sitting_of(request.user, mock)
    if sitting is not None:
        mock_exams.hand_in_mock(sitting=sitting, by=request.user, now=timezone.now())
    return redirect("my_mock", mock.pk)


@only(is_apprentice)
def my_mock_quiz(request: HttpRequest, mock_id: int, quiz_id: int) -> HttpResponse:
    """Show one quiz of a sitting that lasts, and keep what is answered."""
    mock, now = _my_mock(request, mock_id), timezone.now()
    quizzes = list(mock.quizzes.select_related("version").defer("version__definition"))
    place = next((number for number, one in enumerate(quizzes) if one.pk == quiz_id), None)
    if place is None:
        raise Http404
    quiz, sitting = quizzes[place], sitting_of(request.user, mock)
    if sitting is None:
        return redirect("my_mock", mock.pk)
    following = quizzes[place + 1] if place + 1 < len(quizzes) else None
    if request.method == "POST":
        try:
            mock_exams.save_mock_answers(
                sitting=sitting, quiz=quiz, content=posted_answers(request.POST), by=request.user, now=now
            )
        except ExamRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("my_mock", mock.pk)
        messages.success(request, _("Your answers are saved. You can change them until the end."))
        if request.POST.get("then") == "next" and following is not None:
            return redirect("my_mock_quiz", mock.pk, following.pk)
        return redirect("my_mock", mock.pk)
    if is_over(sitting, now=now):
        return redirect("my_mock", mock.pk)
    kept = sitting.answers.filter(quiz=quiz).first()
    context = {
        "mock": mock,
        "quiz": quiz,
        "sitting": sitting,
        "following": following,
        "number": place + 1,
        "total": len(quizzes),
        "questions": questions_of(
            quiz.version, {grading.ANSWERS: kept.content if kept else "{}"}, request.user
        ),
    }
    return render(request, "juries/my_mock_quiz.html", context)
