"""Whether the grader can be believed in a language, as far as known answers tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.states import LanguageState


class LanguageHealth(models.Model):
    """What the last trial of a language found. Work is claimed only where it found right."""

    runtime = models.CharField(_("runtime"), max_length=20)
    variant = models.CharField(_("variant"), max_length=40)
    state = models.CharField(
        _("state"), max_length=10, choices=LanguageState.choices, default=LanguageState.UNSURE
    )
    since = models.DateTimeField(_("since"))
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True)
    # Why it is broken, for whoever mends it; never shown to apprentices.
    detail = models.TextField(_("detail"), blank=True)
    retry_at = models.DateTimeField(_("tried again at"))
    # Somebody tries it now; a trial that died is nobody's from then on.
    trial_ends_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("health of a language")
        verbose_name_plural = _("health of languages")
        ordering = ["runtime", "variant"]
        constraints = [models.UniqueConstraint(fields=["runtime", "variant"], name="one_health_per_language")]

    def __str__(self) -> str:
        return f"{self.runtime}/{self.variant}: {self.state}"
