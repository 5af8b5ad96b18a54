"""The client decides, on exactly what she was shown."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import DecisionRefused
from client_projects.actions.reservations import raise_reservation
from client_projects.models import Decision, Deliverable, Version
from client_projects.permissions import check_can_decide
from client_projects.queries import successor_of
from client_projects.states import DecisionKind
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

TELL_TEAM_JOB = "client_projects.jobs.tell_team"


@transaction.atomic
def decide(
    *, version: Version, kind: str, reason: str = "", seen_hash: str, by: User, now: datetime
) -> Decision:
    """Write down what the client says about exactly what she was shown.

    Args:
        kind: a `DecisionKind`.
        reason: her reservations or the changes she asks for; required unless she approves.
        seen_hash: the fingerprint of the version as her page displayed it.

    Raises:
        Denied: `by` is no contact of the client, or the version was never shared.
        DecisionRefused: already decided, replaced by a newer version, changed since it was displayed, not a
            stage the client signs, or a reason is missing.
    """
    check_can_decide(by, version.deliverable.project)
    # Locked, so that nothing newer is shown between what she read and what she signs.
    Deliverable.objects.select_for_update().get(pk=version.deliverable_id)
    version = Version.objects.select_related("deliverable__milestone__project", "decision").get(pk=version.pk)
    if not version.is_shared:
        raise Denied
    _check_decidable(version, seen_hash)
    return _write_decision(version, DecisionKind(kind), reason.strip(), by, now)


def _check_decidable(version: Version, seen_hash: str) -> None:
    if not version.deliverable.asks_for_decision:
        raise DecisionRefused(_("This is shown for your information: there is nothing to decide."))
    if version.decided is not None:
        raise DecisionRefused(_("A decision has already been taken on this version."))
    if successor_of(version) is not None:
        raise DecisionRefused(_("A newer version has arrived meanwhile: please look at that one."))
    if seen_hash != version.content_hash or not version.is_intact():
        raise DecisionRefused(
            _("What you see is no longer what was handed in. Please write to the trainers.")
        )


def _write_decision(version: Version, kind: DecisionKind, reason: str, by: User, now: datetime) -> Decision:
    if kind != DecisionKind.APPROVED and not reason:
        raise DecisionRefused(_("Please say in a few words what should change."))
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                version=version,
                kind=kind,
                reason=reason,
                decided_by=by,
                decided_by_name=by.get_full_name(),
                decided_at=now,
                content_hash=version.content_hash,
            )
    except IntegrityError:
        raise DecisionRefused(_("A decision has already been taken on this version.")) from None
    if kind == DecisionKind.APPROVED_WITH_RESERVATIONS:
        raise_reservation(project=version.deliverable.project, text=reason, decision=decision, by=by, now=now)
    record_event(action=f"version_{kind}", subject=version, by=by, now=now, content_hash=version.content_hash)
    enqueue_after_commit("default", TELL_TEAM_JOB, decision_id=decision.pk)
    return decision


@transaction.atomic
def tell_team(*, decision: Decision, now: datetime) -> None:
    """Mail the trainers what the client decided, unless it was done."""
    if Decision.objects.filter(pk=decision.pk, team_told_at=None).update(team_told_at=now):
        notifications.tell_team(decision)


@transaction.atomic
def remind_client(*, version: Version, number: int, now: datetime) -> None:
    """Mail the client once more that a decision is awaited; a second worker with the same `number` does nothing."""
    due = Version.objects.filter(pk=version.pk, reminders_sent=number - 1, decision=None)
    if due.update(reminders_sent=number, reminded_at=now):
        record_event(action="client_reminded", subject=version, by=None, now=now, number=number)
        notifications.remind_client(version, number)
