"""Write in the book: load referentials, tie cohorts to versions, record evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.people.actions import CohortPlan, open_cohort_by
from lms.people.models import Cohort, Programme, User
from lms.people.permissions import check_can_open_cohort
from lms.records.certification import CompetenceProgress
from lms.records.models import (
    AddedPiece,
    Certification,
    CertificationBlock,
    CertificationVersion,
    CohortCertification,
    Competence,
    Criterion,
    Evidence,
    EvidenceKind,
    Level,
    ProgrammeCertification,
    Revocation,
    ValidatedCriterion,
    Validation,
    ValidationPiece,
    ValidationRequest,
)
from lms.records.permissions import (
    check_can_add_piece,
    check_can_ask_validation,
    check_can_import_referential,
    check_can_tie,
    check_can_validate,
)
from lms.records.queries import competences_among, record_of
from lms.records.referential import ReferentialData, ReferentialError, VersionData, parse_referential


class VersionInUse(Exception):
    """A cohort is tied to this version, so it can no longer change: add a new version instead."""


class ReferentialRefused(Exception):
    """A certification cannot be taken in as it is written; the message is a sentence for whoever brought it."""


class ValidationRefused(Exception):
    """Nothing was written in the book; the message is a sentence for whoever asked."""


@dataclass(frozen=True)
class Source:
    """Where evidence comes from, named rather than linked: what kind, which one, what to call it, where to see it."""

    label: str
    id: str
    title: str
    url: str = ""
    is_formative: bool = False


@transaction.atomic
def load_referential(*, data: ReferentialData) -> Certification:
    """Store a certification with its versions; loading the same file again changes nothing.

    Raises:
        VersionInUse: the file changes a version that a cohort is tied to.
        ReferentialRefused: it takes names that belong to another certification, or makes one that a cohort
            prepares another certification.
    """
    said = {
        "short_name": data.short_name,
        "title": data.title,
        "kind": data.kind,
        "certifier": data.certifier,
        "notice": data.notice,
        "is_example": data.is_example,
        "block_equivalences": [[list(side) for side in one] for one in data.block_equivalences],
    }
    certification, created = Certification.objects.get_or_create(code=data.code, defaults=said)
    for version in data.versions:
        _load_version(certification, version)
    if not created:
        _describe(certification, said)
    return certification


def _describe(certification: Certification, said: Mapping[str, Any]) -> None:
    """Store what a certification says of itself; papers of a cohort already name its title, kind and certifier."""
    changed = any(getattr(certification, name) != said[name] for name in ("title", "kind", "certifier"))
    if changed and CohortCertification.objects.filter(version__certification=certification).exists():
        raise ReferentialRefused(
            _("A cohort prepares this certification: its title, its kind and its certifier no longer change.")
        )
    for name, value in said.items():
        setattr(certification, name, value)
    certification.save(update_fields=list(said))


def _load_version(certification: Certification, data: VersionData) -> None:
    known = CertificationVersion.objects.filter(key=data.key).first()
    if known is not None and known.certification_id != certification.pk:
        raise ReferentialRefused(_("Another certification has a version “%(key)s”.") % {"key": data.key})
    if known is not None and known.source_digest == data.digest:
        if known.superseded_on != data.superseded_on:
            known.superseded_on = data.superseded_on  # a newer one came: nothing in it changes
            known.save(update_fields=["superseded_on"])
        return
    if known is not None and known.cohorts.exists():
        if not _only_completes(known, data):
            raise VersionInUse(data.key)
        _complete(known, data)
        return
    if known is not None:
        _forget(known)
    if certification.versions.filter(number=data.number).exists():
        raise ReferentialRefused(
            _("This certification has a version “%(number)s” already, under another id.")
            % {"number": data.number}
        )
    version = CertificationVersion.objects.create(
        certification=certification,
        key=data.key,
        number=data.number,
        effective_on=data.effective_on,
        superseded_on=data.superseded_on,
        settings=data.settings,
        source_digest=data.digest,
    )
    codes = [one.code for block in data.blocks for one in block.competences]
    taken = Competence.objects.filter(code__in=codes).values_list("code", flat=True)
    if taken:
        raise ReferentialRefused(
            _("Another version has these competence codes: %(codes)s. Choose new ones.")
            % {"codes": ", ".join(sorted(taken))}
        )
    _write_blocks(version, data)
    _write_criteria(data)


def _forget(known: CertificationVersion) -> None:
    """Delete a version that nothing names yet, to write it anew. Raises VersionInUse."""
    if Evidence.objects.filter(competence__block__version=known).exists():
        raise VersionInUse(known.key)  # a cohort used it and has another one since: what was written names it
    try:
        known.delete()
    except ProtectedError as error:
        raise VersionInUse(known.key) from error  # a dossier, a booklet or a session names it


def _write_blocks(version: CertificationVersion, data: VersionData) -> None:
    for position, block in enumerate(data.blocks, start=1):
        row = CertificationBlock.objects.create(
            version=version,
            code=block.code,
            title=block.title,
            short_title=block.short_title,
            position=position,
            settings=dict(block.settings),
        )
        Competence.objects.bulk_create(
            Competence(
                block=row,
                code=c.code,
                title=c.title,
                short_title=c.short_title,
                position=index,
                assessed_by=list(c.assessed_by),
            )
            for index, c in enumerate(block.competences, start=1)
        )


def _write_criteria(data: VersionData) -> None:
    said = {one.code: one for block in data.blocks for one in block.competences}
    Criterion.objects.bulk_create(
        Criterion(competence=row, text=one.text, transversal=one.transversal, position=position)
        for row in Competence.objects.filter(code__in=said)
        for position, one in enumerate(said[row.code].criteria, start=1)
    )


def _only_completes(known: CertificationVersion, data: VersionData) -> bool:
    """Whether `data` gives criteria to a version that had none and changes no word of it: nothing is rewritten."""
    if Criterion.objects.filter(competence__block__version=known).exists() or known.settings != data.settings:
        return False
    stored = Competence.objects.filter(block__version=known).order_by("block__position", "position")
    written = [
        (block.code, block.title, block.short_title, one.code, one.title, one.short_title)
        for block in data.blocks
        for one in block.competences
    ]
    return written == list(
        stored.values_list(
            "block__code", "block__title", "block__short_title", "code", "title", "short_title"
        )
    )


def _complete(known: CertificationVersion, data: VersionData) -> None:
    for block in data.blocks:
        known.blocks.filter(code=block.code).update(settings=dict(block.settings))
        for one in block.competences:
            Competence.objects.filter(code=one.code).update(assessed_by=list(one.assessed_by))
    _write_criteria(data)
    known.source_digest = data.digest
    known.save(update_fields=["source_digest"])


def import_referential(*, text: str, name: str, by: User, now: datetime) -> Certification:
    """Take in a certification as YAML.

    Raises:
        Denied: `by` is no coordinator.
        ReferentialRefused: the text is wrong, or changes what a cohort uses; the message says where.
    """
    check_can_import_referential(by)
    try:
        with transaction.atomic():
            certification = load_referential(data=parse_referential(text, name=name))
            record_event(action="referential_imported", subject=certification, by=by, now=now)
    except ReferentialError as error:
        raise ReferentialRefused(str(error)) from error
    except VersionInUse as error:
        raise ReferentialRefused(
            _("A cohort uses version “%(key)s”: it no longer changes. Give the changed text a new version.")
            % {"key": error}
        ) from error
    return certification


@transaction.atomic
def prepare_for(*, programme: Programme, certifications: Iterable[Certification]) -> None:
    """Say which certifications `programme` prepares for, in the order they are shown."""
    for position, certification in enumerate(certifications, start=1):
        ProgrammeCertification.objects.update_or_create(
            programme=programme, certification=certification, defaults={"position": position}
        )


@transaction.atomic
def tie_cohort(*, cohort: Cohort, versions: Iterable[CertificationVersion]) -> None:
    """Tie `cohort` to the versions it prepares; past evidence stays as it was recorded."""
    for position, version in enumerate(versions, start=1):
        CohortCertification.objects.update_or_create(
            cohort=cohort, version=version, defaults={"position": position}
        )


@transaction.atomic
def change_versions(
    *, cohort: Cohort, versions: Iterable[CertificationVersion], by: User, now: datetime
) -> None:
    """Say which versions `cohort` prepares from now on. What was proved under another stays as it was written.

    Raises:
        Denied: `by` does not coordinate its school.
        ReferentialRefused: two versions of one certification.
    """
    check_can_tie(by, cohort)
    chosen = list(versions)
    if len({version.certification_id for version in chosen}) < len(chosen):
        raise ReferentialRefused(_("A cohort follows one version of each certification."))
    before = list(cohort.certifications.values_list("version__key", flat=True))
    cohort.certifications.exclude(version__in=chosen).delete()
    tie_cohort(cohort=cohort, versions=chosen)
    after = [version.key for version in chosen]
    if before != after:
        record_event(action="versions_changed", subject=cohort, by=by, now=now, before=before, after=after)


@transaction.atomic
def open_cohort_preparing(
    *,
    plan: CohortPlan,
    programme: Programme | str,
    versions: Iterable[CertificationVersion],
    by: User,
    now: datetime,
) -> Cohort:
    """Open a cohort tied to `versions`.

    Args:
        programme: one that exists, or the name of one to begin with this cohort; it then prepares for the same.

    Raises:
        Denied: `by` does not coordinate the school.
        AlreadyThere: a cohort of the school has this name.
    """
    check_can_open_cohort(by, plan.school)
    chosen = list(versions)
    if isinstance(programme, str):
        # Its address comes from its name; two names that differ by an accent only are one programme.
        programme, _created = Programme.objects.get_or_create(
            slug=slugify(programme)[:50], defaults={"name": programme}
        )
    if not programme.certifications.exists():
        prepare_for(programme=programme, certifications=[version.certification for version in chosen])
    cohort = open_cohort_by(plan=plan, programme=programme, by=by, now=now)
    tie_cohort(cohort=cohort, versions=chosen)
    return cohort


@transaction.atomic
def record_evidence(
    *, apprentice: User, competence_codes: Iterable[str], source: Source, now: datetime
) -> list[Evidence]:
    """Write a line for each competence that `apprentice`'s cohort is tied to; others are left out.

    The same source never writes twice, so a job may run again without harm.

    Returns:
        The lines that are new.
    """
    own = {"apprentice": apprentice, "source_label": source.label, "source_id": source.id}
    competences = competences_among(competence_codes, apprentice).exclude(
        evidence__in=Evidence.objects.filter(**own)
    )
    # Whoever writes the same lines at the same moment is right too.
    return Evidence.objects.bulk_create(
        [
            Evidence(
                **own,
                competence=competence,
                source_title=source.title,
                source_url=source.url,
                is_formative=source.is_formative,
                recorded_at=now,
            )
            for competence in competences
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def withdraw_evidence(*, apprentice: User, source_label: str, source_id: str, called: str = "") -> int:
    """Take back the lines that one source wrote, because it was itself withdrawn; return how many there were.

    Args:
        called: what validations that rest on them call them from now on, where their title holds somebody's words
            that may no longer be shown; otherwise they keep the title of their day.
    """
    lines = Evidence.objects.filter(apprentice=apprentice, source_label=source_label, source_id=source_id)
    count = lines.count()
    if called:
        ValidationPiece.objects.filter(evidence__in=lines).update(title=called)
    lines.delete()
    return count


@transaction.atomic
def ask_validation(
    *, apprentice: User, competence: Competence, message: str, by: User, now: datetime
) -> ValidationRequest:
    """Ask those who teach `apprentice` to look at a competence.

    Raises:
        Denied: `by` is not her, or she is enrolled nowhere.
        ValidationRefused: it is not one of hers, nothing speaks for it yet, it is validated, or already asked.
    """
    check_can_ask_validation(by, apprentice)
    entry = _entry_of(apprentice, competence)
    if entry.is_validated:
        raise ValidationRefused(_("This competence is validated already."))
    if entry.request is not None:
        raise ValidationRefused(_("You have asked already: a trainer will answer."))
    if not entry.is_evidenced:
        raise ValidationRefused(_("Nothing speaks for it yet: add a piece first."))
    asked = ValidationRequest.objects.create(
        apprentice=apprentice, competence=competence, message=message.strip(), asked_at=now
    )
    record_event(action="validation_asked", subject=asked, by=by, now=now)
    return asked


def _entry_of(apprentice: User, competence: Competence) -> CompetenceProgress[Competence, Evidence]:
    for progress in record_of(apprentice):
        for block in progress.blocks:
            for entry in block.competences:
                if entry.competence == competence:
                    return entry
    raise ValidationRefused(_("This competence is not one of those that the cohort prepares."))


@transaction.atomic
def validate(
    *,
    apprentice: User,
    competence: Competence,
    level: str,
    met: Iterable[Criterion],
    evidence: Iterable[Evidence],
    comment: str,
    by: User,
    now: datetime,
) -> Validation:
    """Write what a trainer decided about a competence, on the pieces she chose.

    Args:
        met: the criteria she saw; the others of the competence are written as not met.
        evidence: lines of the book of `apprentice` for this competence.

    Raises:
        Denied: `by` does not teach her.
        ValidationRefused: the pieces prove nothing, a criterion is missing, or “not yet” says nothing.
    """
    check_can_validate(by, apprentice, on=timezone.localdate(now))
    entry = _entry_of(apprentice, competence)
    chosen = [line for line in entry.evidence if line in list(evidence)]
    criteria, seen = list(competence.criteria.all()), set(met)
    if level not in Level.values:
        raise ValidationRefused(_("Choose a level."))
    if level == Level.NOT_YET and not comment.strip():
        raise ValidationRefused(_("Say in a sentence what is missing."))
    if level != Level.NOT_YET:
        if not chosen:
            raise ValidationRefused(_("Choose at least one piece: a competence is validated on evidence."))
        if all(line.is_formative for line in chosen):
            raise ValidationRefused(_("Formative results never count alone: choose another piece too."))
        if set(criteria) - seen:
            raise ValidationRefused(_("To validate, every criterion is met. Otherwise choose “Not yet”."))
    validation = Validation.objects.create(
        apprentice=apprentice,
        competence=competence,
        level=level,
        comment=comment.strip(),
        decided_by=by,
        decided_at=now,
    )
    ValidatedCriterion.objects.bulk_create(
        ValidatedCriterion(validation=validation, criterion=one, is_met=one in seen) for one in criteria
    )
    ValidationPiece.objects.bulk_create(
        ValidationPiece(
            validation=validation,
            evidence=line,
            kind=line.source_label,
            title=line.source_title,
            url=line.source_url,
            is_formative=line.is_formative,
        )
        for line in chosen
    )
    record_event(action="competence_validated", subject=validation, by=by, now=now, level=level)
    return validation


@transaction.atomic
def revoke(*, validation: Validation, reason: str, by: User, now: datetime) -> Revocation:
    """Say that a validation no longer holds, and why; what was validated before it holds again.

    Raises:
        Denied: `by` does not teach her.
        ValidationRefused: no reason is given, or it is revoked already.
    """
    check_can_validate(by, validation.apprentice, on=timezone.localdate(now))
    if not reason.strip():
        raise ValidationRefused(_("Say why it no longer holds: the apprentice reads it."))
    revocation, is_new = Revocation.objects.get_or_create(
        validation=validation, defaults={"reason": reason.strip(), "revoked_by": by, "revoked_at": now}
    )
    if not is_new:
        raise ValidationRefused(_("It is revoked already."))
    record_event(action="validation_revoked", subject=validation, by=by, now=now)
    return revocation


@dataclass(frozen=True)
class PieceFile:
    """A file that was looked at: what it is called, what it is, and its fingerprint."""

    content: File
    name: str
    content_type: str
    digest: str


@transaction.atomic
def add_piece(
    *,
    apprentice: User,
    title: str,
    own_part: str,
    happened_on: date,
    competences: Iterable[Competence],
    file: PieceFile | None,
    by: User,
    now: datetime,
) -> AddedPiece:
    """Add a file, or what a trainer saw, to the book of `apprentice`.

    Raises:
        Denied: `by` is neither her nor a trainer who teaches her.
        ValidationRefused: no competence is chosen, or an apprentice brings no file: only trainers observe.
    """
    check_can_add_piece(by, apprentice, on=timezone.localdate(now))
    if file is None and by == apprentice:
        raise ValidationRefused(_("Choose a file: what is seen without a file is noted by a trainer."))
    codes = [one.code for one in competences]
    if not codes:
        raise ValidationRefused(_("Choose at least one competence."))
    piece = AddedPiece.objects.create(
        apprentice=apprentice,
        title=title.strip(),
        own_part=own_part.strip(),
        happened_on=happened_on,
        file=file.content if file else "",
        file_name=file.name if file else "",
        content_type=file.content_type if file else "",
        digest=file.digest if file else "",
        added_by=by,
        added_at=now,
    )
    label = EvidenceKind.FILE if file else EvidenceKind.OBSERVATION
    source = Source(label=label, id=str(piece.pk), title=piece.title, url=reverse("piece", args=[piece.pk]))
    record_evidence(apprentice=apprentice, competence_codes=codes, source=source, now=now)
    record_event(action="piece_added", subject=piece, by=by, now=now, kind=str(label))
    return piece
