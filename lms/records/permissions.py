"""Who may read whose record, validate in it, and change what certifications consist of."""

from datetime import date

from lms.core.permissions import Denied
from lms.people.models import Cohort, User
from lms.people.permissions import can_coordinate, is_coordinator, is_staff, teaches
from lms.people.queries import apprentices_followed_by, cohort_of


def can_see_record(user: User, apprentice: User) -> bool:
    """The apprentice herself, and those who work in a school where she is or was enrolled."""
    return user == apprentice or apprentices_followed_by(user).filter(pk=apprentice.pk).exists()


def can_validate(user: User, apprentice: User, *, on: date) -> bool:
    """Those who teach her on that day: nobody validates her own competences, and coordinators do not teach."""
    return user != apprentice and teaches(user, apprentice, on=on)


def check_can_validate(user: User, apprentice: User, *, on: date) -> None:
    if not can_validate(user, apprentice, on=on):
        raise Denied


def can_ask_validation(user: User, apprentice: User) -> bool:
    """Herself, while she is enrolled somewhere."""
    return user == apprentice and cohort_of(apprentice) is not None


def check_can_ask_validation(user: User, apprentice: User) -> None:
    if not can_ask_validation(user, apprentice):
        raise Denied


def can_add_piece(user: User, apprentice: User, *, on: date) -> bool:
    """Herself, and those who teach her."""
    return can_ask_validation(user, apprentice) or can_validate(user, apprentice, on=on)


def check_can_add_piece(user: User, apprentice: User, *, on: date) -> None:
    if not can_add_piece(user, apprentice, on=on):
        raise Denied


def can_open_pieces(user: User, apprentice: User, *, on: date) -> bool:
    """What she handed in is between her and those who teach her; others read what it is called."""
    return user == apprentice or teaches(user, apprentice, on=on)


def can_read_referentials(user: User) -> bool:
    """Whoever works for a school."""
    return is_staff(user)


def can_import_referential(user: User) -> bool:
    """Coordinators: certifications are common to all schools, and a version that is used never changes."""
    return is_coordinator(user)


def check_can_import_referential(user: User) -> None:
    if not can_import_referential(user):
        raise Denied


def can_tie(user: User, cohort: Cohort) -> bool:
    """Those who coordinate its school."""
    return can_coordinate(user, cohort.school)


def check_can_tie(user: User, cohort: Cohort) -> None:
    if not can_tie(user, cohort):
        raise Denied
