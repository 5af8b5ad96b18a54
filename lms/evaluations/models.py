"""Evaluations passed in training (ECF): the plan of a cohort, each candidate's booklet, its sheets, their visas."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Cohort, Enrolment
from lms.records.models import CertificationBlock, CertificationVersion, Competence


class PlannedEvaluation(models.Model):
    """What a cohort will be evaluated on, and when; sheets may begin with it."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="planned_evaluations"
    )
    block = models.ForeignKey(
        CertificationBlock, verbose_name=_("block"), on_delete=models.PROTECT, related_name="+"
    )
    description = models.CharField(_("description"), max_length=300)
    planned_on = models.DateField(_("day"))
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), related_name="+")

    class Meta:
        verbose_name = _("planned evaluation")
        verbose_name_plural = _("planned evaluations")
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.description


class Booklet(models.Model):
    """The evaluations of one candidate under one version: changing the version of her cohort opens another one."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="booklets"
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    # When the candidate said that she has her copy.
    received_at = models.DateTimeField(_("copy received at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation booklet")
        verbose_name_plural = _("evaluation booklets")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "version"], name="one_booklet_per_enrolment_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.apprentice} · {self.version}"


class SheetKind(models.TextChoices):
    MAIN = "main", _("Main sheet")
    COMPLEMENTARY = "complementary", _("Complementary sheet")


class SheetResult(models.TextChoices):
    """There are two and no marks: a professional title knows none."""

    SATISFIED = "satisfied", _("Meets the criteria")
    NOT_SATISFIED = "not_satisfied", _("Does not meet the criteria")


class Sheet(models.Model):
    """The evaluations of one activity (block). The first visa freezes it, with the words it was signed with."""

    booklet = models.ForeignKey(
        Booklet, verbose_name=_("evaluation booklet"), on_delete=models.CASCADE, related_name="sheets"
    )
    block = models.ForeignKey(
        CertificationBlock, verbose_name=_("block"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=13, choices=SheetKind.choices)
    result = models.CharField(_("result"), max_length=13, choices=SheetResult.choices, blank=True)
    attention_points = models.TextField(_("points of attention"), blank=True)
    to_reassess = models.ManyToManyField(
        Competence, verbose_name=_("competences to reassess"), related_name="+", blank=True
    )
    observations = models.TextField(_("observations"), blank=True)
    # Everything that was signed, in words: names of blocks and competences may be another text's one day.
    frozen = models.JSONField(_("what was signed"), default=dict, blank=True)
    content_hash = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation sheet")
        verbose_name_plural = _("evaluation sheets")
        ordering = ["block__position", "-kind"]
        constraints = [
            models.UniqueConstraint(fields=["booklet", "block", "kind"], name="one_sheet_per_block_and_kind"),
            models.CheckConstraint(
                condition=Q(frozen_at=None) | Q(result__in=SheetResult.values),
                name="signed_sheet_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None) | ~Q(result=SheetResult.NOT_SATISFIED) | ~Q(attention_points=""),
                name="signed_failure_has_points_of_attention",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block} · {self.get_kind_display()}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_satisfied(self) -> bool:
        return self.is_frozen and self.result == SheetResult.SATISFIED


class SheetRow(models.Model):
    """One evaluation written on a sheet: what was done, when, for which competences."""

    sheet = models.ForeignKey(
        Sheet, verbose_name=_("evaluation sheet"), on_delete=models.CASCADE, related_name="rows"
    )
    description = models.CharField(_("description"), max_length=300)
    held_on = models.DateField(_("day"))
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), related_name="+")

    class Meta:
        verbose_name = _("row of an evaluation sheet")
        verbose_name_plural = _("rows of an evaluation sheet")
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return self.description


class Synthesis(models.Model):
    """The last page of a booklet: which activities are mastered. Its first visa freezes it."""

    booklet = models.OneToOneField(
        Booklet, verbose_name=_("evaluation booklet"), on_delete=models.CASCADE, related_name="synthesis"
    )
    observations = models.TextField(_("observations"), blank=True)
    frozen = models.JSONField(_("what was signed"), default=dict, blank=True)
    content_hash = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")

    def __str__(self) -> str:
        return str(self.booklet)


class VisaRole(models.TextChoices):
    EVALUATOR = "evaluator", _("Evaluating trainer")
    REPRESENTATIVE = "representative", _("Representative of the centre")


class Visa(models.Model):
    """Somebody signed a sheet or a synthesis, under her name of that day."""

    sheet = models.ForeignKey(
        Sheet,
        verbose_name=_("evaluation sheet"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visas",
    )
    synthesis = models.ForeignKey(
        Synthesis,
        verbose_name=_("synthesis"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visas",
    )
    role = models.CharField(_("role"), max_length=14, choices=VisaRole.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=161)
    # Of the text that was on the screen of whoever signed.
    content_hash = models.CharField(_("fingerprint"), max_length=64, editable=False)
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet=None, synthesis__isnull=False) | Q(sheet__isnull=False, synthesis=None),
                name="visa_is_on_one_thing",
            ),
            models.UniqueConstraint(fields=["sheet", "person"], name="one_visa_per_person_and_sheet"),
            models.UniqueConstraint(fields=["synthesis", "person"], name="one_visa_per_person_and_synthesis"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_role_display()}"
