"""What the client thinks of the project, asked once when it ends."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject
from client_projects.satisfaction import LONGEST_WORDS, QUESTIONS, Agreement


class SatisfactionSurvey(models.Model):
    """The questions one client was asked about one project, and her answers once she gave them.

    `revision` counts the times they were given; 0 while she has not.
    """

    project = models.OneToOneField(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="satisfaction"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    # Empty until the mail is written, so that a lost wake-up loses no question.
    client_told_at = models.DateTimeField(_("client told at"), null=True, blank=True)
    # She is reminded once: an opinion is a favour, nothing waits for it.
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("times answered"), default=0)
    right_site = models.CharField(
        QUESTIONS["right_site"], max_length=10, choices=Agreement.choices, blank=True
    )
    listened_to = models.CharField(
        QUESTIONS["listened_to"], max_length=10, choices=Agreement.choices, blank=True
    )
    informed = models.CharField(QUESTIONS["informed"], max_length=10, choices=Agreement.choices, blank=True)
    on_time = models.CharField(QUESTIONS["on_time"], max_length=10, choices=Agreement.choices, blank=True)
    at_ease = models.CharField(QUESTIONS["at_ease"], max_length=10, choices=Agreement.choices, blank=True)
    words = models.CharField(_("in a few words"), max_length=LONGEST_WORDS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_by_name = models.CharField(_("name of the person"), max_length=170, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("satisfaction survey")
        verbose_name_plural = _("satisfaction surveys")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revision=0, answered_at=None, answered_by=None, words="")
                & Q(**dict.fromkeys(QUESTIONS, ""))
                | Q(revision__gt=0, answered_at__isnull=False, answered_by__isnull=False)
                & Q(**{f"{code}__in": Agreement.values for code in QUESTIONS}),
                name="survey_is_answered_whole_or_not_at_all",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("satisfaction", args=[self.project.slug])

    @property
    def is_answered(self) -> bool:
        return self.revision > 0

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question with her answer in words; empty while she has not answered."""
        if not self.is_answered:
            return []
        return [(str(text), str(Agreement(getattr(self, code)).label)) for code, text in QUESTIONS.items()]
