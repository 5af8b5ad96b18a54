from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models.lesson import LessonPage


class LessonReading(models.Model):
    """An apprentice said she has read this lesson. A fact, not a lock: it never decides what is open."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="readings",
    )
    lesson = models.ForeignKey(
        LessonPage, verbose_name=_("lesson"), on_delete=models.CASCADE, related_name="readings"
    )
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("lesson read")
        verbose_name_plural = _("lessons read")
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "lesson"], name="lesson_is_read_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.lesson} · {self.apprentice}"
