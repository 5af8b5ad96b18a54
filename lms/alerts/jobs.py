"""What the worker does about alerts: look at one apprentice when she did something, at everybody by the clock."""

from django.utils import timezone

from lms.alerts import actions
from lms.alerts.reasons import QUICK, SLOW


def watch_apprentice(*, apprentice_id: int) -> None:
    actions.watch_apprentice(apprentice_id=apprentice_id, now=timezone.now())


def watch_tries() -> None:
    """Twenty minutes go by without anybody doing anything; and a wake-up may have been lost."""
    actions.watch_everybody(kinds=QUICK, now=timezone.now())


def watch_days() -> None:
    actions.watch_everybody(kinds=SLOW, now=timezone.now())
