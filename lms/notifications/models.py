"""What somebody wants to receive by mail, and what was sent: each row is written before its mail leaves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.notifications.hours import Rhythm


class MailChoice(models.Model):
    """What a person chose to receive; without a row, what is usual for her role."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="mail_choice",
    )
    rhythm = models.CharField(_("digest"), max_length=10, choices=Rhythm.choices)
    # What is hers to do now: in a mail of its own, or with the digest.
    at_once = models.BooleanField(_("at once"))

    class Meta:
        verbose_name = _("mail choice")
        verbose_name_plural = _("mail choices")

    def __str__(self) -> str:
        return f"{self.person} · {self.get_rhythm_display()}"


class _Sending(models.Model):
    """A mail that is claimed before it leaves: whatever breaks in between, nobody receives it twice."""

    claimed_at = models.DateTimeField(_("claimed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # The mail server said no: it may be tried again. After a crash this stays empty, and nothing is repeated.
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)

    class Meta:
        abstract = True


class Digest(_Sending):
    """What was written to a person on one day; with no line, there was nothing to say."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="digests"
    )
    day = models.DateField(_("day"))
    # Empty as long as nobody knows whether it was told: her next digest begins where the last known one ended.
    told_until = models.DateTimeField(_("told until"), null=True, blank=True)
    lines = models.PositiveSmallIntegerField(_("lines"), default=0)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_digest_per_person_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.day}"


class AtOnceMail(_Sending):
    """One mail about one thing that was a person's to do; `about` names the thing."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="at_once_mails",
    )
    about = models.CharField(_("about"), max_length=80)

    class Meta:
        verbose_name = _("at-once mail")
        verbose_name_plural = _("at-once mails")
        constraints = [
            models.UniqueConstraint(fields=["person", "about"], name="one_at_once_mail_per_person_and_thing")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.about}"
