"""Write down what a jury decided and what a scored certificate gave; corrections are new lines."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.core.permissions import Denied
from lms.juries.actions.certificates import revoke_all
from lms.juries.actions.guards import ExamRefused, check_sits, one_at_a_time, one_decision_at_a_time
from lms.juries.models import Candidate, Decision, ExamOutcome, SchoolCertificate, ScoredResult
from lms.juries.permissions import can_note_score, check_can_manage
from lms.juries.queries import blocks_obtained, counting_for
from lms.juries.rules import grade_of, resit_until
from lms.people.models import User
from lms.records.models import CertificationBlock, CertificationVersion


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
    one_at_a_time(session)
    one_decision_at_a_time(candidate.apprentice_id)
    check_sits(candidate)
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
        revoke_all(SchoolCertificate.objects.filter(outcome=before, revoked_at=None), because, by, now)
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
                % {"day": date_format(title.decided_on, "j F Y")}
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
        revoke_all(SchoolCertificate.objects.filter(result=before, revoked_at=None), because, by, now)
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
