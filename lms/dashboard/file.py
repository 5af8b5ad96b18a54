"""The file of one apprentice, gathered from every package for one reader; nothing is written here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from curriculum.queries import ModuleStep, course_for, outline
from exercises.queries import (
    handed_in_since,
    help_visible_to,
    questions_of,
    reviews_of,
    submissions_followed_by,
    submissions_visible_to,
    tried_exercises,
)
from lms.exits.permissions import can_read_situations
from lms.people.models import Programme, User
from lms.people.permissions import audiences_of, can_record_exit, is_trainer
from lms.people.queries import enrolments_followed_by, last_enrolment, notes_visible_to
from lms.placements.permissions import can_read_placements
from lms.records.queries import record_of

WEEKS = 8
# A year of work is long: the newest of each list is shown first, the whole of it when asked for.
SHOWN = 12


@dataclass(frozen=True)
class Week:
    """How often something was handed in from one Monday to the next."""

    starts_on: date
    handed_in: int


def file_of(
    person: User, *, reader: User, acting_by: User | None, today: date, everything: bool = False
) -> dict[str, object]:
    """Return what `reader` may know of `person`; the number of queries does not depend on how much she did.

    Args:
        acting_by: who looks through the reader's eyes; a note shows only if she may read it, too.
        everything: all exercises and answers instead of the newest of each.
    """
    notes = notes_visible_to(reader, person)
    if acting_by is not None:
        notes = notes.filter(pk__in=notes_visible_to(acting_by, person).values("pk"))
    enrolments = list(enrolments_followed_by(reader, person))
    newest = enrolments[0] if enrolments else None
    reads_work = reader == person or is_trainer(reader)
    # Where she learns now, if she went to another school, is that school's to follow.
    is_ours = newest is not None and (reader == person or newest == last_enrolment(person))
    modules = _modules(person, newest.cohort.programme) if newest and is_ours else []
    readable = submissions_visible_to(reader)
    questions = (
        questions_of(person) if reader == person else help_visible_to(reader).filter(apprentice=person)
    )
    tried = tried_exercises(person, readable if reads_work else submissions_followed_by(reader))
    reviews = list(reviews_of(person, readable)) if reads_work else None
    return {
        "enrolments": enrolments,
        "newest": newest,
        "modules": modules,
        "lessons_done": sum(module.done_count for module in modules),
        "lessons": sum(len(module.lessons) for module in modules),
        "weeks": rhythm_of(person, today=today) if is_ours else [],
        "certifications": record_of(person, enrolment=None if reader == person else newest),
        "tried": tried if everything else tried[:SHOWN],
        "tried_in_all": len(tried),
        "reviews": reviews if everything or reviews is None else reviews[:SHOWN],
        "reviews_in_all": len(reviews or ()),
        "everything": everything,
        "questions": questions if reads_work else None,
        "notes": notes,
        "may_note": newest is not None and is_ours and bool(audiences_of(reader, newest.cohort.school)),
        "may_read_placements": newest is not None and can_read_placements(reader, newest),
        "may_read_situations": newest is not None and can_read_situations(reader, newest),
        "may_record_exit": newest is not None and can_record_exit(reader, newest),
    }


def rhythm_of(person: User, *, today: date) -> list[Week]:
    """Return the last weeks, the present one first, with how much was handed in: a rhythm, not a mark."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    since = timezone.make_aware(datetime.combine(starts[-1], time.min))
    days = [timezone.localdate(moment) for moment in handed_in_since(person, since)]
    return [Week(start, sum(start <= day < start + timedelta(weeks=1) for day in days)) for start in starts]


def _modules(person: User, programme: Programme) -> list[ModuleStep]:
    course = course_for(programme)
    return outline(course, person) if course else []
