"""The contract somebody learns under, her placements with other employers, their agreements and journals."""

from pathlib import PurePosixPath
from uuid import uuid4

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


class AgreementState(models.TextChoices):
    TO_SIGN = "to_sign", _("To sign")
    SIGNED = "signed", _("Signed by all")


def _stored_path(agreement: "PlacementAgreement", name: str) -> str:
    return f"placements/{agreement.placement_id}/{uuid4()}{PurePosixPath(name).suffix}"


class PlacementAgreement(models.Model):
    """The agreement between host, school and apprentice, as a PDF. The newest one holds; the others stay."""

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.PROTECT, related_name="agreements"
    )
    state = models.CharField(_("state"), max_length=10, choices=AgreementState.choices)
    document = models.FileField(_("document"), upload_to=_stored_path)
    name = models.CharField(_("name of the file"), max_length=120)
    digest = models.CharField(_("fingerprint"), max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement of a placement")
        verbose_name_plural = _("agreements of placements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(replaced_at=None), name="one_agreement_holds_per_placement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement} · {self.get_state_display()}"


class JournalEntry(models.Model):
    """What she did on one day of a placement, or in the week that ended on it, in her own words."""

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.PROTECT, related_name="journal"
    )
    day = models.DateField(_("day"))
    text = models.TextField(_("what I did"), max_length=2000)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("entry of a placement journal")
        verbose_name_plural = _("entries of a placement journal")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="one_journal_entry_per_day")]

    def __str__(self) -> str:
        return f"{self.placement} · {self.day}"


class JournalComment(models.Model):
    """What somebody of the school answers to an entry."""

    entry = models.ForeignKey(
        JournalEntry,
        verbose_name=_("entry of a placement journal"),
        on_delete=models.PROTECT,
        related_name="comments",
    )
    text = models.TextField(_("comment"), max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("comment on a placement journal")
        verbose_name_plural = _("comments on placement journals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry} · {self.written_by}"
