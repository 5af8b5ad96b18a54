import json
import logging
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from exercises import grading
from exercises.models import ExerciseVersion
from exercises.presence import Boxes, boxes_now, people_present, publish_boxes
from exercises.queries import published_versions

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2
LOG_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Keep boxes waiting for those who are at work on exercises. One on each grading host; without it, "
        "boxes start when they are needed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        address = settings.GRADER["POOL_SOCKET"]
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if not address:
            self._say("grading pool: GRADER_POOL_SOCKET is empty, no box waits")
            stop.wait()
            return
        Path(address).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with grading.open_keeper() as keeper:
                follower = threading.Thread(target=self._follow_people, args=(keeper, stop), name="people")
                follower.start()
                self._serve(keeper, stop)
                follower.join()
        except OSError as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _serve(self, keeper: grading.Keeper, stop: threading.Event) -> None:
        self._say("grading pool: ready")
        try:
            keeper.serve(stop)
        finally:
            stop.set()

    def _follow_people(self, keeper: grading.Keeper, stop: threading.Event) -> None:
        log_at = time.monotonic() + LOG_SECONDS
        while not stop.wait(LOOK_SECONDS):
            try:
                people = share_of(self._people(), boxes_now())
                keeper.want(grading.boxes_to_hold(people, idle=settings.GRADER["POOL_IDLE"]))
                figures = keeper.metrics()
                publish_boxes(boxes_of(figures), host=grading.this_host())
                if time.monotonic() >= log_at:
                    log_at = time.monotonic() + LOG_SECONDS
                    logger.info("waiting boxes %s", json.dumps(figures, sort_keys=True))
            except Exception:  # the thread must outlive any fault of the database and of Valkey
                logger.exception("the number of waiting boxes stays as it is")
            close_old_connections()

    def _people(self) -> dict[ExerciseVersion, int]:
        """Return how many people are at work on each version: the published ones, and older ones still in use."""
        present = people_present(now=timezone.now())
        versions = ExerciseVersion.objects.defer("definition").filter(pk__in=present)
        return {version: present[version.pk] for version in {*published_versions(), *versions}}


def share_of[Of](people: dict[Of, int], boxes: Boxes | None) -> dict[Of, int]:
    """Return for how many people this host keeps boxes: the hosts that keep some share a class between them."""
    hosts = boxes.hosts if boxes else 1
    return {one: -(-count // hosts) for one, count in people.items()}


def boxes_of(figures: dict[str, Any]) -> Boxes:
    """Return the keeper's figures by language; boxes of one language may differ in their limits."""
    waiting: Counter[str] = Counter()
    for name, shape in figures["shapes"].items():
        if language := grading.language_of_box(name):
            waiting[str(language)] += shape["waiting"]
    return Boxes(
        waiting=dict(waiting),
        claimed=figures["claimed"],
        missed=figures["missed"],
        engine_fails=figures["engine_fails"],
    )
