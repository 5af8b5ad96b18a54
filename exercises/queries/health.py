"""How an exercise does: who passes at which try, what stops people, which sentences lead nowhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from exercises.models import CheckResult, Exercise, Submission
from exercises.queries.regrading import JUDGED
from exercises.states import ProofState, SubmissionState

MOST_WORK = 3000  # the newest pieces; older ones speak of an exercise that has changed
ENOUGH_PEOPLE = 5  # below that, a share says nothing
ENOUGH_TIMES = 3
HALF = 0.5


@dataclass(frozen=True)
class CheckHealth:
    """One check of the current version: in how many failed tries it was what did not hold."""

    asks: str
    failed: int
    tries: int

    @property
    def percent(self) -> int:
        return round(100 * self.failed / self.tries) if self.tries else 0


@dataclass(frozen=True)
class SentenceHealth:
    """One first sentence: how often it was read, and how often the next try was nearer to the goal."""

    sentence: str
    seen: int
    progressed: int

    @property
    def leads_nowhere(self) -> bool:
        return self.seen >= ENOUGH_TIMES and self.progressed == 0


@dataclass(frozen=True)
class ExerciseHealth:
    """Figures about people, never about one of them. `minutes` lie between first try and pass, at the median."""

    tried: int
    passed: int
    passed_at: list[tuple[int, int]] = field(default_factory=list)
    minutes: int | None = None
    checks: list[CheckHealth] = field(default_factory=list)
    sentences: list[SentenceHealth] = field(default_factory=list)
    read_solutions_first: int = 0

    @property
    def never_passed(self) -> int:
        return self.tried - self.passed


@dataclass(frozen=True)
class _Try:
    apprentice: int
    number: int
    passed: bool
    at: datetime
    run: int | None
    version: int


@dataclass
class _Failed:
    checks: set[str] = field(default_factory=set)
    sentence: str = ""


def health_of(exercise: Exercise) -> ExerciseHealth:
    """Return how `exercise` does, over its newest work; costs three queries."""
    rows = (
        Submission.objects.filter(exercise=exercise, state__in=JUDGED)
        .order_by("-submitted_at", "-pk")
        .values_list("apprentice", "number", "state", "submitted_at", "current_run", "version")[:MOST_WORK]
    )
    tries = [
        _Try(who, number, state == SubmissionState.PASSED, at, run, v)
        for who, number, state, at, run, v in rows
    ]
    if not tries:
        return ExerciseHealth(0, 0)
    people: dict[int, list[_Try]] = defaultdict(list)
    for one in sorted(tries, key=lambda one: one.number):
        people[one.apprentice].append(one)
    first_passes = [_first_pass(own) for own in people.values()]
    passes = [one for one in first_passes if one is not None]
    failed, asks = _failed_checks(tries)
    return ExerciseHealth(
        tried=len(people),
        passed=len(passes),
        passed_at=sorted(Counter(one.number for one in passes).items()),
        minutes=_median_minutes(people.values()),
        checks=_check_health(tries, failed, asks, exercise.current_version_id),
        sentences=_sentence_health(people.values(), failed),
        read_solutions_first=exercise.solution_accesses.filter(seen_before_passing=True).count(),
    )


def _first_pass(own: Sequence[_Try]) -> _Try | None:
    return next((one for one in own if one.passed), None)


def _median_minutes(people: Iterable[Sequence[_Try]]) -> int | None:
    taken = [(end.at - own[0].at).total_seconds() / 60 for own in people if (end := _first_pass(own))]
    return round(median(taken)) if taken else None


def _failed_checks(tries: Iterable[_Try]) -> tuple[dict[int, _Failed], dict[str, str]]:
    """Return what each run found wrong, and the words of each check, the newest last."""
    runs = [one.run for one in tries if one.run is not None and not one.passed]
    found: dict[int, _Failed] = defaultdict(_Failed)
    asks: dict[str, str] = {}
    rows = CheckResult.objects.filter(run__in=runs, passed=False).order_by("run", "position")
    for run, check, words, sentence in rows.values_list("run", "check_id", "asks", "sentence"):
        found[run].checks.add(check)
        found[run].sentence = found[run].sentence or sentence
        asks[check] = words
    return found, asks


def _check_health(
    tries: Iterable[_Try], failed: dict[int, _Failed], asks: dict[str, str], version: int | None
) -> list[CheckHealth]:
    current = [one for one in tries if one.version == version and not one.passed and one.run in failed]
    counts = Counter(check for one in current if one.run is not None for check in failed[one.run].checks)
    return [CheckHealth(asks[check], count, len(current)) for check, count in counts.most_common()]


def _sentence_health(people: Iterable[Sequence[_Try]], failed: dict[int, _Failed]) -> list[SentenceHealth]:
    seen: Counter[str] = Counter()
    progressed: Counter[str] = Counter()
    for own in people:
        for one, following in pairwise(own):
            before = failed.get(one.run or 0)
            if before is None or not before.sentence:
                continue
            seen[before.sentence] += 1
            after = failed.get(following.run or 0)
            nearer = following.passed or (after is not None and len(after.checks) < len(before.checks))
            progressed[before.sentence] += nearer
    found = [SentenceHealth(text, count, progressed[text]) for text, count in seen.most_common(12)]
    return sorted(found, key=lambda one: (not one.leads_nowhere, -one.seen))


@dataclass(frozen=True)
class InNeed:
    """An exercise that its author should look at, with what speaks for it."""

    exercise: Exercise
    tried: int
    passed: int
    is_broken: bool

    @property
    def is_real(self) -> bool:
        stops_people = self.tried >= ENOUGH_PEOPLE and self.passed < HALF * self.tried
        return self.is_broken or stops_people


def exercises_in_need() -> list[InNeed]:
    """Return the published exercises that do not hold, or that fewer than half of those who try ever pass."""
    found = _with_counts(Exercise.objects.exclude(current_version=None))
    return [need for one in found if (need := _need_of(one)).is_real]


def _need_of(counted: Any) -> InNeed:
    """`counted` is an exercise with its counts, which annotations add."""
    return InNeed(counted, counted.people_tried, counted.people_passed, _is_broken(counted))


def _is_broken(exercise: Exercise) -> bool:
    version = exercise.current_version
    return version is not None and version.proof == ProofState.BROKEN


def _with_counts(exercises: QuerySet[Exercise]) -> QuerySet[Exercise]:
    return (
        exercises.select_related("current_version")
        .defer("current_version__definition")
        .annotate(
            people_tried=Count(
                "submissions__apprentice", filter=Q(submissions__state__in=JUDGED), distinct=True
            ),
            people_passed=Count(
                "submissions__apprentice", filter=Q(submissions__state=SubmissionState.PASSED), distinct=True
            ),
        )
    )
