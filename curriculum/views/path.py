"""The whole path of an apprentice, and the few things she does to a lesson; lessons are served by Wagtail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from curriculum.actions.path import mark_lesson_read
from curriculum.models import LessonPage
from curriculum.queries import course_of, next_opening, next_step, outline
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


@only(is_apprentice)
def my_path(request: HttpRequest) -> HttpResponse:
    """Show the whole course as it stands for this apprentice: what is done, what is next, what opens when."""
    course = course_of(request.user)
    modules = outline(course, request.user) if course else []
    asked = [module for module in modules if not module.exempted]
    context = {
        "course": course,
        "modules": modules,
        "done": sum(module.is_done for module in asked),
        "asked": len(asked),
        "next_step": next_step(modules),
        "next_opening": next_opening(modules),
        "current": next((one for one in asked if not one.is_done and not one.is_locked), None),
    }
    return render(request, "curriculum/my_path.html", context)
