"""Who may write, read and review work, and what is not open yet."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from exercises.models import Draft, Exercise, HelpRequest, LineComment, Regrading, SavedComment, Submission
from lms.core.permissions import Denied
from lms.people.models import School, StaffPost, User
from lms.people.permissions import is_apprentice, is_coordinator, is_trainer, teaches
from lms.people.roles import TRAINER


@dataclass(frozen=True)
class Lock:
    """What keeps an exercise or a lesson closed for now: its module, the day that opens it, and whom to ask."""

    module: str
    opens_on: date
    ask: list[str]


class Locked(Denied):
    """An exercise is not open yet to this apprentice; `lock` says why."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(lock.module)
        self.lock = lock


def has_begun(user: User, exercise: Exercise) -> bool:
    return (
        Draft.objects.filter(apprentice=user, exercise=exercise).exists()
        or Submission.objects.filter(apprentice=user, exercise=exercise).exists()
        or HelpRequest.objects.filter(apprentice=user, exercise=exercise).exists()
    )


def lock_on(user: User, exercise: Exercise) -> Lock | None:
    """Return what keeps `exercise` closed to `user`, or None.

    Trainers see everything, and what an apprentice has begun is hers. The course knows the rest; it lies above this
    package and is asked by the dotted path in the settings.
    """
    if not is_apprentice(user) or has_begun(user, exercise):
        return None
    lock: Lock | None = import_string(settings.EXERCISE_LOCK)(exercise_key=exercise.key, user=user)
    return lock


def check_can_begin(user: User, exercise: Exercise) -> None:
    """Raise Locked where `exercise` is not open yet to an apprentice who has not begun it."""
    if lock := lock_on(user, exercise):
        raise Locked(lock)


def can_write(user: User) -> bool:
    """Apprentices who are enrolled now; trainers may try an exercise themselves."""
    # Asked at each click: whether there is an enrolment is all we need to know of it.
    return is_trainer(user) or (is_apprentice(user) and user.enrolments.filter(left_on=None).exists())


def can_read_statements(user: User) -> bool:
    """Whoever writes, and apprentices who have left and read their own work again."""
    return is_trainer(user) or is_apprentice(user)


def can_author(user: User) -> bool:
    """Trainers write exercises as they write the course, all of them: see ADR 12."""
    return is_trainer(user) or (user.is_authenticated and user.is_superuser)


def check_can_author(user: User) -> None:
    if not can_author(user):
        raise Denied


def check_can_write(user: User) -> None:
    if not can_write(user):
        raise Denied


def can_review(user: User, submission: Submission) -> bool:
    """Trainers of a school where the author is enrolled, or was when she handed it in."""
    day = localdate(submission.submitted_at)
    return user != submission.apprentice and teaches(user, submission.apprentice, on=day)


def check_can_review(user: User, submission: Submission) -> None:
    if not can_review(user, submission):
        raise Denied


def can_discuss(user: User, submission: Submission) -> bool:
    """The apprentice whose work it is, while somebody teaches her, and those who may review it."""
    return (submission.apprentice_id == user.pk and can_ask_for_help(user)) or can_review(user, submission)


def check_can_discuss(user: User, submission: Submission) -> None:
    if not can_discuss(user, submission):
        raise Denied


def can_change_comment(user: User, comment: LineComment) -> bool:
    """Its author, until it is sent."""
    return comment.author_id == user.pk and not comment.is_sent and can_review(user, comment.submission)


def check_can_change_comment(user: User, comment: LineComment) -> None:
    if not can_change_comment(user, comment):
        raise Denied


def can_save_for(user: User, school: School) -> bool:
    """Trainers of the school keep comments for each other."""
    return StaffPost.objects.filter(person=user, school=school, role=TRAINER).exists()


def check_can_save_for(user: User, school: School) -> None:
    if not can_save_for(user, school):
        raise Denied


def can_change_saved(user: User, saved: SavedComment) -> bool:
    """Its author, as long as she teaches there."""
    return saved.author_id == user.pk and can_save_for(user, saved.school)


def check_can_change_saved(user: User, saved: SavedComment) -> None:
    if not can_change_saved(user, saved):
        raise Denied


def can_see_grading(user: User) -> bool:
    """Those who have to explain to a class why nothing is checked."""
    return is_trainer(user) or is_coordinator(user)


def can_ask_for_help(user: User) -> bool:
    """Apprentices who are enrolled: somebody teaches them."""
    return is_apprentice(user) and can_write(user)


def check_can_ask_for_help(user: User) -> None:
    if not can_ask_for_help(user):
        raise Denied


def can_help(user: User, request: HelpRequest) -> bool:
    """Trainers of a school where the apprentice is enrolled, or was when she asked."""
    return teaches(user, request.apprentice, on=localdate(request.asked_at))


def check_can_help(user: User, request: HelpRequest) -> None:
    if not can_help(user, request):
        raise Denied


def can_regrade(user: User, regrading: Regrading | None = None) -> bool:
    """Trainers, on the work of their own schools; who asked for a try decides on it. Never the apprentice."""
    return is_trainer(user) and (regrading is None or regrading.asked_by_id == user.pk)


def check_can_regrade(user: User, regrading: Regrading | None = None) -> None:
    if not can_regrade(user, regrading):
        raise Denied


def can_keep_portfolio(user: User) -> bool:
    """Apprentices, each her own; who left goes on: it is her work."""
    return is_apprentice(user)


def check_can_keep_portfolio(user: User) -> None:
    if not can_keep_portfolio(user):
        raise Denied
