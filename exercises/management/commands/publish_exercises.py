from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exercises import grading
from exercises.actions.author import ExerciseRefused, publish_exercise


class Command(BaseCommand):
    help = (
        "Publish exercise folders (the whole catalogue by default); what has not changed keeps its version."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path)
        parser.add_argument(
            "--at-once", action="store_true", help="before it is proved: for development and measures only"
        )

    def handle(self, *args: Any, folders: list[Path], at_once: bool, **options: Any) -> None:
        refused = 0
        for folder in folders or grading.catalogue_folders():
            try:
                content = grading.read_exercise_folder(folder)
                version = publish_exercise(content=content, now=timezone.now(), at_once=at_once)
            except (grading.ManifestError, ExerciseRefused) as error:
                refused += 1
                self.stderr.write(f"{folder}: {error}")
            else:
                waits = "" if version.published_at else ", published once it is proved"
                self.stdout.write(f"{version.exercise.key}: version {version.number}{waits}")
        if refused:
            raise CommandError(f"{refused} exercise(s) not published; the others are.")
