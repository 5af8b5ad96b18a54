from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from curriculum.actions.load import load_course
from curriculum.course_files import ContentError
from curriculum.shipped import COURSE, SUMMARY, shipped_package
from exercises.actions.take_in import Arrival
from lms.people.models import Programme


class Command(BaseCommand):
    help = (
        "Bring the course that comes with the platform to a programme. Again and again: what a school has changed "
        "or added stays, and what both changed is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="short name of the programme in addresses")
        parser.add_argument("--folder", type=Path, default=COURSE, help="another course written as files")

    def handle(self, *args: Any, programme: str, folder: Path, **options: Any) -> None:
        found = Programme.objects.filter(slug=programme).first()
        if found is None:
            known = ", ".join(Programme.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"No programme is called {programme!r}. Known: {known}.")
        try:
            package = shipped_package(folder)
        except ContentError as error:
            raise CommandError(str(error)) from error
        call_command("publish_exercises", stdout=self.stdout, stderr=self.stderr)
        report = load_course(package=package, programme=found, summary=SUMMARY, now=timezone.now())
        for page in report.pages:
            if page.arrival is Arrival.OURS_KEPT:
                self.stdout.write(f"{page.page.title}: ours kept ({', '.join(page.kept)})")
            if page.left:
                self.stdout.write(f"{page.page.title}: not taken ({', '.join(page.left)})")
        counts = Counter(page.arrival for page in report.pages)
        self.stdout.write(", ".join(f"{counts[arrival]} {arrival.value}" for arrival in Arrival))
