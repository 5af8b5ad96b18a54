from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.records.models import Certification
from lms.records.queries import referential_of
from lms.records.referential import written


class Command(BaseCommand):
    help = "Write a certification with all its versions as YAML, from which it can be loaded again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="such as TP-01280")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        certification = Certification.objects.filter(code=code).first()
        if certification is None:
            known = ", ".join(Certification.objects.values_list("code", flat=True))
            raise CommandError(f"No certification {code} is loaded. Loaded: {known or 'none'}.")
        self.stdout.write(written(referential_of(certification)), ending="")
