"""What may speak for an apprentice: her part in what the client approved, a sentence the client lets us quote."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client_projects.models.decision import Decision
from client_projects.models.deliverable import Version
from client_projects.models.project import ClientProject
from client_projects.models.remark import Remark
from client_projects.models.satisfaction import SatisfactionSurvey
from client_projects.states import PartState, QuoteState
from lms.records.models import Competence


def digest_of_sentence(sentence: str) -> str:
    """Return what tells a sentence from another one without keeping it; spaces and capitals do not count."""
    return hashlib.sha256(" ".join(sentence.split()).casefold().encode()).hexdigest()


class VersionPart(models.Model):
    """What one apprentice did in a version of a deliverable, in her own sentence. The client never sees it."""

    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.CASCADE, related_name="parts"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="version_parts",
    )
    sentence = models.CharField(_("what I did"), max_length=300)
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), related_name="+")
    written_at = models.DateTimeField(_("written at"))
    state = models.CharField(_("state"), max_length=10, choices=PartState.choices, default=PartState.PROPOSED)
    answer = models.TextField(_("answer of the trainer"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("part in a version")
        verbose_name_plural = _("parts in a version")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "apprentice"], name="one_part_per_version_and_person"),
            models.CheckConstraint(
                condition=Q(state__in=PartState.values), name="version_part_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PartState.RETURNED, PartState.WITHDRAWN]) | ~Q(answer=""),
                name="version_part_answer_gives_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.version}"

    @property
    def digest(self) -> str:
        """What a trainer's form sends back to say which sentence she read."""
        return digest_of_sentence(self.sentence)


class ClientQuote(models.Model):
    """A sentence the client wrote, word for word: shown only while she agrees, emptied once she does not."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="quotes"
    )
    text = models.CharField(_("sentence"), max_length=300, blank=True)
    # Once emptied: the same sentence is not asked for again, though it is kept nowhere.
    emptied_digest = models.CharField(_("digest of the sentence"), max_length=64, blank=True)
    remark = models.ForeignKey(
        Remark, verbose_name=_("remark"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Her words at the end of the project: she agreed as she wrote them, nobody had to ask.
    survey = models.ForeignKey(
        SatisfactionSurvey,
        verbose_name=_("satisfaction survey"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
    )
    state = models.CharField(_("state"), max_length=10, choices=QuoteState.choices, default=QuoteState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("quote of a client")
        verbose_name_plural = _("quotes of a client")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuoteState.values), name="quote_state_is_known"),
            models.CheckConstraint(
                condition=Q(remark__isnull=False, decision=None, survey=None)
                | Q(remark=None, decision__isnull=False, survey=None)
                | Q(remark=None, decision=None, survey__isnull=False),
                name="quote_comes_from_one_place",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QuoteState.ASKED, QuoteState.AGREED]) | Q(text=""),
                name="quote_is_emptied_without_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_state_display()

    @property
    def author_name(self) -> str:
        if self.decision is not None:
            return self.decision.decided_by_name
        if self.survey_id is not None:
            assert self.answered_by is not None
            return self.answered_by.get_full_name()
        assert self.remark is not None
        return self.remark.author.get_full_name()


class QuoteUse(models.Model):
    """A trainer says that a quote speaks for an apprentice, and for which of her competences."""

    quote = models.ForeignKey(
        ClientQuote, verbose_name=_("quote"), on_delete=models.CASCADE, related_name="uses"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("apprentice"), on_delete=models.PROTECT, related_name="+"
    )
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), related_name="+")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("use of a quote")
        verbose_name_plural = _("uses of a quote")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "apprentice"], name="one_use_per_quote_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.quote}"
