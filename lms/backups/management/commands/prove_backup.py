from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.backups import actions
from lms.backups.sentences import FAILURES, sentence_for


class Command(BaseCommand):
    help = "Bring the newest backup back beside the platform, and compare it with what it must hold."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            inventory = actions.prove(now=timezone.now())
        except FAILURES as error:
            raise CommandError(sentence_for(error)) from error
        self.stdout.write(
            _(
                "The backup of %(date)s is whole: %(rows)s rows, %(files)s files, %(repositories)s repositories."
            )
            % {
                "date": f"{timezone.localtime(inventory.made_at):%d/%m/%Y %H:%M}",
                "rows": sum(inventory.rows.values()),
                "files": len(inventory.files),
                "repositories": len(inventory.repositories),
            }
        )
