"""Who may open a page of the course, who sets its dates, and what is still closed to whom."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from curriculum.models import HomePage, LessonPage, LessonReading, ModuleDates, Recording
from lms.core.permissions import Denied
from lms.people.models import Cohort, User
from lms.people.permissions import can_teach, is_apprentice, is_client, is_staff, is_trainer
from lms.people.queries import cohort_of


def _programme_id(page: Page) -> int | None:
    """Return the programme whose course `page` belongs to; None for what belongs to none."""
    return (
        page.get_ancestors(inclusive=True)
        .filter(programmepage__isnull=False)
        .values_list("programmepage__programme_id", flat=True)
        .first()
    )


def _is_open(page: Page) -> bool:
    """A lesson of a module that is not published yet is not published either."""
    return not page.get_ancestors().filter(depth__gt=1, live=False).exists()


def can_open(user: User, page: Page) -> bool:
    """Staff and editors open everything; an apprentice what is open in her own programme; a client nothing.

    Of a module that opens later she reads the page, which says when; its lessons are closed to her.
    """
    if not user.is_authenticated or is_client(user):
        return False
    if is_staff(user) or user.is_superuser or isinstance(page.specific, HomePage):
        return True
    cohort = cohort_of(user)
    if cohort is None or cohort.programme_id != _programme_id(page) or not _is_open(page):
        return False
    return lock_on(user, page, on=timezone.localdate()) is None


def can_read_trainer_sheet(user: User) -> bool:
    """Staff only: it says what apprentices get wrong and what to look at."""
    return is_staff(user)


def can_read_words(user: User) -> bool:
    """Whoever learns or teaches; clients have no course."""
    return user.is_authenticated and not is_client(user)


def can_play(user: User, recording: Recording) -> bool:
    """Whoever may open a page; an apprentice, a lesson that is published and open to her and plays it."""
    if not user.is_authenticated or is_client(user):
        return False
    if is_staff(user) or user.is_superuser:
        return True
    places = ReferenceIndex.get_references_to(recording).values_list("object_id", flat=True)
    lessons = LessonPage.objects.live().filter(pk__in=[int(pk) for pk in places if pk.isdecimal()])
    return any(can_open(user, lesson) for lesson in lessons)


def dates_to_come(user: User, *, on: date) -> QuerySet[ModuleDates]:
    """Return the dates of the modules that open for `user` after that day; none for those who teach."""
    if not is_apprentice(user):
        return ModuleDates.objects.none()
    return ModuleDates.objects.filter(
        cohort__enrolments__apprentice=user, cohort__enrolments__left_on=None, opens_on__gt=on
    ).select_related("module", "cohort")


def lock_on(user: User, page: Page, *, on: date) -> ModuleDates | None:
    """Return the dates that keep the lesson `page` closed to `user`, or None. What she has read stays open."""
    if not issubclass(page.specific_class or Page, LessonPage):
        return None
    module = page.get_parent()
    dates = dates_to_come(user, on=on).filter(module=module.pk).first()
    if dates is None or LessonReading.objects.filter(apprentice=user, lesson=page.pk).exists():
        return None
    return dates


def can_plan(user: User, cohort: Cohort) -> bool:
    """Whoever may teach a cohort sets its dates."""
    return can_teach(user, cohort)


def check_can_plan(user: User, cohort: Cohort) -> None:
    if not can_plan(user, cohort):
        raise Denied


def can_subscribe(user: User) -> bool:
    """Those whose days the calendar tells: apprentices and trainers."""
    return is_apprentice(user) or is_trainer(user)
