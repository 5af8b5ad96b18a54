"""Booklets as they are read: block by block, from what was signed where it was signed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from lms.evaluations.models import Booklet, PlannedEvaluation, Sheet, SheetKind, SheetRow, Visa, VisaRole
from lms.people.models import Cohort, Enrolment, User
from lms.people.queries import enrolments_of
from lms.records.models import CertificationBlock, CertificationKind, CertificationVersion
from lms.records.queries import versions_of

# The printed form of the ministry holds as many.
MOST_ROWS = {SheetKind.MAIN: 5, SheetKind.COMPLEMENTARY: 4}
MOST_EVALUATORS = 2


@dataclass
class BlockState:
    """Where one candidate stands with one activity."""

    block: CertificationBlock
    main: Sheet | None = None
    complementary: Sheet | None = None

    @property
    def is_mastered(self) -> bool:
        """Satisfied in the main sheet or in the complementary one, and signed."""
        return any(sheet is not None and sheet.is_satisfied for sheet in (self.main, self.complementary))

    @property
    def is_settled(self) -> bool:
        """Every sheet there is bears a visa, and there is one."""
        sheets = [sheet for sheet in (self.main, self.complementary) if sheet is not None]
        return self.main is not None and all(sheet.is_frozen for sheet in sheets)

    @property
    def may_be_completed(self) -> bool:
        """A complementary evaluation follows a main one that was not satisfied."""
        return self.main is not None and self.main.is_frozen and not self.main.is_satisfied

    @property
    def state(self) -> str:
        """`mastered`, `to_reassess`, `under_way` or `empty`."""
        if self.is_mastered:
            return "mastered"
        if self.is_settled:
            return "to_reassess"
        return "empty" if self.main is None else "under_way"


@dataclass
class BookletState:
    """A booklet as it is read, opened or not."""

    enrolment: Enrolment
    version: CertificationVersion
    booklet: Booklet | None
    blocks: list[BlockState] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return bool(self.blocks) and all(block.is_settled for block in self.blocks)

    @property
    def is_complete(self) -> bool:
        """The synthesis bears the visa of the training centre."""
        return any(visa.role == VisaRole.REPRESENTATIVE for visa in self.visas)

    @property
    def visas(self) -> list[Visa]:
        synthesis = getattr(self.booklet, "synthesis", None) if self.booklet else None
        return list(synthesis.visas.all()) if synthesis else []


def evaluated_versions(cohort: Cohort) -> list[CertificationVersion]:
    """Return the professional titles that `cohort` prepares: others have no evaluations in training."""
    title = CertificationKind.PROFESSIONAL_TITLE
    return [version for version in versions_of(cohort) if version.certification.kind == title]


def planned_for(cohort: Cohort) -> QuerySet[PlannedEvaluation]:
    """Return the plan of `cohort`, by day."""
    return (
        PlannedEvaluation.objects.filter(cohort=cohort)
        .select_related("block__version__certification")
        .prefetch_related("competences")
    )


def _booklets() -> QuerySet[Booklet]:
    visas = Prefetch("visas", Visa.objects.order_by("signed_at", "pk"))
    rows = Prefetch("rows", SheetRow.objects.prefetch_related("competences"))
    sheets = Sheet.objects.select_related("block").prefetch_related(visas, rows, "to_reassess")
    return Booklet.objects.select_related(
        "enrolment__apprentice", "enrolment__cohort__school", "version__certification", "synthesis"
    ).prefetch_related(Prefetch("sheets", sheets), "synthesis__visas", "version__blocks__competences")


def booklet_state(enrolment: Enrolment, version: CertificationVersion) -> BookletState:
    """Return where the candidate stands under `version`; the number of queries depends on nothing."""
    booklet = _booklets().filter(enrolment=enrolment, version=version).first()
    blocks = list(version.blocks.prefetch_related("competences"))
    return _state(enrolment, version, booklet, blocks)


def _state(
    enrolment: Enrolment,
    version: CertificationVersion,
    booklet: Booklet | None,
    blocks: Iterable[CertificationBlock],
) -> BookletState:
    states = {block.pk: BlockState(block) for block in blocks}
    for sheet in booklet.sheets.all() if booklet else ():
        setattr(states[sheet.block_id], str(sheet.kind), sheet)
    return BookletState(enrolment, version, booklet, list(states.values()))


def booklets_of_class(cohort: Cohort) -> list[tuple[CertificationVersion, list[BookletState]]]:
    """Return, for each title `cohort` prepares, the booklet of each apprentice, by name."""
    versions, enrolments = evaluated_versions(cohort), list(enrolments_of([cohort]))
    found = {
        (one.enrolment_id, one.version_id): one
        for one in _booklets().filter(enrolment__in=enrolments, version__in=versions)
    }
    blocks = list(CertificationBlock.objects.filter(version__in=versions))
    return [
        (
            version,
            [
                _state(
                    enrolment,
                    version,
                    found.get((enrolment.pk, version.pk)),
                    [block for block in blocks if block.version_id == version.pk],
                )
                for enrolment in enrolments
            ],
        )
        for version in versions
    ]


def versions_with_booklet(enrolment: Enrolment) -> list[CertificationVersion]:
    """Return the titles her cohort prepares, and those under which a booklet was opened before it changed."""
    now = evaluated_versions(enrolment.cohort)
    before = CertificationVersion.objects.filter(pk__in=enrolment.booklets.values("version")).select_related(
        "certification"
    )
    return now + [version for version in before if version not in now]


@dataclass(frozen=True)
class SignedSheet:
    """What a jury learns from one signed sheet, in the words it was signed with: no remark beside the result."""

    kind: SheetKind
    is_satisfied: bool
    rows: list[dict[str, Any]]
    attention_points: str
    to_reassess: list[dict[str, str]]
    visas: list[Visa]


@dataclass
class BlockResults:
    """The evaluations of one activity as they were signed, the oldest first; empty where nothing is signed."""

    block: CertificationBlock
    sheets: list[SignedSheet] = field(default_factory=list)

    @property
    def is_mastered(self) -> bool:
        return any(sheet.is_satisfied for sheet in self.sheets)

    @property
    def state(self) -> str:
        """`mastered`, `to_reassess`, or `empty` where nothing is signed."""
        return "mastered" if self.is_mastered else "to_reassess" if self.sheets else "empty"


@dataclass
class SignedResults:
    """The signed evaluations of one candidate under one version, activity by activity."""

    blocks: list[BlockResults]
    # When the training centre signed the whole of a booklet.
    completed_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None


def signed_results_of(people: Iterable[User], version: CertificationVersion) -> dict[int, SignedResults]:
    """Return, by her id, what each of `people` was evaluated on: signed sheets alone, from any of her booklets.

    The number of queries does not depend on how many people there are.
    """
    known = [one.pk for one in people]
    blocks = list(CertificationBlock.objects.filter(version=version))
    found = {pk: SignedResults([BlockResults(block) for block in blocks]) for pk in known}
    sheets = (
        Sheet.objects.filter(
            booklet__enrolment__apprentice__in=known, booklet__version=version, frozen_at__isnull=False
        )
        .select_related("booklet__enrolment")
        .prefetch_related(Prefetch("visas", Visa.objects.order_by("signed_at", "pk")))
        .order_by("frozen_at", "pk")
    )
    for sheet in sheets:
        results = found[sheet.booklet.enrolment.apprentice_id]
        next(one for one in results.blocks if one.block.pk == sheet.block_id).sheets.append(_signed(sheet))
    signed = Visa.objects.filter(
        role=VisaRole.REPRESENTATIVE,
        synthesis__booklet__version=version,
        synthesis__booklet__enrolment__apprentice__in=known,
    ).values_list("synthesis__booklet__enrolment__apprentice", "signed_at")
    for apprentice, signed_at in signed.order_by("signed_at"):
        found[apprentice].completed_at = signed_at
    return found


def _signed(sheet: Sheet) -> SignedSheet:
    said = sheet_text(sheet)
    return SignedSheet(
        SheetKind(sheet.kind),
        sheet.is_satisfied,
        said["rows"],
        said["attention_points"],
        said["to_reassess"],
        said["visas"],
    )


def mastered_blocks(apprentice: User, version: CertificationVersion) -> set[int]:
    """Return the ids of the blocks of `version` that `apprentice` masters, by her signed sheets."""
    rows = Sheet.objects.filter(
        booklet__enrolment__apprentice=apprentice, booklet__version=version, frozen_at__isnull=False
    )
    return {sheet.block_id for sheet in rows if sheet.is_satisfied}


def sheet_text(sheet: Sheet) -> dict[str, Any]:
    """Return what a sheet says: the words that were signed, or those of today while nobody has."""
    said = sheet.frozen or words_of(sheet)
    rows = [{**row, "held_on": date.fromisoformat(row["held_on"])} for row in said["rows"]]
    return {**said, "rows": rows, "is_frozen": sheet.is_frozen, "visas": list(sheet.visas.all())}


def words_of(sheet: Sheet) -> dict[str, Any]:
    """Return what a sheet says today, as it is signed and stored."""
    enrolment, version = sheet.booklet.enrolment, sheet.booklet.version
    return {
        "candidate": enrolment.apprentice.get_full_name(),
        "school": enrolment.cohort.school.name,
        "certification": version.certification.title,
        "code": version.certification.code,
        "version": version.number,
        "block": {"code": sheet.block.code, "title": sheet.block.title},
        "kind": str(sheet.kind),
        "rows": [
            {
                "description": row.description,
                "held_on": row.held_on.isoformat(),
                "competences": _named(row.competences.all()),
            }
            for row in sheet.rows.all()
        ],
        "result": str(sheet.result),
        "attention_points": sheet.attention_points,
        "to_reassess": _named(sheet.to_reassess.all()),
        "observations": sheet.observations,
    }


def _named(competences: Iterable[Any]) -> list[dict[str, str]]:
    return [{"code": one.code, "title": one.title} for one in competences]


def synthesis_words(state: BookletState, observations: str) -> dict[str, Any]:
    """Return what a synthesis says today, as it is signed and stored.

    It names each signed sheet by its fingerprint: whoever signs the synthesis signs the whole booklet.
    """
    return {
        "sheets": [
            {"block": one.block.code, "kind": str(sheet.kind), "content_hash": sheet.content_hash}
            for one in state.blocks
            for sheet in (one.main, one.complementary)
            if sheet is not None and sheet.is_frozen
        ],
        "blocks": [
            {"code": one.block.code, "title": one.block.title, "is_mastered": one.is_mastered}
            for one in state.blocks
        ],
        "observations": observations,
    }


def fingerprint_of(words: dict[str, Any]) -> str:
    """Return the SHA-256 of a text as it is signed and stored."""
    said = json.dumps(words, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def fingerprint_of_sheet(sheet: Sheet) -> str:
    """Return the fingerprint of what `sheet` says: as it was signed, or today while nobody has."""
    return sheet.content_hash if sheet.is_frozen else fingerprint_of(words_of(sheet))


def fingerprint_of_synthesis(state: BookletState) -> str:
    """Return the fingerprint of the synthesis: as it was signed, or as it stands without observations yet."""
    synthesis = getattr(state.booklet, "synthesis", None) if state.booklet else None
    if synthesis is not None and synthesis.frozen_at is not None:
        return synthesis.content_hash
    return fingerprint_of(synthesis_words(state, ""))


def booklet_text(state: BookletState) -> dict[str, Any]:
    """Return the whole booklet in words, for the page that is printed and for the PDF."""
    synthesis = getattr(state.booklet, "synthesis", None) if state.booklet else None
    said = (synthesis.frozen if synthesis else None) or synthesis_words(
        state, synthesis.observations if synthesis else ""
    )
    return {
        "candidate": state.enrolment.apprentice.get_full_name(),
        "school": state.enrolment.cohort.school.name,
        "cohort": state.enrolment.cohort,
        "version": state.version,
        "blocks": [
            {
                "block": one.block,
                "main": sheet_text(one.main) if one.main else None,
                "complementary": sheet_text(one.complementary) if one.complementary else None,
            }
            for one in state.blocks
        ],
        "synthesis": {**said, "is_frozen": bool(synthesis and synthesis.frozen), "visas": state.visas},
        "received_at": state.booklet.received_at if state.booklet else None,
    }
