"""Who may open a page of the course."""

from wagtail.models import Page

from curriculum.models import HomePage
from lms.people.models import User
from lms.people.permissions import is_client, is_staff
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
    """Staff and editors open everything; an apprentice what is open in her own programme; a client nothing."""
    if not user.is_authenticated or is_client(user):
        return False
    if is_staff(user) or user.is_superuser or isinstance(page.specific, HomePage):
        return True
    cohort = cohort_of(user)
    return cohort is not None and cohort.programme_id == _programme_id(page) and _is_open(page)
