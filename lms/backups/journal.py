"""What became of the last backup and the last check: one small file beside the data, read by whoever watches.

Not rows: bringing a backup back would bring back what was known of backups then.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

FILE = "backups.json"


@dataclass(frozen=True)
class Journal:
    """The last backup made, the last one proved whole, and the last failure with what was said; None: never."""

    made_at: datetime | None = None
    proved_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""

    @property
    def fails(self) -> bool:
        """Whether the last thing that happened is a failure."""
        good = max((moment for moment in (self.made_at, self.proved_at) if moment), default=None)
        # A proof that fails has the same moment as the backup that was made for it.
        return self.failed_at is not None and (good is None or self.failed_at >= good)


def read_journal() -> Journal:
    path = settings.DATA_DIR / FILE
    if not path.exists():
        return Journal()
    told = json.loads(path.read_text(encoding="utf-8"))
    return Journal(
        made_at=_moment(told["made_at"]),
        proved_at=_moment(told["proved_at"]),
        failed_at=_moment(told["failed_at"]),
        failure=told["failure"],
    )


def write_journal(**news: Any) -> None:
    """Change what `news` names, and leave the rest."""
    told = {**asdict(read_journal()), **news}
    words = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()
    }
    fresh = settings.DATA_DIR / f"{FILE}.new"
    fresh.write_text(json.dumps(words), encoding="utf-8")
    fresh.replace(settings.DATA_DIR / FILE)


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
