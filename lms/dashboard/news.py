"""What changed since somebody's last visit, from every package, newest first."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects.queries import decisions_since
from curriculum.queries import ModuleStep
from exercises.queries import answered_since
from lms.people.models import User
from lms.people.queries import class_answers_for
from lms.records.queries import evidence_since

AT_MOST = 8


@dataclass(frozen=True)
class News:
    at: datetime
    icon: str
    text: str
    url: str


def news_for(user: User, modules: list[ModuleStep], *, since: datetime, now: datetime) -> list[News]:
    """Return what an apprentice finds changed, at most eight lines.

    Args:
        modules: her path, for what opened meanwhile.
    """
    found = [
        *_answers(user, since),
        *_class_answers(user, since),
        *_openings(modules, since, now),
        *_decisions(user, since),
        *_evidence(user, since),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:AT_MOST]


def _answers(user: User, since: datetime) -> list[News]:
    words = {
        "validated": ("check", _("%(by)s validated “%(title)s”.")),
        "returned": ("undo", _("%(by)s asks you to rework “%(title)s”.")),
        "answered": ("message", _("%(by)s answered your question about “%(title)s”.")),
        "replied": ("message", _("%(by)s answered you about a line of “%(title)s”.")),
        "shown": ("eye", _("%(by)s lets you read the solutions of “%(title)s”.")),
    }
    found = []
    for answer in answered_since(user, since):
        icon, text = words[answer.kind]
        found.append(News(answer.at, icon, text % {"by": answer.by, "title": answer.title}, answer.url))
    return found


def _class_answers(user: User, since: datetime) -> list[News]:
    return [
        News(
            answer.written_at,
            "message",
            _("%(by)s answered your question to the class.") % {"by": answer.author},
            reverse("announcements", args=[answer.cohort_id]) + f"#question-{answer.answers_id}",
        )
        for answer in class_answers_for(user, since=since)
    ]


def _openings(modules: list[ModuleStep], since: datetime, now: datetime) -> list[News]:
    first, last = timezone.localtime(since).date(), timezone.localtime(now).date()
    return [
        News(
            timezone.make_aware(datetime.combine(module.opens_on, time())),
            "book",
            _("The module “%(title)s” has opened.") % {"title": module.page.title},
            module.url,
        )
        for module in modules
        if module.opens_on is not None and first < module.opens_on <= last and not module.is_locked
    ]


def _decisions(user: User, since: datetime) -> list[News]:
    return [
        News(
            decision.decided_at,
            "screen",
            _("The client answered about “%(title)s”: %(answer)s.")
            % {"title": decision.version.deliverable.title, "answer": decision.get_kind_display().lower()},
            decision.version.deliverable.milestone.project.get_absolute_url(),
        )
        for decision in decisions_since(user, since)
    ]


def _evidence(user: User, since: datetime) -> list[News]:
    lines: dict[Any, list[Any]] = {}
    for line in evidence_since(user, since):
        lines.setdefault(line.competence, []).append(line)
    return [
        News(
            of_competence[0].recorded_at,
            "award",
            _("New evidence for “%(competence)s”: %(title)s.")
            % {"competence": competence.short_title, "title": of_competence[0].source_title},
            of_competence[0].source_url,
        )
        for competence, of_competence in lines.items()
    ]
