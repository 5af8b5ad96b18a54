"""Who writes in a candidate's files (she alone), who reads them, who comments beside."""

from django.utils import timezone

from lms.core.permissions import Denied
from lms.dossiers.models import ProfessionalFile, ProjectFile
from lms.people.models import StaffPost, User
from lms.people.permissions import teaches
from lms.people.queries import last_enrolment
from lms.people.roles import COORDINATOR


def can_write(user: User, file: ProfessionalFile | ProjectFile) -> bool:
    """They belong to the candidate, also after she has left the school."""
    return user.pk == file.apprentice_id


def check_can_write(user: User, file: ProfessionalFile | ProjectFile) -> None:
    if not can_write(user, file):
        raise Denied


def can_comment(user: User, file: ProfessionalFile) -> bool:
    """Trainers who teach her now; the jury never reads what they say."""
    return teaches(user, file.apprentice, on=timezone.localdate())


def check_can_comment(user: User, file: ProfessionalFile) -> None:
    if not can_comment(user, file):
        raise Denied


def can_read(user: User, file: ProfessionalFile | ProjectFile) -> bool:
    """The candidate, her trainers, and the coordination of the school where she is, or was last; no adviser."""
    if can_write(user, file) or teaches(user, file.apprentice, on=timezone.localdate()):
        return True
    last = last_enrolment(file.apprentice)
    if last is None:
        return False
    return StaffPost.objects.filter(person=user, school=last.cohort.school_id, role=COORDINATOR).exists()
