"""What the client said about a version."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client_projects.models.deliverable import Version
from client_projects.states import DecisionKind


class Decision(models.Model):
    """What the client said about one version: dated, named, and never changed afterwards."""

    version = models.OneToOneField(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="decision"
    )
    kind = models.CharField(_("decision"), max_length=30, choices=DecisionKind.choices)
    reason = models.TextField(_("reason or reservations"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    # Copied: a proof must not change with the person's account.
    decided_by_name = models.CharField(_("name of the person"), max_length=170)
    decided_at = models.DateTimeField(_("decided at"))
    content_hash = models.CharField(_("fingerprint of what was seen"), max_length=64)
    team_told_at = models.DateTimeField(_("team told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.APPROVED) | ~Q(reason=""), name="decision_gives_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A decision is never changed: a new version asks for a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A decision is never deleted: it proves what was agreed.")
