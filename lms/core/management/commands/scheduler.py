from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the jobs of lms/schedule.py by the clock."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("rqcron", "lms.schedule")
