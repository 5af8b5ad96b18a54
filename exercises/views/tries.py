"""The code of one's tries: read it, compare it, take it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions.restore import restore_before, restore_starter, restore_try
from exercises.comparing import compared_files
from exercises.models import Submission
from exercises.permissions import can_discuss, can_read_statements
from exercises.queries import comments_of, draft_of, submissions_visible_to, tries_seen_by
from exercises.views.apprentice import exercise_of, posted_files
from exercises.views.cards import SubmissionCard
from exercises.views.commented import Refused, commented_files
from lms.core.permissions import only

STARTER, DRAFT = "depart", "brouillon"


@only(can_read_statements)
@never_cache
def code_of_try(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show the code of a try, and what changed between another one (`?avec=`) and it: the one before, at first."""
    submission = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    if grading.is_quiz(submission.version):
        raise Http404
    return code_page(request, submission)


def code_page(
    request: HttpRequest, submission: Submission, *, refused: Refused | None = None
) -> HttpResponse:
    """Draw the page; `refused` is an answer to a comment that could not be stored."""
    tries = list(tries_seen_by(request.user, submission))
    is_mine = submission.apprentice_id == request.user.pk
    before = next((one for one in tries if one.number < submission.number), None)
    asked = request.GET.get("avec", str(before.number) if before else STARTER)
    files = _files(submission)
    comments = list(comments_of(submission, request.user))
    older, name = _other(request, submission, tries, asked, is_mine)
    context = {
        "submission": submission,
        "card": SubmissionCard(submission),
        "is_mine": is_mine,
        "files": commented_files(submission, comments),
        "comments": comments,
        "can_discuss": can_discuss(request.user, submission),
        "refused": refused,
        "compared": compared_files(older, files),
        "other": name,
        "asked": asked,
        "choices": [(str(one.number), one) for one in tries if one.pk != submission.pk],
        "can_compare_draft": is_mine and draft_of(submission.apprentice, submission.exercise) is not None,
    }
    return render(request, "exercises/code_of_try.html", context, status=422 if refused else 200)


def _files(submission: Submission) -> dict[str, str]:
    return {file.path: file.content for file in submission.files.all()}


def _other(
    request: HttpRequest, submission: Submission, tries: list[Submission], asked: str, is_mine: bool
) -> tuple[dict[str, str], str]:
    """Return the files to compare with, and how they are called."""
    if asked == DRAFT and is_mine and (draft := draft_of(submission.apprentice, submission.exercise)):
        return dict(draft.files), _("what you are writing now")
    found = next((one for one in tries if str(one.number) == asked), None)
    if found is not None:
        return _files(found), _("try %(number)s") % {"number": found.number}
    starter = grading.starter_of(submission.version)
    editable = grading.editable_paths(submission.version)
    return {path: starter.get(path, "") for path in editable}, _("the first files")


@only(can_read_statements)
@require_POST
def compare_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the page at hand holds beside the draft that another window saved; writes nothing."""
    exercise = exercise_of(request, key)
    draft = draft_of(request.user, exercise)
    try:
        mine = grading.editable_files(draft.version, posted_files(request)) if draft else {}
    except grading.RefusedFiles:
        return HttpResponse(status=422)  # the choice is offered without it
    theirs = dict(draft.files) if draft else {}
    return render(request, "exercises/_two_versions.html", {"compared": compared_files(theirs, mine)})


@only(can_read_statements)
@require_POST
def take_back(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    restore_try(submission=submission, apprentice=request.user, now=timezone.now())
    messages.success(
        request,
        _("Your code is that of try %(number)s again. What you had before is kept: see “My tries”.")
        % {"number": submission.number},
    )
    return redirect("exercise", submission.exercise.key)


@only(can_read_statements)
@require_POST
def start_over(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_of(request, key)
    if request.POST.get("to") == "before":
        draft = restore_before(exercise=exercise, apprentice=request.user, now=timezone.now())
        if draft is not None:
            messages.success(request, _("What you had before is back."))
    else:
        restore_starter(exercise=exercise, apprentice=request.user, now=timezone.now())
        messages.success(
            request, _("You start over from the first files. What you had is kept: see “My tries”.")
        )
    return redirect("exercise", exercise.key)
