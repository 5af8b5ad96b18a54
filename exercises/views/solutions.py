"""The solutions of an exercise, once it is passed or a trainer says so."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions.solutions import note_reading, show_solutions
from exercises.actions.submit import version_for
from exercises.comparing import compared_files
from exercises.permissions import can_read_statements
from exercises.queries import newest_passed, submissions_visible_to
from exercises.views.apprentice import exercise_of
from lms.core.highlighting import highlight_file
from lms.core.permissions import only
from lms.people.permissions import is_trainer


@only(can_read_statements)
@never_cache
def solutions(request: HttpRequest, key: str) -> HttpResponse:
    """Show each solution of the author, and what differs from what the reader passed with."""
    exercise = exercise_of(request, key)
    version = version_for(request.user, exercise)
    if grading.is_quiz(version):
        raise Http404
    teaches = is_trainer(request.user)
    if not teaches:
        note_reading(apprentice=request.user, exercise=exercise, now=timezone.now())
    mine = newest_passed(request.user, exercise)
    files = {file.path: file.content for file in mine.files.all()} if mine else {}
    told = [
        {
            "name": name,
            "files": [(path, highlight_file(path, text, among=name)) for path, text in solution.items()],
            "compared": compared_files(files, solution) if mine else [],
        }
        for name, solution in grading.solutions_of(version).items()
    ]
    context = {
        "exercise": exercise,
        "title": version.title,
        "solutions": told,
        "mine": mine,
        "teaches": teaches,
    }
    return render(request, "exercises/solutions.html", context)


@only(is_trainer)
@require_POST
def show(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    show_solutions(submission=submission, by=request.user, now=timezone.now())
    messages.success(
        request, _("%(name)s may read the solutions of this exercise now.") % {"name": submission.apprentice}
    )
    return redirect("review", submission.pk)
