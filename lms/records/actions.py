"""Write in the book: load referentials, tie cohorts to versions, record evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from lms.people.actions import CohortPlan, open_cohort_by
from lms.people.models import Cohort, Programme, User
from lms.people.permissions import check_can_open_cohort
from lms.records.models import (
    Certification,
    CertificationBlock,
    CertificationVersion,
    CohortCertification,
    Competence,
    Evidence,
    ProgrammeCertification,
)
from lms.records.queries import competences_among
from lms.records.referential import ReferentialData, VersionData


class VersionInUse(Exception):
    """A cohort is tied to this version, so it can no longer change: add a new version instead."""


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
    """
    certification, _created = Certification.objects.update_or_create(
        code=data.code,
        defaults={
            "short_name": data.short_name,
            "title": data.title,
            "kind": data.kind,
            "certifier": data.certifier,
            "notice": data.notice,
        },
    )
    for version in data.versions:
        _load_version(certification, version)
    return certification


def _load_version(certification: Certification, data: VersionData) -> None:
    known = CertificationVersion.objects.filter(key=data.key).first()
    if known is not None and known.source_digest == data.digest:
        return
    if known is not None and known.cohorts.exists():
        raise VersionInUse(data.key)
    if known is not None:
        known.delete()
    version = CertificationVersion.objects.create(
        certification=certification,
        key=data.key,
        number=data.number,
        effective_on=data.effective_on,
        superseded_on=data.superseded_on,
        settings=data.settings,
        source_digest=data.digest,
    )
    for position, block in enumerate(data.blocks, start=1):
        row = CertificationBlock.objects.create(
            version=version,
            code=block.code,
            title=block.title,
            short_title=block.short_title,
            position=position,
        )
        Competence.objects.bulk_create(
            Competence(block=row, code=c.code, title=c.title, short_title=c.short_title, position=index)
            for index, c in enumerate(block.competences, start=1)
        )


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
def withdraw_evidence(*, apprentice: User, source_label: str, source_id: str) -> int:
    """Take back the lines that one source wrote, because it was itself withdrawn; return how many there were."""
    deleted, _per_model = Evidence.objects.filter(
        apprentice=apprentice, source_label=source_label, source_id=source_id
    ).delete()
    return deleted
