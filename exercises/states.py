"""The life of a submission, as a table, and the other words that rows are in.

A submission is queued, claimed (running), then judged. It falls back to the queue when its worker dies or when
the platform fails; after too many failures of ours it is set aside, and a person is told.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.states import transitions


class SubmissionState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be checked")
    RUNNING = "running", _("Being checked")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("To correct")
    SET_ASIDE = "set_aside", _("Set aside: our fault")


SUBMISSION_TRANSITIONS = transitions(
    queued=("running",),
    running=("queued", "passed", "failed", "set_aside"),
    # Somebody mended the platform: what was set aside may be tried again.
    set_aside=("queued",),
    # A mended exercise was tried on past work, and a trainer applied what it says.
    passed=("failed",),
    failed=("passed",),
)

PENDING_STATES = (SubmissionState.QUEUED, SubmissionState.RUNNING)


class Lane(models.TextChoices):
    """Who waits for a grading. Each lane has a queue and workers of its own, so that none delays another."""

    LIVE = "live", _("Somebody waits in front of the page")
    AUTHOR = "author", _("An exercise is proved")
    REGRADE = "regrade", _("Checked again later")

    @property
    def queue(self) -> str:
        return f"grading-{self.value}"


class ProofState(models.TextChoices):
    """Whether a published exercise holds: its solution passes, its starter fails, its mistakes say their sentence."""

    WAITING = "waiting", _("Not proved yet")
    HOLDS = "holds", _("Holds")
    BROKEN = "broken", _("Does not hold")


class AuthoringState(models.TextChoices):
    """Where an exercise stands for its authors; computed from its newest revision, see queries/authoring.py."""

    DRAFT = "draft", _("Being written")
    PROVING = "proving", _("Being proved")
    BROKEN = "broken", _("Does not hold")
    PROVED = "proved", _("Proved, to publish")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LanguageState(models.TextChoices):
    """Whether the grader tells right from wrong in a language, as far as we know."""

    UNSURE = "unsure", _("Being tried")
    RIGHT = "right", _("Works")
    BROKEN = "broken", _("Broken down")


class ReviewDecision(models.TextChoices):
    ACCEPTED = "accepted", _("Validated")
    RETURNED = "returned", _("To rework")


class AppraisalLevel(models.TextChoices):
    """What a trainer saw of a competence in one piece of work."""

    SEEN = "seen", _("Seen in this work")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet")


class RegradingState(models.TextChoices):
    """How far the try of a version on past work has come."""

    RUNNING = "running", _("Under way")
    READY = "ready", _("To decide")
    APPLIED = "applied", _("Applied")
    CANCELLED = "cancelled", _("Cancelled")


REGRADING_TRANSITIONS = transitions(
    running=("ready", "cancelled"),
    ready=("applied", "cancelled"),
    applied=(),
    cancelled=(),
)
