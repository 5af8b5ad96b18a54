from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.backups import actions
from lms.backups.sentences import FAILURES, sentence_for


class Command(BaseCommand):
    help = "Make a backup now."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = actions.back_up(now=timezone.now())
        except FAILURES as error:
            raise CommandError(sentence_for(error)) from error
        self.stdout.write(_("Backup %(id)s is made.") % {"id": snapshot[:8]})
