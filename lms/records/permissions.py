"""Who may read whose record."""

from lms.people.models import User
from lms.people.queries import apprentices_visible_to


def can_see_record(user: User, apprentice: User) -> bool:
    """The apprentice herself, and those who work in her school."""
    return user == apprentice or apprentices_visible_to(user).filter(pk=apprentice.pk).exists()
