"""What becomes evidence besides tickets: parts in approved deliverables, and quotes while the client agrees."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from client_projects.actions.refusals import EvidenceRefused
from client_projects.models import (
    ClientProject,
    ClientQuote,
    Decision,
    QuoteUse,
    Remark,
    Version,
    VersionPart,
    digest_of_sentence,
)
from client_projects.permissions import (
    check_can_consent,
    check_can_give_evidence,
    check_can_say_version_part,
)
from client_projects.queries import competences_of_cohort, successor_of, team_people_of
from client_projects.queries.evidence import PART_LABEL, QUOTE_LABEL
from client_projects.states import APPROVALS, PART_MOVES, QUOTE_MOVES, PartState, QuoteState
from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.core.states import TransitionRefused, move
from lms.people.models import User
from lms.records.actions import Source, record_evidence, withdraw_evidence
from lms.records.models import Competence


# ---- parts in a version ------------------------------------------------------------------------------------
@transaction.atomic
def say_version_part(
    *, version: Version, sentence: str, competences: Iterable[Competence], by: User, now: datetime
) -> VersionPart:
    """Write what `by` did herself in a version; it is proposed as evidence once the client has approved it.

    Raises:
        Denied: `by` is not in the team.
        EvidenceRefused: nothing is said, it is evidence already, or the client sees a newer version.
    """
    check_can_say_version_part(by, version)
    Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not sentence.strip():
        raise EvidenceRefused(_("Please say in a sentence what you did."))
    if successor_of(version) is not None:
        raise EvidenceRefused(_("The client sees a newer version: say your part there."))
    part = VersionPart.objects.select_for_update(of=("self",)).filter(version=version, apprentice=by).first()
    if part is None:
        part = VersionPart(version=version, apprentice=by)
    elif part.state == PartState.VALIDATED:
        raise EvidenceRefused(_("A trainer has validated your part: it no longer changes."))
    part.sentence, part.written_at, part.state = sentence.strip(), now, PartState.PROPOSED
    part.save()
    part.competences.set(_of_the_cohort(competences, version.deliverable.project))
    record_event(action="version_part_said", subject=part, by=by, now=now)
    return part


def _of_the_cohort(competences: Iterable[Competence], project: ClientProject) -> list[Competence]:
    known = set(competences_of_cohort(project).values_list("pk", flat=True))
    return [competence for competence in competences if competence.pk in known]


@transaction.atomic
def validate_part(
    *, part: VersionPart, seen_digest: str, competences: Iterable[Competence], by: User, now: datetime
) -> VersionPart:
    """Make evidence of a part in an approved version, for these competences.

    Args:
        seen_digest: the digest of the sentence that the trainer read: another one is not validated unread.

    Raises:
        Denied: `by` is no trainer of the school.
        EvidenceRefused: the client has not approved this version, her approval lapsed with a newer one, it does
            not wait for an answer, its sentence has changed, or no competence is named.
    """
    project = part.version.deliverable.project
    check_can_give_evidence(by, project)
    _lock_as_read(part, seen_digest)
    decision = Decision.objects.filter(version=part.version_id, kind__in=APPROVALS).first()
    if decision is None:
        raise EvidenceRefused(_("The client has not approved this version: it is no evidence yet."))
    if successor_of(part.version) is not None:
        raise EvidenceRefused(_("A newer version was shown since: this approval has lapsed."))
    chosen = _of_the_cohort(competences, project)
    if not chosen:
        raise EvidenceRefused(_("Choose the competences that this part speaks for."))
    _move_part(part, PartState.VALIDATED, "", by, now)
    part.competences.set(chosen)
    title = _("%(project)s, “%(deliverable)s” approved on %(date)s: %(part)s") % {
        "project": project.name,
        "deliverable": part.version.deliverable.title,
        "date": date_format(localdate(decision.decided_at), "j F Y"),
        "part": part.sentence,
    }
    source = Source(label=PART_LABEL, id=str(part.pk), title=_shortened(title), url=part.version.decision_url)
    codes = [competence.code for competence in chosen]
    record_evidence(apprentice=part.apprentice, competence_codes=codes, source=source, now=now)
    return part


def _lock_as_read(part: VersionPart, seen_digest: str) -> None:
    """Lock a part as it is stored now; nobody answers a sentence that she has not read."""
    part.refresh_from_db(from_queryset=VersionPart.objects.select_for_update(of=("self",)))
    if part.digest != seen_digest:
        raise EvidenceRefused(_("The sentence has changed meanwhile: please read the new one first."))


@transaction.atomic
def return_part(*, part: VersionPart, seen_digest: str, reason: str, by: User, now: datetime) -> VersionPart:
    """Ask an apprentice to say her part again.

    Args:
        seen_digest: the digest of the sentence that the trainer read: another one does not go back unread.

    Raises:
        Denied: `by` is no trainer of the school.
        EvidenceRefused: it does not wait for an answer, its sentence has changed, or a reason is missing.
    """
    check_can_give_evidence(by, part.version.deliverable.project)
    _lock_as_read(part, seen_digest)
    return _move_part(part, PartState.RETURNED, _reason(reason), by, now)


@transaction.atomic
def withdraw_part(
    *, part: VersionPart, seen_digest: str, reason: str, by: User, now: datetime
) -> VersionPart:
    """Take back the evidence that a part gave, with a reason its apprentice reads.

    Args:
        seen_digest: the digest of the sentence that the trainer read: it may have been said again since.

    Raises:
        Denied: `by` is no trainer of the school.
        EvidenceRefused: it is no evidence, its sentence has changed, or a reason is missing.
    """
    check_can_give_evidence(by, part.version.deliverable.project)
    _lock_as_read(part, seen_digest)
    _move_part(part, PartState.WITHDRAWN, _reason(reason), by, now)
    withdraw_evidence(apprentice=part.apprentice, source_label=PART_LABEL, source_id=str(part.pk))
    return part


def _reason(reason: str) -> str:
    if not reason.strip():
        raise EvidenceRefused(_("Please say why: the apprentice reads it."))
    return reason.strip()


def _move_part(part: VersionPart, to: PartState, answer: str, by: User, now: datetime) -> VersionPart:
    try:
        move(part, PART_MOVES, to, answer=answer, reviewed_by=by, reviewed_at=now)
    except TransitionRefused:
        raise EvidenceRefused(_("Somebody has answered meanwhile: please look again.")) from None
    record_event(action=f"version_part_{to}", subject=part, by=by, now=now, answer=answer)
    return part


# ---- quotes ------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_quote(
    *, project: ClientProject, source: Remark | Decision, text: str, by: User, now: datetime
) -> ClientQuote:
    """Ask the client whether a sentence of hers may be quoted; nobody reads it as a quote until she agrees.

    Raises:
        Denied: `by` is no trainer of the school.
        EvidenceRefused: she did not write this there, word for word, or it was asked already; what she did not
            let us quote is not asked again.
    """
    check_can_give_evidence(by, project)
    owner = source.project if isinstance(source, Remark) else source.version.deliverable.project
    written = source.text if isinstance(source, Remark) else source.reason
    said = " ".join(text.split())
    if owner.pk != project.pk or not said or said not in " ".join(written.split()):
        raise EvidenceRefused(_("Copy the sentence word for word from what the client wrote there."))
    about = {
        "remark": source if isinstance(source, Remark) else None,
        "decision": source if isinstance(source, Decision) else None,
    }
    # Of two presses at the same moment the second one finds the quote of the first.
    ClientProject.objects.select_for_update().get(pk=project.pk)
    no_more = Q(emptied_digest=digest_of_sentence(said), **about)
    if project.quotes.filter(Q(text=said) | no_more).exists():
        raise EvidenceRefused(_("The client has been asked about this sentence already."))
    quote = ClientQuote.objects.create(
        project=project,
        text=said,
        asked_by=by,
        asked_at=now,
        **about,
    )
    record_event(action="quote_asked", subject=quote, by=by, now=now)
    return quote


@transaction.atomic
def answer_quote(*, quote: ClientQuote, agrees: bool, by: User, now: datetime) -> ClientQuote:
    """The client lets a sentence be quoted, or not; then nothing is kept of it as a quote.

    Raises:
        Denied: `by` is no contact of the client.
        EvidenceRefused: it was answered already.
    """
    check_can_consent(by, quote.project)
    return _move_quote(quote, QuoteState.AGREED if agrees else QuoteState.DECLINED, by, now)


@transaction.atomic
def revoke_quote(*, quote: ClientQuote, by: User, now: datetime) -> ClientQuote:
    """The client takes her consent back: the sentence goes from everywhere it was shown, evidence included.

    Raises:
        Denied: `by` is no contact of the client.
        EvidenceRefused: it is not quoted.
    """
    check_can_consent(by, quote.project)
    # Nobody attaches it to one more person while its uses go.
    quote = _move_quote(_locked(quote), QuoteState.REVOKED, by, now)
    for use in quote.uses.select_related("apprentice"):
        _unquote(use)
    quote.uses.all().delete()
    return quote


def _locked(quote: ClientQuote) -> ClientQuote:
    quotes = ClientQuote.objects.select_for_update(of=("self",), no_key=True)
    return quotes.select_related("project__client").get(pk=quote.pk)


def _move_quote(quote: ClientQuote, to: QuoteState, by: User, now: datetime) -> ClientQuote:
    emptied = (
        {} if to == QuoteState.AGREED else {"text": "", "emptied_digest": digest_of_sentence(quote.text)}
    )
    try:
        move(quote, QUOTE_MOVES, to, answered_by=by, answered_at=now, **emptied)
    except TransitionRefused:
        raise EvidenceRefused(_("Somebody has answered meanwhile: please look again.")) from None
    record_event(action=f"quote_{to}", subject=quote, by=by, now=now)
    return quote


@transaction.atomic
def attach_quote(
    *, quote: ClientQuote, apprentice: User, competences: Iterable[Competence], by: User, now: datetime
) -> QuoteUse:
    """Make evidence of a quote for an apprentice of the team.

    Raises:
        Denied: `by` is no trainer of the school.
        EvidenceRefused: the client does not agree, the apprentice is not of the team or has it already, or no
            competence is named.
    """
    check_can_give_evidence(by, quote.project)
    quote = _locked(quote)
    if quote.state != QuoteState.AGREED:
        raise EvidenceRefused(_("The client has not agreed to be quoted."))
    if not team_people_of(quote.project).filter(pk=apprentice.pk).exists():
        raise EvidenceRefused(_("Choose somebody of the team."))
    chosen = _of_the_cohort(competences, quote.project)
    if not chosen:
        raise EvidenceRefused(_("Choose the competences that this part speaks for."))
    try:
        with transaction.atomic():
            use = QuoteUse.objects.create(quote=quote, apprentice=apprentice, given_by=by, given_at=now)
    except IntegrityError:
        raise EvidenceRefused(_("This quote speaks for this person already.")) from None
    use.competences.set(chosen)
    said = {"text": quote.text, "name": quote.author_name, "client": quote.project.client.name}
    source = Source(
        label=QUOTE_LABEL,
        id=str(quote.pk),
        title=_shortened(_("“%(text)s” (%(name)s, %(client)s)") % said),
        url=reverse("quotes", args=[quote.project.slug]),
    )
    codes = [competence.code for competence in chosen]
    record_evidence(apprentice=apprentice, competence_codes=codes, source=source, now=now)
    record_event(action="quote_attached", subject=quote, by=by, now=now, apprentice=apprentice.pk)
    return use


@transaction.atomic
def detach_quote(*, use: QuoteUse, by: User, now: datetime) -> None:
    """Take a quote away from an apprentice again; the client's consent stays.

    Raises:
        Denied: `by` is no trainer of the school.
    """
    check_can_give_evidence(by, use.quote.project)
    _unquote(use)
    record_event(action="quote_detached", subject=use.quote, by=by, now=now, apprentice=use.apprentice_id)
    use.delete()


def _unquote(use: QuoteUse) -> None:
    """Take back what a quote proved; no validation that rested on it shows her words either."""
    withdraw_evidence(
        apprentice=use.apprentice,
        source_label=QUOTE_LABEL,
        source_id=str(use.quote_id),
        called=_("A sentence of the client, no longer quoted"),
    )


def _shortened(title: str, at_most: int = 200) -> str:
    return title if len(title) <= at_most else f"{title[: at_most - 1]}…"
