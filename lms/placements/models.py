"""The contract somebody learns under, as far as rules need it, and her placements with other employers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Enrolment


class WorkContract(models.Model):
    """Days and hours of the contract of one enrolment; pay and everything else stay with whoever employs."""

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="work_contract"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("planned last day"))
    weekly_hours = models.DecimalField(
        _("hours a week"),
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )

    class Meta:
        verbose_name = _("work contract")
        verbose_name_plural = _("work contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="work_contract_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.starts_on}"


class Aim(models.TextChoices):
    """A placement has one of these three aims and no other."""

    DISCOVER = "discover", _("Discover a job")
    CONFIRM = "confirm", _("Confirm a career plan")
    RECRUIT = "recruit", _("Start a recruitment")


class Placement(models.Model):
    """Some weeks with another employer, under the same contract and the same pay (PMSMP)."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="placements"
    )
    host = models.CharField(_("host"), max_length=120)
    tutor = models.CharField(_("tutor there"), max_length=120)
    aim = models.CharField(_("aim"), max_length=20, choices=Aim.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("arranged by"), on_delete=models.PROTECT, related_name="+"
    )
    arranged_at = models.DateTimeField(_("arranged at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="placement_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.host}"
