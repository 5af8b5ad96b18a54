"""A real client, her project, its stages, what is handed in at each, and what she decided about it."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.stages import SIGNED_STAGES, STAGE_CHOICES, STAGES, Stage
from client_projects.states import APPROVALS, DecisionKind, DeliverableState, ProjectState, StageState
from client_projects.uploads import digest_of


class Client(models.Model):
    """An organisation that entrusts its site to a school; its people are contacts."""

    name = models.CharField(_("name"), max_length=120)
    school = models.ForeignKey(
        "people.School", verbose_name=_("school"), on_delete=models.PROTECT, related_name="clients"
    )

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_client_name_per_school")]

    def __str__(self) -> str:
        return self.name


class ClientContact(models.Model):
    """A person who speaks for a client: the relation from which a client's rights follow."""

    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="contacts"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="contact_for",
    )
    # Empty until the welcome mail is written, so that a lost wake-up loses no welcome.
    welcomed_at = models.DateTimeField(_("welcomed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("client contact")
        verbose_name_plural = _("client contacts")
        constraints = [
            models.UniqueConstraint(fields=["client", "person"], name="one_contact_per_client_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.client}"


class ClientProject(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="projects"
    )
    school = models.ForeignKey(
        "people.School", verbose_name=_("school"), on_delete=models.PROTECT, related_name="client_projects"
    )
    cohort = models.ForeignKey(
        "people.Cohort", verbose_name=_("cohort"), on_delete=models.PROTECT, related_name="client_projects"
    )
    old_site_url = models.URLField(_("address of the present site"), blank=True)
    summary = models.TextField(_("what it is about"), blank=True)
    starts_on = models.DateField(_("starts on"))
    state = models.CharField(
        _("state"), max_length=20, choices=ProjectState.choices, default=ProjectState.RUNNING
    )

    class Meta:
        verbose_name = _("client project")
        verbose_name_plural = _("client projects")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="client_project_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client_project", args=[self.slug])


class TeamMember(models.Model):
    """An apprentice works on a project; `part` says what she does there."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="team"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="project_parts",
    )
    part = models.CharField(_("part in the team"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "apprentice"], name="one_place_per_team_member")
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.project}"


class Milestone(models.Model):
    """Where one project stands in one stage. What the stage is called and means is in `stages.py`."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="milestones"
    )
    code = models.CharField(_("stage"), max_length=20, choices=STAGE_CHOICES)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=StageState.choices, default=StageState.TODO)
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="one_milestone_per_stage"),
            models.UniqueConstraint(fields=["project", "number"], name="one_milestone_per_number"),
            models.CheckConstraint(condition=Q(code__in=list(STAGES)), name="milestone_stage_is_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=StageState.TODO, started_on=None, done_on=None)
                    | Q(state=StageState.CURRENT, started_on__isnull=False, done_on=None)
                    | Q(state=StageState.DONE, started_on__isnull=False, done_on__gte=F("started_on"))
                ),
                name="milestone_dates_follow_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.stage.name}"

    @property
    def stage(self) -> Stage:
        return STAGES[self.code]


class Deliverable(models.Model):
    """Something the team produces at a stage, in as many versions as it takes."""

    milestone = models.ForeignKey(
        Milestone, verbose_name=_("stage"), on_delete=models.CASCADE, related_name="deliverables"
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what it is"), blank=True)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["milestone__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "title"], name="one_deliverable_per_title")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def project(self) -> ClientProject:
        return self.milestone.project

    @property
    def asks_for_decision(self) -> bool:
        return self.milestone.code in SIGNED_STAGES

    # The three below read `versions.all()` so that lists prefetch once; versions come newest first.

    @property
    def newest(self) -> "Version | None":
        return next(iter(self.versions.all()), None)

    @property
    def newest_shared(self) -> "Version | None":
        return next((version for version in self.versions.all() if version.is_shared), None)

    @property
    def state(self) -> DeliverableState:
        """Follows the newest shared version alone: sharing a new one makes the former approval lapse."""
        version = self.newest_shared
        if version is None:
            return DeliverableState.IN_PREPARATION
        if not self.asks_for_decision:
            return DeliverableState.SHOWN
        if version.decided is None:
            return DeliverableState.AWAITING_DECISION
        return DeliverableState(version.decided.kind)

    @property
    def is_approved(self) -> bool:
        return self.state in APPROVALS


def _stored_path(version: "Version", _name: str) -> str:
    """A name nobody can guess or choose; the offered one is in `file_name`."""
    return f"client_projects/{version.deliverable_id}/{uuid.uuid4().hex}"


class Version(models.Model):
    """One state of a deliverable, frozen when handed in; the client sees it once a trainer has shared it."""

    deliverable = models.ForeignKey(
        Deliverable, verbose_name=_("deliverable"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.TextField(_("note"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=_stored_path, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    file_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    content_hash = models.CharField(_("fingerprint"), max_length=64, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed in by"), on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField(_("handed in at"))
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Empty until the client's mail is written, so that a lost wake-up loses no mail.
    client_told_at = models.DateTimeField(_("client told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="version_shared_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(client_told_at=None) | Q(shared_at__isnull=False), name="client_told_once_shared"
            ),
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="version_is_a_link_or_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} · {self.number}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def is_picture(self) -> bool:
        return self.file_type.startswith("image/")

    @property
    def decided(self) -> "Decision | None":
        return getattr(self, "decision", None)

    @property
    def decision_url(self) -> str:
        return reverse("version_decision", args=[self.deliverable.project.slug, self.pk])

    def fingerprint(self, *, file_digest: str = "") -> str:
        """Return the SHA-256 of exactly what the client is shown: title, number, note, link or file."""
        shown = {
            "deliverable": self.deliverable.title,
            "number": self.number,
            "note": self.note,
            "link": self.link,
            "file_name": self.file_name,
            "file": file_digest,
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

    def is_intact(self) -> bool:
        """Whether what is stored is still what was handed in; reads the file."""
        return self.content_hash == self.fingerprint(file_digest=self._stored_digest())

    def _stored_digest(self) -> str:
        if not self.file:
            return ""
        try:
            with self.file.open("rb") as stored:
                return digest_of(stored)
        except FileNotFoundError:
            return "missing"


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
