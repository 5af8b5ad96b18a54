"""Hand in the new site, look at each version in boxes, give Git a key of its own."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from client_projects import hosting, inspecting
from client_projects.actions.refusals import SiteVersionRefused
from client_projects.models import ClientProject, GitToken, SiteCheck, SitePicture, SiteVersion
from client_projects.permissions import check_can_hand_in
from client_projects.repositories import Repository, site_at
from client_projects.sites import SiteContent, SiteRefused, stored_files, write_site_zip
from client_projects.states import CHECK_MOVES, CheckState, SiteSource
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move
from lms.people.models import User

# Boxes need Docker, which only the workers of grading reach; nobody waits in front of a page for this lane.
CHECK_QUEUE = "grading-author"
CHECK_JOB = "client_projects.jobs.look_at_site"
MOST_ATTEMPTS = 3
# What is looked at of one version: the home page and those nearest to it.
PAGES_LOOKED_AT = 20


@transaction.atomic
def hand_in_site(
    *,
    project: ClientProject,
    content: SiteContent,
    source: str,
    note: str = "",
    commit: str = "",
    by: User,
    now: datetime,
) -> SiteVersion:
    """Keep the next version of the new site, frozen from now on, and have it looked at.

    The client does not see it: it is handed in as the version of a deliverable, which a trainer shows her.

    Args:
        content: what `sites` has checked.
        source: a `SiteSource`.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        SiteVersionRefused: nothing differs from the newest version.
    """
    check_can_hand_in(by, project)
    ClientProject.objects.select_for_update().get(pk=project.pk)
    newest = project.site_versions.order_by("-number").first()
    if newest is not None and newest.content_hash == content.digest:
        raise SiteVersionRefused(
            _("These files are exactly those of version %(number)d: nothing has changed.")
            % {"number": newest.number}
        )
    version = SiteVersion(
        project=project,
        number=newest.number + 1 if newest else 1,
        note=note.strip(),
        source=SiteSource(source),
        commit=commit,
        content_hash=content.digest,
        file_count=len(content.files),
        size=content.size,
        runs_php=content.runs_php,
        handed_in_by=by,
        handed_in_at=now,
    )
    version.archive.save("site.zip", ContentFile(write_site_zip(content.files)), save=False)
    version.save()
    SiteCheck.objects.create(version=version, asked_at=now)
    record_event(
        action="site_version_handed_in",
        subject=version,
        by=by,
        now=now,
        content_hash=content.digest,
        source=source,
    )
    wake_up(version_id=version.pk)
    return version


def wake_up(*, version_id: int) -> None:
    """Have a worker look at a version once the current transaction is committed."""
    enqueue_after_commit(CHECK_QUEUE, CHECK_JOB, version_id=version_id)


def look_at_site(*, version: SiteVersion, now: datetime) -> SiteCheck | None:
    """Look at a version in boxes and keep what was found; None where somebody else does, or it was done.

    Only for workers that reach Docker. A box that cannot be had is our fault: the check waits again, and is given
    up after some attempts.
    """
    check = _claimed(version, now)
    if check is None:
        return None
    try:
        site, pages = _site_to_look_at(version)
        found = inspecting.inspect_site(site, pages[:PAGES_LOOKED_AT], run_id=f"site-{version.pk}")
    except (inspecting.NoInspection, hosting.CannotHost, OSError) as error:
        return set_back(check=check, detail=str(error), now=now)
    return _kept(check, found, now)


def _site_to_look_at(version: SiteVersion) -> tuple[inspecting.Site, Sequence[str]]:
    """Return a version and its pages: as it was built or, made with PHP, as it shows itself in a box."""
    if version.runs_php:
        shown = hosting.site_as_shown(version, most_pages=PAGES_LOOKED_AT)
        return shown.site, shown.pages
    with version.archive.open("rb") as archive:
        site = inspecting.Site(stored_files(archive))
    return site, inspecting.pages_of(site.files)


def _claimed(version: SiteVersion, now: datetime) -> SiteCheck | None:
    check = SiteCheck.objects.filter(version=version, state=CheckState.WAITING).first()
    if check is None:
        return None
    try:
        move(check, CHECK_MOVES, CheckState.RUNNING, attempts=check.attempts + 1, started_at=now)
    except TransitionRefused:
        return None
    return check


@transaction.atomic
def _kept(check: SiteCheck, found: inspecting.SiteInspection, now: datetime) -> SiteCheck | None:
    # The number of the attempt goes with the update: a worker that was given up for dead writes nothing.
    # Which links are broken was settled: the sound ones need no place.
    kept = replace(found, pages=tuple(replace(page, links=()) for page in found.pages))
    mine = SiteCheck.objects.filter(pk=check.pk, state=CheckState.RUNNING, attempts=check.attempts)
    if not mine.update(state=CheckState.DONE, findings=kept.to_dict(), ended_at=now, detail=""):
        return None
    check.pictures.all().delete()
    for page in found.pages:
        for width, content in page.pictures.items():
            picture = SitePicture(check_of=check, page=page.path[:200], width=width)
            picture.image.save("page.jpg", ContentFile(content), save=True)
    check.refresh_from_db()
    return check


def set_back(*, check: SiteCheck, detail: str, now: datetime) -> SiteCheck | None:
    """Let a check that came to nothing wait again, or give it up; None if somebody else has it already."""
    ends = check.attempts >= MOST_ATTEMPTS
    state = CheckState.FAILED if ends else CheckState.WAITING
    mine = SiteCheck.objects.filter(pk=check.pk, state=CheckState.RUNNING, attempts=check.attempts)
    if not mine.update(state=state, detail=detail[:2000], ended_at=now if ends else None, asked_at=now):
        return None
    check.refresh_from_db()
    return check


# ---- keys for Git ----------------------------------------------------------------------------------------
@transaction.atomic
def make_git_token(*, project: ClientProject, by: User, now: datetime) -> str:
    """Return a new key with which `by` may push to this project; her former ones end. It is shown this once.

    Raises:
        Denied: `by` may not hand anything in.
    """
    check_can_hand_in(by, project)
    project.git_tokens.filter(person=by, revoked_at=None).update(revoked_at=now)
    secret = secrets.token_urlsafe(32)
    token = GitToken.objects.create(project=project, person=by, hash=GitToken.hash_of(secret), made_at=now)
    record_event(action="git_token_made", subject=token, by=by, now=now)
    return secret


@transaction.atomic
def revoke_git_token(*, token: GitToken, by: User, now: datetime) -> None:
    """End a key of one's own.

    Raises:
        Denied: it is somebody else's.
    """
    if token.person_id != by.pk:
        raise Denied
    if GitToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        record_event(action="git_token_revoked", subject=token, by=by, now=now)


def take_pushed_site(
    *, project: ClientProject, repository: Repository, commit: str, by: User, now: datetime
) -> SiteVersion:
    """Make a version of what a commit holds.

    At once rather than by a job: reading a tree takes a moment, and who pushed is told in the same breath.

    Raises:
        Denied: `by` may not hand anything in.
        SiteVersionRefused: what it holds is no site, or nothing changed.
    """
    check_can_hand_in(by, project)
    try:
        content = site_at(repository, commit)
    except SiteRefused as refusal:
        raise SiteVersionRefused(str(refusal)) from refusal
    return hand_in_site(
        project=project, content=content, source=SiteSource.GIT, commit=commit, by=by, now=now
    )
