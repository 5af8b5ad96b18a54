"""Who did or read what touches a person: the sensitive lines of history, for who coordinates her school."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.models import AuditEvent
from lms.core.spreadsheets import Value
from lms.people.models import Enrolment, School, StaffPost, Substitution, User
from lms.people.roles import COORDINATOR, JURY, STAFF_ROLES

# A spreadsheet of more lines helps nobody: dates narrow it.
LINES_AT_MOST = 5000

# What is told, in the order of the list to choose from: what was read of somebody, then what was done to her account,
# her path and what is certified of her. Work, projects and their tickets have histories of their own.
KINDS: dict[str, Promise] = {
    "file_read": gettext_lazy("read the file"),
    "professional_file_read": gettext_lazy("read the dossier professionnel"),
    "professional_file_exported": gettext_lazy("exported the dossier professionnel"),
    "project_file_read": gettext_lazy("read the dossier de projet"),
    "booklet_read": gettext_lazy("read the booklet of evaluations"),
    "situation_read": gettext_lazy("read what became of the person"),
    "contract_read": gettext_lazy("read contract and placements"),
    "candidate_read": gettext_lazy("read as a jury what the candidate handed in"),
    "acting_begun": gettext_lazy("looked through the eyes of the person"),
    "acting_ended": gettext_lazy("stopped looking through the eyes of the person"),
    "second_factor_reset": gettext_lazy("removed the second factor"),
    "totp_activated": gettext_lazy("set up an application for codes"),
    "totp_deactivated": gettext_lazy("removed an application for codes"),
    "webauthn_added": gettext_lazy("added a security key"),
    "webauthn_removed": gettext_lazy("removed a security key"),
    "recovery_codes_generated": gettext_lazy("made new spare codes"),
    "password_changed": gettext_lazy("changed a password"),
    "password_set": gettext_lazy("chose a password"),
    "password_reset": gettext_lazy("replaced a forgotten password"),
    "note_written": gettext_lazy("wrote a note"),
    "exit_recorded": gettext_lazy("recorded an exit"),
    "exit_taken_back": gettext_lazy("took an exit back"),
    "competence_validated": gettext_lazy("validated a competence"),
    "validation_revoked": gettext_lazy("took a validation back"),
    "module_exempted": gettext_lazy("exempted from a module"),
    "submission_reviewed": gettext_lazy("answered to work"),
    "result_regraded": gettext_lazy("changed the result of work"),
}


def events_for(coordinator: User) -> QuerySet[AuditEvent]:
    """Return the sensitive lines about the people of the schools she coordinates, newest first.

    Both ends must be of her schools: what another school did to somebody who is also in hers is that school's. Jury
    members and substitutes, who come from elsewhere, count as hers for what they read of her people; so do those who
    had a post and have none any more, whose readings do not vanish with it.
    """
    schools = School.objects.filter(posts__person=coordinator, posts__role=COORDINATOR).values("pk")
    staff = StaffPost.objects.filter(school__in=schools).values("person")
    learnt = Enrolment.objects.filter(cohort__school__in=schools).values("apprentice")
    substitutes = Substitution.objects.filter(cohort__school__in=schools).values("trainer")
    posts = StaffPost.objects.filter(person=OuterRef("actor"))
    done_here = (
        Q(actor__in=staff)
        | Q(actor__in=learnt)
        | Q(actor__in=substitutes)
        | Q(actor=None)
        | Q(actor__role=JURY)
        | (Q(actor__role__in=STAFF_ROLES) & ~Exists(posts))
    )
    return (
        AuditEvent.objects.filter(
            done_here, Q(concerns__in=staff) | Q(concerns__in=learnt), action__in=list(KINDS)
        )
        .select_related("actor", "concerns")
        .order_by("-happened_at", "-pk")
    )


def narrowed(
    events: QuerySet[AuditEvent], *, name: str, kind: str, first: date | None, last: date | None
) -> QuerySet[AuditEvent]:
    """Return those of `events` that match; empty criteria match everything.

    Args:
        name: part of a name, of who did it or of whom it concerns; each word has to be found.
        last: the last day, included.
    """
    for word in name.split():
        found = Q()
        for who in ("actor", "concerns"):
            for field in ("first_name", "last_name", "email"):
                found |= Q(**{f"{who}__{field}__icontains": word})
        events = events.filter(found)
    if kind:
        events = events.filter(action=kind)
    if first:
        events = events.filter(happened_at__date__gte=first)
    if last:
        events = events.filter(happened_at__date__lte=last)
    return events


def lines_of(events: Iterable[AuditEvent]) -> Iterator[list[Value]]:
    """Return the lines of a spreadsheet, its titles first."""
    yield [_("When"), _("Who"), _("What"), _("Concerning")]
    for event in events:
        yield [
            timezone.localtime(event.happened_at).strftime("%Y-%m-%d %H:%M"),
            str(event.actor) if event.actor else _("The server"),
            str(KINDS[event.action]),
            str(event.concerns),
        ]
