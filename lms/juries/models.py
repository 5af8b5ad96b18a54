"""Exam sessions, who sits and who examines, what came out of it, and the certificates a school answers for.

What came out is never changed: a correction is another line, and the one before says until when it held.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exercises.models import ExerciseVersion
from lms.people.models import Cohort, Enrolment, Invitation, School
from lms.records.models import CertificationBlock, CertificationVersion


class ExamSession(models.Model):
    """One day on which a jury of a school examines for one version of a title."""

    school = models.ForeignKey(
        School, verbose_name=_("school"), on_delete=models.PROTECT, related_name="exam_sessions"
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    held_on = models.DateField(_("day of the exam"))
    place = models.CharField(_("place"), max_length=200)
    access_until = models.DateField(_("last day on which the jury may read"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("exam session")
        verbose_name_plural = _("exam sessions")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(access_until__gte=models.F("held_on")), name="jury_reads_until_the_exam_at_least"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.held_on:%d/%m/%Y}"


class Candidate(models.Model):
    """An apprentice who sits in a session; withdrawn, the line stays."""

    session = models.ForeignKey(
        ExamSession, verbose_name=_("exam session"), on_delete=models.PROTECT, related_name="candidates"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="candidacies",
    )
    added_at = models.DateTimeField(_("added at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["apprentice__last_name", "apprentice__first_name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "apprentice"], name="one_candidacy_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.session}"


class JuryMember(models.Model):
    """Somebody of the profession who examines in one session, by an account of her own that expires."""

    session = models.ForeignKey(
        ExamSession, verbose_name=_("exam session"), on_delete=models.PROTECT, related_name="jury"
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    # Known already from another session; otherwise whoever accepts the invitation.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jury_memberships",
    )
    invitation = models.ForeignKey(
        Invitation,
        verbose_name=_("invitation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a jury")
        verbose_name_plural = _("members of a jury")
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=Q(removed_at=None),
                name="one_place_in_a_jury_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class ReadinessTick(models.Model):
    """Something a candidate needs before the exam, said to be ready by somebody of the school."""

    candidate = models.ForeignKey(
        Candidate, verbose_name=_("candidate"), on_delete=models.CASCADE, related_name="ticks"
    )
    code = models.CharField(_("what"), max_length=30)
    done_at = models.DateTimeField(_("ready since"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("thing made ready")
        verbose_name_plural = _("things made ready")
        constraints = [models.UniqueConstraint(fields=["candidate", "code"], name="one_tick_per_thing")]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.code}"


class Decision(models.TextChoices):
    TITLE = "title", pgettext_lazy("exam", "The title")
    SOME_BLOCKS = "some_blocks", pgettext_lazy("exam", "Some blocks")
    NOTHING = "nothing", pgettext_lazy("exam", "Nothing")


class ExamOutcome(models.Model):
    """What the jury decided about a candidate, as noted by the school; there are no marks."""

    candidate = models.ForeignKey(
        Candidate, verbose_name=_("candidate"), on_delete=models.PROTECT, related_name="outcomes"
    )
    decision = models.CharField(_("decision of the jury"), max_length=20, choices=Decision.choices)
    blocks = models.ManyToManyField(
        CertificationBlock, verbose_name=_("blocks obtained"), related_name="+", blank=True
    )
    decided_on = models.DateField(_("decided on"))
    resit_until = models.DateField(_("may sit again until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("noted at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    corrected_because = models.CharField(_("why it was corrected"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outcome of an exam")
        verbose_name_plural = _("outcomes of exams")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(replaced_at=None), name="one_outcome_holds_per_candidate"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.SOME_BLOCKS, resit_until__isnull=False)
                | (~Q(decision=Decision.SOME_BLOCKS) & Q(resit_until=None)),
                name="only_some_blocks_open_a_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.get_decision_display()}"


class ScoredResult(models.Model):
    """The score of an apprentice at a scored certificate, with the level and the expiry its version gives."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="scored_results",
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    score = models.PositiveIntegerField(_("score"))
    level = models.CharField(_("level"), max_length=80)
    is_passed = models.BooleanField(_("passed"))
    taken_on = models.DateField(_("taken on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("noted at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    corrected_because = models.CharField(_("why it was corrected"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("scored result")
        verbose_name_plural = _("scored results")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "version", "taken_on"],
                condition=Q(replaced_at=None),
                name="one_score_holds_per_person_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.score}"


class SchoolCertificate(models.Model):
    """What a school certifies to anybody who holds its address: content, fingerprint, signature of the server."""

    token = models.CharField(max_length=64, unique=True, editable=False)
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="school_certificates",
    )
    school = models.ForeignKey(School, verbose_name=_("school"), on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(
        ExamOutcome,
        verbose_name=_("outcome of an exam"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    result = models.ForeignKey(
        ScoredResult, verbose_name=_("scored result"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    content = models.JSONField(_("content"))
    digest = models.CharField(max_length=64, editable=False)
    signature = models.CharField(max_length=128, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate of the school")
        verbose_name_plural = _("certificates of the school")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome"], condition=Q(revoked_at=None), name="one_certificate_holds_per_outcome"
            ),
            models.UniqueConstraint(
                fields=["result"], condition=Q(revoked_at=None), name="one_certificate_holds_per_score"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_because=""), name="a_revocation_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.content.get("title", self.token))


class MockExam(models.Model):
    """A rehearsal of a scored certificate for one cohort: quizzes as they were that day, a window, a time."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.PROTECT, related_name="mock_exams"
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    minutes = models.PositiveSmallIntegerField(_("minutes allowed"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("mock exam")
        verbose_name_plural = _("mock exams")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="a_mock_exam_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_mock_exam_gives_some_time"),
        ]

    def __str__(self) -> str:
        return self.title


class ExtraTime(models.Model):
    """A third more time for one apprentice on one path. Why is her own business: nothing of it is stored here."""

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="extra_time"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        ordering = ["enrolment"]

    def __str__(self) -> str:
        return str(self.enrolment)


class MockQuiz(models.Model):
    """A quiz in a mock exam, in the version that was current when it was put together."""

    mock = models.ForeignKey(
        MockExam, verbose_name=_("mock exam"), on_delete=models.CASCADE, related_name="quizzes"
    )
    version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("exercise version"), on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    question_count = models.PositiveSmallIntegerField(_("number of questions"))

    class Meta:
        verbose_name = _("quiz of a mock exam")
        verbose_name_plural = _("quizzes of a mock exam")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["mock", "version"], name="one_place_for_a_quiz_in_a_mock_exam")
        ]

    def __str__(self) -> str:
        return self.version.title


class MockSitting(models.Model):
    """The one try of an apprentice at a mock exam; it is over when she says so or when its time is."""

    mock = models.ForeignKey(
        MockExam, verbose_name=_("mock exam"), on_delete=models.PROTECT, related_name="sittings"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="mock_sittings",
    )
    started_at = models.DateTimeField(_("started at"))
    # The time allowed, fixed when she begins.
    ends_at = models.DateTimeField(_("time ends at"))
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sitting of a mock exam")
        verbose_name_plural = _("sittings of a mock exam")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mock", "apprentice"], name="one_sitting_of_a_mock_exam_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.mock}"

    @property
    def minutes(self) -> int:
        """How many minutes she was given when she began."""
        return round((self.ends_at - self.started_at).total_seconds() / 60)


class MockAnswers(models.Model):
    """What she answered to one quiz of her sitting so far, and how much of it is right: told only afterwards."""

    sitting = models.ForeignKey(
        MockSitting,
        verbose_name=_("sitting of a mock exam"),
        on_delete=models.CASCADE,
        related_name="answers",
    )
    quiz = models.ForeignKey(
        MockQuiz, verbose_name=_("quiz of a mock exam"), on_delete=models.PROTECT, related_name="+"
    )
    content = models.TextField(_("what was answered"))
    answered_count = models.PositiveSmallIntegerField(_("number of answers"))
    right_count = models.PositiveSmallIntegerField(_("number of right answers"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("answers in a mock exam")
        verbose_name_plural = _("answers in mock exams")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "quiz"], name="answers_of_a_mock_quiz_are_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.quiz}"
