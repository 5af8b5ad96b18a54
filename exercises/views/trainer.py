"""The trainer's screens: one submission to read and answer."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises.actions.comment import CommentRefused, change_comment, send_comments, write_comment
from exercises.actions.hold import hold_submission, take_over
from exercises.actions.regrade import retry_set_aside
from exercises.actions.review import ReviewRefused, keep_typed, review_submission, undo_review
from exercises.actions.saved_comment import save_comment
from exercises.forms import LineCommentForm, ReviewForm
from exercises.models import LineComment, Review, Submission
from exercises.permissions import can_review, check_can_review
from exercises.queries import (
    MOST_SHOWN,
    access_of,
    comments_of,
    looks_like,
    neighbours_of,
    review_draft_of,
    review_to_undo,
    saved_comments_visible_to,
    schools_taught_by,
    solutions_open_to,
    submissions_visible_to,
    tries_seen_by,
    unsent_comments_of,
)
from exercises.states import PENDING_STATES, ReviewDecision
from exercises.views.cards import SubmissionCard
from exercises.views.commented import Refused, commented_files
from exercises.views.quiz import answered_in
from exercises.views.statement import statement_html
from lms.core.permissions import only
from lms.core.states import TransitionRefused
from lms.people.models import User
from lms.people.permissions import is_trainer
from lms.records.models import Competence
from lms.records.queries import competences_among

# The fields of the review page that are kept while they are typed.
TYPED = {"comment", "next_step", *LineCommentForm.base_fields}
_OF_A_COMPETENCE = re.compile(r"(level|words):[\w.-]{1,40}", re.ASCII)


def _reviewable(request: HttpRequest, submission_id: int) -> Submission:
    submission = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    if not can_review(request.user, submission):
        raise Http404
    return submission


@only(is_trainer)
@never_cache
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Read one try and answer it; then go to the next that waits."""
    submission = _reviewable(request, submission_id)
    if request.method != "POST":
        return review_page(request, submission)
    following = neighbours_of(submission, request.user, now=timezone.now())
    form = ReviewForm(request.POST, competences=_competences_of(submission))
    comment_form = None
    if request.POST.get("text", "").strip():  # a comment that was typed and not added goes with the answer
        comment_form = _comment_form(request, submission)
    if form.is_valid() and (comment_form is None or comment_form.is_valid()):
        try:
            with transaction.atomic():
                if comment_form is not None:
                    _store_comment(request, submission, dict(comment_form.cleaned_data))
                review_submission(
                    submission=submission,
                    decision=ReviewDecision(form.cleaned_data["decision"]),
                    comment=form.cleaned_data["comment"],
                    next_step=form.cleaned_data["next_step"],
                    appraised=form.appraised(),
                    by=request.user,
                    now=timezone.now(),
                )
        except ReviewRefused as refusal:
            if _is_what_i_sent(submission, request.user, form.cleaned_data):
                return redirect("review", following.next) if following.next else redirect("home")
            keep_typed(submission=submission, typed=typed_in(request), by=request.user, now=timezone.now())
            if refusal.field != "next_step":
                messages.error(request, str(refusal))  # the form is not drawn any more
            form.add_error(refusal.field, str(refusal))
        except CommentRefused as refusal:
            assert comment_form is not None
            comment_form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your answer is sent."))
            return redirect("review", following.next) if following.next else redirect("home")
    return review_page(request, submission, form=form, comment_form=comment_form)


def _is_what_i_sent(submission: Submission, trainer: User, words: Mapping[str, Any]) -> bool:
    """Whether this is the second click of a double one: the very same answer is already there."""
    return Review.objects.filter(
        submission=submission,
        reviewed_by=trainer,
        decision=words["decision"],
        comment=words["comment"].strip(),
        next_step=words["next_step"].strip(),
    ).exists()


@only(is_trainer)
@require_POST
def hold(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take over from a colleague; the page's script only says that one is still there, and is told who is instead."""
    submission = _reviewable(request, submission_id)
    if request.htmx:
        held = hold_submission(submission=submission, by=request.user, now=timezone.now())
        if held.trainer_id == request.user.pk:
            return HttpResponse(status=204)
        sentence = _("%(name)s is looking at this work now. What you type stays here.") % {
            "name": held.trainer
        }
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    take_over(submission=submission, by=request.user, now=timezone.now())
    return redirect("review", submission.pk)


@only(is_trainer)
@require_POST
def undo(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take one's answer back within a minute; what was typed is on the page again."""
    submission = _reviewable(request, submission_id)
    try:
        undo_review(submission=submission, by=request.user, now=timezone.now())
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your answer is taken back: nothing of it is shown to the apprentice."))
    return redirect("review", submission.pk)


def _competences_of(submission: Submission) -> QuerySet[Competence]:
    return competences_among(submission.version.competence_codes, submission.apprentice)


def _comment_form(request: HttpRequest, submission: Submission) -> LineCommentForm:
    return LineCommentForm(request.POST, paths=[file.path for file in submission.files.all()])


def review_page(
    request: HttpRequest,
    submission: Submission,
    *,
    form: ReviewForm | None = None,
    comment_form: LineCommentForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Draw the page with what was typed and not sent.

    Args:
        form: the answer that was sent and refused; `comment_form`: the comment; without them, what was kept.
        refused: an answer to a comment that could not be stored.
    """
    card = SubmissionCard(submission)
    draft = review_draft_of(submission, request.user)
    # What was sent last is newer than what was kept.
    typed = {**(draft.typed if draft else {}), **request.POST.dict()}
    paths = [file.path for file in submission.files.all()]
    comment_form = comment_form or LineCommentForm(initial=typed, paths=paths)
    comments = list(comments_of(submission, request.user))
    files = commented_files(submission, comments, chosen=_lines_in(typed))
    now = timezone.now()
    hold = hold_submission(submission=submission, by=request.user, now=now)
    context = {
        "submission": submission,
        "hold": hold if hold.trainer_id != request.user.pk else None,
        "neighbours": neighbours_of(submission, request.user, now=now),
        "now": now,
        "card": card,
        "answers": answered_in(submission, card.results, whole=True),
        "form": form or ReviewForm(initial=typed, competences=_competences_of(submission)),
        "comment_form": comment_form,
        "files": files,
        "has_chosen": any(line.is_chosen for file in files for line in file.lines),
        "comments": comments,
        "unsent": sum(not comment.is_sent for comment in comments),
        "is_formative": card.is_formative,
        "rubric_is_open": any(name.startswith("level:") and value for name, value in typed.items()),
        "saved_at": draft.saved_at if draft else None,
        "can_comment": not card.is_quiz,
        "can_discuss": True,
        "refused": refused,
        "saved": saved_comments_visible_to(request.user)[:MOST_SHOWN],
        "to_undo": review_to_undo(request.user, now=now),
        "statement_html": statement_html(submission.version),
        "tries": [SubmissionCard(one) for one in tries_seen_by(request.user, submission)],
        "is_pending": submission.state in PENDING_STATES,
        "answered": getattr(submission, "review", None),
        "alike": looks_like(request.user, submission),
        "solutions_open": solutions_open_to(submission.apprentice, submission.exercise),
        "solution_access": access_of(submission.apprentice, submission.exercise),
    }
    is_refused = refused is not None or comment_form.is_bound or form is not None
    return render(request, "exercises/review.html", context, status=422 if is_refused else 200)


def _lines_in(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return where the comment being written stands, as far as it can be read."""
    numbers = {name: typed.get(name, "") for name in ("first_line", "last_line")}
    return {
        "path": typed.get("path"),
        **{
            name: int(text)
            for name, text in numbers.items()
            if text.isascii() and text.isdigit() and len(text) < 7
        },
    }


def typed_in(request: HttpRequest, *, without: Collection[str] = ()) -> dict[str, str]:
    """Return what the page's form holds, field by field."""
    typed = [name for name in request.POST if name in TYPED or _OF_A_COMPETENCE.fullmatch(name)]
    names = [name for name in typed if name not in without]
    return {name: str(request.POST[name]) for name in names}


@only(is_trainer)
@require_POST
def keep(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Keep what is typed. A plain form also says here on which line to write (`line`), or what to change (`edit`)."""
    submission = _reviewable(request, submission_id)
    kept = review_draft_of(submission, request.user)
    # Fields that this page did not have stay as they were kept.
    absent = {
        name: text
        for name, text in (kept.typed if kept else {}).items()
        if name not in request.POST and name not in LineCommentForm.base_fields
    }
    typed = {**absent, **typed_in(request)}
    place = ""
    path, _sign, number = request.POST.get("line", "").rpartition(":")
    if path:
        typed |= {"path": path, "first_line": number, "last_line": number}
        place = "#remarque"
    edited = request.POST.get("edit", "")
    if edited.isdecimal() and len(edited) < 12:
        unsent = unsent_comments_of(submission, request.user)
        typed |= {
            name: str(value)
            for row in unsent.filter(pk=edited).values("path", "first_line", "last_line", "text")
            for name, value in {**row, "comment_id": edited}.items()
        }
        place = "#remarque"
    keep_typed(submission=submission, typed=typed, by=request.user, now=timezone.now())
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(reverse("review", args=[submission.pk]) + place)


@only(is_trainer)
@require_POST
def comment(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Write a comment on lines, or change one that is not sent."""
    submission = _reviewable(request, submission_id)
    form = _comment_form(request, submission)
    if form.is_valid():
        try:
            comment = _store_comment(request, submission, dict(form.cleaned_data))
        except CommentRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            keep_typed(
                submission=submission,
                typed=typed_in(request, without=LineCommentForm.base_fields),
                by=request.user,
                now=timezone.now(),
            )
            return redirect(reverse("review", args=[submission.pk]) + f"#remarque-{comment.pk}")
    return review_page(request, submission, comment_form=form)


def _store_comment(request: HttpRequest, submission: Submission, words: dict[str, Any]) -> LineComment:
    edited = words.pop("comment_id")
    if words.pop("reuse"):
        taught = schools_taught_by(request.user)
        hers = taught.filter(cohorts__enrolments__apprentice=submission.apprentice)
        if (school := hers.first() or taught.first()) is not None:
            save_comment(school=school, text=words["text"], by=request.user, now=timezone.now())
    known = unsent_comments_of(submission, request.user).filter(pk=edited).first() if edited else None
    if known is None:
        return write_comment(submission=submission, by=request.user, now=timezone.now(), **words)
    change_comment(comment=known, by=request.user, now=timezone.now(), **words)
    return known


@only(is_trainer)
@require_POST
def send(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Send the comments that were written while somebody else answered."""
    submission = _reviewable(request, submission_id)
    keep_typed(submission=submission, typed=typed_in(request), by=request.user, now=timezone.now())
    if hasattr(submission, "review"):
        send_comments(submission=submission, by=request.user, now=timezone.now())
        messages.success(request, _("Your comments are sent."))
    return redirect("review", submission.pk)


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
