from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exercises.actions.bring_in import ORIGINS, bring_in_exercises
from exercises.importers.report import Standing

REPORT = "import.md"


class Command(BaseCommand):
    help = (
        "Write exercises of another platform as folders of ours, with a report of what came in, what needs a hand "
        "and why. Nothing is published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("origin", choices=ORIGINS)
        parser.add_argument("material", type=Path, help="a folder, a zip or one file")
        parser.add_argument("--into", type=Path, required=True, help="the folder that receives the exercises")
        parser.add_argument("--prove", action="store_true", help="grade each solution and starter in a box")
        parser.add_argument(
            "--replace", action="store_true", help="write again folders that are already there"
        )
        for name in ("url", "author", "licence"):
            parser.add_argument(f"--{name}", default="", help="what the material does not say of itself")

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path = options["into"]
        if into.exists() and not into.is_dir():
            raise CommandError(f"{into} is not a folder.")
        report = bring_in_exercises(
            origin=options["origin"],
            material=options["material"],
            into=into,
            in_boxes=options["prove"],
            url=options["url"],
            author=options["author"],
            licence=options["licence"],
            replace=options["replace"],
        )
        into.mkdir(parents=True, exist_ok=True)
        (into / REPORT).write_text(report.as_markdown(), encoding="utf-8")
        self.stdout.write(report.as_markdown())
        if not report.having(Standing.IMPORTED) and not report.having(Standing.NEEDS_A_HAND):
            raise CommandError("Nothing came in.")
