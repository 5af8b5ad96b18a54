"""The few things a reader does to a lesson; the pages themselves are served by Wagtail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from curriculum.actions.path import mark_lesson_read
from curriculum.models import LessonPage
from curriculum.queries import course_of, next_step, outline
from lms.core.permissions import only
from lms.people.permissions import is_apprentice


@only(is_apprentice)
@require_POST
def read_lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    mark_lesson_read(lesson=lesson, apprentice=request.user, now=timezone.now())
    course = course_of(request.user)
    following = next_step(outline(course, request.user)) if course else None
    return redirect(following.url if following else lesson.url)
