"""The rule of progress (pure): which competences of a version have evidence, and which still lack it.

Percentages prove nothing, so none is computed: « 3 compétences sur 8 ont une preuve » counts facts. Formative
evidence never counts alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class EvidenceLine(Protocol):
    @property
    def competence_id(self) -> Any: ...

    @property
    def is_formative(self) -> Any: ...


class CompetenceLine(Protocol):
    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class CompetenceProgress[C: CompetenceLine, E: EvidenceLine]:
    competence: C
    evidence: tuple[E, ...]

    @property
    def is_evidenced(self) -> bool:
        return any(not line.is_formative for line in self.evidence)


def progress_of[C: CompetenceLine, E: EvidenceLine](
    competences: Iterable[C], evidence: Iterable[E]
) -> list[CompetenceProgress[C, E]]:
    """Return one entry per competence, in the given order, with the evidence that speaks for it."""
    by_competence: Mapping[int, list[E]] = _grouped(evidence)
    return [CompetenceProgress(c, tuple(by_competence.get(c.pk, ()))) for c in competences]


def _grouped[E: EvidenceLine](evidence: Iterable[E]) -> dict[int, list[E]]:
    groups: dict[int, list[E]] = {}
    for line in evidence:
        groups.setdefault(line.competence_id, []).append(line)
    return groups
