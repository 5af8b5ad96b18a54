"""Who reads and answers what stopped people."""

from lms.people.models import User
from lms.people.permissions import is_coordinator


def can_answer_barriers(user: User) -> bool:
    """The site is one for all schools: whoever coordinates one of them answers."""
    return is_coordinator(user)
