from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_rq.cron import DjangoCronScheduler
from rq.cron import CronJob


class Scheduler(DjangoCronScheduler):
    """Goes on when the clock is set back: what ran in what is the future now is due."""

    def enqueue_jobs(self) -> list[CronJob]:
        now = timezone.now()
        for job in self.get_jobs():
            if job.latest_enqueue_time and job.latest_enqueue_time > now:
                job.next_enqueue_time = now
        jobs: list[CronJob] = super().enqueue_jobs()
        return jobs


class Command(BaseCommand):
    help = "Run the jobs of lms/schedule.py by the clock."

    def handle(self, *args: Any, **options: Any) -> None:
        scheduler = Scheduler()
        scheduler.load_config_from_file("lms.schedule")
        self.stdout.write(f"scheduler: {len(scheduler.get_jobs())} jobs")
        scheduler.start()
