import pytest
from django.db import transaction
from redis import ConnectionError as QueueDown

from lms.core import queue


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_fails_nobodys_request(monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise QueueDown("no queue here")

    monkeypatch.setattr(queue.django_rq, "get_queue", refuse)
    with transaction.atomic():
        queue.enqueue_after_commit("grading-live", "exercises.jobs.grade_submission", submission_id=1)
    assert "no queue here" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_nothing_is_enqueued_for_work_that_is_rolled_back(monkeypatch):
    enqueued = []
    monkeypatch.setattr(queue.django_rq, "get_queue", lambda *args, **kwargs: enqueued.append(args))
    with transaction.atomic():
        queue.enqueue_after_commit("grading-live", "exercises.jobs.grade_submission", submission_id=1)
        transaction.set_rollback(True)
    assert enqueued == []


@pytest.mark.valkey
@pytest.mark.django_db(transaction=True)
def test_the_same_work_waits_only_once():
    waiting = queue.django_rq.get_queue("grading-live")
    waiting.empty()
    for submission_id in (1, 1, 2):
        queue.enqueue_after_commit(
            "grading-live", "exercises.jobs.grade_submission", submission_id=submission_id
        )
    assert [job.kwargs for job in waiting.jobs] == [{"submission_id": 1}, {"submission_id": 2}]
    waiting.empty()


@pytest.mark.valkey
@pytest.mark.django_db(transaction=True)
def test_work_is_woken_again_after_the_queue_was_emptied():
    waiting = queue.django_rq.get_queue("grading-live")
    waiting.empty()
    queue.enqueue_after_commit("grading-live", "exercises.jobs.grade_submission", submission_id=1)
    waiting.connection.delete(waiting.key)
    queue.enqueue_after_commit("grading-live", "exercises.jobs.grade_submission", submission_id=1)
    assert len(waiting.jobs) == 1
    waiting.empty()
