"""Open a project, plan its stages, begin and end them."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from client_projects.actions.inventory import copy_inventory
from client_projects.actions.papers import check_paper_signed
from client_projects.actions.refusals import ProjectRefused, StageRefused
from client_projects.actions.satisfaction import open_survey
from client_projects.models import Client, ClientProject, Deliverable, Milestone
from client_projects.permissions import check_can_archive, check_can_open_project, check_can_plan
from client_projects.stages import SIGNED_STAGES, STAGES
from client_projects.states import PROJECT_MOVES, SIGNED_WITH, STAGE_MOVES, ProjectState, StageState
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.states import TransitionRefused, move
from lms.core.uploads import UploadRefused, check_upload, is_web_address
from lms.people.models import Cohort, School, User
from lms.people.permissions import can_invite


@transaction.atomic
def register_client(*, name: str, school: School, by: User, now: datetime) -> Client:
    """Return the client called `name` of `school`, created at need.

    Raises:
        Denied: `by` is neither trainer nor coordinator there.
    """
    if not can_invite(by, school):
        raise Denied
    client, created = Client.objects.get_or_create(name=name, school=school)
    if created:
        record_event(action="client_registered", subject=client, by=by, now=now)
    return client


@transaction.atomic
def open_project(
    *,
    client: Client,
    cohort: Cohort,
    name: str,
    summary: str,
    old_site_url: str,
    starts_on: date,
    by: User,
    now: datetime,
) -> ClientProject:
    """Open a project with its twelve stages, all to come.

    Raises:
        Denied: `by` is neither trainer nor coordinator of the cohort's school, or the client is not this
            school's.
        ProjectRefused: the address of the present site is not one.
    """
    check_can_open_project(by, cohort)
    if client.school_id != cohort.school_id:
        raise Denied
    if old_site_url and not is_web_address(old_site_url):
        raise ProjectRefused(_("This is not the address of a web page."))
    project = ClientProject.objects.create(
        name=name,
        slug=_free_slug(name),
        client=client,
        school_id=cohort.school_id,
        cohort=cohort,
        summary=summary,
        old_site_url=old_site_url,
        starts_on=starts_on,
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, code=stage.code, number=stage.number) for stage in STAGES.values()
    )
    record_event(action="client_project_opened", subject=project, by=by, now=now)
    return project


# What stands in addresses where the short name of a project may stand.
_WORDS_OF_ADDRESSES = frozenset({"ouvrir", "satisfaction", "versions"})


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "projet"
    if base in _WORDS_OF_ADDRESSES:
        base = f"projet-{base}"
    taken = set(ClientProject.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


@transaction.atomic
def change_project(
    *,
    project: ClientProject,
    name: str,
    summary: str,
    old_site_url: str,
    starts_on: date,
    call_phone: str = "",
    by: User,
    now: datetime,
) -> None:
    """Correct what was said when the project was opened; its address stays.

    Raises:
        Denied: `by` is no trainer of the school, or the project is archived.
        ProjectRefused: the address of the present site is not one.
    """
    check_can_plan(by, project)
    if old_site_url and not is_web_address(old_site_url):
        raise ProjectRefused(_("This is not the address of a web page."))
    changed = {"name": name, "summary": summary, "old_site_url": old_site_url, "starts_on": starts_on}
    ClientProject.objects.filter(pk=project.pk).update(call_phone=call_phone.strip(), **changed)
    record_event(action="client_project_changed", subject=project, by=by, now=now)


@transaction.atomic
def keep_convention(
    *, project: ClientProject, signed_on: date, upload: File | None = None, by: User, now: datetime
) -> None:
    """Write when the convention was signed, and keep the signed paper when there is one.

    Raises:
        Denied: `by` is no trainer of the school, or the project is archived.
        ProjectRefused: the paper is neither a PDF nor a picture, or too large.
    """
    check_can_plan(by, project)
    project.convention_signed_on = signed_on
    if upload is not None:
        try:
            checked = check_upload(upload)
        except UploadRefused as refusal:
            raise ProjectRefused(str(refusal)) from refusal
        project.convention, project.convention_name = upload, checked.name
    project.save(update_fields=["convention_signed_on", "convention", "convention_name"])
    record_event(action="convention_kept", subject=project, by=by, now=now, signed_on=signed_on.isoformat())


@transaction.atomic
def archive_project(*, project: ClientProject, by: User, now: datetime) -> None:
    """Put a project away: everybody who could read it still can, nobody changes anything.

    Raises:
        Denied: `by` is no trainer of the school.
        ProjectRefused: it is archived already.
    """
    check_can_archive(by, project)
    try:
        move(project, PROJECT_MOVES, ProjectState.ARCHIVED)
    except TransitionRefused:
        raise ProjectRefused(_("This project is archived already.")) from None
    record_event(action="client_project_archived", subject=project, by=by, now=now)


@transaction.atomic
def unarchive_project(*, project: ClientProject, by: User, now: datetime) -> None:
    """Take a project out of the archive, as it was before.

    Raises:
        Denied: `by` is no trainer of the school.
        ProjectRefused: it is not archived.
    """
    check_can_archive(by, project)
    if not project.is_archived:
        raise ProjectRefused(_("This project is not archived."))
    unfinished = project.milestones.exclude(state=StageState.DONE).exists()
    move(project, PROJECT_MOVES, ProjectState.RUNNING if unfinished else ProjectState.CLOSED)
    record_event(action="client_project_unarchived", subject=project, by=by, now=now)


@transaction.atomic
def hand_on(
    *, project: ClientProject, cohort: Cohort, name: str, starts_on: date, by: User, now: datetime
) -> ClientProject:
    """Let a next cohort take over: a new project for the same client; the old one is archived, and stays readable.

    Contacts belong to the client and come along; so do what the project is about, the address of the site and the
    inventory of its pages with what was decided about them.

    Raises:
        Denied: `by` may not do this in either school, or the cohort is another school's.
        ProjectRefused: somebody takes over already, or the cohort is the project's own.
    """
    check_can_archive(by, project)
    if project.cohort_id == cohort.pk:
        raise ProjectRefused(_("Choose another cohort than the one that has the project now."))
    # Locked, so that a button pressed twice makes one successor.
    ClientProject.objects.select_for_update().get(pk=project.pk)
    if project.followed_by.exists():
        raise ProjectRefused(_("Another project has taken over from this one already."))
    successor = open_project(
        client=project.client,
        cohort=cohort,
        name=name,
        summary=project.summary,
        old_site_url=project.old_site_url,
        starts_on=starts_on,
        by=by,
        now=now,
    )
    ClientProject.objects.filter(pk=successor.pk).update(follows=project, call_phone=project.call_phone)
    copy_inventory(of=project, to=successor)
    if not project.is_archived:
        archive_project(project=project, by=by, now=now)
    record_event(action="client_project_handed_on", subject=project, by=by, now=now, to=successor.pk)
    return successor


@transaction.atomic
def plan_stages(*, project: ClientProject, dates: Mapping[str, date | None], by: User, now: datetime) -> None:
    """Set the planned end of the stages in `dates` (stage code -> day, or None to take it away).

    Raises:
        Denied: `by` is no trainer of the school.
        KeyError: a code is no stage.
    """
    check_can_plan(by, project)
    for code, planned_on in dates.items():
        project.milestones.filter(code=STAGES[code].code).update(planned_on=planned_on)
    record_event(action="stages_planned", subject=project, by=by, now=now)


@transaction.atomic
def start_stage(*, milestone: Milestone, by: User, now: datetime) -> Milestone:
    """Begin a stage, or take a finished one up again; a closed project opens again with it.

    Raises:
        Denied: `by` is no trainer of the school.
        StageRefused: it is under way already.
    """
    project = milestone.project
    check_can_plan(by, project)
    started_on = milestone.started_on or _day(now)
    try:
        move(milestone, STAGE_MOVES, StageState.CURRENT, started_on=started_on, done_on=None)
    except TransitionRefused:
        raise StageRefused(_("This stage is already under way.")) from None
    if project.state == ProjectState.CLOSED:
        move(project, PROJECT_MOVES, ProjectState.RUNNING)
    record_event(action="stage_started", subject=milestone, by=by, now=now, stage=milestone.code)
    return milestone


@transaction.atomic
def finish_stage(*, milestone: Milestone, by: User, now: datetime) -> Milestone:
    """End a stage; the last one closes the project.

    Raises:
        Denied: `by` is no trainer of the school.
        StageRefused: it is not under way, or it is one that the client signs and she has not approved every
            deliverable of it (at least one), or its paper is not signed by both sides.
    """
    project = milestone.project
    check_can_plan(by, project)
    if milestone.code in SIGNED_WITH:
        check_paper_signed(project, SIGNED_WITH[milestone.code])
    elif milestone.code in SIGNED_STAGES:
        _check_signed(milestone)
    try:
        move(milestone, STAGE_MOVES, StageState.DONE, done_on=_day(now))
    except TransitionRefused:
        raise StageRefused(_("This stage is not under way.")) from None
    record_event(action="stage_finished", subject=milestone, by=by, now=now, stage=milestone.code)
    if milestone.code == "handover":
        open_survey(project=project, by=by, now=now)
    unfinished = project.milestones.exclude(state=StageState.DONE)
    if project.state == ProjectState.RUNNING and not unfinished.exists():
        move(project, PROJECT_MOVES, ProjectState.CLOSED)
    return milestone


def _check_signed(milestone: Milestone) -> None:
    # Locked, so that no new version is shown between the look and the end of the stage.
    locked = list(milestone.deliverables.select_for_update().values_list("pk", flat=True))
    deliverables = Deliverable.objects.filter(pk__in=locked).prefetch_related("versions__decision")
    if not locked:
        raise StageRefused(_("The client signs this stage: add first what she has to approve."))
    for deliverable in deliverables.select_related("milestone"):
        if not deliverable.is_approved:
            refusal = _("The client has not approved “%(title)s” yet.")
            raise StageRefused(refusal % {"title": deliverable.title})


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
