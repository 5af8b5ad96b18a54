"""What happens by the clock. Each job may run twice without harm: the scheduler also runs them when it starts."""

from rq import cron

from client_projects.jobs import send_forgotten_mails
from exercises.jobs import release_stuck_runs
from lms.people.jobs import send_forgotten_invitations

EVERY_30_SECONDS = 30
EVERY_MINUTE = 60

cron.register(release_stuck_runs, queue_name="default", interval=EVERY_30_SECONDS)
cron.register(send_forgotten_invitations, queue_name="default", interval=EVERY_MINUTE)
cron.register(send_forgotten_mails, queue_name="default", interval=EVERY_MINUTE)
