"""Draw up what both sides sign, and sign it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects.actions.refusals import PaperRefused, StageRefused
from client_projects.models import (
    ChecklistItem,
    ClientProject,
    Paper,
    PaperSignature,
    TestRun,
    fingerprint_of,
)
from client_projects.permissions import check_can_decide, check_can_hand_in, check_can_plan
from client_projects.queries import acceptance_text, decisions_open_to, open_reservations, paper_text
from client_projects.starting_sets import proposed_checklist
from client_projects.states import AcceptanceDecision, PaperKind, Side
from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.people.models import User


@transaction.atomic
def sign_acceptance(
    *, run: TestRun, decision: str, name: str, seen_hash: str, by: User, now: datetime
) -> Paper:
    """The client decides about a delivered version: the report is written, with her signature; the round ends.

    Args:
        seen_hash: the fingerprint of the report as her page displayed it.

    Raises:
        Denied: `by` is no contact of the client.
        PaperRefused: nobody asked for it, the report changed since it was displayed, a blocking reservation is
            open, or the name is missing.
    """
    check_can_decide(by, run.project)
    # Locked, so that no reservation is raised between what she read and what she signs.
    ClientProject.objects.select_for_update().get(pk=run.project_id)
    run = (
        TestRun.objects.select_for_update(of=("self",))
        .select_related("project__client", "project__school")
        .get(pk=run.pk)
    )
    if not run.is_open or run.offered_at is None:
        raise PaperRefused(_("There is nothing to sign for now."))
    allowed, why_not = decisions_open_to(run.project)
    if decision not in allowed:
        raise PaperRefused(why_not or _("There is no open reservation: it is accepted without any."))
    text = acceptance_text(run)
    if seen_hash != fingerprint_of(text):
        raise PaperRefused(_("The report has changed meanwhile: please read it again."))
    kept = AcceptanceDecision(decision)
    text["facts"].append([_("Decision"), str(kept.label)])
    text["facts"].append([_("Date"), date_format(timezone.localdate(now), "j F Y")])
    paper = _write(run.project, PaperKind.ACCEPTANCE, text, now, run=run, decision=kept)
    run.closed_at = now
    run.save(update_fields=["closed_at"])
    _sign(paper, Side.CLIENT, name, by, now)
    record_event(action=f"acceptance_{kept}", subject=paper, by=by, now=now, content_hash=paper.content_hash)
    return paper


@transaction.atomic
def draw_up(*, project: ClientProject, kind: str, by: User, now: datetime) -> Paper:
    """Write a paper that follows from the work: lifted reservations, opening, handover.

    Raises:
        Denied: `by` is no trainer of the school.
        PaperRefused: what it would say is not true yet, or the last one waits for its signatures.
    """
    check_can_plan(by, project)
    if kind not in {PaperKind.LIFTING, PaperKind.GO_LIVE, PaperKind.HANDOVER}:
        raise PaperRefused(_("The client draws this one up when she decides."))
    ClientProject.objects.select_for_update().get(pk=project.pk)
    last = project.papers.filter(kind=kind).prefetch_related("signatures").first()
    if last is not None and not last.is_signed:
        raise PaperRefused(_("The last one waits for its signatures."))
    if kind == PaperKind.LIFTING:
        if open_reservations(project).exists() or not project.reservations.filter(state="lifted").exists():
            raise PaperRefused(_("Not every reservation is lifted."))
    else:
        lines = project.checklist_items.filter(kind=kind)
        if not lines.exists() or lines.filter(done_at=None).exists():
            raise PaperRefused(_("Not every line of the list is done."))
    paper = _write(project, PaperKind(kind), paper_text(project, kind, now=now), now)
    record_event(action="paper_drawn_up", subject=paper, by=by, now=now, content_hash=paper.content_hash)
    return paper


@transaction.atomic
def sign(*, paper: Paper, name: str, seen_hash: str, by: User, now: datetime) -> PaperSignature:
    """The client signs a paper that the school drew up.

    Raises:
        Denied: `by` is no contact of the client.
        PaperRefused: signed already, no longer intact, or without a name.
    """
    check_can_decide(by, paper.project)
    _check_same(paper, seen_hash)
    return _sign(paper, Side.CLIENT, name, by, now)


@transaction.atomic
def countersign(*, paper: Paper, name: str, seen_hash: str, by: User, now: datetime) -> PaperSignature:
    """A trainer signs for the school.

    Raises:
        Denied: `by` is no trainer of the school.
        PaperRefused: signed already, no longer intact, or without a name.
    """
    check_can_plan(by, paper.project)
    _check_same(paper, seen_hash)
    return _sign(paper, Side.SCHOOL, name, by, now)


def _check_same(paper: Paper, seen_hash: str) -> None:
    if seen_hash != paper.content_hash or not paper.is_intact:
        raise PaperRefused(_("What you see is no longer what was written. Please write to the trainers."))


def _write(
    project: ClientProject,
    kind: PaperKind,
    text: dict[str, object],
    now: datetime,
    *,
    run: TestRun | None = None,
    decision: str = "",
) -> Paper:
    last = project.papers.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    return Paper.objects.create(
        project=project,
        kind=kind,
        number=last + 1,
        run=run,
        decision=decision,
        content=text,
        content_hash=fingerprint_of(text),
        drawn_up_at=now,
    )


def _sign(paper: Paper, side: Side, name: str, by: User, now: datetime) -> PaperSignature:
    if not name.strip():
        raise PaperRefused(_("Write your name to sign."))
    try:
        with transaction.atomic():
            signature = PaperSignature.objects.create(
                paper=paper,
                side=side,
                person=by,
                name=name.strip(),
                content_hash=paper.content_hash,
                signed_at=now,
            )
    except IntegrityError:
        raise PaperRefused(_("This side has signed already.")) from None
    record_event(action="paper_signed", subject=paper, by=by, now=now, side=side)
    return signature


def check_paper_signed(project: ClientProject, kind: PaperKind) -> None:
    """Raise StageRefused unless the newest paper of this kind accepts and both sides have signed it."""
    paper = project.papers.filter(kind=kind).prefetch_related("signatures").first()
    if paper is None:
        raise StageRefused(
            _("This stage ends with a paper that is not written yet: “%(paper)s”.") % {"paper": kind.label}
        )
    if not paper.accepts:
        raise StageRefused(_("The client has not accepted: another round of tests is needed."))
    if not paper.is_signed:
        raise StageRefused(_("Both sides sign first: “%(paper)s”.") % {"paper": kind.label})


@transaction.atomic
def start_checklist(*, project: ClientProject, kind: str, by: User, now: datetime) -> None:
    """Begin the list of the opening or of the handover with its usual lines; twice changes nothing.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
    """
    check_can_hand_in(by, project)
    if project.checklist_items.filter(kind=kind).exists():
        return
    ChecklistItem.objects.bulk_create(
        ChecklistItem(project=project, kind=kind, position=number, **line)
        for number, line in enumerate(proposed_checklist(kind), start=1)
    )
    record_event(action="checklist_begun", subject=project, by=by, now=now, kind=kind)


@transaction.atomic
def tick_checklist(
    *, item: ChecklistItem, is_done: bool, note: str, by: User, now: datetime
) -> ChecklistItem:
    """Say that a line is done, or not any more, and where to find it.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
    """
    check_can_hand_in(by, item.project)
    item.note = note.strip()
    item.done_at, item.done_by_name = (now, by.get_full_name()) if is_done else (None, "")
    item.save(update_fields=["note", "done_at", "done_by_name"])
    record_event(action="checklist_ticked", subject=item, by=by, now=now, done=is_done)
    return item
