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

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        refused = 0
        for folder in folders or grading.catalogue_folders():
            try:
                version = publish_exercise(content=grading.read_exercise_folder(folder), now=timezone.now())
            except (grading.ManifestError, ExerciseRefused) as error:
                refused += 1
                self.stderr.write(f"{folder}: {error}")
            else:
                self.stdout.write(f"{version.exercise.key}: version {version.number}")
        if refused:
            raise CommandError(f"{refused} exercise(s) not published; the others are.")
