from datetime import timedelta

import pytest

from exercises.actions.hold import hold_submission, take_over
from exercises.actions.review import review_submission
from exercises.models import ReviewHold
from exercises.queries import HOLD_LASTS, neighbours_of
from exercises.states import ReviewDecision, SubmissionState
from lms.core.permissions import Denied
from lms.people import roles
from tests.factories.exercises import SubmissionFactory
from tests.factories.people import staff_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)


@pytest.fixture
def colleague(school):
    return staff_of(school, roles.TRAINER, first_name="Idris")


def test_who_opens_it_first_holds_it(submission, trainer, colleague, now):
    hold_submission(submission=submission, by=trainer, now=now)
    seen = hold_submission(submission=submission, by=colleague, now=now + 3 * MINUTE)
    assert (seen.trainer, seen.since) == (trainer, now)
    again = hold_submission(submission=submission, by=trainer, now=now + 4 * MINUTE)
    assert (again.since, again.seen_at) == (now, now + 4 * MINUTE)


def test_without_a_sign_it_ends(submission, trainer, colleague, now):
    hold_submission(submission=submission, by=trainer, now=now)
    later = now + HOLD_LASTS + MINUTE
    assert hold_submission(submission=submission, by=colleague, now=later).trainer == colleague


def test_a_colleague_takes_over(submission, trainer, colleague, now):
    hold_submission(submission=submission, by=trainer, now=now)
    take_over(submission=submission, by=colleague, now=now)
    assert hold_submission(submission=submission, by=trainer, now=now).trainer == colleague


def test_it_refuses_nothing_and_ends_with_the_answer(submission, trainer, colleague, now):
    hold_submission(submission=submission, by=trainer, now=now)
    review_submission(
        submission=submission, decision=ReviewDecision.ACCEPTED, comment="", by=colleague, now=now
    )
    assert not ReviewHold.objects.exists()


@pytest.mark.parametrize(
    "who",
    [
        "apprentice",
        "peer",
        "other_school_apprentice",
        "other_school_trainer",
        "coordinator",
        "adviser",
        "client",
        "other_client",
    ],
)
def test_who_may_not_review_holds_nothing(who, cast, submission, now):
    for act in (hold_submission, take_over):
        with pytest.raises(Denied):
            act(submission=submission, by=cast[who], now=now)


def test_the_next_one_is_the_one_that_waits_longest_after_it(apprentice, peer, trainer, colleague, now):
    first, second, third, fourth = (
        SubmissionFactory(
            apprentice=who, state=SubmissionState.PASSED, submitted_at=now - timedelta(hours=9 - hours)
        )
        for hours, who in enumerate((apprentice, peer, apprentice, peer))
    )
    beside = neighbours_of(second, trainer, now=now)
    assert (beside.previous, beside.next, beside.waiting) == (first.pk, third.pk, 4)
    hold_submission(submission=third, by=colleague, now=now)
    beside = neighbours_of(second, trainer, now=now + MINUTE)
    assert (beside.previous, beside.next, beside.waiting) == (first.pk, fourth.pk, 3)
    assert neighbours_of(fourth, trainer, now=now).next == first.pk
    elsewhere = neighbours_of(
        SubmissionFactory(apprentice=apprentice, state=SubmissionState.FAILED), trainer, now=now
    )
    assert (elsewhere.previous, elsewhere.next) == (None, first.pk)


def test_nothing_waits_beside_the_last_one(submission, trainer, now):
    beside = neighbours_of(submission, trainer, now=now)
    assert (beside.previous, beside.next, beside.waiting) == (None, None, 1)


def test_the_neighbours_cost_one_query(submission, trainer, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        neighbours_of(submission, trainer, now=now)
