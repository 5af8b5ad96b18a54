import pytest

from exercises.actions.review import ReviewRefused, review_submission
from exercises.states import ReviewDecision, SubmissionState
from lms.core.permissions import Denied
from tests.factories.exercises import SubmissionFactory


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)


@pytest.fixture
def answer(submission, trainer, now):
    def review(decision=ReviewDecision.ACCEPTED, comment="", by=trainer, of=submission):
        return review_submission(submission=of, decision=decision, comment=comment, by=by, now=now)

    return review


def test_a_trainer_validates_without_a_word(answer, trainer):
    assert answer().reviewed_by == trainer


def test_work_is_returned_with_a_reason(answer, submission):
    with pytest.raises(ReviewRefused):
        answer(ReviewDecision.RETURNED, "   ")
    assert answer(ReviewDecision.RETURNED, "Regardez la ligne 2.").comment == "Regardez la ligne 2."


def test_work_is_answered_once(answer):
    answer()
    with pytest.raises(ReviewRefused):
        answer()


@pytest.mark.parametrize(
    "state", [SubmissionState.QUEUED, SubmissionState.RUNNING, SubmissionState.SET_ASIDE]
)
def test_work_without_a_verdict_is_not_answered(answer, apprentice, state):
    with pytest.raises(ReviewRefused):
        answer(of=SubmissionFactory(apprentice=apprentice, state=state))


MAY_REVIEW = {
    "apprentice": False,
    "peer": False,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": False,
    "adviser": False,
    "client": False,
    "other_client": False,
}


@pytest.mark.parametrize(("who", "may"), MAY_REVIEW.items())
def test_who_may_review(who, may, cast, answer):
    if may:
        assert answer(by=cast[who])
    else:
        with pytest.raises(Denied):
            answer(by=cast[who])


def test_a_trainer_does_not_review_her_own_tries(trainer, answer):
    with pytest.raises(Denied):
        answer(of=SubmissionFactory(apprentice=trainer, state=SubmissionState.PASSED))
