"""The inventory of a client's present site: its pages, what each weighs and lacks, and what becomes of it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client_projects.crawling.addresses import place
from client_projects.models.project import ClientProject
from client_projects.states import CheckState, Fate, InventoryState, Outcome, PageKind, Problem

LEASE = timedelta(seconds=90)


def _zip_path(inventory: "SiteInventory", _name: str) -> str:
    return f"client_projects/inventories/{inventory.project_id}/{uuid.uuid4().hex}.zip"


def _copy_path(copy: "OldCopy", _name: str) -> str:
    return f"client_projects/inventories/copies/{copy.inventory_id}/{uuid.uuid4().hex}"


def _picture_path(picture: "OldPicture", _name: str) -> str:
    return f"client_projects/inventories/pictures/{picture.page.inventory_id}/{uuid.uuid4().hex}.jpg"


class SiteInventory(models.Model):
    """One walk through a site, page by page; the newest of a project is the one that counts."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="inventories"
    )
    start_url = models.URLField(_("address"), max_length=1000)
    file = models.FileField(_("file"), upload_to=_zip_path, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=InventoryState.choices, default=InventoryState.QUEUED
    )
    outcome = models.CharField(_("how it ended"), max_length=20, choices=Outcome.choices, blank=True)
    # What robots.txt and the first answer said, so that whoever takes the walk up again knows it.
    rules = models.JSONField(_("rules of the site"), default=dict)
    bytes_read = models.PositiveBigIntegerField(_("bytes read"), default=0)
    seconds = models.FloatField(_("seconds at work"), default=0)
    turn = models.PositiveIntegerField(_("turn"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    stop_asked = models.BooleanField(_("stop asked"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # The client sees it once a trainer has shown it.
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)

    class Meta:
        verbose_name = _("inventory of a site")
        verbose_name_plural = _("inventories of sites")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InventoryState.values), name="inventory_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=(InventoryState.QUEUED, InventoryState.RUNNING)),
                name="one_walk_at_a_time_per_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.asked_at}"

    @property
    def is_going_on(self) -> bool:
        return self.state in {InventoryState.QUEUED, InventoryState.RUNNING}


class OldPage(models.Model):
    """One address of the present site, and what becomes of it on the new one."""

    inventory = models.ForeignKey(
        SiteInventory, verbose_name=_("inventory"), on_delete=models.CASCADE, related_name="pages"
    )
    url = models.CharField(_("address"), max_length=1000)
    depth = models.PositiveSmallIntegerField(_("clicks from the first page"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=PageKind.choices, default=PageKind.WAITING)
    status = models.PositiveSmallIntegerField(_("answer of the server"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)
    redirected_to = models.CharField(_("leads to"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    heading = models.CharField(_("main heading"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    size = models.PositiveBigIntegerField(_("bytes of the page"), default=0)
    # With the files of the same site that it loads.
    weight = models.PositiveBigIntegerField(_("bytes with what it loads"), default=0)
    images = models.PositiveIntegerField(_("images"), default=0)
    images_without_alternative = models.PositiveIntegerField(_("images without alternative"), default=0)
    links = models.JSONField(_("links inside the site"), default=list)
    files = models.JSONField(_("files that it loads"), default=list)
    broken_links = models.JSONField(_("broken links"), default=list)
    fate = models.CharField(_("decision"), max_length=10, choices=Fate.choices, blank=True)
    new_address = models.CharField(_("new address"), max_length=500, blank=True)
    # What a box showed of it, as `inspecting.PageInspection.to_dict` says it; empty while it was not looked at.
    findings = models.JSONField(_("findings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("page of the present site")
        verbose_name_plural = _("pages of the present site")
        ordering = ["depth", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inventory", "url"], name="one_line_per_old_address"),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def place(self) -> str:
        return place(self.url)

    @property
    def is_decided(self) -> bool:
        return bool(self.fate)


class OldFile(models.Model):
    """One file of the present site that its pages load: a picture, a style sheet, a script."""

    inventory = models.ForeignKey(
        SiteInventory, verbose_name=_("inventory"), on_delete=models.CASCADE, related_name="loaded_files"
    )
    url = models.CharField(_("address"), max_length=1000)
    status = models.PositiveSmallIntegerField(_("answer of the server"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)

    class Meta:
        verbose_name = _("file of the present site")
        verbose_name_plural = _("files of the present site")
        constraints = [
            models.UniqueConstraint(fields=["inventory", "url"], name="one_line_per_old_file"),
        ]

    def __str__(self) -> str:
        return place(self.url)


class OldCopy(models.Model):
    """What was fetched of the present site, kept until it was looked at in boxes, and no longer."""

    inventory = models.ForeignKey(
        SiteInventory, verbose_name=_("inventory"), on_delete=models.CASCADE, related_name="copies"
    )
    url = models.CharField(_("address"), max_length=1000)
    is_page = models.BooleanField(_("page"), default=False)
    content_type = models.CharField(_("content type"), max_length=150, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    file = models.FileField(_("file"), upload_to=_copy_path)

    class Meta:
        verbose_name = _("copy of a file of the present site")
        verbose_name_plural = _("copies of files of the present site")
        constraints = [
            models.UniqueConstraint(fields=["inventory", "url"], name="one_copy_per_old_address"),
        ]

    def __str__(self) -> str:
        return place(self.url)


class OldLook(models.Model):
    """Looking at the first pages of an inventory in boxes: the row is the truth, a worker is only woken up."""

    inventory = models.OneToOneField(
        SiteInventory, verbose_name=_("inventory"), on_delete=models.CASCADE, related_name="look"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CheckState.choices, default=CheckState.WAITING
    )
    # How many there are to look at: the first ones of the site.
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # For the people who run the platform: why no box could be had.
    detail = models.TextField(_("detail"), blank=True)

    class Meta:
        verbose_name = _("look at the present site")
        verbose_name_plural = _("looks at present sites")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="old_look_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.inventory} · {self.get_state_display()}"

    @property
    def is_going_on(self) -> bool:
        return self.state in {CheckState.WAITING, CheckState.RUNNING}


class OldPicture(models.Model):
    """One page of the present site as a browser of one width shows it."""

    page = models.ForeignKey(
        OldPage,
        verbose_name=_("page of the present site"),
        on_delete=models.CASCADE,
        related_name="pictures",
    )
    width = models.PositiveSmallIntegerField(_("width"))
    image = models.FileField(_("picture"), upload_to=_picture_path)

    class Meta:
        verbose_name = _("picture of a page of the present site")
        verbose_name_plural = _("pictures of pages of the present site")
        ordering = ["page", "width"]
        constraints = [
            models.UniqueConstraint(fields=["page", "width"], name="one_old_picture_per_page_and_width")
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.width}"
