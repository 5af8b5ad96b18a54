"""Who may read whose record."""

from lms.people.models import User
from lms.people.queries import apprentices_followed_by


def can_see_record(user: User, apprentice: User) -> bool:
    """The apprentice herself, and those who work in a school where she is or was enrolled."""
    return user == apprentice or apprentices_followed_by(user).filter(pk=apprentice.pk).exists()
