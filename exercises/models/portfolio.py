"""The portfolio: passed work that an apprentice chose to show, and the address at which strangers may see it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.submission import Submission


class PortfolioPiece(models.Model):
    """One piece of work, in her words and at the place she gave it."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="portfolio_pieces",
    )
    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="portfolio_piece"
    )
    words = models.CharField(_("in words"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("piece of a portfolio")
        verbose_name_plural = _("pieces of portfolios")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.words[:60]


class PortfolioAddress(models.Model):
    """The secret address at which a portfolio is seen without signing in, until a day. Closing it deletes the row."""

    apprentice = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="portfolio_address",
    )
    # Kept as it is: she must be able to read it again, and it opens nothing but what she shows.
    token = models.CharField(max_length=64, unique=True, editable=False)
    shown_name = models.CharField(_("name shown"), max_length=80)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("portfolio address")
        verbose_name_plural = _("portfolio addresses")

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.expires_at:%Y-%m-%d}"
