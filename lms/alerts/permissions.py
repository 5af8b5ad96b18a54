"""Who is told, who may say that she knows."""

from lms.alerts.models import Alert
from lms.core.permissions import Denied
from lms.people.models import Cohort, User
from lms.people.permissions import can_teach


def can_dismiss(user: User, alert: Alert) -> bool:
    """Whoever may teach the cohort."""
    return can_teach(user, alert.cohort)


def check_can_dismiss(user: User, alert: Alert) -> None:
    if not can_dismiss(user, alert):
        raise Denied


def check_can_set(user: User, cohort: Cohort) -> None:
    if not can_teach(user, cohort):
        raise Denied
