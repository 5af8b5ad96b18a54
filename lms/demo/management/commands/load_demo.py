import tomllib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.alerts.actions import watch_everybody
from lms.alerts.models import AlertKind
from lms.demo.calendar import build_calendars
from lms.demo.certification import build_attendance, build_certification, build_mock_exams
from lms.demo.courses import build_course, publish_catalogue
from lms.demo.people import CONTENT, DEMO_PASSWORD, build_schools
from lms.demo.work import build_projects, hand_in_work, hand_over, mark_attendance
from lms.people.roles import ROLES


class Command(BaseCommand):
    help = "Build the demo school through the actions. Running it again adds only what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--print-accounts", action="store_true", help="only print one demo sign-in per role"
        )

    def handle(self, *args: Any, print_accounts: bool, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo school, whose password everybody knows, is for development only.")
        data = tomllib.loads((CONTENT / "school.toml").read_text(encoding="utf-8"))
        if print_accounts:
            self._print_accounts(data["sign_ins"])
            return
        now = timezone.now()
        schools = build_schools(data, now=now)
        published = publish_catalogue(now=now)
        course = build_course(schools.programme, now=now)
        build_calendars(schools, now=now)
        opened = build_projects(data, schools, now=now)
        handed_in = hand_in_work(schools, course, now=now)
        build_certification(schools, now=now)
        build_mock_exams(schools, now=now)
        mark_attendance(schools, now=now)
        hand_over(schools, now=now)
        build_attendance(schools, now=now)
        watch_everybody(kinds=AlertKind, now=now)
        self.stdout.write(
            f"demo school: {len(schools.schools)} schools, {published} exercises, "
            f"{opened} new projects, {handed_in} new submissions"
        )

    def _print_accounts(self, sign_ins: dict[str, str]) -> None:
        for role, email in sign_ins.items():
            self.stdout.write(f"  {ROLES[role].name!s:<14} {email:<40} {DEMO_PASSWORD}")
