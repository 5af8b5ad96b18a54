"""The life of a submission, as a table.

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
    passed=(),
    failed=(),
)

PENDING_STATES = (SubmissionState.QUEUED, SubmissionState.RUNNING)


class ReviewDecision(models.TextChoices):
    ACCEPTED = "accepted", _("Validated")
    RETURNED = "returned", _("To rework")
