from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.records.actions import ReferentialRefused, VersionInUse, load_referential
from lms.records.referential import REFERENTIALS, ReferentialError, read_referential


class Command(BaseCommand):
    help = "Load certifications with their versions from YAML files (all those of the platform by default)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        for path in files or sorted(REFERENTIALS.glob("*.yaml")):
            try:
                certification = load_referential(data=read_referential(path))
            except (ReferentialError, ReferentialRefused) as error:
                raise CommandError(str(error)) from error
            except VersionInUse as error:
                raise CommandError(
                    f"{path.name}: a cohort uses version {error}; give the changed text a new version."
                ) from error
            self.stdout.write(f"{certification.code}: {certification.versions.count()} version(s)")
