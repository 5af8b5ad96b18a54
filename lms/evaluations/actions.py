"""Plan evaluations, fill sheets, sign them; what is signed no longer changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.evaluations.models import (
    Booklet,
    PlannedEvaluation,
    Sheet,
    SheetKind,
    SheetResult,
    SheetRow,
    Synthesis,
    Visa,
    VisaRole,
)
from lms.evaluations.permissions import (
    check_can_evaluate,
    check_can_plan,
    check_can_represent,
    check_is_candidate,
)
from lms.evaluations.queries import (
    MOST_EVALUATORS,
    MOST_ROWS,
    BookletState,
    booklet_state,
    fingerprint_of,
    fingerprint_of_sheet,
    fingerprint_of_synthesis,
    synthesis_words,
    words_of,
)
from lms.people.models import Cohort, Enrolment, User
from lms.records.models import CertificationBlock, CertificationVersion, Competence


class EvaluationRefused(Exception):
    """Nothing was written; the message is a sentence for whoever asked."""


class ChangedMeanwhile(EvaluationRefused):
    """What is stored is not what she has read, or nothing can be written there any more."""


@dataclass(frozen=True)
class Place:
    """Which sheet: of whom, under which version, for which activity, main or complementary."""

    enrolment: Enrolment
    version: CertificationVersion
    block: CertificationBlock
    kind: SheetKind


@transaction.atomic
def plan_evaluation(
    *,
    cohort: Cohort,
    description: str,
    planned_on: date,
    competences: Iterable[Competence],
    by: User,
    now: datetime,
) -> PlannedEvaluation:
    """Write an evaluation into the plan of `cohort`.

    Raises:
        Denied: `by` does not teach it.
        EvaluationRefused: no competence, or those of two blocks.
    """
    check_can_plan(by, cohort)
    chosen = list(competences)
    planned = PlannedEvaluation.objects.create(
        cohort=cohort, block=_block_of(chosen), description=description.strip(), planned_on=planned_on
    )
    planned.competences.set(chosen)
    record_event(action="evaluation_planned", subject=planned, by=by, now=now)
    return planned


def _block_of(competences: list[Competence]) -> CertificationBlock:
    blocks = {one.block_id: one.block for one in competences}
    if not blocks:
        raise EvaluationRefused(_("Choose at least one competence."))
    if len(blocks) > 1:
        raise EvaluationRefused(_("An evaluation belongs to one activity: choose competences of one block."))
    return next(iter(blocks.values()))


@transaction.atomic
def remove_planned(*, planned: PlannedEvaluation, by: User, now: datetime) -> None:
    """Take an evaluation out of the plan; what sheets took from it stays there.

    Raises:
        Denied: `by` does not teach the cohort.
    """
    check_can_plan(by, planned.cohort)
    record_event(action="evaluation_unplanned", subject=planned, by=by, now=now)
    planned.delete()


def _open_sheet(place: Place, now: datetime) -> Sheet:
    """Return the sheet, held until the transaction ends and not signed yet.

    Raises:
        ChangedMeanwhile: it is signed, or the synthesis is.
        EvaluationRefused: a complementary one has nothing to complete.
    """
    booklet, _created = Booklet.objects.get_or_create(
        enrolment=place.enrolment, version=place.version, defaults={"opened_at": now}
    )
    Booklet.objects.select_for_update().get(pk=booklet.pk)
    if Synthesis.objects.filter(booklet=booklet, frozen_at__isnull=False).exists():
        raise ChangedMeanwhile(_("The synthesis is signed: this booklet no longer changes."))
    if place.kind == SheetKind.COMPLEMENTARY:
        main = Sheet.objects.filter(booklet=booklet, block=place.block, kind=SheetKind.MAIN).first()
        if main is None or not main.is_frozen or main.is_satisfied:
            raise EvaluationRefused(
                _("A complementary evaluation follows a signed main sheet that does not meet the criteria.")
            )
    sheet, _created = Sheet.objects.get_or_create(booklet=booklet, block=place.block, kind=place.kind)
    if sheet.is_frozen:
        raise ChangedMeanwhile(_("This sheet is signed: it no longer changes."))
    return sheet


@transaction.atomic
def add_row(
    *,
    place: Place,
    description: str,
    held_on: date,
    competences: Iterable[Competence],
    by: User,
    now: datetime,
) -> SheetRow:
    """Write an evaluation on a sheet.

    Raises:
        Denied: `by` does not teach this candidate.
        EvaluationRefused: the sheet is signed or full, or the competences are not those of its block.
    """
    check_can_evaluate(by, place.enrolment, on=timezone.localdate(now))
    sheet = _open_sheet(place, now)
    chosen = list(competences)
    if _block_of(chosen) != place.block:
        raise EvaluationRefused(_("An evaluation belongs to one activity: choose competences of one block."))
    if sheet.rows.count() >= MOST_ROWS[place.kind]:
        raise EvaluationRefused(
            _("This sheet is full: %(most)s evaluations at most.") % {"most": MOST_ROWS[place.kind]}
        )
    row = SheetRow.objects.create(sheet=sheet, description=description.strip(), held_on=held_on)
    row.competences.set(chosen)
    record_event(action="evaluation_written", subject=row, by=by, now=now)
    return row


@transaction.atomic
def remove_row(*, row: SheetRow, by: User, now: datetime) -> None:
    """Take an evaluation off a sheet that is not signed.

    Raises:
        Denied: `by` does not teach this candidate.
        EvaluationRefused: the sheet is signed.
    """
    enrolment = row.sheet.booklet.enrolment
    check_can_evaluate(by, enrolment, on=timezone.localdate(now))
    booklet = row.sheet.booklet
    _open_sheet(Place(enrolment, booklet.version, row.sheet.block, SheetKind(row.sheet.kind)), now)
    record_event(action="evaluation_removed", subject=row, by=by, now=now)
    row.delete()


@transaction.atomic
def write_result(
    *,
    place: Place,
    result: str,
    attention_points: str,
    to_reassess: Iterable[Competence],
    observations: str,
    by: User,
    now: datetime,
    seen_hash: str | None = None,
) -> Sheet:
    """Write what the evaluations of a sheet showed. A success has nothing to reassess.

    Args:
        seen_hash: the fingerprint of the sheet as her page displayed it; empty when it said that nothing was there.

    Raises:
        Denied: `by` does not teach this candidate.
        EvaluationRefused: the sheet is signed; “does not meet” lacks points of attention or a competence to reassess.
        ChangedMeanwhile: somebody else wrote on it since.
    """
    check_can_evaluate(by, place.enrolment, on=timezone.localdate(now))
    sheet = _open_sheet(place, now)
    # A sheet that exists and says nothing is what her page called nothing.
    says_something = bool(sheet.result) or sheet.rows.exists()
    if seen_hash is not None and seen_hash != fingerprint_of_sheet(sheet) and (seen_hash or says_something):
        raise ChangedMeanwhile(
            _("Somebody wrote on this sheet meanwhile. Read it as it is now: what you typed is below.")
        )
    chosen = [one for one in to_reassess if one.block_id == place.block.pk]
    failed = result == SheetResult.NOT_SATISFIED
    if result not in SheetResult.values:
        raise EvaluationRefused(_("Choose a result."))
    if failed and not attention_points.strip():
        raise EvaluationRefused(_("Say the points of attention: what is missing."))
    if failed and not chosen:
        raise EvaluationRefused(_("Choose at least one competence to reassess."))
    sheet.result, sheet.observations = result, observations.strip()
    sheet.attention_points = attention_points.strip() if failed else ""
    sheet.save(update_fields=["result", "observations", "attention_points"])
    sheet.to_reassess.set(chosen if failed else [])
    record_event(action="evaluation_result", subject=sheet, by=by, now=now, result=result)
    return sheet


@transaction.atomic
def sign_sheet(*, sheet: Sheet, seen_hash: str, by: User, now: datetime) -> Visa:
    """Put one's visa on a sheet. The first freezes it, with the words it is signed with; a second may follow.

    Args:
        seen_hash: the fingerprint of the sheet as her page displayed it.

    Raises:
        Denied: `by` does not teach this candidate.
        EvaluationRefused: nothing is written or decided on it, or it bears one's visa, or two, already.
        ChangedMeanwhile: the sheet says something else than what she saw.
    """
    enrolment = sheet.booklet.enrolment
    check_can_evaluate(by, enrolment, on=timezone.localdate(now))
    Booklet.objects.select_for_update().get(pk=sheet.booklet_id)
    sheet = Sheet.objects.select_related("booklet__version__certification", "block").get(pk=sheet.pk)
    if not sheet.is_frozen:
        if not sheet.rows.exists():
            raise EvaluationRefused(_("Write at least one evaluation before you sign."))
        if not sheet.result:
            raise EvaluationRefused(_("Write the result before you sign."))
    _check_visas(sheet.visas.all(), by)
    stored = fingerprint_of_sheet(sheet)
    _check_seen(seen_hash, stored)
    if not sheet.is_frozen:
        sheet.frozen, sheet.content_hash, sheet.frozen_at = words_of(sheet), stored, now
        sheet.save(update_fields=["frozen", "content_hash", "frozen_at"])
    visa = Visa.objects.create(
        sheet=sheet,
        role=VisaRole.EVALUATOR,
        person=by,
        name=by.get_full_name(),
        content_hash=stored,
        signed_at=now,
    )
    record_event(action="sheet_signed", subject=sheet, by=by, now=now, content_hash=sheet.content_hash)
    return visa


def _check_visas(visas: Iterable[Visa], by: User) -> None:
    found = list(visas)
    if any(visa.person_id == by.pk for visa in found):
        raise EvaluationRefused(_("You have signed already."))
    if sum(visa.role == VisaRole.EVALUATOR for visa in found) >= MOST_EVALUATORS:
        raise EvaluationRefused(_("Two trainers have signed already."))


def _changed() -> str:
    return _("This text has changed since you opened the page. Read it as it is now, then sign it.")


def _check_seen(seen_hash: str, stored: str) -> None:
    if seen_hash != stored:
        raise ChangedMeanwhile(_changed())


@transaction.atomic
def sign_synthesis(
    *,
    enrolment: Enrolment,
    version: CertificationVersion,
    observations: str,
    seen_hash: str,
    by: User,
    now: datetime,
) -> Visa:
    """A trainer puts her visa on the synthesis; the first one freezes it, with its observations.

    Args:
        seen_hash: the fingerprint of the synthesis, and through it of every sheet, as her page displayed it.

    Raises:
        Denied: `by` does not teach this candidate.
        EvaluationRefused: a sheet lacks its visa, or one's visa, or two, are there already.
        ChangedMeanwhile: a sheet or the synthesis says something else than what she saw.
    """
    check_can_evaluate(by, enrolment, on=timezone.localdate(now))
    state = _held(enrolment, version)
    if not state.is_settled or state.booklet is None:
        raise EvaluationRefused(_("The synthesis waits for a visa on the sheet of every activity."))
    _check_visas(state.visas, by)
    said = observations.strip()
    _check_seen(seen_hash, fingerprint_of_synthesis(state))
    synthesis, _created = Synthesis.objects.get_or_create(booklet=state.booklet)
    if synthesis.frozen_at is not None and said not in ("", synthesis.observations):
        # The same text without observations, but she wants to add some: never sign without what she typed.
        raise ChangedMeanwhile(_changed())
    if synthesis.frozen_at is None:
        synthesis.observations = said
        synthesis.frozen = synthesis_words(state, synthesis.observations)
        synthesis.content_hash, synthesis.frozen_at = fingerprint_of(synthesis.frozen), now
        synthesis.save()
    return _visa_on(synthesis, VisaRole.EVALUATOR, by, now)


@transaction.atomic
def countersign(
    *, enrolment: Enrolment, version: CertificationVersion, seen_hash: str, by: User, now: datetime
) -> Visa:
    """The representative of the training centre signs the synthesis after a trainer.

    Args:
        seen_hash: the fingerprint of the synthesis as her page displayed it.

    Raises:
        Denied: `by` does not coordinate the school.
        EvaluationRefused: no trainer has signed, or a representative has already.
        ChangedMeanwhile: the synthesis says something else than what she saw.
    """
    check_can_represent(by, enrolment)
    state = _held(enrolment, version)
    synthesis = getattr(state.booklet, "synthesis", None) if state.booklet else None
    if synthesis is None or not state.visas:
        raise EvaluationRefused(_("A trainer signs the synthesis first."))
    if state.is_complete or any(visa.person_id == by.pk for visa in state.visas):
        raise EvaluationRefused(_("It is signed already."))
    _check_seen(seen_hash, fingerprint_of_synthesis(state))
    return _visa_on(synthesis, VisaRole.REPRESENTATIVE, by, now)


def _visa_on(synthesis: Synthesis, role: VisaRole, by: User, now: datetime) -> Visa:
    visa = Visa.objects.create(
        synthesis=synthesis,
        role=role,
        person=by,
        name=by.get_full_name(),
        content_hash=synthesis.content_hash,
        signed_at=now,
    )
    record_event(
        action="synthesis_signed",
        subject=synthesis,
        by=by,
        now=now,
        role=str(role),
        content_hash=synthesis.content_hash,
    )
    return visa


@transaction.atomic
def acknowledge_copy(
    *, enrolment: Enrolment, version: CertificationVersion, by: User, now: datetime
) -> Booklet:
    """The candidate says that she has her copy of the signed booklet; twice changes nothing.

    Raises:
        Denied: `by` is not the candidate.
        EvaluationRefused: it is not signed by everybody yet.
    """
    check_is_candidate(by, enrolment)
    state = _held(enrolment, version)
    if state.booklet is None or not state.is_complete:
        raise EvaluationRefused(_("The booklet is not signed yet."))
    if Booklet.objects.filter(pk=state.booklet.pk, received_at=None).update(received_at=now):
        record_event(action="booklet_received", subject=state.booklet, by=by, now=now)
    state.booklet.refresh_from_db()
    return state.booklet


def _held(enrolment: Enrolment, version: CertificationVersion) -> BookletState:
    """Read the booklet while nobody else signs it."""
    list(Booklet.objects.select_for_update().filter(enrolment=enrolment, version=version))
    return booklet_state(enrolment, version)
