"""The comments that the trainers of a school keep to write them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.actions.saved_comment import (
    SavingRefused,
    change_saved_comment,
    delete_saved_comment,
    save_comment,
)
from exercises.forms import SavedCommentForm
from exercises.models import SavedComment
from exercises.queries import saved_comments_visible_to, schools_taught_by
from exercises.views.commented import Refused
from lms.core.permissions import only
from lms.people.permissions import is_trainer


@only(is_trainer)
def saved_comments(request: HttpRequest) -> HttpResponse:
    """List them, search (`?q=`), and keep a new one."""
    form = SavedCommentForm(request.POST or None, schools=schools_taught_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            save_comment(by=request.user, now=timezone.now(), **form.cleaned_data)
        except SavingRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The comment is kept for your school."))
            return redirect("saved_comments")
    return _page(request, form=form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    *,
    form: SavedCommentForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:100]
    schools = schools_taught_by(request.user)
    context = {
        "form": form or SavedCommentForm(schools=schools),
        "refused": refused,
        "words": words,
        "saved": saved_comments_visible_to(request.user, words=words),
        "several_schools": len(schools) > 1,
    }
    return render(request, "exercises/saved_comments.html", context, status=status)


def _visible(request: HttpRequest, saved_id: int) -> SavedComment:
    return get_object_or_404(saved_comments_visible_to(request.user), pk=saved_id)


@only(is_trainer)
@require_POST
def change(request: HttpRequest, saved_id: int) -> HttpResponse:
    saved = _visible(request, saved_id)
    text = request.POST.get("text", "")
    try:
        change_saved_comment(saved=saved, text=text, by=request.user)
    except SavingRefused as refusal:
        return _page(request, refused=Refused(saved.pk, text, str(refusal)), status=422)
    messages.success(request, _("The comment is changed."))
    return redirect("saved_comments")


@only(is_trainer)
@require_POST
def delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    delete_saved_comment(saved=_visible(request, saved_id), by=request.user)
    messages.success(request, _("The comment is deleted."))
    return redirect("saved_comments")
