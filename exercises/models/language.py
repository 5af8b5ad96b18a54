"""Whether the grader can be believed in a language, as far as known answers tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.states import LanguageState


class LanguageHealth(models.Model):
    """What the last trial of a language found on one grading host. Work is claimed only where it found right."""

    # GRADER_HOST of those who tried; empty on a platform of one machine. Each engine is believed for itself.
    host = models.CharField(_("grading host"), max_length=60, blank=True)
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
    # When a worker of that host last said that it is there; what a host found goes when the host has gone.
    seen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("health of a language")
        verbose_name_plural = _("health of languages")
        ordering = ["runtime", "variant", "host"]
        constraints = [
            models.UniqueConstraint(
                fields=["runtime", "variant", "host"], name="one_health_per_language_and_host"
            )
        ]

    def __str__(self) -> str:
        return f"{self.runtime}/{self.variant}: {self.state}"
