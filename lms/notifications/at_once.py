"""What is somebody's to do now, and may be written in a mail of its own; nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from exercises.queries import help_answered_between, help_waiting_for, returned_between
from lms.notifications.queries import wants_mail_at_once, written_at_once
from lms.people.models import User
from lms.people.roles import TRAINER

# A trainer may take a review back for a minute; whoever sits in front of the page has read it by then.
AFTER = timedelta(minutes=2)
# A question in the room is answered in the room; this one was forgotten.
HELP_WAITED = timedelta(minutes=30)
# Over the longest week-end with a public holiday on each side.
LOOKED_BACK = timedelta(days=5)


@dataclass(frozen=True)
class Yours:
    """One thing that is a person's to do. `about` names it for ever; `words` are somebody's, quoted."""

    person: User
    about: str
    at: datetime
    subject: str
    sentence: str
    url: str
    words: str = ""


def theirs_now(*, now: datetime) -> list[Yours]:
    """Return what is to be written at once and was not, who has waited longest first.

    Whoever was here since has seen it, and is not written to.
    """
    people = {person.pk: person for person in wants_mail_at_once(now=now).select_related("visit")}
    found = [*_for_apprentices(people, now), *_for_trainers(people, now)]
    written = written_at_once((one.about for one in found), now=now)
    return sorted((one for one in found if (one.person.pk, one.about) not in written), key=lambda one: one.at)


def _for_apprentices(people: dict[int, User], now: datetime) -> Iterator[Yours]:
    since, until = now - LOOKED_BACK, now - AFTER
    for review in returned_between(since, until):
        person, title = people.get(review.submission.apprentice_id), review.submission.version.title
        if person is not None and not _was_here(person, review.reviewed_at):
            yield Yours(
                person,
                f"review:{review.pk}",
                review.reviewed_at,
                _("To rework: “%(title)s”") % {"title": title},
                _("%(by)s asks you to rework “%(title)s”.") % {"by": review.reviewed_by, "title": title},
                settings.PUBLIC_URL + reverse("submission", args=[review.submission_id]),
                review.next_step or review.comment,
            )
    for message in help_answered_between(since, until):
        exercise, person = message.request.exercise, people.get(message.request.apprentice_id)
        if person is None or exercise.current_version is None or _was_here(person, message.written_at):
            continue
        title = exercise.current_version.title
        yield Yours(
            person,
            f"answer:{message.pk}",
            message.written_at,
            _("An answer to your question: “%(title)s”") % {"title": title},
            _("%(by)s answered your question about “%(title)s”.") % {"by": message.author, "title": title},
            settings.PUBLIC_URL + reverse("exercise", args=[exercise.key]) + "#aide",
            message.text,
        )


def _for_trainers(people: dict[int, User], now: datetime) -> Iterator[Yours]:
    for person in people.values():
        if person.role != TRAINER:
            continue
        waiting = help_waiting_for(person).filter(
            awaiting_trainer_since__gt=now - LOOKED_BACK, awaiting_trainer_since__lte=now - HELP_WAITED
        )
        for request in waiting:
            since, version = request.awaiting_trainer_since, request.exercise.current_version
            if since is None or version is None:
                continue
            names = {
                "name": request.apprentice,
                "title": version.title,
                "since": timesince(since, now, depth=1),
            }
            yield Yours(
                person,
                f"help:{request.pk}:{int(since.timestamp())}",
                since,
                _("%(name)s is stuck: “%(title)s”") % names,
                _("%(name)s is stuck at “%(title)s” and has waited for %(since)s.") % names,
                settings.PUBLIC_URL + reverse("answer_help", args=[request.pk]),
                next(
                    (one.text for one in reversed(request.messages.all()) if one.author_id != person.pk), ""
                ),
            )


def _was_here(person: User, moment: datetime) -> bool:
    visit = getattr(person, "visit", None)
    return visit is not None and visit.seen_at > moment
