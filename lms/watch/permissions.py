"""Who reads how the platform does, and what went wrong in our programs."""

from lms.people.models import User
from lms.people.permissions import is_coordinator, is_trainer


def can_read_state(user: User) -> bool:
    """Those who have a class to keep at work: it names nobody, and is the same for every school."""
    return is_trainer(user) or is_coordinator(user) or can_read_faults(user)


def can_read_faults(user: User) -> bool:
    """Coordinators, and whoever runs the platform."""
    return is_coordinator(user) or (user.is_authenticated and user.is_superuser)
