"""Open exam sessions, present candidates, seat the jury, tick what is ready."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.juries.actions.guards import ExamRefused, check_sits, one_at_a_time, one_decision_at_a_time
from lms.juries.models import Candidate, Decision, ExamOutcome, ExamSession, JuryMember, ReadinessTick
from lms.juries.permissions import check_can_manage, check_can_open, check_can_prepare, has_trained
from lms.juries.queries import expired_jury_accounts, possible_candidates
from lms.juries.rules import needs_for
from lms.people.actions import InvitationRefused, invite, renew_invitation
from lms.people.models import Invitation, School, User
from lms.people.queries import waiting_in
from lms.people.roles import JURY
from lms.records.models import CertificationKind, CertificationVersion

JURY_READS_FOR = timedelta(days=14)

TELL_JURY_MEMBER_JOB = "lms.juries.jobs.tell_jury_member"


@transaction.atomic
def open_session(
    *,
    school: School,
    version: CertificationVersion,
    held_on: date,
    place: str,
    access_until: date | None,
    by: User,
    now: datetime,
) -> ExamSession:
    """Open an exam session; without a last day, its jury reads for two weeks after it.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: the version is of no professional title, or the jury would stop reading before the exam.
    """
    check_can_open(by, school)
    if version.certification.kind != CertificationKind.PROFESSIONAL_TITLE:
        raise ExamRefused(_("Only a professional title is examined by a jury."))
    until = access_until or held_on + JURY_READS_FOR
    if until < held_on:
        raise ExamRefused(_("The jury has to be able to read until the day of the exam."))
    session = ExamSession.objects.create(
        school=school,
        version=version,
        held_on=held_on,
        place=place,
        access_until=until,
        opened_by=by,
        opened_at=now,
    )
    record_event(action="exam_session_opened", subject=session, by=by, now=now)
    return session


@transaction.atomic
def add_candidate(*, session: ExamSession, apprentice: User, by: User, now: datetime) -> Candidate:
    """Let `apprentice` sit in the session.

    Raises:
        Denied: `by` does not coordinate the school, or the apprentice is not of this school and version.
        ExamRefused: she has the title, came back too late, or a member of the jury trained her.
    """
    check_can_manage(by, session)
    one_at_a_time(session)
    one_decision_at_a_time(apprentice.pk)
    if not possible_candidates(session).filter(pk=apprentice.pk).exists():
        raise Denied
    earlier = ExamOutcome.objects.filter(
        replaced_at=None, candidate__apprentice=apprentice, candidate__session__version=session.version
    )
    if earlier.filter(decision=Decision.TITLE).exists():
        raise ExamRefused(_("%(name)s has this title already.") % {"name": apprentice})
    window = earlier.filter(decision=Decision.SOME_BLOCKS).order_by("-resit_until").first()
    if window is not None and window.resit_until is not None and session.held_on > window.resit_until:
        raise ExamRefused(
            _("%(name)s could sit again until %(day)s: this session is later.")
            % {"name": apprentice, "day": date_format(window.resit_until, "j F Y")}
        )
    for member in session.jury.filter(removed_at=None):
        _check_independent(member.email, str(member), apprentice)
    candidate, is_new = Candidate.objects.get_or_create(
        session=session, apprentice=apprentice, defaults={"added_at": now}
    )
    if not is_new:
        Candidate.objects.filter(pk=candidate.pk).update(withdrawn_at=None)
        candidate.withdrawn_at = None
    record_event(action="candidate_added", subject=candidate, by=by, now=now)
    return candidate


def _check_independent(address: str, name: str, apprentice: User) -> None:
    if has_trained(address, apprentice):
        raise ExamRefused(
            _("%(member)s trained %(name)s: a jury has to be independent.")
            % {"member": name, "name": apprentice}
        )


@transaction.atomic
def withdraw_candidate(*, candidate: Candidate, by: User, now: datetime) -> None:
    """She does not sit after all; the line stays. Raises ExamRefused once there is an outcome."""
    check_can_manage(by, candidate.session)
    one_at_a_time(candidate.session)
    if candidate.outcomes.exists():
        raise ExamRefused(_("The jury has decided about this candidate: correct its decision instead."))
    if Candidate.objects.filter(pk=candidate.pk, withdrawn_at=None).update(withdrawn_at=now):
        record_event(action="candidate_withdrawn", subject=candidate, by=by, now=now)


@transaction.atomic
def add_jury_member(
    *, session: ExamSession, first_name: str, last_name: str, email: str, by: User, now: datetime
) -> JuryMember:
    """Give somebody a place in the jury, with an account of her own that expires; she is told by mail.

    Without an account she is invited, once for all the juries of the school; with one, she is told to sign in.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she trained a candidate, sits already, or this address has an account with another role.
    """
    check_can_manage(by, session)
    one_at_a_time(session)
    address = email.lower()
    if session.jury.filter(email=address, removed_at=None).exists():
        raise ExamRefused(_("This person is in the jury already."))
    for candidate in session.candidates.filter(withdrawn_at=None).select_related("apprentice"):
        _check_independent(address, f"{first_name} {last_name}", candidate.apprentice)
    person, invitation = User.objects.filter(email__iexact=address).first(), None
    if person is not None and person.role != JURY:
        raise ExamRefused(_("This address has an account with another role: a jury member needs her own."))
    if person is not None and not person.is_active:
        User.objects.filter(pk=person.pk).update(is_active=True)
    if person is None:
        try:
            invitation = _invitation_of(
                address=address,
                first_name=first_name,
                last_name=last_name,
                school=session.school,
                by=by,
                now=now,
            )
        except InvitationRefused as refusal:
            raise ExamRefused(str(refusal)) from refusal
    member = JuryMember.objects.create(
        session=session,
        first_name=first_name,
        last_name=last_name,
        email=address,
        person=person,
        invitation=invitation,
        added_at=now,
    )
    record_event(action="jury_member_added", subject=member, by=by, now=now)
    if person is not None:
        enqueue_after_commit("default", TELL_JURY_MEMBER_JOB, member_id=member.pk)
    return member


def _invitation_of(
    *, address: str, first_name: str, last_name: str, school: School, by: User, now: datetime
) -> Invitation:
    """Return the invitation into a jury of the school that waits for this address, or else a new one."""
    waiting = waiting_in(school).filter(email__iexact=address, role=JURY).first()
    if waiting is None:
        return invite(
            email=address,
            first_name=first_name,
            last_name=last_name,
            role=JURY,
            school=school,
            by=by,
            now=now,
        )
    if waiting.expires_at <= now:
        renew_invitation(invitation=waiting, by=by, now=now)
    return waiting


def tell_jury_member(member: JuryMember) -> None:
    """Mail somebody who has an account that she sits in another jury, and where she reads."""
    context = {"member": member, "link": settings.PUBLIC_URL + reverse("jury_home")}
    send_mail(
        _("You are a member of a jury"),
        render_to_string("juries/email/jury_member.txt", context),
        None,
        [member.email],
    )


@transaction.atomic
def remove_jury_member(*, member: JuryMember, by: User, now: datetime) -> None:
    """Take her access to this session away at once; the line stays."""
    check_can_manage(by, member.session)
    if JuryMember.objects.filter(pk=member.pk, removed_at=None).update(removed_at=now):
        record_event(action="jury_member_removed", subject=member, by=by, now=now)


@transaction.atomic
def close_jury_accounts(*, now: datetime) -> int:
    """Close the accounts of members of juries who may read nothing any more; return how many there were."""
    closed = 0
    for person in expired_jury_accounts(today=timezone.localdate(now)):
        User.objects.filter(pk=person.pk).update(is_active=False)
        record_event(action="jury_account_closed", subject=person, by=None, now=now)
        closed += 1
    return closed


@transaction.atomic
def tick(*, candidate: Candidate, code: str, is_done: bool, by: User, now: datetime) -> None:
    """Say that something is ready, or not any more.

    Raises:
        Denied: `by` neither trains nor coordinates in the school.
        ExamRefused: she does not sit, this version asks for no such thing, or the platform sees it by itself.
    """
    check_can_prepare(by, candidate.session)
    check_sits(candidate)
    needs = needs_for(candidate.session.version.settings, candidate.session.held_on)
    if code not in {need.code for need in needs if not need.is_seen}:
        raise ExamRefused(_("This is not something to note by hand."))
    if is_done:
        ReadinessTick.objects.get_or_create(
            candidate=candidate, code=code, defaults={"done_at": now, "done_by": by}
        )
    else:
        ReadinessTick.objects.filter(candidate=candidate, code=code).delete()
    record_event(
        action="candidate_readiness_noted", subject=candidate, by=by, now=now, what=code, is_done=is_done
    )
