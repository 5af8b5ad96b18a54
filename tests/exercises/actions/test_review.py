from datetime import timedelta

import pytest

from exercises.actions.comment import answer_comment, settle_comment
from exercises.actions.review import Appraised, ReviewRefused, review_submission, undo_review
from exercises.models import Appraisal, LineComment, Review, ReviewDraft
from exercises.queries import submissions_waiting_for
from exercises.states import AppraisalLevel, ReviewDecision, SubmissionState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import roles
from lms.records.models import Evidence
from tests.factories.exercises import ExerciseFactory, LineCommentFactory, SubmissionFactory, definition
from tests.factories.people import staff_of
from tests.factories.records import certify


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)


@pytest.fixture
def answer(submission, trainer, now):
    def review(decision=ReviewDecision.ACCEPTED, comment="", by=trainer, of=submission, **more):
        return review_submission(submission=of, decision=decision, comment=comment, by=by, now=now, **more)

    return review


def test_a_trainer_validates_without_a_word(answer, trainer):
    assert answer().reviewed_by == trainer


def test_work_is_returned_with_a_next_step(answer, submission):
    with pytest.raises(ReviewRefused) as refused:
        answer(ReviewDecision.RETURNED, "C'est presque ça.", next_step="   ")
    assert refused.value.field == "next_step"
    assert (
        answer(ReviewDecision.RETURNED, next_step="Regardez la ligne 2. ").next_step == "Regardez la ligne 2."
    )


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


SEEN = Appraised("T1-C11", AppraisalLevel.SEEN, " Clair. ")
A_MINUTE = timedelta(seconds=60)


def test_what_is_seen_in_validated_work_is_evidence(answer, submission, cohort):
    certify(cohort)
    # The exercise is not about the second.
    review = answer(appraised=[SEEN, Appraised("T1-C12", AppraisalLevel.SEEN)])
    assert [(one.competence_code, one.words) for one in review.appraisals.all()] == [("T1-C11", "Clair.")]
    line = Evidence.objects.get()
    found = (line.competence.code, line.source_label, line.source_id)
    assert found == ("T1-C11", "review", str(submission.pk))


@pytest.mark.parametrize("level", [AppraisalLevel.PARTLY, AppraisalLevel.NOT_YET])
def test_less_than_seen_is_no_evidence(answer, cohort, level):
    certify(cohort)
    answer(appraised=[Appraised("T1-C11", level)])
    assert Appraisal.objects.exists()
    assert not Evidence.objects.exists()


def test_returned_work_is_no_evidence(answer, cohort):
    certify(cohort)
    answer(ReviewDecision.RETURNED, next_step="Nommez.", appraised=[SEEN])
    assert not Evidence.objects.exists()


def test_practice_is_no_evidence_whoever_looks(answer, cohort, apprentice):
    certify(cohort)
    exercise = ExerciseFactory(published__definition=definition("entrainement", kind="practice"))
    work = SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    answer(of=work, appraised=[SEEN])
    assert not Evidence.objects.exists()


def test_an_answer_is_taken_back_with_all_it_did(answer, submission, trainer, apprentice, cohort, now):
    certify(cohort)
    comment = LineCommentFactory(submission=submission, author=trainer, sent_at=None)
    answer(comment="Bien.", next_step="La suite.", appraised=[SEEN])
    assert Evidence.objects.exists()
    undo_review(submission=submission, by=trainer, now=now + A_MINUTE)
    assert not Review.objects.exists()
    assert not Evidence.objects.exists()
    comment.refresh_from_db()
    assert not comment.is_sent
    assert ReviewDraft.objects.get().typed == {
        "comment": "Bien.",
        "next_step": "La suite.",
        "level:T1-C11": "seen",
        "words:T1-C11": "Clair.",
    }
    assert list(submissions_waiting_for(trainer)) == [submission]
    assert AuditEvent.objects.filter(action="review_withdrawn").exists()
    assert answer(appraised=[SEEN])
    assert Evidence.objects.count() == 1


def test_what_passing_proved_stays_when_an_answer_is_taken_back(answer, submission, trainer, cohort, now):
    certify(cohort)
    answer(appraised=[SEEN])
    line = Evidence.objects.get()
    line.pk, line.source_label, line.source_id = None, "exercise", submission.exercise.key
    line.save()
    undo_review(submission=submission, by=trainer, now=now)
    assert [one.source_label for one in Evidence.objects.all()] == ["exercise"]


def test_after_a_minute_an_answer_stays(answer, submission, trainer, now):
    answer()
    with pytest.raises(ReviewRefused):
        undo_review(submission=submission, by=trainer, now=now + A_MINUTE + timedelta(seconds=1))
    assert Review.objects.exists()


@pytest.mark.parametrize("reaction", ["answer", "settle"])
def test_what_the_apprentice_acted_on_is_not_taken_back(
    answer, submission, trainer, apprentice, now, reaction
):
    LineCommentFactory(submission=submission, author=trainer, sent_at=None)
    answer()
    comment = LineComment.objects.get()
    if reaction == "answer":
        answer_comment(comment=comment, text="Oui.", by=apprentice, now=now)
    else:
        settle_comment(comment=comment, by=apprentice, now=now)
    with pytest.raises(ReviewRefused):
        undo_review(submission=submission, by=trainer, now=now)


@pytest.mark.parametrize("who", [who for who, may in MAY_REVIEW.items() if not may])
def test_who_may_not_review_takes_nothing_back(who, cast, answer, submission, now):
    answer()
    with pytest.raises(Denied):
        undo_review(submission=submission, by=cast[who], now=now)


def test_a_colleague_does_not_take_back_an_answer(answer, submission, school, now):
    answer()
    with pytest.raises(ReviewRefused):
        undo_review(submission=submission, by=staff_of(school, roles.TRAINER), now=now)
