"""How a client's contact gets in without a password: a mailed link with a button, and a code to type instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientContact


class ContactAccess(models.Model):
    """One mail that lets one contact in, once, before it expires. Link and code are kept as hashes only."""

    contact = models.ForeignKey(
        ClientContact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="accesses"
    )
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("expires at"))
    # Empty until the mail is written: link and code are made by the job that sends it and travel nowhere else.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    # A code is short enough to be guessed by somebody patient: it is not tried for ever.
    tries = models.PositiveSmallIntegerField(_("codes tried"), default=0)

    class Meta:
        verbose_name = _("access of a contact")
        verbose_name_plural = _("accesses of contacts")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.contact} · {self.asked_at}"
