"""The board of the demo's client project, told in days before now: a ticket or two in each column."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from client_projects import actions as projects
from client_projects.models import ClientProject, Deliverable, Ticket
from client_projects.states import TicketState, TicketVerdict
from lms.people.models import User
from lms.records.models import Competence

Ago = Callable[[int], datetime]


def build_board(project: ClientProject, entries: list[dict[str, Any]], *, trainer: User, ago: Ago) -> None:
    """Write the tickets of `project` and bring each one as far as its entry says."""
    for entry in entries:
        _build_ticket(project, entry, trainer, ago)


def _build_ticket(project: ClientProject, entry: dict[str, Any], trainer: User, ago: Ago) -> Ticket:
    people = [User.objects.get(email=email) for email in entry["who"]]
    deliverable = Deliverable.objects.filter(milestone__project=project, title=entry.get("deliverable"))
    plan = projects.TicketPlan(
        title=entry["title"],
        description=entry["description"],
        assignees=people,
        competences=Competence.objects.filter(code__in=entry["competences"]),
        half_days=entry["half_days"],
        deliverable=deliverable.first(),
    )
    moments = [ago(days) for days in entry["days_ago"]]
    ticket = projects.add_ticket(project=project, plan=plan, by=trainer, now=moments[0])
    if entry["state"] == TicketState.TODO:
        return ticket
    ticket = projects.move_ticket(ticket=ticket, to=TicketState.DOING, by=people[0], now=moments[0])
    for comment in entry.get("comments", []):
        author = User.objects.get(email=comment["by"])
        projects.comment_ticket(ticket=ticket, text=comment["text"], by=author, now=moments[0])
    for person, sentence in zip(people, entry.get("said", []), strict=False):
        ticket = projects.say_part(ticket=ticket, sentence=sentence, by=person, now=moments[-1])
    if rework := entry.get("rework"):
        projects.review_ticket(
            ticket=ticket, verdict=TicketVerdict.REWORK, reason=rework, by=trainer, now=moments[-1]
        )
    if entry["state"] == TicketState.DONE:
        projects.review_ticket(
            ticket=ticket,
            verdict=TicketVerdict.VALIDATED,
            reason=entry.get("praise", ""),
            by=trainer,
            now=moments[-1],
        )
    return ticket
