import logging
import threading
import time
from typing import Any

import django_rq
from django.core.management.base import BaseCommand
from rq import SimpleWorker

from exercises import grading

logger = logging.getLogger(__name__)

REAP_EVERY = 60
RETRY_AFTER = 15


class Command(BaseCommand):
    help = "Grade submissions. The only process that needs the Docker engine; it listens to one queue."

    def handle(self, *args: Any, **options: Any) -> None:
        self._wait_until_the_grader_is_right()
        grading.remove_leftovers()
        threading.Thread(target=self._reap_for_ever, daemon=True).start()
        queue = django_rq.get_queue("grading")
        # No child per job: the apprentice's code runs in a container, and a fork would only add its time.
        SimpleWorker([queue], connection=queue.connection).work(logging_level="WARNING")

    def _wait_until_the_grader_is_right(self) -> None:
        """Claim nothing before a known answer is judged rightly: waiting work is better than wrong verdicts."""
        while broken := grading.broken_runtimes():
            for runtime, reason in broken.items():
                logger.error("runtime %s does not grade: %s", runtime, reason)
            time.sleep(RETRY_AFTER)
        self.stdout.write("grading worker: every runtime tells right from wrong, ready")
        self.stdout.flush()

    def _reap_for_ever(self) -> None:
        while True:
            time.sleep(REAP_EVERY)
            try:
                grading.remove_leftovers()
            except Exception:  # the thread must outlive any fault of the engine
                logger.exception("left-over boxes could not be removed")
