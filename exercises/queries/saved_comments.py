"""Reading the comments that trainers keep to write them again."""

from django.db.models import QuerySet

from exercises.models import SavedComment
from lms.people.models import School, User
from lms.people.roles import TRAINER

MOST_SHOWN = 200  # beside the code; all of them are on their own page


def schools_taught_by(trainer: User) -> QuerySet[School]:
    return School.objects.filter(posts__person=trainer, posts__role=TRAINER).distinct().order_by("name")


def saved_comments_visible_to(trainer: User, *, words: str = "") -> QuerySet[SavedComment]:
    """Return the saved comments of the schools where `trainer` teaches, newest first; `words` narrows them."""
    found = SavedComment.objects.filter(school__in=schools_taught_by(trainer).order_by().values("pk"))
    for word in words.split():
        found = found.filter(text__icontains=word)
    return found.select_related("author", "school")
