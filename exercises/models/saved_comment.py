"""Words that a trainer keeps to write them again; the trainers of her school have them too."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import School


class SavedComment(models.Model):
    school = models.ForeignKey(
        School, verbose_name=_("school"), on_delete=models.CASCADE, related_name="saved_comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved comment")
        verbose_name_plural = _("saved comments")
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["school", "saved_at"], name="saved_comment_by_school")]

    def __str__(self) -> str:
        return self.text[:60]
