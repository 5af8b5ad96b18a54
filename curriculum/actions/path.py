"""What moves an apprentice along the path."""

from datetime import datetime

from django.db import transaction

from curriculum.models import LessonPage, LessonReading
from curriculum.permissions import can_open
from lms.core.permissions import Denied
from lms.people.models import User


@transaction.atomic
def mark_lesson_read(*, lesson: LessonPage, apprentice: User, now: datetime) -> LessonReading:
    """Remember that `apprentice` has read `lesson`; saying it twice changes nothing.

    Raises:
        Denied: the lesson is not in her course.
    """
    if not can_open(apprentice, lesson):
        raise Denied
    reading, _created = LessonReading.objects.get_or_create(
        apprentice=apprentice, lesson=lesson, defaults={"read_at": now}
    )
    return reading
