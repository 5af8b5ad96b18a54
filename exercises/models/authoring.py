"""What authors write before anything is published: revisions of a folder, and their own tries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExerciseRevision(models.Model):
    """The folder of an exercise as it was saved once; the newest one is what its authors are writing.

    `files` is what `exercises.folders` reads and writes: path -> text, or {"base64": …} for a picture.
    """

    exercise = models.ForeignKey(
        "Exercise", verbose_name=_("exercise"), on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("revision"))
    files = models.JSONField(_("files"))
    digest = models.CharField(max_length=64, editable=False)
    # What is wrong in the folder: {"file": "exercise.toml", "line": 3, "text": "…"}; empty when it can be proved.
    problems = models.JSONField(_("problems"), default=list, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("exercise revision")
        verbose_name_plural = _("exercise revisions")
        ordering = ["exercise_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="one_revision_number_per_exercise")
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.number}"


class AuthorTry(models.Model):
    """An author's own click on « Vérifier » in the preview: the newest only, and never a submission."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey(
        ExerciseRevision, verbose_name=_("exercise revision"), on_delete=models.CASCADE, related_name="+"
    )
    files = models.JSONField(_("files"))
    asked_at = models.DateTimeField(_("asked at"))
    # {"passed": …, "sentence": "…", "results": […], "ours": false} once it was judged.
    verdict = models.JSONField(_("verdict"), null=True, blank=True)

    class Meta:
        verbose_name = _("author’s try")
        verbose_name_plural = _("authors’ tries")
        constraints = [
            models.UniqueConstraint(fields=["person", "revision"], name="one_try_per_author_and_revision")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.revision}"
