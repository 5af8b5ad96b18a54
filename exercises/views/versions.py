"""A newer version exists: an apprentice moves to it, or stays."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.actions.move import forget_left_over, move_draft, stay_on_version
from exercises.permissions import can_write
from exercises.views.apprentice import exercise_of
from lms.core.permissions import only


@only(can_write)
@require_POST
def change_version(request: HttpRequest, key: str) -> HttpResponse:
    """Do what the button pressed says: move, stay, or forget what was left over."""
    exercise = exercise_of(request, key)
    choice = request.POST.get("choice")
    if choice == "move":
        moved = move_draft(apprentice=request.user, exercise=exercise, now=timezone.now())
        if moved is not None:
            messages.success(request, _("You are on the new version. Your work came along."))
            for path in moved.clashes:
                messages.info(
                    request,
                    _(
                        "%(path)s: its starting file has changed too. Yours is kept: compare it with what is asked."
                    )
                    % {"path": path},
                )
    elif choice == "stay":
        stay_on_version(apprentice=request.user, exercise=exercise)
    elif choice == "forget":
        forget_left_over(apprentice=request.user, exercise=exercise)
    return redirect("exercise", exercise.key)
