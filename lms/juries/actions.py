"""Open sessions, let people sit and examine, note what came out, answer for it with a certificate."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from exercises import grading
from exercises.models import ExerciseVersion
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.dossiers.models import digest_of_content
from lms.juries.models import (
    Candidate,
    Decision,
    ExamOutcome,
    ExamSession,
    ExtraTime,
    JuryMember,
    MockAnswers,
    MockExam,
    MockQuiz,
    MockSitting,
    ReadinessTick,
    SchoolCertificate,
    ScoredResult,
)
from lms.juries.permissions import (
    can_note_score,
    check_can_grant_extra_time,
    check_can_manage,
    check_can_open,
    check_can_open_mock,
    check_can_prepare,
    check_can_sit,
    has_trained,
)
from lms.juries.queries import (
    blocks_obtained,
    counting_for,
    expired_jury_accounts,
    has_extra_time,
    is_over,
    possible_candidates,
    quizzes_to_rehearse,
    sitting_of,
    versions_to_rehearse,
)
from lms.juries.rules import MockPlan, grade_of, minutes_for, needs_for, resit_until
from lms.people.actions import InvitationRefused, invite, renew_invitation
from lms.people.models import Cohort, Enrolment, Invitation, School, User
from lms.people.queries import last_enrolment, waiting_in
from lms.people.roles import JURY
from lms.records.models import CertificationBlock, CertificationKind, CertificationVersion

JURY_READS_FOR = timedelta(days=14)
TELL_JURY_MEMBER_JOB = "lms.juries.jobs.tell_jury_member"
_SIGNER_SALT = "lms.juries.certificate"


class ExamRefused(Exception):
    """This cannot be done with the exam; the message is a sentence for the person who tried."""


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
    _one_at_a_time(session)
    _one_decision_at_a_time(apprentice.pk)
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
            % {"name": apprentice, "day": formats.date_format(window.resit_until, "j F Y")}
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


def _one_at_a_time(session: ExamSession) -> None:
    """Candidates and jury are compared with each other: who adds one waits for who adds the other."""
    ExamSession.objects.select_for_update(no_key=True).get(pk=session.pk)


def _one_decision_at_a_time(apprentice_id: int) -> None:
    """What she obtained in one session counts in another: two of them do not decide about her at once."""
    User.objects.select_for_update(no_key=True).get(pk=apprentice_id)


def _check_sits(candidate: Candidate) -> None:
    if not Candidate.objects.filter(pk=candidate.pk, withdrawn_at=None).exists():
        raise ExamRefused(_("%(name)s does not sit in this session.") % {"name": candidate.apprentice})


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
    _one_at_a_time(candidate.session)
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
    _one_at_a_time(session)
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
    _check_sits(candidate)
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


@transaction.atomic
def note_outcome(
    *,
    candidate: Candidate,
    decision: Decision,
    blocks: Iterable[CertificationBlock],
    decided_on: date,
    because: str,
    by: User,
    now: datetime,
) -> ExamOutcome:
    """Note what the jury decided; noted again, it corrects the line before, which stays.

    Args:
        blocks: those obtained in this session; blocks of earlier sessions count by themselves.
        because: why it is corrected, when something was noted before.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she does not sit, the decision and the blocks contradict each other, or a title noted elsewhere
            would lose a block; the message says which.
    """
    session = candidate.session
    check_can_manage(by, session)
    _one_at_a_time(session)
    _one_decision_at_a_time(candidate.apprentice_id)
    _check_sits(candidate)
    given = list(blocks)
    if any(block.version_id != session.version_id for block in given):
        raise Denied
    if not session.held_on <= decided_on <= timezone.localdate(now):
        raise ExamRefused(_("The jury decides from the day of the exam on, and not in the future."))
    _check_decision(candidate, decision, {block.pk for block in given})
    before = candidate.outcomes.filter(replaced_at=None).first()
    if before is not None and not because:
        raise ExamRefused(_("Something is noted already: say why you correct it."))
    if before is not None:
        _check_no_title_loses(before, {block.pk for block in given})
        ExamOutcome.objects.filter(pk=before.pk).update(replaced_at=now)
        _revoke(SchoolCertificate.objects.filter(outcome=before, revoked_at=None), because, by, now)
    outcome = ExamOutcome.objects.create(
        candidate=candidate,
        decision=decision,
        decided_on=decided_on,
        resit_until=resit_until(decided_on) if decision == Decision.SOME_BLOCKS else None,
        recorded_by=by,
        recorded_at=now,
        corrected_because=because if before is not None else "",
    )
    outcome.blocks.set(given)
    record_event(action="exam_outcome_noted", subject=outcome, by=by, now=now, decision=decision.value)
    return outcome


def _check_decision(candidate: Candidate, decision: Decision, given: set[int]) -> None:
    version = candidate.session.version
    every = set(version.blocks.values_list("pk", flat=True))
    held = blocks_obtained(candidate.apprentice, version, before=candidate)
    if decision == Decision.TITLE and given | held != every:
        raise ExamRefused(_("The title needs every block: choose those that were obtained."))
    if decision == Decision.SOME_BLOCKS and not given:
        raise ExamRefused(_("Choose at least one block that was obtained."))
    if decision == Decision.NOTHING and given:
        raise ExamRefused(_("No block is obtained when the jury gives nothing."))


def _check_no_title_loses(before: ExamOutcome, given: set[int]) -> None:
    """A title noted in another session counts on the blocks of this one: it is corrected first.

    It may be of another version, for which a block noted here counts.
    """
    candidate = before.candidate
    titles = (
        ExamOutcome.objects.filter(
            replaced_at=None,
            decision=Decision.TITLE,
            candidate__apprentice=candidate.apprentice,
            candidate__session__version__certification=candidate.session.version.certification_id,
        )
        .exclude(candidate=candidate)
        .select_related("candidate__session__version__certification")
    )
    for title in titles:
        version = title.candidate.session.version
        held = blocks_obtained(candidate.apprentice, version, before=candidate)
        if not set(version.blocks.values_list("pk", flat=True)) <= held | counting_for(version, given):
            raise ExamRefused(
                _("The title decided on %(day)s needs a block noted here: correct that decision first.")
                % {"day": formats.date_format(title.decided_on, "j F Y")}
            )


@transaction.atomic
def note_score(
    *,
    apprentice: User,
    version: CertificationVersion,
    score: int,
    taken_on: date,
    because: str,
    by: User,
    now: datetime,
) -> ScoredResult:
    """Note a score; level and expiry follow from the version. The same day noted again corrects the line before.

    Raises:
        Denied: `by` does not coordinate the school where she is, or was last.
        ExamRefused: no scored certificate, a score outside its scale, a day to come, a correction without reason.
    """
    User.objects.select_for_update(no_key=True).get(pk=apprentice.pk)
    if not can_note_score(by, apprentice):
        raise Denied
    scale = version.settings.get("score")
    if not scale:
        raise ExamRefused(_("This certification gives no score."))
    if taken_on > timezone.localdate(now):
        raise ExamRefused(_("This day has not come yet."))
    try:
        grade = grade_of(scale, score, taken_on)
    except ValueError as error:
        raise ExamRefused(
            _("The score lies between %(least)s and %(most)s.")
            % {"least": scale["min"], "most": scale["max"]}
        ) from error
    before = ScoredResult.objects.filter(
        apprentice=apprentice, version=version, taken_on=taken_on, replaced_at=None
    ).first()
    if before is not None and not because:
        raise ExamRefused(_("Something is noted already: say why you correct it."))
    if before is not None:
        ScoredResult.objects.filter(pk=before.pk).update(replaced_at=now)
        _revoke(SchoolCertificate.objects.filter(result=before, revoked_at=None), because, by, now)
    result = ScoredResult.objects.create(
        apprentice=apprentice,
        version=version,
        score=score,
        level=grade.level,
        is_passed=grade.is_passed,
        taken_on=taken_on,
        expires_on=grade.expires_on,
        recorded_by=by,
        recorded_at=now,
        corrected_because=because if before is not None else "",
    )
    record_event(action="score_noted", subject=result, by=by, now=now)
    return result


@transaction.atomic
def certify_outcome(*, outcome: ExamOutcome, by: User, now: datetime) -> SchoolCertificate:
    """Issue the certificate of what a jury gave; issued already, it is the same one.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she does not sit, nothing was obtained, or the decision was corrected since.
    """
    session = outcome.candidate.session
    check_can_manage(by, session)
    _one_at_a_time(session)
    _check_sits(outcome.candidate)
    outcome = ExamOutcome.objects.get(pk=outcome.pk)
    if outcome.replaced_at is not None or outcome.decision == Decision.NOTHING:
        raise ExamRefused(_("There is nothing to certify here."))
    held = SchoolCertificate.objects.filter(outcome=outcome, revoked_at=None).first()
    if held is not None:
        return held
    apprentice = outcome.candidate.apprentice
    content = {
        **_content_of(apprentice, session.school, session.version),
        "obtained": str(Decision(outcome.decision).label),
        "blocks": [f"{block.code} · {block.title}" for block in outcome.blocks.all()]
        if outcome.decision == Decision.SOME_BLOCKS
        else [],
        "day": outcome.decided_on.isoformat(),
    }
    return _issue(apprentice, session.school, content, by, now, outcome=outcome)


@transaction.atomic
def certify_score(*, result: ScoredResult, by: User, now: datetime) -> SchoolCertificate:
    """Issue the certificate of a score that passes; issued already, it is the same one. Raises as above."""
    User.objects.select_for_update(no_key=True).get(pk=result.apprentice_id)
    if not can_note_score(by, result.apprentice):
        raise Denied
    result = ScoredResult.objects.select_related("apprentice", "version__certification").get(pk=result.pk)
    enrolment = last_enrolment(result.apprentice)
    if result.replaced_at is not None or not result.is_passed or enrolment is None:
        raise ExamRefused(_("There is nothing to certify here."))
    held = SchoolCertificate.objects.filter(result=result, revoked_at=None).first()
    if held is not None:
        return held
    school = enrolment.cohort.school
    content = {
        **_content_of(result.apprentice, school, result.version),
        "obtained": result.level,
        "score": f"{result.score} / {result.version.settings['score']['max']}",
        "blocks": [],
        "day": result.taken_on.isoformat(),
        "expires_on": result.expires_on.isoformat() if result.expires_on else "",
    }
    return _issue(result.apprentice, school, content, by, now, result=result)


def _content_of(apprentice: User, school: School, version: CertificationVersion) -> dict[str, Any]:
    certification = version.certification
    return {
        "name": apprentice.get_full_name(),
        "school": school.name,
        "title": certification.title,
        "version": version.number,
        "certifier": certification.certifier,
        "notice": certification.notice,
    }


def _issue(
    apprentice: User, school: School, content: dict[str, Any], by: User, now: datetime, **about: Any
) -> SchoolCertificate:
    token = secrets.token_urlsafe(24)
    digest = digest_of_content({**content, "token": token})
    certificate = SchoolCertificate.objects.create(
        token=token,
        apprentice=apprentice,
        school=school,
        content=content,
        digest=digest,
        signature=_signature(digest),
        issued_by=by,
        issued_at=now,
        **about,
    )
    record_event(action="certificate_issued", subject=certificate, by=by, now=now, digest=digest)
    return certificate


def _signature(digest: str) -> str:
    return Signer(salt=_SIGNER_SALT).signature(digest)


def is_authentic(certificate: SchoolCertificate) -> bool:
    """Whether this server signed exactly what the certificate says today."""
    digest = digest_of_content({**certificate.content, "token": certificate.token})
    try:
        Signer(salt=_SIGNER_SALT).unsign(f"{digest}:{certificate.signature}")
    except BadSignature:
        return False
    return constant_time_compare(digest, certificate.digest)


@transaction.atomic
def revoke_certificate(*, certificate: SchoolCertificate, because: str, by: User, now: datetime) -> None:
    """Say publicly that a certificate holds no longer, and why.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: no reason is given.
    """
    check_can_open(by, certificate.school)
    if not because.strip():
        raise ExamRefused(_("Say why it is revoked: whoever checks it reads the reason."))
    _revoke(SchoolCertificate.objects.filter(pk=certificate.pk, revoked_at=None), because, by, now)


def _revoke(certificates: Any, because: str, by: User, now: datetime) -> None:
    for certificate in certificates:
        SchoolCertificate.objects.filter(pk=certificate.pk).update(revoked_at=now, revoked_because=because)
        record_event(action="certificate_revoked", subject=certificate, by=by, now=now)


# --- mock exams ---


@transaction.atomic
def open_mock(
    *,
    cohort: Cohort,
    version: CertificationVersion,
    plan: MockPlan,
    quizzes: Sequence[ExerciseVersion],
    by: User,
    now: datetime,
) -> MockExam:
    """Put a mock exam together; its quizzes stay what they are today, whatever is published later.

    Raises:
        Denied: `by` neither trains nor coordinates there.
        ExamRefused: the certificate gives this cohort no score, the days are wrong, a quiz is not one to choose.
    """
    check_can_open_mock(by, cohort)
    if not versions_to_rehearse(cohort).filter(pk=version.pk).exists():
        raise ExamRefused(_("This cohort prepares for no such scored certificate."))
    if plan.closes_on < plan.opens_on:
        raise ExamRefused(_("The last day comes before the first."))
    if plan.closes_on < timezone.localdate(now):
        raise ExamRefused(_("The last day is over already."))
    chosen = {one.pk for one in quizzes}
    if not chosen or quizzes_to_rehearse().filter(pk__in=chosen).count() != len(chosen):
        raise ExamRefused(_("Choose at least one quiz of the list."))
    if plan.minutes < 1:
        raise ExamRefused(_("Give at least one minute."))
    mock = MockExam.objects.create(
        cohort=cohort,
        version=version,
        title=plan.title,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        minutes=plan.minutes,
        opened_by=by,
        opened_at=now,
    )
    MockQuiz.objects.bulk_create(
        MockQuiz(mock=mock, version=one, position=position, question_count=grading.question_count(one))
        for position, one in enumerate(quizzes, start=1)
    )
    record_event(action="mock_exam_opened", subject=mock, by=by, now=now)
    return mock


@transaction.atomic
def remove_mock(*, mock: MockExam, by: User, now: datetime) -> None:
    """Take a mock exam back that nobody has begun.

    Raises:
        Denied: `by` neither trains nor coordinates there.
        ExamRefused: somebody has begun it.
    """
    check_can_open_mock(by, mock.cohort)
    # Whoever begins takes the same lock: nobody sits what is being removed.
    MockExam.objects.select_for_update().get(pk=mock.pk)
    if mock.sittings.exists():
        raise ExamRefused(_("Somebody has begun this mock exam: it stays."))
    record_event(action="mock_exam_removed", subject=mock, by=by, now=now)
    mock.delete()


@transaction.atomic
def grant_extra_time(*, enrolment: Enrolment, by: User, now: datetime) -> ExtraTime:
    """Give a third more time at the mock exams that she begins from now on. Twice changes nothing.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she has left the cohort.
    """
    check_can_grant_extra_time(by, enrolment)
    if enrolment.left_on is not None:
        raise ExamRefused(_("This person is no longer in the cohort."))
    extra, is_new = ExtraTime.objects.get_or_create(
        enrolment=enrolment, defaults={"granted_by": by, "granted_at": now}
    )
    if is_new:
        record_event(action="extra_time_granted", subject=enrolment, by=by, now=now)
    return extra


@transaction.atomic
def withdraw_extra_time(*, enrolment: Enrolment, by: User, now: datetime) -> None:
    """Take extra time back; what she has begun keeps its time. Twice changes nothing.

    Raises:
        Denied: `by` does not coordinate the school.
    """
    check_can_grant_extra_time(by, enrolment)
    deleted, _kinds = ExtraTime.objects.filter(enrolment=enrolment).delete()
    if deleted:
        record_event(action="extra_time_withdrawn", subject=enrolment, by=by, now=now)


@transaction.atomic
def begin_mock(*, mock: MockExam, by: User, now: datetime) -> MockSitting:
    """Begin the one try of `by`, or return it when she has begun: pressing twice gives no more time.

    Raises:
        Denied: she is not enrolled in its cohort.
        ExamRefused: it is not open today.
    """
    check_can_sit(by, mock)
    MockExam.objects.select_for_update(no_key=True).get(pk=mock.pk)
    begun = sitting_of(by, mock)
    if begun is not None:
        return begun
    if not mock.opens_on <= timezone.localdate(now) <= mock.closes_on:
        raise ExamRefused(_("This mock exam is not open today."))
    minutes = minutes_for(mock.minutes, has_extra_time=has_extra_time(by, mock.cohort))
    return MockSitting.objects.create(
        mock=mock, apprentice=by, started_at=now, ends_at=now + timedelta(minutes=minutes)
    )


@transaction.atomic
def save_mock_answers(
    *, sitting: MockSitting, quiz: MockQuiz, content: str, by: User, now: datetime
) -> MockAnswers:
    """Keep what she answered to one quiz; she may change it until the end. No submission, no evidence.

    Raises:
        Denied: the sitting is somebody else's, or the quiz of another mock exam.
        ExamRefused: her time is over, she has handed in, or this is nothing that can be kept.
    """
    if sitting.apprentice_id != by.pk or quiz.mock_id != sitting.mock_id:
        raise Denied
    # Handing in waits for what is being kept, and the other way round.
    sitting = MockSitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    if is_over(sitting, now=now):
        raise ExamRefused(_("The time is over. What you had saved before is counted."))
    try:
        verdict = grading.judge_quiz_answers(quiz.version, content)
    except (grading.RefusedFiles, grading.BadAnswers) as refusal:
        raise ExamRefused(str(refusal)) from refusal
    answers, _is_new = MockAnswers.objects.update_or_create(
        sitting=sitting,
        quiz=quiz,
        defaults={
            "content": content,
            "answered_count": len(grading.answers_in(quiz.version, {grading.ANSWERS: content})),
            "right_count": sum(one.passed for one in verdict.results),
            "saved_at": now,
        },
    )
    return answers


@transaction.atomic
def hand_in_mock(*, sitting: MockSitting, by: User, now: datetime) -> None:
    """End her try before its time; once over, it stays as it is.

    Raises:
        Denied: the sitting is somebody else's.
    """
    if sitting.apprentice_id != by.pk:
        raise Denied
    current = MockSitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    if not is_over(current, now=now):
        MockSitting.objects.filter(pk=sitting.pk).update(handed_in_at=now)
