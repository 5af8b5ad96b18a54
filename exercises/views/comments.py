"""What apprentice and trainer say to each other about lines of a submission."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.actions.comment import (
    CommentRefused,
    answer_comment,
    discard_comment,
    reopen_comment,
    settle_comment,
)
from exercises.actions.review import keep_typed
from exercises.models import LineComment
from exercises.permissions import can_read_statements
from exercises.queries import comments_visible_to
from exercises.views.commented import Refused
from exercises.views.trainer import review_page, typed_in
from exercises.views.tries import code_page
from lms.core.permissions import only
from lms.people.permissions import is_trainer


def _visible(request: HttpRequest, comment_id: int) -> LineComment:
    return get_object_or_404(comments_visible_to(request.user), pk=comment_id)


def _back(request: HttpRequest, comment: LineComment, place: str = "") -> HttpResponse:
    is_mine = comment.submission.apprentice_id == request.user.pk
    page = reverse("code_of_try" if is_mine else "review", args=[comment.submission_id])
    return redirect(f"{page}#{place or f'remarque-{comment.pk}'}")


@only(can_read_statements)
@require_POST
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = _visible(request, comment_id)
    text = request.POST.get("answer", "")
    try:
        answer_comment(comment=comment, text=text, by=request.user, now=timezone.now())
    except CommentRefused as refusal:
        refused = Refused(comment.pk, text, str(refusal))
        if comment.submission.apprentice_id == request.user.pk:
            return code_page(request, comment.submission, refused=refused)
        return review_page(request, comment.submission, refused=refused)
    messages.success(request, _("Your answer is sent."))
    return _back(request, comment)


@only(can_read_statements)
@require_POST
def settle(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Say that a comment is dealt with, or open it again (`to=open`)."""
    comment = _visible(request, comment_id)
    change = reopen_comment if request.POST.get("to") == "open" else settle_comment
    change(comment=comment, by=request.user, now=timezone.now())
    return _back(request, comment)


@only(is_trainer)
@require_POST
def discard(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = _visible(request, comment_id)
    discard_comment(comment=comment, by=request.user)
    keep_typed(submission=comment.submission, typed=typed_in(request), by=request.user, now=timezone.now())
    messages.success(request, _("The comment is deleted."))
    return _back(request, comment, comment.path.replace("/", "-") + f"-{comment.last_line}")
