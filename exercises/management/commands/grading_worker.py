import logging
import os
import threading
import time
from typing import Any

import django_rq
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone
from django_rq.workers import get_exception_handlers
from rq import SimpleWorker
from rq.job import Job
from rq.queue import Queue

from exercises import grading, jobs
from exercises.actions import health
from exercises.queries import languages_to_try, languages_untried
from exercises.states import Lane, LanguageState

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2
REAP_SECONDS = 60
# Proofs and regrades wait for nobody: whoever waits in front of a page has the processor first.
LOW_PRIORITY = 10


class GradingWorker(SimpleWorker):
    """No child per job: the apprentice's code runs in a container, and a fork would only add its time."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        super().execute_job(job, queue)
        # As at the end of a request: a connection that broke is made anew, one that works is kept.
        close_old_connections()


class Command(BaseCommand):
    help = "Grade what waits in one lane. Needs the Docker engine; listens to one queue, so that no wake-up is lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lane", type=Lane, choices=list(Lane), default=Lane.LIVE)

    def handle(self, *args: Any, lane: Lane, **options: Any) -> None:
        jobs.heart.start()
        if lane == Lane.LIVE:
            health.doubt_everything(now=timezone.now())
            threading.Thread(target=self._keep_house, name="house", daemon=True).start()
        else:
            os.nice(LOW_PRIORITY)
            self._say(f"grading worker: {lane} lane, ready")
        queue = django_rq.get_queue(lane.queue)
        try:
            GradingWorker(
                [queue], connection=queue.connection, exception_handlers=get_exception_handlers()
            ).work(logging_level="WARNING")
        finally:
            grading.leave_the_engine()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _keep_house(self) -> None:
        """Try the languages that are due, the most used first, and remove what dead workers left.

        Work is claimed meanwhile: a language that nobody has tried yet is tried by the first work that needs it.
        """
        reap_at, is_ready = 0.0, False
        while True:
            try:
                self._try_languages()
                if not is_ready and not languages_untried(host=grading.this_host(), now=timezone.now()):
                    is_ready = True
                    self._say("grading worker: every language was tried, ready")
                if time.monotonic() >= reap_at:
                    reap_at = time.monotonic() + REAP_SECONDS
                    health.note_host(now=timezone.now())
                    grading.remove_leftovers()
            except Exception:  # the thread must outlive any fault of the engine and of the database
                logger.exception("the grading worker could not keep house")
            close_old_connections()
            time.sleep(LOOK_SECONDS)

    def _try_languages(self) -> None:
        for language in languages_to_try(host=grading.this_host(), now=timezone.now()):
            state = health.try_language(language=language, now=timezone.now(), beating=jobs.heart.trying)
            if state == LanguageState.BROKEN:
                logger.error("%s does not grade: see the page of the state of grading", language)
