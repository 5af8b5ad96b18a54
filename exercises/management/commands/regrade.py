from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exercises.actions.regrade import regrade_exercise
from exercises.models import Exercise
from exercises.states import ProofState


class Command(BaseCommand):
    help = "Check again what was set aside of these exercises, now that they or the platform are mended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keys", nargs="+", metavar="key")

    def handle(self, *args: Any, keys: list[str], **options: Any) -> None:
        found = {exercise.key: exercise for exercise in Exercise.objects.filter(key__in=keys)}
        if unknown := sorted(set(keys) - set(found)):
            raise CommandError(f"no such exercise: {', '.join(unknown)}")
        for key in dict.fromkeys(keys):
            self._regrade(found[key])

    def _regrade(self, exercise: Exercise) -> None:
        current = exercise.current_version
        if current is not None and current.proof == ProofState.BROKEN:
            self.stderr.write(
                f"{exercise.key}: its newest version does not hold, work may be set aside again"
            )
        done = regrade_exercise(exercise=exercise, by=None, now=timezone.now())
        self.stdout.write(f"{exercise.key}: {done.put_back} put back")
        if done.unfit:
            self.stderr.write(
                f"{exercise.key}: {done.unfit} do(es) not fit the mended version, still set aside"
            )
