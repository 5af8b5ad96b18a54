"""What a person reads when a backup cannot be made, proved or brought back, and what to do about it."""

from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.backups.actions import InUse, NothingToBringBack, NotWhole
from lms.backups.databases import DatabaseToolFailed
from lms.backups.moments import NoSuchMinute
from lms.backups.vault import NoVault, VaultFailed

FAILURES = (
    InUse,
    NothingToBringBack,
    NotWhole,
    NoSuchMinute,
    DatabaseToolFailed,
    DatabaseError,
    VaultFailed,
    OSError,
)
MOST_DIFFERENCES = 10


def sentence_for(error: Exception) -> str:
    """Return the sentence, with the tool's own words where a tool failed."""
    match error:
        case NoVault():
            return _("%(name)s is missing in the settings: see .env.example.") % {"name": error}
        case InUse():
            return _(
                "This platform already holds data. To put the backup in its place, say --replace: "
                "what is there now is kept under another name."
            )
        case NotWhole():
            told = "\n".join(f"  {one}" for one in error.args[:MOST_DIFFERENCES])
            return _("The backup does not hold what it should; %(count)s differences:\n%(list)s") % {
                "count": len(error.args),
                "list": told,
            }
        case NothingToBringBack() | NoSuchMinute():
            return _nothing_so_old(*error.args)
        case DatabaseToolFailed() | DatabaseError():
            return _("The database could not be written or read:\n%(said)s") % {"said": error}
        case _:
            where = (
                _("The machine could not read or write:\n%(said)s")
                if isinstance(error, OSError)
                else _("The place of the backups does not answer as it should:\n%(said)s")
            )
            return where % {"said": error}


def _nothing_so_old(word: str = "", nearest: datetime | None = None) -> str:
    if not word:
        return _("There is no backup in this place yet.")
    if nearest is None:
        return (
            _("No copy of the database is kept to start from: BACKUP_LOG is empty, or no night has passed.")
            if word == "before"
            else _("Nothing was written that late: ask for an earlier minute, or take the newest backup.")
        )
    told = (
        _("Minutes are kept from %(moment)s on, not before.")
        if word == "before"
        else _("Minutes are kept until %(moment)s, not later.")
    )
    return told % {"moment": _clock(nearest)}


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M:%S}"
