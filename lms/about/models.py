"""A barrier: what somebody could not read or do here, told from any page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Barrier(models.Model):
    """What stopped somebody. Whoever tells it need not sign in, nor say who she is."""

    reported_at = models.DateTimeField(_("reported at"))
    page = models.CharField(_("page"), max_length=300, blank=True)
    text = models.TextField(_("what happened"), max_length=4000)
    reply_to = models.EmailField(_("e-mail for the answer"), blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    mailed_at = models.DateTimeField(_("mailed to the contact at"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        ordering = ["-reported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reported_at:%Y-%m-%d} {self.page or '/'}"
