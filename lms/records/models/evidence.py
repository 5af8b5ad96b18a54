"""Evidence: what speaks for a competence of an apprentice, from elsewhere or added here."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.records.models.referential import Competence


class EvidenceKind(models.TextChoices):
    """The labels that sources write, in words. A label that is not here is shown as another piece."""

    EXERCISE = "exercise", _("Exercise passed")
    QUIZ = "quiz", _("Quiz passed")
    REVIEW = "review", _("Work validated by a trainer")
    TICKET = "ticket", _("Ticket of a client project")
    DELIVERABLE = "deliverable", _("Deliverable of a client project")
    CLIENT_DECISION = "client_decision", _("Decision of a client")
    CLIENT_QUOTE = "client_quote", _("Sentence of a client")
    FILE = "file", _("Uploaded file")
    OBSERVATION = "observation", _("Observation by a trainer")


class Evidence(models.Model):
    """A line in the book: this piece of work speaks for this competence of this apprentice.

    The source is named by label, id and title instead of linked, so that the book needs nothing from above it.
    """

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    competence = models.ForeignKey(
        Competence, verbose_name=_("competence"), on_delete=models.PROTECT, related_name="evidence"
    )
    source_label = models.CharField(_("kind of source"), max_length=40)
    source_id = models.CharField(_("source"), max_length=64)
    source_title = models.CharField(_("what it is"), max_length=200)
    source_url = models.CharField(_("where it is"), max_length=300, blank=True)
    is_formative = models.BooleanField(_("formative: never counts alone"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "competence", "source_label", "source_id"], name="one_line_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence.code} · {self.source_title}"

    @property
    def kind(self) -> str:
        """What kind of piece it is, in words."""
        known = self.source_label in EvidenceKind.values
        return str(EvidenceKind(self.source_label).label if known else _("Other piece"))


def _stored_path(piece: "AddedPiece", name: str) -> str:
    return f"evidence/{piece.apprentice_id}/{uuid4()}{PurePosixPath(name).suffix}"


class AddedPiece(models.Model):
    """A piece that comes from no other screen: a file that was uploaded, or what a trainer saw being done."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="added_pieces",
    )
    title = models.CharField(_("title"), max_length=120)
    # In shared work: what she did herself. Of an observation: what was seen.
    own_part = models.TextField(_("her own part"))
    happened_on = models.DateField(_("day"))
    file = models.FileField(_("file"), upload_to=_stored_path, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    content_type = models.CharField(max_length=60, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("added piece")
        verbose_name_plural = _("added pieces")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.title
