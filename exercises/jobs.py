"""What the grading workers do, and what the scheduler asks for."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from exercises import grading
from exercises.actions import author, compare, dry_run, grade, health, regrading, write
from exercises.languages import Language
from exercises.models import GradingRun, Submission
from exercises.queries import (
    someone_waits_live,
    state_on,
    waiting_dry_run,
    waiting_submission,
    work_to_try,
    works_elsewhere,
)
from exercises.states import Lane, LanguageState

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
POLITE_SECONDS = 60
HANDED_ON_SECONDS = 1
# What is new is tried twice: an exercise that holds by chance does not hold.
ONCE, TWICE = 1, 2


def grade_submission(*, submission_id: int) -> None:
    found = waiting_submission(submission_id, host=grading.this_host())
    if found is None:
        logger.info("submission %s: nothing to grade", submission_id)
        return
    submission, language_state = found
    if submission.lane != Lane.LIVE:
        let_live_work_pass()
    language = Language.of(submission.version)
    if not can_be_believed(language, language_state):
        logger.info("submission %s: waits until %s works", submission_id, language)
        leave_to_others(submission, language)
        return
    run = grade.claim_submission(submission=submission, worker=grading.worker_name(), now=timezone.now())
    if run is None:
        logger.info("submission %s: somebody else was quicker", submission_id)
        return
    with heart.beating_for(run):
        verdict = grade.verdict_of(run)
        _record(run, verdict)


def _record(run: GradingRun, verdict: grading.Verdict) -> None:
    try:
        grade.record_verdict(run=run, verdict=verdict, now=timezone.now())
    except grade.StaleRun:
        logger.warning(
            "submission %s: run %s lost its lease, its verdict is dropped", run.submission_id, run.token
        )


def prove_version(*, version_id: int) -> None:
    version = author.begin_proof(version_id=version_id, now=timezone.now())
    if version is None:
        logger.info("version %s: nothing to prove", version_id)
        return
    language = Language.of(version)
    if not can_be_believed(language, state_on(grading.this_host(), language)):
        author.postpone_proof(version=version, now=timezone.now(), is_a_try=False)
        return
    problems, trials = [], []
    for trial in grading.trials_of_version(version):
        let_live_work_pass()
        tried = grading.try_out(trial, times=ONCE if version.published_at else TWICE)
        problem = tried.problem
        if problem and problem.ours:
            logger.error("%s %s: %s", version.exercise.key, problem.trial, problem.text)
            health.doubt(language=language, host=grading.this_host(), now=timezone.now())
            author.postpone_proof(version=version, now=timezone.now())
            return
        if problem:
            problems.append(problem)
        trials.append(
            {
                "trial": trial.name,
                "holds": problem is None,
                "text": problem.text if problem else "",
                "sentence": tried.sentence,
                "seconds": round(tried.seconds, 2),
            }
        )
    author.record_proof(version=version, problems=problems, trials=trials, now=timezone.now())
    for problem in problems:
        logger.error(
            "%s version %s does not hold: %s: %s",
            version.exercise.key,
            version.number,
            problem.trial,
            problem.text,
        )


def try_on_past_work(*, work_id: int) -> None:
    work = work_to_try(work_id)
    if work is None:
        logger.info("past work %s: nothing to try", work_id)
        return
    version = work.regrading.version
    language = Language.of(version)
    let_live_work_pass()
    if not can_be_believed(language, state_on(grading.this_host(), language)):
        return
    files = {file.path: file.content for file in work.submission.files.all()}
    try:
        verdict = grading.try_version(version, files, run_id=f"regrading-{work_id}")
    except grading.RefusedFiles as refusal:
        regrading.store_unfit(work=work, reason=str(refusal), now=timezone.now())
        return
    if grading.is_ours(verdict):
        logger.error("past work %s: %s", work_id, verdict.detail)
        health.doubt(language=language, host=grading.this_host(), now=timezone.now())
    regrading.store_try(work=work, verdict=verdict, now=timezone.now())


def wake_forgotten_regradings() -> None:
    regrading.wake_forgotten_regradings()


def compare_works(*, exercise_id: int) -> None:
    pairs = compare.compare_works(exercise_id=exercise_id, now=timezone.now())
    logger.info("exercise %s: %s pair(s) of works look alike", exercise_id, pairs)


def wake_forgotten_comparisons() -> None:
    compare.wake_forgotten_comparisons()


def try_author_work(*, try_id: int) -> None:
    """Judge what an author tries in the preview."""
    asked = write.waiting_try(try_id)
    if asked is None:
        return
    definition, files = asked
    try:
        verdict = grading.try_author_files(definition, files)
    except Exception as error:
        logger.exception("author's try %s broke", try_id)
        verdict = {"passed": False, "ours": True, "detail": str(error)[:500], "sentence": "", "results": []}
    write.record_try(try_id=try_id, verdict=verdict)


def run_dry(*, dry_run_id: int) -> None:
    """Run what an apprentice tries. Nothing is claimed: run twice, it does the same, and the first answer stands."""
    found = waiting_dry_run(dry_run_id)
    if found is None:
        logger.info("dry run %s: nothing to run", dry_run_id)
        return
    shown = grading.try_to_run(found.version, found.files, found.wish)
    if shown["ours"]:
        logger.error("dry run %s: %s", dry_run_id, shown["detail"])
        health.doubt(language=Language.of(found.version), host=grading.this_host(), now=timezone.now())
    dry_run.record_dry_run(dry_run=found, shown=shown)


def look_after_dry_runs() -> None:
    dry_run.look_after_dry_runs(now=timezone.now())


def can_be_believed(language: Language, known: LanguageState) -> bool:
    """Whether verdicts in this language can be trusted; known answers are tried first where we are not sure."""
    if known == LanguageState.UNSURE:
        known = health.try_language(language=language, now=timezone.now(), beating=heart.trying)
    return known == LanguageState.RIGHT


def let_live_work_pass() -> None:
    """Wait while somebody waits in front of the page, within reason: boxes share the processor whatever we ask."""
    for _second in range(POLITE_SECONDS * 10):
        if not someone_waits_live():
            return
        time.sleep(0.1)


def leave_to_others(submission: Submission, language: Language) -> None:
    """Hand a wake-up on where another grading host does this language.

    Then wait: what cannot work is quickest at taking work, and would take each wake-up before those who can.
    """
    if works_elsewhere(language, host=grading.this_host()):
        health.wake_up(submission=submission)
        time.sleep(HANDED_ON_SECONDS)


def forget_silent_hosts() -> None:
    health.forget_silent_hosts(now=timezone.now())


def release_stuck_runs() -> None:
    waiting = grade.release_stuck_runs(now=timezone.now())
    if waiting:
        logger.info("%s submission(s) wait for a grader", waiting)


def wake_forgotten_proofs() -> None:
    author.wake_forgotten_proofs(now=timezone.now())


class Heart:
    """Renews the leases of the run and trials under way, from a thread of its own, for as long as they may last.

    A run that ends soon costs nothing: the thread looks every few seconds what there is to renew.
    """

    def __init__(self) -> None:
        self._held: tuple[UUID, datetime] | None = None
        self._trials: dict[int, datetime] = {}

    def start(self) -> None:
        threading.Thread(target=self._beat_for_ever, name="heart", daemon=True).start()

    @contextmanager
    def beating_for(self, run: GradingRun) -> Iterator[None]:
        # A worker that hangs is no better than a dead one: there is an end to it.
        self._held = (run.token, run.claimed_at + grading.longest_run(run.submission.version))
        try:
            yield
        finally:
            self._held = None

    @contextmanager
    def trying(self, health_id: int, until: datetime) -> Iterator[None]:
        self._trials[health_id] = until
        try:
            yield
        finally:
            self._trials.pop(health_id, None)

    def _beat_for_ever(self) -> None:
        while True:
            time.sleep(HEARTBEAT_SECONDS)
            try:
                self.beat(timezone.now())
            except DatabaseError:
                logger.exception("a lease could not be renewed")
            close_old_connections()

    def beat(self, now: datetime) -> None:
        held = self._held
        if held is not None and now < held[1]:
            grade.renew_lease(token=held[0], now=now)
        for health_id, until in list(self._trials.items()):
            if now < until:
                health.renew_trial(health_id=health_id, now=now)


heart = Heart()
