"""The guide that belongs to a screen, in the course of whoever looks at it."""

from curriculum.models import ModulePage
from curriculum.permissions import can_open
from curriculum.queries.path import course_of
from curriculum.shipped import GUIDES, identity_of
from lms.core.guides import Guide
from lms.people.models import User


def guide_of(*, topic: str, user: User) -> Guide | None:
    """Return the published guide on `topic` that `user` may open; None where her course has none.

    A guide is known by where it came from, so that a school may rename it.

    Raises:
        KeyError: nobody ever wrote a guide on that topic.
    """
    identity = identity_of(GUIDES[topic])
    course = course_of(user) if user.is_authenticated else None
    if course is None:
        return None
    page = ModulePage.objects.live().child_of(course).filter(translation_key=identity).first()
    if page is None or not can_open(user, page):
        return None
    return Guide(page.title, page.url)
