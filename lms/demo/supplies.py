"""What the demo's client gives, and the notes of a meeting with her, told in days before now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from client_projects import actions as projects
from client_projects.models import ClientProject, Deliverable
from lms.people.models import User

Ago = Callable[[int], datetime]


def build_contents(
    project: ClientProject,
    entries: list[dict[str, Any]],
    *,
    trainer: User,
    client: User,
    ago: Ago,
    files: Path,
) -> None:
    """Ask for each content; give and accept those whose entry says so. Photos are read from `files`."""
    for entry in entries:
        moment = ago(entry["days_ago"])
        wanted_on = timezone.localdate(ago(0)) + timedelta(days=entry["wanted_in_days"])
        wanted = projects.list_content(
            project=project,
            needed=projects.Needed(
                entry["title"], entry["kind"], entry["details"], entry.get("page", ""), wanted_on=wanted_on
            ),
            by=trainer,
            now=moment,
        )
        later = moment + timedelta(days=1)
        if entry.get("text"):
            projects.give_text(wanted=wanted, text=entry["text"], by=client, now=later)
        if entry.get("photo"):
            photo = ContentFile((files / entry["photo"]).read_bytes(), name=entry["photo"])
            projects.give_photos(wanted=wanted, photos=[photo], by=client, now=later)
            projects.declare_rights(
                wanted=wanted, author=entry["author"], rights="own", people="nobody", by=client, now=later
            )
        wanted.refresh_from_db()
        if entry.get("accepted"):
            projects.accept_content(wanted=wanted, by=trainer, now=later + timedelta(hours=3))


def build_meetings(
    project: ClientProject, entries: list[dict[str, Any]], *, trainer: User, client: User, ago: Ago
) -> None:
    """Write the notes of each meeting, share them, and let the client confirm those whose entry says so."""
    for entry in entries:
        moment = ago(entry["days_ago"])
        meeting = projects.draft_meeting(
            project=project,
            held_on=timezone.localdate(moment),
            by=trainer,
            now=moment,
            **{name: entry[name] for name in ("subject", "present", "notes")},
        )
        for decision in entry["decisions"]:
            about = Deliverable.objects.filter(
                milestone__project=project, title=decision.get("deliverable")
            ).first()
            projects.add_meeting_decision(
                meeting=meeting,
                text=decision["text"],
                owner=decision["owner"],
                deliverable=about,
                by=trainer,
                now=moment,
            )
        projects.share_meeting(meeting=meeting, by=trainer, now=moment + timedelta(hours=1))
        if entry.get("confirmed"):
            projects.confirm_meeting(meeting=meeting, by=client, now=moment + timedelta(hours=5))
