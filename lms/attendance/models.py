"""Who was there, half-day by half-day, and who said beforehand that she would not be.

A line of a sheet is never changed: what is marked anew is another line, and the one before says until when it held.
Whoever was there signs her own line; whoever teaches signs by saying that the half-day is complete.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Cohort


class HalfDay(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class Presence(models.TextChoices):
    PRESENT = "present", pgettext_lazy("presence", "Present")
    LATE = "late", pgettext_lazy("presence", "Late")
    ABSENT = "absent", pgettext_lazy("presence", "Absent")
    PLACEMENT = "placement", pgettext_lazy("presence", "In a company")


class Reason(models.TextChoices):
    """A short list on purpose: what concerns health or private life is never written down here."""

    NO_NEWS = "no_news", _("No news")
    TOLD = "told", _("Told us, no reason noted")
    WORK_STOPPAGE = "work_stoppage", _("Certified absence from work")
    LEAVE = "leave", _("Leave")
    APPOINTMENT = "appointment", _("Appointment about a job or papers")
    FAMILY = "family", _("Family event")
    TRANSPORT = "transport", _("Transport")
    TRAINING = "training", _("Training elsewhere")


@dataclass(frozen=True)
class Hours:
    """From when to when a half-day lasts."""

    begins_at: time
    ends_at: time

    @property
    def minutes(self) -> int:
        begins, ends = (one.hour * 60 + one.minute for one in (self.begins_at, self.ends_at))
        return ends - begins


def hours_of_class(cohort: Cohort, half: str) -> Hours:
    """Return the hours that `cohort` has now; a sheet has those of its day."""
    if half == HalfDay.MORNING:
        return Hours(cohort.morning_begins, cohort.morning_ends)
    return Hours(cohort.afternoon_begins, cohort.afternoon_ends)


class AttendanceSheet(models.Model):
    """One half-day of one cohort. Once locked, a line is corrected with the reason for it."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.PROTECT, related_name="attendance_sheets"
    )
    day = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=10, choices=HalfDay.choices)
    # As the class had them on that day: hours that change later change nothing that is proved.
    begins_at = models.TimeField(_("begins at"))
    ends_at = models.TimeField(_("ends at"))
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("locked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("attendance sheet")
        verbose_name_plural = _("attendance sheets")
        ordering = ["-day", "half"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "day", "half"], name="one_sheet_per_half_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="half_day_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.day} · {self.get_half_display()}"

    @property
    def hours(self) -> Hours:
        return Hours(self.begins_at, self.ends_at)

    def is_locked(self, *, today: date) -> bool:
        """Whether somebody said that it is complete, or it is older than yesterday."""
        return self.locked_at is not None or self.day < today - timedelta(days=1)


class AttendanceMark(models.Model):
    """What was marked of one person for one half-day; the line that holds is the one not replaced."""

    sheet = models.ForeignKey(
        AttendanceSheet, verbose_name=_("attendance sheet"), on_delete=models.PROTECT, related_name="marks"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="attendance_marks",
    )
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("marked by"), on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(_("marked at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    # Said when the sheet was locked already: why what it says is not what happened.
    corrected_because = models.CharField(_("why it was corrected"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "apprentice"],
                condition=Q(replaced_at=None),
                name="one_mark_holds_per_person_and_half_day",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(presence=Presence.ABSENT), name="only_an_absence_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.get_presence_display()}"


# Who is absent signs nothing, and a host keeps its own sheet.
SIGNED_HERE = (Presence.PRESENT, Presence.LATE)


class AttendanceSignature(models.Model):
    """She says herself that she was there. It holds for one line: what is corrected is signed anew.

    Signed on the screen of somebody who teaches, it names who that is, and she can say that it is not hers.
    """

    mark = models.OneToOneField(
        AttendanceMark, verbose_name=_("attendance mark"), on_delete=models.PROTECT, related_name="signature"
    )
    signed_at = models.DateTimeField(_("signed at"))
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed on the screen of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    disowned_at = models.DateTimeField(_("said not to be hers at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance signature")
        verbose_name_plural = _("attendance signatures")
        constraints = [
            models.CheckConstraint(
                condition=Q(disowned_at=None) | Q(witness__isnull=False),
                name="only_what_was_signed_on_a_screen_is_disowned",
            )
        ]

    def __str__(self) -> str:
        return str(self.mark)


class Leave(models.Model):
    """Days for which somebody said beforehand that she would not be there."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="leaves",
    )
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.PROTECT, related_name="leaves"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("declared by"), on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(_("declared at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared leave")
        verbose_name_plural = _("declared leaves")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.starts_on}"
