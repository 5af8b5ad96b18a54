"""The trainer's screens: one submission to read and answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.actions.regrade import retry_set_aside
from exercises.actions.review import ReviewRefused, review_submission
from exercises.forms import ReviewForm
from exercises.models import Submission
from exercises.permissions import can_review, check_can_review
from exercises.queries import (
    access_of,
    solutions_open_to,
    submissions_visible_to,
    submissions_waiting_for,
    tries_of,
)
from exercises.states import PENDING_STATES, ReviewDecision
from exercises.views.cards import SubmissionCard
from exercises.views.quiz import answered_in
from exercises.views.statement import statement_html
from lms.core.highlighting import highlight_file
from lms.core.permissions import only
from lms.core.states import TransitionRefused
from lms.people.permissions import is_trainer


def _reviewable(request: HttpRequest, submission_id: int) -> Submission:
    submission = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    if not can_review(request.user, submission):
        raise Http404
    return submission


@only(is_trainer)
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Read one try and answer it; then go to the next that waits."""
    submission = _reviewable(request, submission_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_submission(
                submission=submission,
                decision=ReviewDecision(form.cleaned_data["decision"]),
                comment=form.cleaned_data["comment"],
                by=request.user,
                now=timezone.now(),
            )
        except ReviewRefused as refusal:
            form.add_error("comment", str(refusal))
        else:
            messages.success(request, _("Your answer is recorded."))
            return _next_waiting(request)
    card = SubmissionCard(submission)
    context = {
        "submission": submission,
        "card": card,
        "answers": answered_in(submission, card.results, whole=True),
        "form": form,
        "files": [(file.path, highlight_file(file.path, file.content)) for file in submission.files.all()],
        "statement_html": statement_html(submission.version),
        "tries": [SubmissionCard(one) for one in tries_of(submission.apprentice, submission.exercise)],
        "is_pending": submission.state in PENDING_STATES,
        "answered": getattr(submission, "review", None),
        "solutions_open": solutions_open_to(submission.apprentice, submission.exercise),
        "solution_access": access_of(submission.apprentice, submission.exercise),
    }
    return render(request, "exercises/review.html", context)


def _next_waiting(request: HttpRequest) -> HttpResponse:
    following = submissions_waiting_for(request.user).first()
    return redirect("review", following.pk) if following else redirect("home")


@only(is_trainer)
@require_POST
def retry(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = _reviewable(request, submission_id)
    check_can_review(request.user, submission)
    try:
        retry_set_aside(submission=submission, by=request.user, now=timezone.now())
    except TransitionRefused:
        messages.info(request, _("This work is already being checked again."))
    else:
        messages.success(request, _("The work is being checked again."))
    return redirect("review", submission.pk)
