"""Open a project, plan its stages, begin and end them."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from client_projects.actions.refusals import ProjectRefused, StageRefused
from client_projects.models import Client, ClientProject, Deliverable, Milestone
from client_projects.permissions import check_can_open_project, check_can_plan
from client_projects.stages import SIGNED_STAGES, STAGES
from client_projects.states import PROJECT_MOVES, STAGE_MOVES, ProjectState, StageState
from client_projects.uploads import is_web_address
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.states import TransitionRefused, move
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


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "projet"
    taken = set(ClientProject.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


@transaction.atomic
def plan_stages(*, project: ClientProject, dates: Mapping[str, date], by: User, now: datetime) -> None:
    """Set the planned end of the stages in `dates` (stage code -> day).

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
            deliverable of it (at least one).
    """
    project = milestone.project
    check_can_plan(by, project)
    if milestone.code in SIGNED_STAGES:
        _check_signed(milestone)
    try:
        move(milestone, STAGE_MOVES, StageState.DONE, done_on=_day(now))
    except TransitionRefused:
        raise StageRefused(_("This stage is not under way.")) from None
    record_event(action="stage_finished", subject=milestone, by=by, now=now, stage=milestone.code)
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
