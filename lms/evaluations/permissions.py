"""Who plans and signs evaluations, and who reads a booklet."""

from datetime import date

from lms.core.permissions import Denied
from lms.people.models import Cohort, Enrolment, User
from lms.people.permissions import can_coordinate, can_follow, can_teach, teaches


def can_read_evaluations(user: User, cohort: Cohort) -> bool:
    """Whoever works in the school, and who substitutes there."""
    return can_follow(user, cohort) or can_teach(user, cohort)


def can_plan(user: User, cohort: Cohort) -> bool:
    return can_teach(user, cohort)


def check_can_plan(user: User, cohort: Cohort) -> None:
    if not can_plan(user, cohort):
        raise Denied


def can_evaluate(user: User, enrolment: Enrolment, *, on: date) -> bool:
    """Those who teach this candidate in this cohort: nobody signs her own sheets."""
    return (
        user != enrolment.apprentice
        and can_teach(user, enrolment.cohort)
        and teaches(user, enrolment.apprentice, on=on)
    )


def check_can_evaluate(user: User, enrolment: Enrolment, *, on: date) -> None:
    if not can_evaluate(user, enrolment, on=on):
        raise Denied


def can_represent(user: User, enrolment: Enrolment) -> bool:
    """Those who coordinate the school stand for the training centre."""
    return user != enrolment.apprentice and can_coordinate(user, enrolment.cohort.school)


def check_can_represent(user: User, enrolment: Enrolment) -> None:
    if not can_represent(user, enrolment):
        raise Denied


def check_is_candidate(user: User, enrolment: Enrolment) -> None:
    if user != enrolment.apprentice:
        raise Denied
