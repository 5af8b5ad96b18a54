"""What every act about an exam checks and holds first."""

from django.utils.translation import gettext as _

from lms.juries.models import Candidate, ExamSession
from lms.people.models import User


class ExamRefused(Exception):
    """This cannot be done with the exam; the message is a sentence for the person who tried."""


def one_at_a_time(session: ExamSession) -> None:
    """Candidates and jury are compared with each other: who adds one waits for who adds the other."""
    ExamSession.objects.select_for_update(no_key=True).get(pk=session.pk)


def one_decision_at_a_time(apprentice_id: int) -> None:
    """What she obtained in one session counts in another: two of them do not decide about her at once."""
    User.objects.select_for_update(no_key=True).get(pk=apprentice_id)


def check_sits(candidate: Candidate) -> None:
    if not Candidate.objects.filter(pk=candidate.pk, withdrawn_at=None).exists():
        raise ExamRefused(_("%(name)s does not sit in this session.") % {"name": candidate.apprentice})
