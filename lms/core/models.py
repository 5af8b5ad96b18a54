"""What happened, who did it: the one model that every package writes to and none depends on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One line of history. The subject is named, not linked, so that history survives what it tells of."""

    happened_at = models.DateTimeField(_("happened at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Whose life it touches, when there is such a person: what was done to her and what was read of her.
    concerns = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("concerns"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    action = models.CharField(_("action"), max_length=80)
    subject_label = models.CharField(_("kind of subject"), max_length=80)
    subject_id = models.CharField(_("subject"), max_length=64)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.action} {self.subject_label} {self.subject_id}"
