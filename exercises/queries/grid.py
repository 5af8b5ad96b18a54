"""How a whole class stands at some exercises, in two queries whatever its size."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.fields.json import KeyTextTransform

from exercises.models import Submission
from exercises.queries.work import published_exercises
from exercises.states import PENDING_STATES, ReviewDecision, SubmissionState

# Their tests share a process with the code: see `Exercise.formative` in the grader's manifest.
FORMATIVE_RUNTIMES = ("framework",)
VALIDATED, RETURNED, RUNNING, TODO = "validated", "returned", "running", "todo"


@dataclass(frozen=True)
class Column:
    """One exercise of the grid; `kind` is that of its author: core, extra or practice."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True)
class Cell:
    """Where one apprentice stands at one exercise, how often she handed it in, and her newest work.

    `state` is what a trainer said where she said something (`validated`, `returned`), else what the checks say of the
    best try so far; `todo` where there is none.
    """

    state: str = TODO
    tries: int = 0
    submission: int | None = None


def columns_of(keys: Iterable[str]) -> list[Column]:
    """Return the published exercises among `keys`, in their order."""
    wanted = list(dict.fromkeys(keys))
    rows = (
        published_exercises()
        .filter(key__in=wanted)
        .annotate(kind=KeyTextTransform("kind", "current_version__definition"))
    )
    found = {
        key: Column(key, title, kind or "core")
        for key, title, kind in rows.values_list("key", "current_version__title", "kind")
    }
    return [found[key] for key in wanted if key in found]


def competences_proved_by(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each published exercise among `keys` whose passing counts alone, the competences it speaks for."""
    rows = (
        published_exercises()
        .filter(key__in=list(keys))
        .exclude(current_version__runtime__in=FORMATIVE_RUNTIMES)
        .annotate(kind=KeyTextTransform("kind", "current_version__definition"))
        .values_list("key", "kind", "current_version__competence_codes")
    )
    return {key: codes for key, kind, codes in rows if kind != "practice"}


def cells_of(apprentices: Iterable[int], keys: Iterable[str]) -> dict[tuple[int, str], Cell]:
    """Return a cell for each apprentice (by id) and exercise (by key) that she has handed in."""
    rows = (
        Submission.objects.filter(apprentice__in=list(apprentices), exercise__key__in=list(keys))
        .order_by("number")
        .values_list("apprentice", "exercise__key", "pk", "state", "review__decision")
    )
    cells: dict[tuple[int, str], Cell] = {}
    for who, key, pk, state, decision in rows:
        before = cells.get((who, key), Cell())
        cells[who, key] = Cell(_state(before.state, state, decision), before.tries + 1, pk)
    return cells


def last_handed_in(apprentices: Iterable[int]) -> str:
    """Return the key of the exercise that one of these apprentices (by id) handed in last, or ""."""
    newest = Submission.objects.filter(apprentice__in=list(apprentices)).order_by("-submitted_at", "-pk")
    return newest.values_list("exercise__key", flat=True).first() or ""


def _state(before: str, state: str, decision: str | None) -> str:
    if decision == ReviewDecision.ACCEPTED or before == VALIDATED:
        return VALIDATED
    if decision == ReviewDecision.RETURNED:
        return RETURNED
    if state in PENDING_STATES:
        return RUNNING
    if state == SubmissionState.FAILED and before == SubmissionState.PASSED:
        return before
    return state
