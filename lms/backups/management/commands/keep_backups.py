import logging
import time as clock
from datetime import datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.backups import actions, moments
from lms.backups.journal import read_journal
from lms.backups.sentences import sentence_for
from lms.backups.timing import first_time, next_time

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(hours=1)
PROVED_ON = 6  # Sunday: the machine has nothing better to do


class Command(BaseCommand):
    help = (
        "Make a backup each night, prove one each week, and write to the contact of the school when it fails."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = False

    def handle(self, *args: Any, **options: Any) -> None:
        at = time.fromisoformat(settings.BACKUPS["AT"])
        due = first_time(at, last=read_journal().made_at, now=timezone.now())
        while True:
            # Between two nights, PostgreSQL's log is kept every few minutes.
            until = min(due, moments.next_sweep(now=timezone.now())) if moments.are_kept() else due
            clock.sleep(max(0.0, (until - timezone.now()).total_seconds()))
            now = timezone.now()
            if now >= due:
                due = self.work(at, now=now)
            else:
                self.keep_log(now=now)

    def keep_log(self, *, now: datetime) -> None:
        """Keep the log of the last minutes; a failure is told once, as that of a night is."""
        try:
            actions.keep_log(now=now)
        except Exception as error:  # whatever it is: the next minutes may go better
            logger.exception("the log of the database was not kept")
            if not self.told:
                self.told = self._tell(sentence_for(error))
        else:
            self.told = False

    def work(self, at: time, *, now: datetime) -> datetime:
        """Do what is due now; return when to come back."""
        try:
            actions.back_up(now=now)
            if timezone.localtime(now).weekday() == PROVED_ON:
                actions.prove(now=now)
        except Exception as error:  # whatever it is: a keeper that dies keeps no backup this night
            logger.exception("backup failed")
            if not self.told:  # a night of failures is one mail
                self.told = self._tell(sentence_for(error))
            return now + AGAIN_AFTER
        finally:
            connections.close_all()  # the next night is far
        self.told = False
        return next_time(at, now=now)

    def _tell(self, sentence: str) -> bool:
        """Write to whoever runs the platform; return whether the mail left."""
        text = _("The backup of the platform failed; it is tried again by itself.")
        mail = EmailMessage(
            _("The backup of the platform failed"),
            f"{text}\n\n{sentence}\n",
            to=[settings.ALERTS_EMAIL or settings.ORGANISATION["CONTACT_EMAIL"]],
        )
        try:
            mail.send()
        except (OSError, SMTPException):
            logger.exception("nobody could be told that the backup failed")
            return False
        return True
