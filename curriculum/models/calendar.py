"""When the course opens for a cohort, and what is arranged for one person. Without rows, everything is open."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from curriculum.models.course import ModulePage
from lms.people.models import Cohort


class ModuleDates(models.Model):
    """When a module opens for a cohort, and until when it is expected. A module without dates is open."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="module_dates"
    )
    module = models.ForeignKey(
        ModulePage, verbose_name=_("module"), on_delete=models.CASCADE, related_name="dates"
    )
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("expected until"), null=True, blank=True)

    class Meta:
        verbose_name = _("dates of a module")
        verbose_name_plural = _("dates of modules")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module"], name="module_is_dated_once_for_a_cohort"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("opens_on")), name="module_is_due_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} · {self.cohort}"


class PeriodKind(models.TextChoices):
    PLACEMENT = "placement", _("Placement in a company")
    CLOSURE = "closure", _("School closed")


class Period(models.Model):
    """Days on which a cohort is not at school: in a company, or the school is closed."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="periods"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PeriodKind.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    label = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class _Arrangement(models.Model):
    """What a trainer granted one apprentice for one module."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="%(class)ss",
    )
    module = models.ForeignKey(
        ModulePage, verbose_name=_("module"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.module}"


class Extension(_Arrangement):
    """More time for one apprentice: her module is expected later than that of her cohort."""

    due_on = models.DateField(_("expected until"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "module"], name="one_extension_per_module")
        ]


class Exemption(_Arrangement):
    """A module that is not asked of one apprentice, with the reason; it stays open to her."""

    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "module"], name="one_exemption_per_module")
        ]


class CalendarAddress(models.Model):
    """The secret address at which a person's own calendar program reads her dates. She can replace it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="calendar_address",
    )
    # Kept as it is: she must be able to read it again, and it opens nothing but dates.
    token = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.person)
