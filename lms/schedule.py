"""What happens by the clock. Each job may run twice without harm: the scheduler also runs them when it starts."""

from rq import cron

from client_projects.jobs import (
    make_forgotten_packs,
    send_forgotten_mails,
    send_reminders,
    take_up_forgotten_walks,
    wake_forgotten_site_checks,
)
from exercises.jobs import (
    forget_silent_hosts,
    look_after_dry_runs,
    release_stuck_runs,
    wake_forgotten_comparisons,
    wake_forgotten_proofs,
    wake_forgotten_regradings,
)
from lms.about.jobs import mail_forgotten_barriers
from lms.alerts.jobs import watch_days, watch_tries
from lms.exits.jobs import ask_those_who_left
from lms.juries.jobs import close_jury_accounts
from lms.notifications.jobs import send_at_once, send_digests
from lms.people.jobs import send_forgotten_invitations
from lms.privacy.jobs import tell_about_requests, tell_what_is_due
from lms.watch.jobs import look_at_platform, tell_new_faults

# With a lease of 30 seconds, a dead worker is noticed within a minute, the scheduler's own pace included.
EVERY_15_SECONDS = 15
EVERY_MINUTE = 60
EVERY_FIVE_MINUTES = 300
EVERY_QUARTER = 900
EVERY_HOUR = 60 * EVERY_MINUTE

cron.register(release_stuck_runs, queue_name="default", interval=EVERY_15_SECONDS)
cron.register(look_after_dry_runs, queue_name="default", interval=EVERY_15_SECONDS)
cron.register(forget_silent_hosts, queue_name="default", interval=EVERY_MINUTE)
cron.register(wake_forgotten_proofs, queue_name="default", interval=EVERY_MINUTE)
cron.register(wake_forgotten_regradings, queue_name="default", interval=EVERY_MINUTE)
cron.register(send_forgotten_invitations, queue_name="default", interval=EVERY_MINUTE)
cron.register(send_forgotten_mails, queue_name="default", interval=EVERY_MINUTE)
cron.register(take_up_forgotten_walks, queue_name="default", interval=EVERY_MINUTE)
cron.register(mail_forgotten_barriers, queue_name="default", interval=EVERY_MINUTE)
cron.register(make_forgotten_packs, queue_name="default", interval=EVERY_FIVE_MINUTES)
cron.register(watch_tries, queue_name="default", interval=EVERY_MINUTE)
cron.register(watch_days, queue_name="default", interval=EVERY_QUARTER)
cron.register(send_at_once, queue_name="default", interval=EVERY_MINUTE)
cron.register(send_digests, queue_name="default", interval=EVERY_MINUTE)
cron.register(look_at_platform, queue_name="default", interval=EVERY_MINUTE)
cron.register(tell_new_faults, queue_name="default", interval=EVERY_MINUTE)
cron.register(send_reminders, queue_name="default", interval=EVERY_HOUR)
cron.register(ask_those_who_left, queue_name="default", interval=EVERY_HOUR)
cron.register(tell_about_requests, queue_name="default", interval=EVERY_FIVE_MINUTES)
# A report only: what is ended does not come back, so a person runs `apply_retention --apply`.
cron.register(tell_what_is_due, queue_name="default", interval=EVERY_HOUR)
cron.register(close_jury_accounts, queue_name="default", interval=EVERY_HOUR)
# Works are compared without hurry: it is something to talk about, not to act on.
cron.register(wake_forgotten_comparisons, queue_name="default", interval=EVERY_FIVE_MINUTES)
cron.register(wake_forgotten_site_checks, queue_name="default", interval=EVERY_MINUTE)
