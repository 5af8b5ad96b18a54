"""Figures for whoever watches over the platform: what waits, how long each step takes, whose fault what failed is.

Each question reads an index of recent rows: a year of work behind them changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from exercises.models import GradingRun, Submission
from exercises.models.grading import REGRADING
from exercises.states import PENDING_STATES, Lane, SubmissionState

LATELY = timedelta(hours=1)
MOST_RUNS = 2000  # the newest of the hour; a class of twelve makes a few hundred


@dataclass(frozen=True)
class Waiting:
    """How many submissions of a lane have no verdict yet, and when the first of them was handed in."""

    count: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class StepSeconds:
    """What each verdict of the last hour took: waiting for a worker, then in its hands (box, judgement)."""

    queue: tuple[float, ...]
    grading: tuple[float, ...]


def waiting_by_lane() -> dict[Lane, Waiting]:
    """Return what waits or is being checked in each lane; every lane is there."""
    rows = (
        Submission.objects.filter(state__in=PENDING_STATES)
        .order_by()
        .values_list("lane")
        .annotate(count=Count("pk"), oldest=Min("submitted_at"))
    )
    found = {Lane(lane): Waiting(count, oldest) for lane, count, oldest in rows}
    return {lane: found.get(lane, Waiting()) for lane in Lane}


def step_seconds(*, now: datetime) -> StepSeconds:
    """Return what the live verdicts of the last hour took, in seconds, the newest first.

    Only the last claim of a submission is told: what an earlier one lost is part of its time in the queue.
    """
    rows = (
        GradingRun.objects.filter(
            finished_at__gt=now - LATELY,
            submission__lane=Lane.LIVE,
            fault__in=("nobody", "apprentice"),
        )
        .exclude(worker=REGRADING)
        .order_by("-finished_at")
        .values_list("submission__submitted_at", "claimed_at", "finished_at")[:MOST_RUNS]
    )
    times = [(handed_in, claimed, ended) for handed_in, claimed, ended in rows if ended is not None]
    return StepSeconds(
        queue=tuple(max(0.0, (claimed - handed_in).total_seconds()) for handed_in, claimed, _ in times),
        grading=tuple(max(0.0, (ended - claimed).total_seconds()) for _, claimed, ended in times),
    )


def verdict_counts(*, since: datetime) -> dict[tuple[str, str], int]:
    """Return how many runs ended after `since`, by what happened in the box and by whose fault it was."""
    rows = (
        GradingRun.objects.filter(finished_at__gt=since)
        .exclude(worker=REGRADING)
        .order_by()
        .values_list("outcome", "fault")
        .annotate(count=Count("pk"))
    )
    return {(outcome, fault): count for outcome, fault, count in rows}


def set_aside_count() -> int:
    """Return how many submissions we gave up, by our own fault, and that wait for somebody to try them again."""
    return Submission.objects.filter(state=SubmissionState.SET_ASIDE).count()
