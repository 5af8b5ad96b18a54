"""What the demo's project has proved so far, and its round of tests with the client, told in days before now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from client_projects import actions as projects
from client_projects.models import ClientProject, Decision, Version
from lms.people.models import User
from lms.records.models import Competence

Ago = Callable[[int], datetime]


def build_evidence(
    project: ClientProject, entry: dict[str, Any], *, trainer: User, client: User, ago: Ago
) -> None:
    """Say who did what in the versions, have the trainer validate some of it, quote the client."""
    for part in entry.get("parts", []):
        _build_part(project, part, trainer, ago)
    for quote in entry.get("quotes", []):
        _build_quote(project, quote, trainer, client, ago)


def _build_part(project: ClientProject, entry: dict[str, Any], trainer: User, ago: Ago) -> None:
    competences = Competence.objects.filter(code__in=entry["competences"])
    version = Version.objects.get(
        deliverable__milestone__project=project,
        deliverable__title=entry["deliverable"],
        number=entry["version"],
    )
    part = projects.say_version_part(
        version=version,
        sentence=entry["said"],
        competences=competences,
        by=User.objects.get(email=entry["by"]),
        now=ago(entry["days_ago"]),
    )
    if entry.get("validated"):
        projects.validate_part(
            part=part,
            seen_digest=part.digest,
            competences=competences,
            by=trainer,
            now=ago(entry["days_ago"] - 1),
        )


def _build_quote(
    project: ClientProject, entry: dict[str, Any], trainer: User, client: User, ago: Ago
) -> None:
    decision = Decision.objects.get(
        version__deliverable__milestone__project=project,
        version__deliverable__title=entry["deliverable"],
        version__number=entry["version"],
    )
    moment = ago(entry["days_ago"])
    quote = projects.ask_for_quote(
        project=project, source=decision, text=entry["text"], by=trainer, now=moment
    )
    if not entry.get("agreed"):
        return
    projects.answer_quote(quote=quote, agrees=True, by=client, now=moment)
    for email in entry["for"]:
        projects.attach_quote(
            quote=quote,
            apprentice=User.objects.get(email=email),
            competences=Competence.objects.filter(code__in=entry["competences"]),
            by=trainer,
            now=moment,
        )


def build_test_round(
    project: ClientProject, entry: dict[str, Any], *, trainer: User, client: User, ago: Ago
) -> None:
    """Write the test book, open a round, and answer it as far as the entry says; what fails is a reservation."""
    moment = ago(entry["days_ago"])
    items = [
        projects.add_test_item(
            project=project,
            area=line["area"],
            to_do=line["to_do"],
            expected=line["expected"],
            by=trainer,
            now=moment,
        )
        for line in entry["lines"]
    ]
    site = project.site_versions.get(number=entry["site"])
    run = projects.open_test_run(project=project, site_version=site, by=trainer, now=moment)
    for item, line in zip(items, entry["lines"], strict=True):
        if "works" in line:
            said = line.get("said", "")
            projects.answer_test(run=run, item=item, works=line["works"], said=said, by=client, now=moment)
