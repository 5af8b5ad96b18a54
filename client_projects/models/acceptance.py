"""The test book, the client's rounds through it, and the papers that both sides sign."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject
from client_projects.models.reservation import Reservation
from client_projects.models.site import SiteVersion
from client_projects.states import AcceptanceDecision, PaperKind, Side


class TestItem(models.Model):
    """One line of the test book: what to do, what should happen."""

    __test__ = False

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="test_items"
    )
    area = models.CharField(_("page or path"), max_length=80)
    to_do = models.TextField(_("what to do"))
    expected = models.TextField(_("what should happen"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("line of the test book")
        verbose_name_plural = _("lines of the test book")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.area} · {self.to_do}"


class TestRun(models.Model):
    """One round through the test book, on one delivered version; the client sees the book from the first one on."""

    __test__ = False

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="test_runs"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    delivered = models.CharField(_("what is delivered"), max_length=200)
    address = models.URLField(_("address"), max_length=500, blank=True)
    # The version of the new site under test, where it was handed in here; a newer one may take its place.
    site_version = models.ForeignKey(
        SiteVersion,
        verbose_name=_("version of the site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="test_runs",
    )
    earlier_versions = models.ManyToManyField(
        SiteVersion, verbose_name=_("versions tested before"), blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    # Empty until a trainer asks for the client's signature.
    offered_at = models.DateTimeField(_("signature asked at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    client_told_at = models.DateTimeField(_("client told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of tests")
        verbose_name_plural = _("rounds of tests")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_test_run_per_number"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(closed_at=None), name="one_open_test_run_per_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def _photo_path(answer: "TestAnswer", _name: str) -> str:
    return f"client_projects/tests/{answer.run_id}/{uuid.uuid4().hex}"


class TestAnswer(models.Model):
    """What the client saw on one line: it works, or it does not and this is what she saw."""

    __test__ = False

    run = models.ForeignKey(
        TestRun, verbose_name=_("round"), on_delete=models.CASCADE, related_name="answers"
    )
    item = models.ForeignKey(
        TestItem, verbose_name=_("line"), on_delete=models.PROTECT, related_name="answers"
    )
    works = models.BooleanField(_("it works"))
    said = models.TextField(_("what was seen"), blank=True)
    # It worked on a former version of the site; on the one under test it has to be tried again.
    again = models.BooleanField(_("to try again"), default=False)
    photo = models.FileField(_("photo"), upload_to=_photo_path, blank=True)
    photo_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    photo_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    answered_by_name = models.CharField(_("name of the person"), max_length=170)
    answered_at = models.DateTimeField(_("answered at"))
    # What was under test then; the round may have gone on with a newer one.
    site_version = models.ForeignKey(
        SiteVersion,
        verbose_name=_("version of the site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reservation = models.OneToOneField(
        Reservation,
        verbose_name=_("reservation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="test_answer",
    )

    class Meta:
        verbose_name = _("answer to a test")
        verbose_name_plural = _("answers to tests")
        ordering = ["item__position", "item__pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="one_answer_per_run_and_item"),
            models.CheckConstraint(condition=Q(works=True) | ~Q(said=""), name="what_fails_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.item}"


class ChecklistItem(models.Model):
    """One line of the list of the opening or of the handover."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="checklist_items"
    )
    kind = models.CharField(
        _("list"),
        max_length=12,
        choices=[
            (PaperKind.GO_LIVE, PaperKind.GO_LIVE.label),
            (PaperKind.HANDOVER, PaperKind.HANDOVER.label),
        ],
    )
    label = models.CharField(_("what"), max_length=120)
    detail = models.TextField(_("how one knows"), blank=True)
    note = models.TextField(_("where it is"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by_name = models.CharField(_("done by"), max_length=170, blank=True)

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of a list")
        ordering = ["kind", "position", "pk"]

    def __str__(self) -> str:
        return self.label


class Paper(models.Model):
    """What both sides sign: its text is written once, with its fingerprint, and never changed."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    run = models.OneToOneField(
        TestRun,
        verbose_name=_("round"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper",
    )
    decision = models.CharField(_("decision"), max_length=24, choices=AcceptanceDecision.choices, blank=True)
    content = models.JSONField(_("text"))
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    drawn_up_at = models.DateTimeField(_("drawn up at"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-drawn_up_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "number"], name="one_paper_per_number"),
            models.CheckConstraint(
                condition=(Q(kind=PaperKind.ACCEPTANCE) & ~Q(decision="") & Q(run__isnull=False))
                | (~Q(kind=PaperKind.ACCEPTANCE) & Q(decision="", run=None)),
                name="acceptance_has_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_kind_display()} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A paper is never changed: another one is drawn up.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.project.slug, self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A paper is never deleted: it proves what was agreed.")

    @property
    def is_intact(self) -> bool:
        return self.content_hash == fingerprint_of(self.content)

    # The three below read `signatures.all()`, so that lists prefetch once.

    def signature_of(self, side: str) -> "PaperSignature | None":
        return next((one for one in self.signatures.all() if one.side == side), None)

    @property
    def is_signed(self) -> bool:
        return all(self.signature_of(side) for side in Side.values)

    @property
    def accepts(self) -> bool:
        """Whether the stage may end with it, once signed."""
        return self.kind != PaperKind.ACCEPTANCE or self.decision in AcceptanceDecision.accepting()


def fingerprint_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a paper's text."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class PaperSignature(models.Model):
    """One side signs a paper with a person's name; never changed."""

    paper = models.ForeignKey(
        Paper, verbose_name=_("paper"), on_delete=models.PROTECT, related_name="signatures"
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name as written"), max_length=170)
    content_hash = models.CharField(_("fingerprint of what was signed"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "side"], name="one_signature_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.paper}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A signature is never changed.")
        super().save(*args, **kwargs)
