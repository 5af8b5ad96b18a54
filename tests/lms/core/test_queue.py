import pytest
from django.db import transaction
from redis import ConnectionError as QueueDown

from lms.core import queue

# The callbacks are run by hand: a test that really commits would empty the tables that migrations filled.
pytestmark = pytest.mark.django_db
JOB = "exercises.jobs.grade_submission"


def test_a_queue_that_is_down_fails_nobodys_request(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise QueueDown("no queue here")

    monkeypatch.setattr(queue.django_rq, "get_queue", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_after_commit("grading-live", JOB, submission_id=1)
    assert "no queue here" in caplog.text


def test_nothing_is_enqueued_for_work_that_is_rolled_back(monkeypatch, django_capture_on_commit_callbacks):
    enqueued = []
    monkeypatch.setattr(queue.django_rq, "get_queue", lambda *args, **kwargs: enqueued.append(args))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue.enqueue_after_commit("grading-live", JOB, submission_id=1)
        transaction.set_rollback(True)
    assert enqueued == []


@pytest.mark.valkey
def test_the_same_work_waits_only_once(django_capture_on_commit_callbacks):
    waiting = queue.django_rq.get_queue("grading-live")
    waiting.empty()
    for submission_id in (1, 1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            queue.enqueue_after_commit("grading-live", JOB, submission_id=submission_id)
    assert [job.kwargs for job in waiting.jobs] == [{"submission_id": 1}, {"submission_id": 2}]
    waiting.empty()


@pytest.mark.valkey
def test_work_is_woken_again_after_the_queue_was_emptied(django_capture_on_commit_callbacks):
    waiting = queue.django_rq.get_queue("grading-live")
    waiting.empty()
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_after_commit("grading-live", JOB, submission_id=1)
    waiting.connection.delete(waiting.key)
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_after_commit("grading-live", JOB, submission_id=1)
    assert len(waiting.jobs) == 1
    waiting.empty()


@pytest.mark.valkey
def test_what_waits_is_counted(django_capture_on_commit_callbacks):
    waiting = queue.django_rq.get_queue("grading-live")
    waiting.empty()
    assert queue.waiting_on("grading-live") == 0
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_after_commit("grading-live", JOB, submission_id=1)
    assert queue.waiting_on("grading-live") == 1
    waiting.empty()


def test_a_queue_that_is_down_counts_nothing(monkeypatch):
    def refuse(*args, **kwargs):
        raise QueueDown("no queue here")

    monkeypatch.setattr(queue.django_rq, "get_queue", refuse)
    assert queue.waiting_on("grading-live") == 0
