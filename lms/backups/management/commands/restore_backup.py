from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.backups import actions, moments, vault
from lms.backups.sentences import FAILURES, sentence_for


class Command(BaseCommand):
    help = "Bring a backup back. Stop the platform first; start it again afterwards."
    # An empty database is the usual case: nothing of it may be asked before.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="only list the backups that there are")
        parser.add_argument(
            "--print-key", action="store_true", help="only print the SECRET_KEY of the backup"
        )
        parser.add_argument("--snapshot", help="which one, by its short name; without it the newest")
        parser.add_argument(
            "--until",
            metavar="MOMENT",
            help="only the database, as it was at that minute by the school's clock: 2026-11-29T11:40",
        )
        parser.add_argument(
            "--replace", action="store_true", help="also when the platform already holds data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                self._list()
            elif options["until"]:
                self._restore_moment(options["until"])
            elif options["print_key"]:
                self.stdout.write(actions.key_of(options["snapshot"]))
            else:
                self._restore(options["snapshot"], replace=options["replace"])
        except FAILURES as error:
            raise CommandError(sentence_for(error)) from error

    def _list(self) -> None:
        for snapshot in vault.snapshots():
            self.stdout.write(f"{snapshot.id}  {timezone.localtime(snapshot.made_at):%d/%m/%Y %H:%M}")
        if between := moments.earliest_and_latest():
            first, last = (f"{timezone.localtime(one):%d/%m/%Y %H:%M}" for one in between)
            self.stdout.write(
                _("Any minute (--until) from %(first)s to %(last)s.") % {"first": first, "last": last}
            )

    def _restore_moment(self, told: str) -> None:
        try:
            wanted = datetime.fromisoformat(told)
        except ValueError as error:
            raise CommandError(_("A moment is written like this: 2026-11-29T11:40")) from error
        moment = wanted if wanted.tzinfo else timezone.make_aware(wanted)
        former = actions.restore_moment(moment, now=timezone.now())
        shown = f"{timezone.localtime(moment):%d/%m/%Y %H:%M:%S}"
        self.stdout.write(_("The database is as it was on %(date)s.") % {"date": shown})
        if former:
            self.stdout.write(_("What was there before is kept: %(place)s") % {"place": former})

    def _restore(self, snapshot: str | None, *, replace: bool) -> None:
        restored = actions.restore(snapshot=snapshot, replace=replace, now=timezone.now())
        made = f"{timezone.localtime(restored.inventory.made_at):%d/%m/%Y %H:%M}"
        self.stdout.write(_("The platform is as it was on %(date)s.") % {"date": made})
        for place in restored.former:
            self.stdout.write(_("What was there before is kept: %(place)s") % {"place": place})
        if not restored.same_key:
            self.stdout.write(
                _(
                    "This server signs with another SECRET_KEY: put the former one into .env, or certificates no "
                    "longer prove themselves. It is printed by: restore_backup --print-key"
                )
            )
