"""The notes of a meeting are drafted inside, shared by a trainer, confirmed or completed by the client."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from client_projects.actions.refusals import MeetingRefused
from client_projects.models import (
    ClientProject,
    Deliverable,
    MeetingAnswer,
    MeetingDecision,
    MeetingNotes,
    Ticket,
)
from client_projects.permissions import check_can_decide, check_can_hand_in, check_can_share
from lms.core.audit import record_event
from lms.people.models import User


@transaction.atomic
def draft_meeting(
    *,
    project: ClientProject,
    held_on: date,
    subject: str,
    present: str,
    notes: str,
    by: User,
    now: datetime,
) -> MeetingNotes:
    """Write the notes of a meeting, for those inside until a trainer shares them.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
    """
    check_can_hand_in(by, project)
    meeting = MeetingNotes.objects.create(
        project=project,
        held_on=held_on,
        subject=subject.strip(),
        present=present.strip(),
        notes=notes.strip(),
        written_by=by,
        written_at=now,
    )
    record_event(action="meeting_drafted", subject=meeting, by=by, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: MeetingNotes,
    held_on: date,
    subject: str,
    present: str,
    notes: str,
    by: User,
    now: datetime,
) -> MeetingNotes:
    """Rewrite notes that are not shared yet.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        MeetingRefused: the client has them.
    """
    locked = _draft(meeting, by)
    locked.held_on, locked.subject = held_on, subject.strip()
    locked.present, locked.notes = present.strip(), notes.strip()
    locked.save(update_fields=["held_on", "subject", "present", "notes"])
    record_event(action="meeting_changed", subject=locked, by=by, now=now)
    return locked


@transaction.atomic
def add_meeting_decision(
    *,
    meeting: MeetingNotes,
    text: str,
    owner: str = "",
    due_on: date | None = None,
    deliverable: Deliverable | None = None,
    ticket: Ticket | None = None,
    by: User,
    now: datetime,
) -> MeetingDecision:
    """Write down one thing that was decided, in notes that are not shared yet.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        MeetingRefused: the client has the notes, or what it is about belongs to another project.
    """
    locked = _draft(meeting, by)
    if deliverable is not None and deliverable.milestone.project_id != locked.project_id:
        raise MeetingRefused(_("This belongs to another project."))
    if ticket is not None and ticket.project_id != locked.project_id:
        raise MeetingRefused(_("This belongs to another project."))
    decision = MeetingDecision.objects.create(
        meeting=locked,
        text=text.strip(),
        owner=owner.strip(),
        due_on=due_on,
        deliverable=deliverable,
        ticket=ticket,
    )
    record_event(action="meeting_decision_added", subject=locked, by=by, now=now, decision=decision.pk)
    return decision


@transaction.atomic
def remove_meeting_decision(*, decision: MeetingDecision, by: User, now: datetime) -> None:
    """Take out a decision that was written by mistake, before the notes are shared.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        MeetingRefused: the client has the notes.
    """
    locked = _draft(decision.meeting, by)
    record_event(action="meeting_decision_removed", subject=locked, by=by, now=now, text=decision.text)
    decision.delete()


@transaction.atomic
def share_meeting(*, meeting: MeetingNotes, by: User, now: datetime) -> MeetingNotes:
    """Give the notes to the client; nobody changes them from then on.

    Raises:
        Denied: `by` is no trainer of the school.
        MeetingRefused: she has them already.
    """
    check_can_share(by, meeting.project)
    if not MeetingNotes.objects.filter(pk=meeting.pk, shared_at=None).update(shared_at=now, shared_by=by):
        raise MeetingRefused(_("The client has these notes already."))
    meeting.shared_at, meeting.shared_by = now, by
    record_event(action="meeting_shared", subject=meeting, by=by, now=now)
    return meeting


@transaction.atomic
def confirm_meeting(*, meeting: MeetingNotes, by: User, now: datetime) -> None:
    """The client says that the notes are right; twice changes nothing.

    Raises:
        Denied: `by` is no contact of the client.
        MeetingRefused: they are not shared.
    """
    _check_may_answer(meeting, by)
    try:
        with transaction.atomic():
            answer = MeetingAnswer.objects.create(
                meeting=meeting, person=by, name=by.get_full_name(), answered_at=now
            )
    except IntegrityError:
        return
    record_event(action="meeting_confirmed", subject=answer.meeting, by=by, now=now)


@transaction.atomic
def comment_meeting(*, meeting: MeetingNotes, text: str, by: User, now: datetime) -> MeetingAnswer:
    """The client says what is missing or wrong in the notes; it stays beside them.

    Raises:
        Denied: `by` is no contact of the client.
        MeetingRefused: they are not shared, or nothing is said.
    """
    _check_may_answer(meeting, by)
    if not text.strip():
        raise MeetingRefused(_("Say in a few words what is missing or wrong."))
    answer = MeetingAnswer.objects.create(
        meeting=meeting, text=text.strip(), person=by, name=by.get_full_name(), answered_at=now
    )
    record_event(action="meeting_commented", subject=meeting, by=by, now=now)
    return answer


def _check_may_answer(meeting: MeetingNotes, by: User) -> None:
    check_can_decide(by, meeting.project)
    if not meeting.is_shared:
        raise MeetingRefused(_("These notes are not shared."))


def _draft(meeting: MeetingNotes, by: User) -> MeetingNotes:
    """Return the notes, locked, once `by` may change them."""
    check_can_hand_in(by, meeting.project)
    locked = MeetingNotes.objects.select_for_update().get(pk=meeting.pk)
    if locked.is_shared:
        raise MeetingRefused(_("The client has these notes: they no longer change."))
    return locked
