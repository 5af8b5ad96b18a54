"""The book of one apprentice, and of a cohort: per certification, what has evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet

from lms.people.models import Cohort, Enrolment, User
from lms.people.queries import last_enrolment
from lms.records.certification import CompetenceProgress, progress_of
from lms.records.models import (
    CertificationBlock,
    CertificationVersion,
    CohortCertification,
    Competence,
    Evidence,
)


@dataclass(frozen=True)
class BlockProgress:
    block: CertificationBlock
    competences: list[CompetenceProgress[Competence, Evidence]]


@dataclass(frozen=True)
class CertificationProgress:
    """How far one apprentice is toward one certification, counted in competences that have evidence."""

    version: CertificationVersion
    blocks: list[BlockProgress]

    @property
    def total(self) -> int:
        return sum(len(block.competences) for block in self.blocks)

    @property
    def evidenced(self) -> int:
        return sum(entry.is_evidenced for block in self.blocks for entry in block.competences)


def versions_of(cohort: Cohort) -> list[CertificationVersion]:
    """Return the versions `cohort` is tied to, in the order they are shown."""
    ties = cohort.certifications.select_related("version__certification").order_by("position")
    return [tie.version for tie in ties]


def record_of(apprentice: User, *, enrolment: Enrolment | None = None) -> list[CertificationProgress]:
    """Return the progress of `apprentice` toward each certification of her cohort, or of the one she left last.

    Args:
        enrolment: that of the school that asks; what was proved after she had left it is not told there.
    """
    enrolment = enrolment or last_enrolment(apprentice)
    if enrolment is None:
        return []
    versions = versions_of(enrolment.cohort)
    competences = list(
        Competence.objects.filter(block__version__in=versions)
        .select_related("block")
        .order_by("block", "position")
    )
    lines = Evidence.objects.filter(apprentice=apprentice, competence__in=competences)
    if enrolment.left_on is not None and enrolment != last_enrolment(apprentice):
        lines = lines.filter(recorded_at__date__lte=enrolment.left_on)
    evidence = list(lines)
    return [_certification_progress(version, competences, evidence) for version in versions]


def evidence_since(apprentice: User, since: datetime) -> QuerySet[Evidence]:
    """Return the lines written in the book of `apprentice` since then that count, newest first."""
    return Evidence.objects.filter(
        apprentice=apprentice, recorded_at__gt=since, is_formative=False
    ).select_related("competence")


def _certification_progress(
    version: CertificationVersion, competences: Iterable[Competence], evidence: Iterable[Evidence]
) -> CertificationProgress:
    own = [c for c in competences if c.block.version_id == version.pk]
    blocks: dict[int, BlockProgress] = {}
    for entry in progress_of(own, evidence):
        block = entry.competence.block
        blocks.setdefault(block.pk, BlockProgress(block, [])).competences.append(entry)
    return CertificationProgress(version, list(blocks.values()))


def competences_among(codes: Iterable[str], apprentice: User) -> QuerySet[Competence]:
    """Return those of `codes` that the cohort of `apprentice` is tied to, in the order they are shown."""
    return (
        Competence.objects.filter(
            code__in=list(codes),
            block__version__cohorts__cohort__enrolments__apprentice=apprentice,
            block__version__cohorts__cohort__enrolments__left_on=None,
        )
        .order_by("block", "position")
        .distinct()
    )


def competences_by_code(codes: Iterable[str]) -> dict[str, Competence]:
    return {competence.code: competence for competence in Competence.objects.filter(code__in=list(codes))}


def evidence_counts(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """Return, per apprentice id of `cohorts`, how many competences of her cohort have evidence that counts."""
    rows = (
        Evidence.objects.filter(
            is_formative=False,
            apprentice__enrolments__cohort__in=cohorts,
            apprentice__enrolments__left_on=None,
            competence__block__version__cohorts__cohort=F("apprentice__enrolments__cohort"),
        )
        .order_by()
        .values("apprentice")
        .annotate(evidenced=Count("competence", distinct=True))
        .values_list("apprentice", "evidenced")
    )
    return dict(rows)


def competence_totals(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """Return, per cohort id, how many competences the versions it is tied to hold together."""
    rows = (
        CohortCertification.objects.filter(cohort__in=cohorts)
        .order_by()
        .values("cohort")
        .annotate(total=Count("version__blocks__competences", distinct=True))
        .values_list("cohort", "total")
    )
    return dict(rows)


def unknown_competences(codes: Iterable[str]) -> set[str]:
    """Return those of `codes` that no loaded referential has."""
    wanted = set(codes)
    return wanted - set(Competence.objects.filter(code__in=wanted).values_list("code", flat=True))
