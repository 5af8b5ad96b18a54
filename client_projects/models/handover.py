"""What the client takes home when the project ends: one archive, made on request."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject
from client_projects.states import PackState


def _pack_path(pack: "HandoverPack", _name: str) -> str:
    return f"client_projects/packs/{pack.project_id}/{uuid.uuid4().hex}.zip"


class HandoverPack(models.Model):
    """The pack of one project as it stood when it was made; the row is the truth, a worker is only woken up."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="packs"
    )
    state = models.CharField(_("state"), max_length=10, choices=PackState.choices, default=PackState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=_pack_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    # What could not be put in, in sentences; said in the pack too.
    missing = models.JSONField(_("what is missing"), default=list, blank=True)

    class Meta:
        verbose_name = _("handover pack")
        verbose_name_plural = _("handover packs")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=PackState.WAITING), name="one_waiting_pack_per_project"
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.DONE) | (Q(made_at__isnull=False) & ~Q(file="")),
                name="a_pack_that_is_done_is_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.asked_at:%Y-%m-%d}"
