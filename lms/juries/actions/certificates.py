"""Sign certificates of the school, say whether one is authentic, revoke them."""

import secrets
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.dossiers.models import digest_of_content
from lms.juries.actions.guards import ExamRefused, check_sits, one_at_a_time
from lms.juries.models import Decision, ExamOutcome, SchoolCertificate, ScoredResult
from lms.juries.permissions import can_note_score, check_can_manage, check_can_open
from lms.people.models import School, User
from lms.people.queries import last_enrolment
from lms.records.models import CertificationKind, CertificationVersion

_SIGNER_SALT = "lms.juries.certificate"


@transaction.atomic
def certify_outcome(*, outcome: ExamOutcome, by: User, now: datetime) -> SchoolCertificate:
    """Issue the certificate of what a jury gave; issued already, it is the same one.

    Raises:
        Denied: `by` does not coordinate the school.
        ExamRefused: she does not sit, nothing was obtained, or the decision was corrected since.
    """
    session = outcome.candidate.session
    check_can_manage(by, session)
    one_at_a_time(session)
    check_sits(outcome.candidate)
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
    # That a school might have set another title is no part of what a jury decided; a scored certificate that is an
    # example is nobody's, and says so.
    is_of_settings = certification.is_example and certification.kind == CertificationKind.PROFESSIONAL_TITLE
    return {
        "name": apprentice.get_full_name(),
        "school": school.name,
        "title": certification.title,
        "version": version.number,
        "certifier": certification.certifier,
        "notice": "" if is_of_settings else certification.notice,
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
    revoke_all(SchoolCertificate.objects.filter(pk=certificate.pk, revoked_at=None), because, by, now)


def revoke_all(certificates: Any, because: str, by: User, now: datetime) -> None:
    for certificate in certificates:
        SchoolCertificate.objects.filter(pk=certificate.pk).update(revoked_at=now, revoked_because=because)
        record_event(action="certificate_revoked", subject=certificate, by=by, now=now)
