"""A verdict reaches the request that waits for it, with Valkey and without."""

import pytest
from redis import ConnectionError as ValkeyDown

from exercises import announcing
from exercises.states import SubmissionState
from lms.core.queue import valkey
from tests.factories.exercises import NOON, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.valkey
def test_a_verdict_announced_is_heard_once_by_whoever_waits_for_it():
    announcing.announce_verdict(1)
    announcing.wait_for_verdict(2, seconds=0.01)
    assert valkey().exists("exercises:judged:1")
    announcing.wait_for_verdict(1, seconds=0.9)
    assert not valkey().exists("exercises:judged:1")


def test_without_valkey_the_row_itself_is_looked_at(monkeypatch):
    submission = SubmissionFactory()

    def judge_meanwhile(seconds):
        submission.__class__.objects.filter(pk=submission.pk).update(
            state=SubmissionState.FAILED, graded_at=NOON
        )

    def refuse():
        raise ValkeyDown("no Valkey here")

    monkeypatch.setattr(announcing, "valkey", refuse)
    monkeypatch.setattr(announcing.time, "sleep", judge_meanwhile)
    announcing.announce_verdict(submission.pk)
    announcing.wait_for_verdict(submission.pk, seconds=3600)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.FAILED
