"""Name what is due, hand in a version of it, show it to the client."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import DeliverableRefused, VersionRefused
from client_projects.models import Deliverable, Milestone, SiteVersion, Version
from client_projects.permissions import check_can_hand_in, check_can_plan, check_can_share
from client_projects.queries import successor_of
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.core.uploads import UploadRefused, check_upload, is_web_address
from lms.people.models import User

TELL_CLIENT_JOB = "client_projects.jobs.tell_client"


@transaction.atomic
def add_deliverable(
    *, milestone: Milestone, title: str, description: str = "", by: User, now: datetime
) -> Deliverable:
    """Name something the team will produce at this stage.

    Raises:
        Denied: `by` is no trainer of the school.
        DeliverableRefused: the stage has one of this title already.
    """
    check_can_plan(by, milestone.project)
    if milestone.deliverables.filter(title=title).exists():
        raise DeliverableRefused(_("This stage already has a deliverable with this title."))
    deliverable = Deliverable.objects.create(milestone=milestone, title=title, description=description)
    record_event(action="deliverable_added", subject=deliverable, by=by, now=now)
    return deliverable


@transaction.atomic
def hand_in_version(
    *,
    deliverable: Deliverable,
    link: str = "",
    upload: File | None = None,
    site: SiteVersion | None = None,
    note: str = "",
    by: User,
    now: datetime,
) -> Version:
    """Hand in the next version of a deliverable, as a link, a file or a version of the site, frozen from now on.

    The client does not see it: a trainer shows it to her with `share_version`.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        VersionRefused: not exactly one of link, file and site, a site of another project, or a file of a kind or
            size that is not accepted.
    """
    check_can_hand_in(by, deliverable.project)
    if [bool(link), upload is not None, site is not None].count(True) != 1:
        raise VersionRefused(_("Give one thing: a link, a file or a version of the site."))
    if site is not None and site.project_id != deliverable.project.pk:
        raise VersionRefused(_("This version of the site belongs to another project."))
    if link and not is_web_address(link):
        raise VersionRefused(_("This is not the address of a web page."))
    Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    newest = deliverable.versions.order_by("-number").first()
    version = Version(
        deliverable=deliverable,
        number=newest.number + 1 if newest else 1,
        note=note.strip(),
        link=link,
        site=site,
        handed_in_by=by,
        handed_in_at=now,
    )
    digest = _attach(version, upload) if upload is not None else ""
    version.content_hash = version.fingerprint(
        file_digest=digest, site_digest=site.content_hash if site is not None else ""
    )
    version.save()
    record_event(
        action="version_handed_in", subject=version, by=by, now=now, content_hash=version.content_hash
    )
    return version


def _attach(version: Version, upload: File) -> str:
    try:
        checked = check_upload(upload)
    except UploadRefused as refusal:
        raise VersionRefused(str(refusal)) from refusal
    version.file_name = checked.name
    version.file_type = checked.content_type
    version.file = upload
    return checked.digest


@transaction.atomic
def share_version(*, version: Version, by: User, now: datetime) -> Version:
    """Show a version to the client; whatever she decided about an earlier one lapses.

    Raises:
        Denied: `by` is no trainer of the school.
        VersionRefused: she sees it already, or sees a newer one.
    """
    check_can_share(by, version.deliverable.project)
    Deliverable.objects.select_for_update().get(pk=version.deliverable_id)
    if successor_of(version) is not None:
        raise VersionRefused(_("The client already sees a newer version."))
    if not Version.objects.filter(pk=version.pk, shared_at=None).update(shared_at=now, shared_by=by):
        raise VersionRefused(_("The client already sees this version."))
    version.shared_at, version.shared_by = now, by
    record_event(action="version_shared", subject=version, by=by, now=now)
    enqueue_after_commit("default", TELL_CLIENT_JOB, version_id=version.pk)
    return version


@transaction.atomic
def tell_client(*, version: Version, now: datetime) -> None:
    """Mail the client that a version can be seen, unless it was done or a newer one has replaced it."""
    untold = Version.objects.filter(pk=version.pk, client_told_at=None, shared_at__isnull=False)
    if untold.update(client_told_at=now) and successor_of(version) is None:
        notifications.tell_client(version)
