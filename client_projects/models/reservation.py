"""What is still to be put right although the client approves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client_projects.models.decision import Decision
from client_projects.models.project import ClientProject
from client_projects.states import ReservationState, Severity


class Reservation(models.Model):
    """Raised by the client, weighed by a trainer, put right by the team, lifted by the client."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="reservations"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("what is to be put right"))
    # Empty until a trainer has weighed it.
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who puts it right"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reservations_to_fix",
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.OPEN
    )
    decision = models.OneToOneField(
        Decision,
        verbose_name=_("decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reservation",
    )
    # Copied, like the name on a decision: a report quotes them for ever.
    raised_by_name = models.CharField(_("name of the person"), max_length=170)
    raised_at = models.DateTimeField(_("raised at"))
    fixed_at = models.DateTimeField(_("put right at"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by_name = models.CharField(_("lifted by"), max_length=170, blank=True)
    answer = models.TextField(_("why it is not right yet"), blank=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_reservation_per_number"),
            models.CheckConstraint(
                condition=Q(severity__in=["", *Severity.values]), name="reservation_severity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReservationState.OPEN, ReservationState.FIXED], lifted_at=None)
                | Q(state=ReservationState.LIFTED, lifted_at__isnull=False),
                name="reservation_lifted_with_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != ReservationState.LIFTED

    @property
    def holds_back(self) -> bool:
        """Whether it must be lifted one day: everything but wishes beyond what was agreed."""
        return self.is_open and self.severity != Severity.EVOLUTION
