"""The rule of progress (pure): which competences of a version have evidence, and which a trainer has validated.

Percentages prove nothing, so none is computed: « 3 compétences sur 8 ont une preuve » counts facts. Formative
evidence never counts alone, and evidence alone proves nothing: a trainer validates on it.
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
    """One competence of one apprentice: what speaks for it, what a trainer last decided, what she asked since."""

    competence: C
    evidence: tuple[E, ...]
    validation: Any = None
    request: Any = None

    @property
    def is_evidenced(self) -> bool:
        return any(not line.is_formative for line in self.evidence)

    @property
    def is_validated(self) -> bool:
        return self.validation is not None and self.validation.validates

    @property
    def state(self) -> str:
        """`validated`, `asked`, `not_yet`, `evidenced` or `empty`: the first that is true."""
        if self.is_validated:
            return "validated"
        if self.request is not None:
            return "asked"
        if self.validation is not None:
            return "not_yet"
        return "evidenced" if self.is_evidenced else "empty"


def progress_of[C: CompetenceLine, E: EvidenceLine](
    competences: Iterable[C],
    evidence: Iterable[E],
    validations: Mapping[int, Any] | None = None,
    requests: Mapping[int, Any] | None = None,
) -> list[CompetenceProgress[C, E]]:
    """Return one entry per competence, in the given order, with the evidence that speaks for it.

    Args:
        validations: those that hold, by the id of the competence.
        requests: those that wait for an answer, by the id of the competence.
    """
    by_competence: Mapping[int, list[E]] = _grouped(evidence)
    return [
        CompetenceProgress(
            c, tuple(by_competence.get(c.pk, ())), (validations or {}).get(c.pk), (requests or {}).get(c.pk)
        )
        for c in competences
    ]


def _grouped[E: EvidenceLine](evidence: Iterable[E]) -> dict[int, list[E]]:
    groups: dict[int, list[E]] = {}
    for line in evidence:
        groups.setdefault(line.competence_id, []).append(line)
    return groups
