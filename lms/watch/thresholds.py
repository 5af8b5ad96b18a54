"""What is watched, as a table: what is read, when it is too much, who is told after how long, in which words.

The page and the mails are both written from it. Pure: a line is asked about readings and looks at nothing itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exercises.states import Lane, LanguageState
from lms.watch.readings import Readings


class Told(StrEnum):
    """Who is written to."""

    TECHNICAL = "technical"
    COORDINATORS = "coordinators"


# What is over has to stay so for a while: what comes and goes is one trouble, not ten.
CALM = timedelta(minutes=5)
SLOW_SECONDS = 1.0


@dataclass(frozen=True)
class Threshold:
    """One line. `value` returns None where nobody can say; more than `limit` is too much (less, if `is_floor`)."""

    code: str
    what: Promise
    value: Callable[[Readings], float | None]
    limit: float
    lasting: timedelta
    told: tuple[Told, ...]
    fine: Promise
    wrong: Promise  # may name %(value)s
    means: Promise
    do: Promise
    unknown: Promise
    is_floor: bool = False

    def is_passed(self, readings: Readings) -> bool | None:
        """Return whether the limit is passed; None where nobody can say."""
        value = self.value(readings)
        if value is None:
            return None
        return value < self.limit if self.is_floor else value > self.limit


def _minutes_waiting(readings: Readings) -> float:
    return readings.oldest_seconds(Lane.LIVE) / 60


def _languages_down(readings: Readings) -> float:
    return float(sum(row.state == LanguageState.BROKEN for row in readings.languages))


def _engine_fails(readings: Readings) -> float | None:
    return None if readings.boxes is None else float(readings.boxes.engine_fails)


def _previews_silent(readings: Readings) -> float | None:
    return float(readings.open_previews is None) if readings.queue_answers else None


def _mails_late(readings: Readings) -> float:
    return float(len(readings.unsent_mails))


def _free_percent(readings: Readings) -> float | None:
    return None if readings.disk is None else readings.disk.free_percent


def _hours_since_backup(readings: Readings) -> float | None:
    seconds = readings.since_backup()
    return None if seconds is None else seconds / 3600


def _no_backup_yet(readings: Readings) -> float | None:
    if readings.backups is None or not readings.backups_expected:
        return None
    return float(readings.backups.made_at is None)


def _backup_fails(readings: Readings) -> float | None:
    return None if readings.backups is None else float(readings.backups.fails)


TO_ALL = (Told.TECHNICAL, Told.COORDINATORS)
TO_TECHNICAL = (Told.TECHNICAL,)
NOBODY_KNOWS = _("Nobody can say for the moment: the queue does not answer.")

THRESHOLDS: tuple[Threshold, ...] = (
    Threshold(
        "corrections",
        _("Checking of exercises"),
        _minutes_waiting,
        limit=2,
        lasting=timedelta(minutes=3),
        told=TO_ALL,
        fine=_("Work is checked on time."),
        wrong=_("Somebody has waited %(value)s minutes for a verdict."),
        means=_("Work is received and kept; verdicts come late. Nobody has to hand in again."),
        do=_(
            "Go on with reading or with quizzes. Look at the state of checking: one language alone may be down."
        ),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "our_faults",
        _("Tries lost by the platform"),
        lambda readings: float(readings.ours_last_hour),
        limit=10,
        lasting=timedelta(0),
        told=TO_TECHNICAL,
        fine=_("Hardly any check failed by our fault in the last hour."),
        wrong=_("%(value)s checks failed by our fault in the last hour."),
        means=_("They are tried again by themselves, and count for nobody as a failure."),
        do=_("Tell whoever runs the platform, who finds why in the logs of grading."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "set_aside",
        _("Work that could not be checked"),
        lambda readings: float(readings.set_aside),
        limit=0,
        lasting=timedelta(minutes=10),
        told=TO_ALL,
        fine=_("No work is set aside."),
        wrong=_("Set aside after three tries: %(value)s."),
        means=_("Its authors read that it is our fault; they may hand in again, or go on."),
        do=_("Once the cause is mended, a trainer has it checked again from the page of the exercise."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "languages",
        _("Languages"),
        _languages_down,
        limit=0,
        lasting=timedelta(minutes=10),
        told=TO_ALL,
        fine=_("Every language that was tried judges rightly."),
        wrong=_("Languages that are down: %(value)s."),
        means=_("Work in these languages is kept and waits; other languages are checked as usual."),
        do=_("Have the class work in another language. It is tried again every few minutes by itself."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "hosts",
        _("Machines that check exercises"),
        lambda readings: float(len(readings.ill_hosts)),
        limit=0,
        lasting=timedelta(minutes=10),
        told=TO_TECHNICAL,
        fine=_("Each of them judges rightly."),
        wrong=_("Machines on which a language is down that works on others: %(value)s."),
        means=_("The others do its work. When many check at once, verdicts take longer."),
        do=_(
            "Whoever runs the platform looks at the container engine of that machine, or stops its workers."
        ),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "engine",
        _("Boxes in which code runs"),
        _engine_fails,
        limit=0,
        lasting=timedelta(minutes=3),
        told=TO_TECHNICAL,
        fine=_("Boxes start as they should."),
        wrong=_("No box can be started."),
        means=_("Nothing that has to run is checked; quizzes, lessons and reviews work."),
        do=_("Whoever runs the platform looks at the container engine and at the room on its disk."),
        unknown=_("No keeper of boxes tells how it does: each check starts its own box, which takes longer."),
    ),
    Threshold(
        "previews",
        _("Sites of client projects made with PHP"),
        _previews_silent,
        limit=0,
        lasting=timedelta(minutes=10),
        told=TO_TECHNICAL,
        fine=_("Their previews can be visited."),
        wrong=_("The program that shows them does not answer."),
        means=_("Sites made of plain pages are shown; those with PHP are not."),
        do=_("Put off showing such a site to a client. Whoever runs the platform restarts the previews."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "mail",
        _("Mails"),
        _mails_late,
        limit=0,
        lasting=timedelta(minutes=30),
        told=TO_ALL,
        fine=_("Mails leave."),
        wrong=_("Mails that should have left and did not: %(value)s."),
        means=_("Invitations, codes to sign in and digests come late. They are tried again by themselves."),
        do=_("Let people sign in with their password. Whoever runs the platform looks at the mail server."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "backups",
        _("Backups"),
        _hours_since_backup,
        limit=26,
        lasting=timedelta(minutes=30),
        told=TO_TECHNICAL,
        fine=_("The last one is less than a day old."),
        wrong=_("The last one is %(value)s hours old."),
        means=_("Nothing is lost. Should the machine break, what was written since then would be."),
        do=_("Whoever runs the platform finds out why no backup was made, and has one made by hand."),
        unknown=_("No backup is known here: should the machine break, nothing could be brought back."),
    ),
    Threshold(
        "first_backup",
        _("The first backup"),
        _no_backup_yet,
        limit=0,
        # The first night makes it.
        lasting=timedelta(hours=26),
        told=TO_TECHNICAL,
        fine=_("It is made."),
        wrong=_("None was ever made."),
        means=_("Should the machine break, everything would be lost."),
        do=_("Whoever runs the platform has one made by hand, and looks why none is made at night."),
        unknown=_("On this machine nobody expects any."),
    ),
    Threshold(
        "backup_failure",
        _("The last backup or its proof"),
        _backup_fails,
        limit=0,
        lasting=timedelta(0),
        told=TO_TECHNICAL,
        fine=_("Nothing failed."),
        wrong=_("It failed."),
        means=_("Nothing is lost. Nobody knows whether all could be brought back."),
        do=_("Whoever runs the platform reads the log of the backups and has one made again."),
        unknown=_("What is noted of backups cannot be read."),
    ),
    Threshold(
        "disk",
        _("Room for the data"),
        _free_percent,
        limit=10,
        lasting=timedelta(minutes=5),
        told=TO_TECHNICAL,
        fine=_("There is room enough."),
        wrong=_("Room left: %(value)s percent."),
        means=_("Nothing is lost yet. When no room is left, nothing more can be handed in."),
        do=_("Whoever runs the platform makes room, or enlarges the disk."),
        unknown=_("The system does not say how much room is left."),
        is_floor=True,
    ),
    Threshold(
        "database",
        _("Database"),
        lambda readings: readings.database_seconds,
        limit=SLOW_SECONDS,
        lasting=timedelta(minutes=3),
        told=TO_TECHNICAL,
        fine=_("It answers at once."),
        wrong=_("It takes %(value)s seconds for the shortest answer."),
        means=_("Every page is slow. What is written is kept."),
        do=_("Avoid exports and imports for the moment. Whoever runs the platform looks at the load."),
        unknown=NOBODY_KNOWS,
    ),
    Threshold(
        "queue",
        _("Queue of wake-ups"),
        lambda readings: float(not readings.queue_answers),
        limit=0,
        lasting=timedelta(minutes=2),
        told=TO_TECHNICAL,
        fine=_("It answers."),
        wrong=_("It does not answer."),
        means=_("Pages work and what is handed in is kept; nothing is checked until it answers again."),
        do=_(
            "Go on with lessons and quizzes. Whoever runs the platform restarts Valkey; nothing has to be restored."
        ),
        unknown=NOBODY_KNOWS,
    ),
)

BY_CODE = {one.code: one for one in THRESHOLDS}
