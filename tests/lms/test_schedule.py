"""The scheduler's file, read by the library that runs it: django-rq was written before this version of rq."""

from django_rq.cron import DjangoCronScheduler

from exercises.jobs import release_stuck_runs, wake_forgotten_proofs
from lms.alerts.jobs import watch_days, watch_tries
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
