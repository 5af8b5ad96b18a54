"""Shows what was kept long enough; ends it with --apply."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.privacy import actions
from lms.privacy.retention import what_is_due


class Command(BaseCommand):
    help = (
        "Shows what was kept long enough, and why; with --apply, ends it. What is ended does not come back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="end it")
        parser.add_argument("--batch", type=int, default=actions.BATCH, help="rows ended in one transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            due = list(what_is_due(today=timezone.localdate(now)))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if not due:
            self.stdout.write("Rien n’est à effacer aujourd’hui.")
            return
        for one in due:
            keeping = one.ending.keeping
            self.stdout.write(
                f"{one.count:>7}  {one.ending.what} ({one.ending.model}) : {keeping.months} mois après "
                f"{keeping.since}, donc avant le {one.before:%d/%m/%Y}. {keeping.source}"
            )
        if not options["apply"]:
            self.stdout.write("Rien n’a été effacé. Ajoutez --apply pour le faire ; cela ne se défait pas.")
            return
        for line in actions.end_what_is_over(now=now, batch=options["batch"]):
            self.stdout.write(f"{line.count:>7}  {line.model} : fait.")
