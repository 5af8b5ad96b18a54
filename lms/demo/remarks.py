"""What the demo's client said, told in days before now: a remark in each state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from client_projects import actions as projects
from client_projects.models import ClientProject, Remark, Version
from client_projects.spots import Spot
from client_projects.states import RemarkState
from lms.people.models import User

Ago = Callable[[int], datetime]

# What brings a remark to its state; one that was only received waits for the trainer.
_SORTED_BY: dict[str, Callable[..., Remark]] = {
    RemarkState.CONSIDERED: projects.consider_remark,
    RemarkState.IN_PROGRESS: projects.make_ticket_of,
    RemarkState.SOLVED: projects.solve_remark,
    RemarkState.REFUSED: projects.set_aside_remark,
}


def build_remarks(
    project: ClientProject, entries: list[dict[str, Any]], *, trainer: User, client: User, ago: Ago
) -> None:
    """Write the remarks of `client` and bring each one as far as its entry says."""
    for entry in entries:
        version = Version.objects.filter(
            deliverable__milestone__project=project,
            deliverable__title=entry.get("deliverable"),
            number=entry.get("version", 1),
        ).first()
        remark = projects.write_remark(
            project=project,
            version=version,
            place=_place(entry),
            text=entry["text"],
            by=client,
            now=ago(entry["days_ago"]),
        )
        sort = _SORTED_BY.get(entry["state"])
        if sort is not None:
            given = {name: entry[name] for name in ("title",) if name in entry}
            moment = ago(entry["days_ago"]) + timedelta(hours=3)
            sort(remark=remark, text=entry.get("answer", ""), by=trainer, now=moment, **given)
        if note := entry.get("note"):
            projects.write_note(remark=remark, text=note, by=trainer, now=ago(entry["days_ago"]))


def build_team_remarks(project: ClientProject, entries: list[dict[str, Any]], *, ago: Ago) -> None:
    """Write what the team said among themselves about a version."""
    for entry in entries:
        version = Version.objects.get(
            deliverable__milestone__project=project,
            deliverable__title=entry["deliverable"],
            number=entry["version"],
        )
        by = User.objects.get(email=entry["by"])
        projects.write_team_remark(
            version=version, text=entry["text"], place=_place(entry), by=by, now=ago(entry["days_ago"])
        )


def _place(entry: dict[str, Any]) -> projects.Place:
    """Return where on a version: a point of a picture, or of an element of a page of the site."""
    if "at" not in entry:
        return projects.Place()
    x, y = (Decimal(str(value)) for value in entry["at"])
    return projects.Place(x, y, spot=Spot(**entry["spot"]) if "spot" in entry else None)
