"""A submission as the screens of apprentices and trainers name it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import grading, queries
from exercises.languages import Language
from exercises.models import Appraisal, CheckResult, ExerciseVersion, Submission
from exercises.models.grading import REGRADING
from exercises.queries import queue_position
from exercises.states import PENDING_STATES, Lane, SubmissionState
from exercises.views.quiz import Answered, answered_in
from lms.records.queries import competences_by_code


@dataclass(frozen=True)
class SubmissionCard:
    """A submission as the screens name it."""

    submission: Submission

    @property
    def url(self) -> str:
        return reverse("submission", args=[self.submission.pk])

    @property
    def code_url(self) -> str:
        return reverse("code_of_try", args=[self.submission.pk])

    @property
    def state(self) -> str:
        state = self.submission.state
        return "platform_fault" if state == SubmissionState.SET_ASIDE else state

    @property
    def label(self) -> str:
        return self.submission.get_state_display()

    @property
    def number(self) -> int:
        return self.submission.number

    @property
    def submitted_at(self) -> Any:
        return self.submission.submitted_at

    @cached_property
    def position(self) -> int | None:
        return queue_position(self.submission)

    @property
    def is_pending(self) -> bool:
        return self.submission.state in PENDING_STATES

    @cached_property
    def trouble(self) -> str:
        """Why it waits longer than usual, or why it was not checked: a word that the templates know."""
        submission, run = self.submission, self.submission.current_run
        if submission.state == SubmissionState.SET_ASIDE:
            return "exercise" if run is not None and grading.is_authors(run.fault) else "platform"
        if submission.state == SubmissionState.QUEUED and language_is_down(submission.version):
            return "language"
        if self.is_pending and submission.platform_failures:
            return "retry"
        return "regrade" if self.is_pending and submission.lane == Lane.REGRADE else ""

    @property
    def language(self) -> str:
        return Language.of(self.submission.version).name

    @property
    def seconds_between_looks(self) -> float:
        """How soon the page should look again: soon when the verdict is near, seldom when it is not."""
        if self.trouble == "language":
            return 10
        return 2 if (self.position or 0) > 3 else 0.6

    @property
    def seen(self) -> str:
        """What a waiting page shows, in a word: while it is the same, there is nothing new to send."""
        return f"{self.submission.state} {self.position} {self.trouble}".strip()

    @property
    def is_formative(self) -> bool:
        return grading.is_formative(self.submission.version)

    @property
    def is_regraded(self) -> bool:
        run = self.submission.current_run
        return run is not None and run.worker == REGRADING

    @property
    def sentence(self) -> str:
        return self.submission.current_run.sentence if self.submission.current_run else ""

    @cached_property
    def results(self) -> list[CheckResult]:
        run = self.submission.current_run
        # The pictures themselves are asked for by the browser, when they are looked at.
        return list(run.results.select_related("picture").defer("picture__png")) if run else []

    def pictures_of(self, result: CheckResult) -> dict[str, str]:
        """Return where the pictures of a page that does not look as it should are: the model, it, what differs."""
        return {
            "model": reverse("model_picture", args=[self.submission.version_id, result.check_id]),
            "page": reverse("page_picture", args=[result.pk]),
            "difference": reverse("difference_picture", args=[result.pk]),
        }

    @cached_property
    def answered(self) -> list[Answered]:
        """The questions of a quiz with what was answered and why it is right or not; empty for code."""
        return answered_in(self.submission, self.results) if self.is_quiz else []

    @property
    def right_answers(self) -> str:
        """How many questions of a quiz were answered rightly, and how many it takes where that is not all."""
        right, total = sum(result.passed for result in self.results), len(self.results)
        counted = ngettext(
            "%(right)s right answer of %(total)s.", "%(right)s right answers of %(total)s.", right
        ) % {"right": right, "total": total}
        quiz = grading.content_of(self.submission.version).quiz
        if quiz is None or self.submission.state == SubmissionState.PASSED or quiz.pass_mark == total:
            return counted
        return f"{counted} " + _("It takes %(mark)s to pass.") % {"mark": quiz.pass_mark}

    @property
    def is_page(self) -> bool:
        """Whether it is a page, whose elements the preview can show."""
        return self.submission.version.runtime == "web"

    @property
    def is_quiz(self) -> bool:
        return grading.is_quiz(self.submission.version)

    @property
    def review(self) -> Any:
        return getattr(self.submission, "review", None)

    @cached_property
    def appraisals(self) -> list[tuple[str, Appraisal]]:
        """What the trainer saw of each competence, with its title (its code, where no referential has it now)."""
        appraisals = list(self.review.appraisals.all()) if self.review else []
        known = competences_by_code(one.competence_code for one in appraisals) if appraisals else {}
        return [
            (
                known[one.competence_code].short_title
                if one.competence_code in known
                else one.competence_code,
                one,
            )
            for one in appraisals
        ]


def language_is_down(version: ExerciseVersion) -> bool:
    return queries.language_is_down(Language.of(version))
