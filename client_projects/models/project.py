"""A client, the people who speak for her, her project, its team and where its stages stand."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.stages import STAGE_CHOICES, STAGES, Stage
from client_projects.states import ProjectState, StageState


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
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    # She no longer speaks for the client: what she decided keeps her name, her key opens nothing any more.
    left_on = models.DateField(_("left on"), null=True, blank=True)
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


def _convention_path(project: "ClientProject", _name: str) -> str:
    return f"client_projects/conventions/{project.pk}/{uuid.uuid4().hex}"


class ClientProject(models.Model):
    """One redesign for one client, by one cohort; the project of the next cohort names it in `follows`."""

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
    # Of the school, for a client who would rather speak; never somebody's own.
    call_phone = models.CharField(_("telephone to call"), max_length=30, blank=True)
    starts_on = models.DateField(_("starts on"))
    state = models.CharField(
        _("state"), max_length=20, choices=ProjectState.choices, default=ProjectState.RUNNING
    )
    convention_signed_on = models.DateField(_("convention signed on"), null=True, blank=True)
    convention = models.FileField(_("signed convention"), upload_to=_convention_path, blank=True)
    convention_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    follows = models.ForeignKey(
        "self",
        verbose_name=_("takes over from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
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

    @property
    def is_archived(self) -> bool:
        return self.state == ProjectState.ARCHIVED


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
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    # Her name stays beside what she did; she no longer works here.
    left_on = models.DateField(_("left on"), null=True, blank=True)

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
