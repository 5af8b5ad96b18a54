"""Dry runs: which wait, whose they are, and how many somebody asked for lately."""

from datetime import datetime, timedelta

from exercises.models import DryRun
from lms.people.models import User

# From then on whoever waits is told that it is our fault; a worker that is only late no longer matters.
PATIENCE = timedelta(seconds=60)
WAKE_UP_LOST_AFTER = timedelta(seconds=10)


def dry_run_of(apprentice: User, dry_run_id: int) -> DryRun | None:
    """Return a dry run of her own, with its exercise and version; nobody else sees it."""
    return (
        DryRun.objects.select_related("exercise", "version")
        .defer("version__definition")
        .filter(apprentice=apprentice, pk=dry_run_id)
        .first()
    )


def waiting_dry_run(dry_run_id: int) -> DryRun | None:
    return (
        DryRun.objects.select_related("version")
        .defer("version__definition")
        .filter(pk=dry_run_id, shown__isnull=True)
        .first()
    )


def dry_runs_since(apprentice: User, moment: datetime, *, now: datetime) -> list[datetime]:
    """Return when `apprentice` asked for dry runs from `moment` to `now`, the earliest first."""
    rows = DryRun.objects.filter(apprentice=apprentice, asked_at__gt=moment, asked_at__lte=now)
    return list(rows.order_by("asked_at").values_list("asked_at", flat=True))


def forgotten_dry_runs(*, now: datetime) -> list[int]:
    """Return (by id) what has waited so long that its wake-up may be lost, as long as somebody may look at it."""
    rows = DryRun.objects.filter(
        shown__isnull=True, asked_at__lt=now - WAKE_UP_LOST_AFTER, asked_at__gt=now - PATIENCE
    )
    return list(rows.values_list("pk", flat=True))


def is_given_up(dry_run: DryRun, *, now: datetime) -> bool:
    """Whether it has waited longer than anybody should."""
    return dry_run.is_pending and dry_run.asked_at < now - PATIENCE
