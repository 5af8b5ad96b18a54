"""Who may read the solutions of an exercise before she has passed it, and who has read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.models.exercise import Exercise


class SolutionAccess(models.Model):
    """One apprentice and the solutions of one exercise: a trainer's leave, if any, and when she first read them."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="solution_accesses",
    )
    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.CASCADE, related_name="solution_accesses"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("first seen at"), null=True, blank=True)
    # What she does afterwards is her own only in part: a trainer should know.
    seen_before_passing = models.BooleanField(_("seen before passing"), default=False)

    class Meta:
        verbose_name = _("access to solutions")
        verbose_name_plural = _("accesses to solutions")
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "exercise"], name="one_access_to_solutions"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False) | Q(seen_at__isnull=False), name="an_access_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.apprentice}"
