"""What a digest tells each role, gathered from every package's queries; nothing is written here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import MeetingDecision
from client_projects.queries import (
    client_news,
    contents_to_check_by,
    meetings_to_share_by,
    projects_waiting_for_trainer,
)
from exercises.queries import (
    commented_work_of,
    help_requests_of,
    help_waiting_for,
    returned_work_of,
    submissions_waiting_for,
)
from exercises.states import SubmissionState
from lms.alerts.models import AlertKind
from lms.alerts.queries import alerts_for
from lms.core.dates import date_format
from lms.dashboard import cards
from lms.dashboard.news import news_for
from lms.people.models import User
from lms.people.queries import announcements_for, class_questions_waiting_for, classes_of
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, TRAINER
from lms.records.queries import requests_waiting_for

# A digest is read on a phone: what is beyond is said as a number.
LINES = 6
DUE_SOON = timedelta(days=2)
DUE_SHOWN = timedelta(days=7)
# Since when an adviser is told that somebody handed nothing in.
QUIET = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    text: str
    path: str = ""
    detail: str = ""

    @property
    def url(self) -> str:
        return settings.PUBLIC_URL + self.path if self.path else ""


@dataclass(frozen=True)
class Section:
    """Some lines under a title; `more` says in words how many were left out."""

    title: str
    lines: list[Line]
    more: str = ""


@dataclass
class Told:
    """What one digest holds. A mail is worth sending only when something of it is new, due or waiting."""

    sections: list[Section] = field(default_factory=list)
    is_worth_a_mail: bool = False

    @property
    def count(self) -> int:
        return sum(len(section.lines) for section in self.sections)

    def add(self, title: str, lines: Iterable[Line], *, is_reason: bool) -> None:
        """Add a section unless it is empty. `is_reason`: it is worth a mail by itself."""
        found = list(lines)
        if not found:
            return
        rest = len(found) - LINES
        more = (
            ngettext("and %(count)s other", "and %(count)s others", rest) % {"count": rest}
            if rest > 0
            else ""
        )
        self.sections.append(Section(title, found[:LINES], more))
        self.is_worth_a_mail |= is_reason


def digest_for(person: User, *, since: datetime, now: datetime) -> Told:
    """Return what is told to `person` of the time since then; empty for a role that has no digest."""
    told = Told()
    if (tell := TELLING.get(person.role)) is not None:
        tell(told, person, since, now)
    return told


def _apprentice(told: Told, person: User, since: datetime, now: datetime) -> None:
    today = cards.apprentice_today(person)
    hers = list(_hers(person))
    waiting = {line.path for line, _at in hers}
    told.add(
        _("Your turn"), (line for line, _at in hers), is_reason=any(at and at > since for _line, at in hers)
    )
    told.add(
        _("To the whole class"),
        (
            Line(one.text, detail=str(one.author))
            for one in announcements_for(person, now=now).filter(published_at__gt=since)
        ),
        is_reason=True,
    )
    news = news_for(person, today["modules"], since=since, now=now)  # type: ignore[arg-type]
    told.add(
        _("What is new"), (Line(one.text, one.url) for one in news if one.url not in waiting), is_reason=True
    )
    _due(told, today["due"], timezone.localdate(now))  # type: ignore[arg-type]


def _hers(person: User) -> Iterable[tuple[Line, datetime | None]]:
    """Yield what is an apprentice's to do, and since when."""
    for submission in returned_work_of(person):
        review = submission.review
        text = _("To rework: “%(title)s”") % {"title": submission.version.title}
        yield Line(text, reverse("submission", args=[submission.pk]), review.next_step), review.reviewed_at
    for request in help_requests_of(person).filter(awaiting_trainer_since=None):
        if request.exercise.current_version is None:
            continue
        text = _("You have an answer: “%(title)s”") % {"title": request.exercise.current_version.title}
        last = max((one.written_at for one in request.messages.all()), default=None)
        yield Line(text, reverse("exercise", args=[request.exercise.key]) + "#aide"), last
    for submission in commented_work_of(person):
        text = _("Comments on your code: “%(title)s”") % {"title": submission.version.title}
        yield Line(text, reverse("code_of_try", args=[submission.pk])), submission.last_sent_at  # type: ignore[attr-defined]


def _due(told: Told, modules: Iterable[cards.ModuleStep], today: date) -> None:
    """Tell what is to be finished within a week; that its day is near is a reason to write."""
    soon = [module for module in modules if module.due_on and module.due_on <= today + DUE_SHOWN]
    lines = [
        Line(
            module.page.title,
            module.url,
            _("since %(day)s") % {"day": _day(module.due_on)}
            if module.is_late
            else _("until %(day)s") % {"day": _day(module.due_on)},
        )
        for module in soon
        if module.due_on
    ]
    is_near = any(module.due_on and today <= module.due_on <= today + DUE_SOON for module in soon)
    told.add(_("To finish"), lines, is_reason=is_near)


def _day(day: date) -> str:
    return date_format(day, "l j F")


def _trainer(told: Told, person: User, since: datetime, now: datetime) -> None:
    told.add(
        _("Are stuck and wait for an answer"),
        (
            Line(
                f"{one.apprentice} · {one.exercise.current_version.title}",
                reverse("answer_help", args=[one.pk]),
                _waiting_since(one.awaiting_trainer_since, now),
            )
            for one in help_waiting_for(person)
            if one.exercise.current_version
        ),
        is_reason=True,
    )
    told.add(
        _("Questions of the class without an answer"),
        (
            Line(
                f"{one.author} · {shortened(one.text)}",
                reverse("announcements", args=[one.cohort_id]) + f"#question-{one.pk}",
                _waiting_since(one.written_at, now),
            )
            for one in class_questions_waiting_for(person, now=now)
        ),
        is_reason=True,
    )
    told.add(
        _("Work that waits for you"),
        (
            Line(
                f"{one.apprentice} · {one.version.title}",
                reverse("review", args=[one.pk]),
                _("the platform failed three times")
                if one.state == SubmissionState.SET_ASIDE
                else _waiting_since(one.waiting_since, now),  # type: ignore[attr-defined]
            )
            for one in submissions_waiting_for(person)
        ),
        is_reason=True,
    )
    told.add(
        _("Competences to validate"),
        (
            Line(
                f"{one.apprentice} · {one.competence.short_title}",
                reverse("competence", args=[one.apprentice_id, one.competence_id]),
                _waiting_since(one.asked_at, now),
            )
            for one in requests_waiting_for(person)
        ),
        is_reason=True,
    )
    told.add(
        _("Perhaps stuck"),
        (
            Line(str(one.apprentice), reverse("apprentice_file", args=[one.apprentice_id]), str(one.words))
            for one in alerts_for(person, now=now)
            if one.kind != AlertKind.ASKED
        ),
        is_reason=True,
    )
    told.add(
        _("Client projects"),
        (
            Line(
                one.project.name,
                one.project.get_absolute_url(),
                _("the client answered") if one.decided else _("a version is not shown yet"),
            )
            for one in projects_waiting_for_trainer(person)
        ),
        is_reason=True,
    )
    told.add(
        _("Contents received from clients"),
        (
            Line(f"{one.project.name} · {one.title}", one.get_absolute_url())
            for one in contents_to_check_by(person)
        ),
        is_reason=True,
    )
    told.add(
        _("Notes of meetings to share"),
        (
            Line(f"{one.project.name} · {one.subject}", one.get_absolute_url())
            for one in meetings_to_share_by(person)
        ),
        is_reason=True,
    )


def shortened(text: str) -> str:
    """Return the beginning of what somebody wrote, on one line."""
    return Truncator(" ".join(text.split())).chars(80)


def _waiting_since(since: datetime | None, now: datetime) -> str:
    return _("waiting for %(since)s") % {"since": timesince(since, now, depth=1)} if since else ""


def _coordinator(told: Told, person: User, since: datetime, now: datetime) -> None:
    for school in cards.school_cards(person, now=now):
        lines = [
            Line(card.cohort.name, reverse("cohort", args=[card.cohort.pk]), facts)
            for card, facts in _facts(school, now)
        ]
        told.add(school.school.name, lines, is_reason=True)


def _facts(school: cards.SchoolCard, now: datetime) -> Iterable[tuple[cards.CohortCard, str]]:
    """Yield the cohorts that call for something, with what does."""
    for card in school.cohorts:
        facts = []
        if card.awaiting:
            waiting = ngettext("%(count)s work to read", "%(count)s works to read", card.awaiting)
            facts.append(
                waiting % {"count": card.awaiting} + f" ({_waiting_since(card.awaiting_since, now)})"
            )
        if card.stuck:
            facts.append(
                ngettext("%(count)s person stuck", "%(count)s people stuck", card.stuck)
                % {"count": card.stuck}
            )
        if card.invitations:
            sent = ngettext(
                "%(count)s invitation without an answer",
                "%(count)s invitations without an answer",
                card.invitations,
            )
            facts.append(sent % {"count": card.invitations})
        if facts:
            yield card, ", ".join(facts)


def _adviser(told: Told, person: User, since: datetime, now: datetime) -> None:
    for card in cards.class_cards(classes_of(person, on=timezone.localdate(now))):
        quiet = [
            Line(
                str(row.apprentice),
                reverse("apprentice_file", args=[row.apprentice.pk]),
                _("nothing handed in for %(since)s") % {"since": timesince(row.last_active, now, depth=1)}
                if row.last_active
                else _("nothing handed in yet"),
            )
            for row in card.rows
            if row.last_active is None or row.last_active < now - QUIET
        ]
        told.add(card.cohort.name, quiet, is_reason=True)


def _client(told: Told, person: User, since: datetime, now: datetime) -> None:
    """Tell where each of her projects is; a mail leaves only when the school did something meanwhile."""
    projects = client_news(person, since=since, now=now)
    for one in projects:
        if not one.news and not one.decisions:
            continue
        of = f"{one.project.name} · " if len(projects) > 1 else ""
        told.add(one.project.name, [Line(one.where, one.project.get_absolute_url())], is_reason=False)
        if one.thing is not None:
            told.add(
                of + _("One thing to do"),
                [Line(one.thing.title, one.thing.url, one.thing.detail)],
                is_reason=False,
            )
        told.add(
            of + _("Since our last mail"),
            (Line(news.sentence, news.url) for news in one.news),
            is_reason=True,
        )
        told.add(
            of + _("What was decided"),
            (
                Line(
                    decision.text,
                    decision.meeting.get_absolute_url(),
                    _who_until(decision),
                )
                for decision in one.decisions
            ),
            is_reason=True,
        )


def _who_until(decision: MeetingDecision) -> str:
    until = date_format(decision.due_on, "j F") if decision.due_on else ""
    return " · ".join(word for word in (decision.owner, until) if word)


TELLING: dict[str, Callable[[Told, User, datetime, datetime], None]] = {
    APPRENTICE: _apprentice,
    TRAINER: _trainer,
    COORDINATOR: _coordinator,
    ADVISER: _adviser,
    CLIENT: _client,
}
