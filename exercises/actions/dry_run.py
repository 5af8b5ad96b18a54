"""Run what is written, without handing it in: it is saved, a box runs it, and nothing of it counts."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from exercises import grading
from exercises.actions.submit import (
    RATE_LIMIT_COUNTS_OVER,
    DraftConflict,
    Files,
    TooManyChecks,
    WorkRefused,
    save_draft,
    version_for,
)
from exercises.announcing import announce_dry_run
from exercises.models import Draft, DryRun, Exercise
from exercises.permissions import check_can_write
from exercises.queries import dry_runs_since, forgotten_dry_runs
from exercises.states import Lane
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

DRY_RUN_JOB = "exercises.jobs.run_dry"
KEPT_FOR = timedelta(days=1)
# Somebody looks at the newest: whatever still waits is answered with this.
_OVERTAKEN = {"trouble": "", "original": "", "where": {}, "pieces": [], "ours": False, "detail": "overtaken"}


@dataclass(frozen=True)
class Asked:
    """What became of a click on « Essayer »: the draft as saved, unless another window's newer one was left alone,
    and the dry run under way, or why there is none."""

    draft: Draft | None
    dry_run: DryRun | None
    refusal: WorkRefused | None = None


@transaction.atomic
def ask_for_dry_run(
    *, apprentice: User, exercise: Exercise, files: Files, revision: int, wish: grading.Wish, now: datetime
) -> Asked:
    """Save `files` as the draft and have them run as `wish` says; a dry run of hers that still waits is given up.

    Raises:
        Denied: `apprentice` may not write, or the exercise is not open yet to her.
    """
    check_can_write(apprentice)
    draft: Draft | None = None
    try:
        try:
            draft = save_draft(
                apprentice=apprentice, exercise=exercise, files=files, revision=revision, now=now
            )
        except DraftConflict:
            draft = None  # the dry run itself keeps these files
        version = version_for(apprentice, exercise)
        grading.check_wish(version, wish)
        _refuse_too_often(apprentice, now)
        kept = grading.editable_files(version, files)
    except (grading.BadWish, grading.RefusedFiles) as error:
        return Asked(draft, None, WorkRefused(str(error)))
    except WorkRefused as refusal:
        return Asked(draft, None, refusal)
    DryRun.objects.filter(apprentice=apprentice, shown__isnull=True).update(shown=_OVERTAKEN)
    dry_run = DryRun.objects.create(
        apprentice=apprentice,
        exercise=exercise,
        version=version,
        files=kept,
        wish=wish.to_dict(),
        asked_at=now,
    )
    enqueue_after_commit(Lane.LIVE.queue, DRY_RUN_JOB, dry_run_id=dry_run.pk)
    return Asked(draft, dry_run)


def _refuse_too_often(apprentice: User, now: datetime) -> None:
    """Counted for each person, apart from checks: running is what one does while one thinks."""
    most = settings.GRADER["DRY_RUNS_PER_MINUTE"]
    asked = dry_runs_since(apprentice, now - RATE_LIMIT_COUNTS_OVER, now=now)
    if len(asked) < most:
        return
    wait = max(1, math.ceil((asked[-most] + RATE_LIMIT_COUNTS_OVER - now).total_seconds()))
    sentence = ngettext(
        "You have run your code many times in one minute. Your work is saved: run it again in %(count)s second.",
        "You have run your code many times in one minute. Your work is saved: run it again in %(count)s seconds.",
        wait,
    )
    raise TooManyChecks(sentence % {"count": wait}, wait=wait)


def record_dry_run(*, dry_run: DryRun, shown: dict[str, object]) -> None:
    """Keep what came of `dry_run`, unless a newer one took its place, and tell whoever waits."""
    DryRun.objects.filter(pk=dry_run.pk, shown__isnull=True).update(shown=shown)
    announce_dry_run(dry_run.pk)


def look_after_dry_runs(*, now: datetime) -> None:
    """Wake a worker up for those whose wake-up may be lost, and forget those of yesterday."""
    for dry_run_id in forgotten_dry_runs(now=now):
        enqueue_after_commit(Lane.LIVE.queue, DRY_RUN_JOB, dry_run_id=dry_run_id)
    DryRun.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
