"""The book of one apprentice, and of a cohort: per certification, what has evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from lms.people.models import Cohort, Enrolment, User
from lms.people.queries import apprentices_visible_to, last_enrolment
from lms.records.certification import CompetenceProgress, progress_of
from lms.records.models import (
    Certification,
    CertificationBlock,
    CertificationVersion,
    CohortCertification,
    Competence,
    Criterion,
    Evidence,
    Validation,
    ValidationRequest,
)
from lms.records.referential import (
    BlockData,
    CompetenceData,
    CriterionData,
    ReferentialData,
    VersionData,
)


@dataclass(frozen=True)
class BlockProgress:
    block: CertificationBlock
    competences: list[CompetenceProgress[Competence, Evidence]]


@dataclass(frozen=True)
class CertificationProgress:
    """How far one apprentice is toward one certification, in competences: with evidence, and validated."""

    version: CertificationVersion
    blocks: list[BlockProgress]

    @property
    def total(self) -> int:
        return sum(len(block.competences) for block in self.blocks)

    @property
    def evidenced(self) -> int:
        return sum(entry.is_evidenced for block in self.blocks for entry in block.competences)

    @property
    def validated(self) -> int:
        return sum(entry.is_validated for block in self.blocks for entry in block.competences)


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
        .select_related("block__version")
        .order_by("block", "position")
    )
    lines = Evidence.objects.filter(apprentice=apprentice, competence__in=competences)
    until = seen_until(apprentice, enrolment)
    if until is not None:
        lines = lines.filter(recorded_at__date__lte=until)
    evidence = list(lines)
    held = validations_held([apprentice], until=until)
    asked = requests_waiting([apprentice]) if until is None else {}
    return [
        _certification_progress(
            version,
            competences,
            evidence,
            {competence: row for (_person, competence), row in held.items()},
            {competence: row for (_person, competence), row in asked.items()},
        )
        for version in versions
    ]


def seen_until(apprentice: User, enrolment: Enrolment) -> date | None:
    """Return the day after which a school sees no more of her, because she left it for another; None: it sees all."""
    if enrolment.left_on is None or enrolment == last_enrolment(apprentice):
        return None
    return enrolment.left_on


def validations_held(
    apprentices: Iterable[User], *, until: date | None = None
) -> dict[tuple[int, int], Validation]:
    """Return, per apprentice id and competence id, the last validation that is not revoked, whatever it says.

    Args:
        until: as a school saw it that she left on that day.
    """
    rows = Validation.objects.filter(apprentice__in=apprentices, revocation=None).select_related("decided_by")
    if until is not None:
        rows = rows.filter(decided_at__date__lte=until)
    # Later lines overwrite earlier ones.
    return {(row.apprentice_id, row.competence_id): row for row in rows.order_by("decided_at", "pk")}


def validated_competences(apprentice: User, version: CertificationVersion) -> set[int]:
    """Return the ids of the competences of `version` that a trainer has validated and nobody revoked since."""
    own = set(Competence.objects.filter(block__version=version).values_list("pk", flat=True))
    held = validations_held([apprentice])
    return {competence for (_person, competence), row in held.items() if row.validates and competence in own}


def requests_waiting(apprentices: Iterable[User]) -> dict[tuple[int, int], ValidationRequest]:
    """Return, per apprentice id and competence id, what was asked and no validation has answered since."""
    answers = Validation.objects.filter(
        apprentice=OuterRef("apprentice"),
        competence=OuterRef("competence"),
        decided_at__gte=OuterRef("asked_at"),
    )
    rows = ValidationRequest.objects.filter(~Exists(answers), apprentice__in=apprentices)
    return {
        (row.apprentice_id, row.competence_id): row
        for row in rows.select_related("competence", "apprentice").order_by("asked_at", "pk")
    }


def requests_waiting_for(trainer: User) -> list[ValidationRequest]:
    """Return what apprentices whom `trainer` follows asked to have validated, who has waited longest first."""
    return list(requests_waiting(apprentices_visible_to(trainer)).values())


@dataclass(frozen=True)
class Line:
    """One line of the history of a competence: `kind` is `request`, `validation` or `revocation`."""

    kind: str
    at: datetime
    row: Any


def history_of(apprentice: User, competence: Competence, *, until: date | None = None) -> list[Line]:
    """Return everything that was asked, decided and revoked about one competence, newest first.

    Args:
        until: as a school saw it that she left on that day.
    """
    own = {"apprentice": apprentice, "competence": competence}
    validations = list(
        Validation.objects.filter(**own)
        .select_related("decided_by", "revocation__revoked_by")
        .prefetch_related("findings__criterion", "pieces")
    )
    lines = [Line("request", row.asked_at, row) for row in ValidationRequest.objects.filter(**own)]
    lines += [Line("validation", row.decided_at, row) for row in validations]
    revoked = [row.revocation for row in validations if hasattr(row, "revocation")]
    lines += [Line("revocation", row.revoked_at, row) for row in revoked]
    seen = [line for line in lines if until is None or timezone.localdate(line.at) <= until]
    return sorted(seen, key=lambda line: line.at, reverse=True)


def competences_of(cohort: Cohort) -> QuerySet[Competence]:
    """Return the competences that `cohort` is tied to, in the order they are shown, with their criteria."""
    return (
        Competence.objects.filter(block__version__cohorts__cohort=cohort)
        .select_related("block__version__certification")
        .prefetch_related("criteria")
        .order_by("block__version__cohorts__position", "block__position", "position")
    )


def validations_elsewhere(apprentice: User, versions: Iterable[CertificationVersion]) -> list[Validation]:
    """Return what was validated for `apprentice` under other versions and still holds: changing rewrites nothing."""
    rows = (
        Validation.objects.filter(apprentice=apprentice, revocation=None)
        .exclude(competence__block__version__in=list(versions))
        .select_related("competence__block__version__certification", "decided_by")
        .order_by("decided_at", "pk")
    )
    held = {row.competence_id: row for row in rows}
    return [row for row in held.values() if row.validates]


def certifications_known() -> QuerySet[Certification]:
    """Return every certification with its versions, each with how many cohorts follow it."""
    versions = CertificationVersion.objects.annotate(cohort_count=Count("cohorts"))
    return Certification.objects.prefetch_related(Prefetch("versions", versions))


@dataclass(frozen=True)
class Transversal:
    """A transversal competence, and the professional ones whose criteria show it: it is never seen alone."""

    title: str
    shown_by: list[Competence]


def transversal_of(version: CertificationVersion) -> list[Transversal]:
    """Return the transversal competences of a version that was fetched whole, in the order of the text."""
    shown: dict[int, list[Competence]] = {}
    for block in version.blocks.all():
        for competence in block.competences.all():
            for number in {one.transversal for one in competence.criteria.all() if one.transversal}:
                shown.setdefault(number, []).append(competence)
    listed = version.settings.get("transversal") or []
    return [Transversal(one["title"], shown.get(one["n"], [])) for one in listed]


def version_whole(key: str) -> CertificationVersion | None:
    """Return the version called `key` with its blocks, competences and criteria, or None."""
    return (
        CertificationVersion.objects.filter(key=key)
        .select_related("certification")
        .prefetch_related("blocks__competences__criteria")
        .first()
    )


def referential_of(certification: Certification) -> ReferentialData:
    """Return what is stored of `certification` as the data from which it can be written and loaded again."""
    versions = certification.versions.prefetch_related("blocks__competences__criteria")
    return ReferentialData(
        code=certification.code,
        short_name=certification.short_name,
        title=certification.title,
        kind=certification.kind,
        certifier=certification.certifier,
        notice=certification.notice,
        is_example=certification.is_example,
        block_equivalences=tuple(
            ((obtained[0], obtained[1]), (counted[0], counted[1]))
            for obtained, counted in certification.block_equivalences
        ),
        versions=tuple(_version_data(version) for version in versions),
    )


def blocks_that_count_for(
    version: CertificationVersion,
) -> list[tuple[CertificationBlock, CertificationBlock]]:
    """Return each block of another version with the block of `version` for which it counts, as the text says.

    What counts for a block that counts counts too: the texts name two neighbouring versions at a time.
    """
    said: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for obtained, counted in version.certification.block_equivalences:
        said.setdefault((counted[0], counted[1]), set()).add((obtained[0], obtained[1]))
    if not said:
        return []
    blocks = {
        (block.version.key, block.code): block
        for block in CertificationBlock.objects.filter(
            version__certification=version.certification_id
        ).select_related("version")
    }
    return [
        (blocks[obtained], block)
        for (key, code), block in blocks.items()
        if key == version.key
        for obtained in sorted(_counting_for((key, code), said))
        if obtained in blocks and obtained[0] != version.key
    ]


def _counting_for(
    block: tuple[str, str], said: dict[tuple[str, str], set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    """Return all that counts for `block`: what is said to, and what counts for that, however many versions back."""
    found: set[tuple[str, str]] = set()
    following = [block]
    while following:
        for obtained in said.get(following.pop(), set()) - found:
            found.add(obtained)
            following.append(obtained)
    return found


def _version_data(version: CertificationVersion) -> VersionData:
    return VersionData(
        key=version.key,
        number=version.number,
        effective_on=version.effective_on,
        superseded_on=version.superseded_on,
        settings=version.settings,
        digest=version.source_digest,
        blocks=tuple(
            BlockData(
                code=block.code,
                title=block.title,
                short_title=block.short_title,
                settings=tuple(sorted(block.settings.items())),
                competences=tuple(_competence_data(one) for one in block.competences.all()),
            )
            for block in version.blocks.all()
        ),
    )


def _competence_data(competence: Competence) -> CompetenceData:
    criteria: Iterable[Criterion] = competence.criteria.all()
    return CompetenceData(
        code=competence.code,
        title=competence.title,
        short_title=competence.short_title,
        criteria=tuple(CriterionData(one.text, one.transversal) for one in criteria),
        assessed_by=tuple(competence.assessed_by),
    )


def evidence_since(apprentice: User, since: datetime) -> QuerySet[Evidence]:
    """Return the lines written in the book of `apprentice` since then that count, newest first."""
    return Evidence.objects.filter(
        apprentice=apprentice, recorded_at__gt=since, is_formative=False
    ).select_related("competence")


def _certification_progress(
    version: CertificationVersion,
    competences: Iterable[Competence],
    evidence: Iterable[Evidence],
    validations: Mapping[int, Validation],
    requests: Mapping[int, ValidationRequest],
) -> CertificationProgress:
    own = [c for c in competences if c.block.version_id == version.pk]
    blocks: dict[int, BlockProgress] = {}
    for entry in progress_of(own, evidence, validations, requests):
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
