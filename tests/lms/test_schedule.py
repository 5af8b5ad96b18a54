"""The scheduler's file, read by the library that runs it: django-rq was written before this version of rq."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_rq.cron import DjangoCronScheduler

from exercises.jobs import release_stuck_runs, wake_forgotten_proofs
from lms.alerts.jobs import watch_days, watch_tries
from lms.core.management.commands.scheduler import Scheduler
from lms.people.jobs import send_forgotten_invitations


def test_every_forgotten_thing_is_looked_for_by_the_clock():
    scheduler = DjangoCronScheduler()
    scheduler.load_config_from_file("lms.schedule")
    jobs = {job.func: (job.queue_name, job.interval) for job in scheduler.get_jobs()}
    assert jobs[release_stuck_runs] == ("default", 15)
    assert jobs[wake_forgotten_proofs] == ("default", 60)
    assert jobs[send_forgotten_invitations] == ("default", 60)
    assert jobs[watch_tries] == ("default", 60)
    assert jobs[watch_days] == ("default", 900)
    assert {queue for queue, _interval in jobs.values()} == {"default"}


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=1)])
def test_a_clock_that_is_set_back_delays_nothing(ahead, monkeypatch):
    scheduler = Scheduler()
    scheduler.load_config_from_file("lms.schedule")
    (job,) = (job for job in scheduler.get_jobs() if job.func == release_stuck_runs)
    scheduler._cron_jobs = [job]
    enqueued = []
    monkeypatch.setattr(job, "enqueue", enqueued.append)
    job.set_enqueue_time(timezone.now() + ahead)
    scheduler.enqueue_jobs()
    assert bool(enqueued) == bool(ahead)
    assert job.next_enqueue_time <= timezone.now() + timedelta(seconds=15)
