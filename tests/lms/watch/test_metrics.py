"""The figures for Prometheus: who gets them, what they say, and what they cost."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import RedisError

from exercises.models import GradingRun, LanguageHealth
from exercises.presence import Boxes
from exercises.states import LanguageState, SubmissionState
from lms.backups.journal import Journal
from lms.core import health
from lms.watch import readings
from lms.watch.metrics import as_text, quantile
from lms.watch.readings import read_all
from tests.factories.exercises import SubmissionFactory

pytestmark = pytest.mark.django_db
TOKEN = "un-jeton-pour-les-chiffres"


def figures_of(text):
    return {
        (sample.name, *(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode() if isinstance(text, bytes) else text)
        for sample in family.samples
    }


def ended(submission, *, now, outcome="finished", fault="nobody", waited=2, took=3):
    """One run of `submission` that ended now."""
    claimed = now - timedelta(seconds=took)
    type(submission).objects.filter(pk=submission.pk).update(submitted_at=claimed - timedelta(seconds=waited))
    return GradingRun.objects.create(
        submission=submission,
        worker="essai",
        claimed_at=claimed,
        lease_ends_at=now,
        finished_at=now,
        outcome=outcome,
        fault=fault,
    )


def judged(**given):
    return SubmissionFactory(state=SubmissionState.FAILED, graded_at=given.pop("now"), **given)


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, said):
    return client.get(reverse("metrics"), headers={"authorization": said} if said else {})


@pytest.mark.parametrize("said", ["", TOKEN, "Bearer ", f"Bearer {TOKEN}x", f"bearer {TOKEN}", "Bearer é"])
def test_without_the_right_token_there_is_nothing(token, client, said):
    assert ask(client, said).status_code == 404


def test_without_a_token_of_ours_nobody_is_let_in(client, settings):
    settings.METRICS_TOKEN = ""
    assert ask(client, "Bearer ").status_code == 404


def test_being_signed_in_opens_nothing(token, browse, coordinator):
    assert browse(coordinator).get(reverse("metrics")).status_code == 404


def test_the_token_opens_the_figures(token, client):
    answer = ask(client, f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert figures_of(answer.content)["ecole_submissions_waiting", "live"] == 0
    assert "no-store" in answer["Cache-Control"]


def test_what_waits_is_told_by_lane(now):
    SubmissionFactory(submitted_at=now - timedelta(seconds=90))
    SubmissionFactory(submitted_at=now - timedelta(seconds=20))
    SubmissionFactory(submitted_at=now - timedelta(hours=2), lane="regrade")
    judged(now=now, submitted_at=now - timedelta(days=9))
    told = figures_of(as_text(read_all(now=now)))
    assert told["ecole_submissions_waiting", "live"] == 2
    assert told["ecole_submissions_oldest_seconds", "live"] == 90
    assert told["ecole_submissions_oldest_seconds", "regrade"] == 7200
    assert told["ecole_submissions_oldest_seconds", "author"] == 0


def test_steps_and_faults_are_told_of_the_last_hour_and_day(now):
    ended(judged(now=now), now=now, waited=2, took=3)
    ended(judged(now=now), now=now - timedelta(minutes=5), waited=4, took=5, fault="apprentice")
    ended(judged(now=now), now=now - timedelta(hours=5), fault="platform", outcome="could_not_start")
    ended(judged(now=now), now=now - timedelta(days=2), fault="platform", outcome="could_not_start")
    told = figures_of(as_text(read_all(now=now)))
    assert told["ecole_step_seconds", "0.5", "queue"] == 2
    assert told["ecole_step_seconds", "0.95", "queue"] == 4
    assert told["ecole_step_seconds", "0.95", "grading"] == 5
    assert told["ecole_verdicts", "nobody", "finished", "hour"] == 1
    assert told["ecole_verdicts", "apprentice", "finished", "hour"] == 1
    assert ("ecole_verdicts", "platform", "could_not_start", "hour") not in told
    assert told["ecole_verdicts", "platform", "could_not_start", "day"] == 1


def test_languages_and_boxes_are_told(now, monkeypatch):
    LanguageHealth.objects.create(
        runtime="php", variant="php", state=LanguageState.BROKEN, since=now, retry_at=now
    )
    LanguageHealth.objects.create(
        runtime="web", variant="web", state=LanguageState.RIGHT, since=now, retry_at=now
    )
    monkeypatch.setattr(readings, "queue_answers", lambda: True)
    monkeypatch.setattr(readings, "boxes_now", lambda: Boxes(waiting={"web/web": 3}, engine_fails=True))
    monkeypatch.setattr(readings, "open_sites_now", lambda: 2)
    told = figures_of(as_text(read_all(now=now)))
    assert (told["ecole_language_works", "php/php"], told["ecole_language_works", "web/web"]) == (0, 1)
    assert told["ecole_boxes_waiting", "web/web"] == 3
    assert (told["ecole_engine_fails",], told["ecole_previews_open",]) == (1, 2)


def test_backups_are_told_once_there_is_one(now):
    seen = read_all(now=now)
    never = figures_of(as_text(replace(seen, backups=Journal())))
    assert ("ecole_backup_made_age_seconds",) not in never
    assert never["ecole_backup_fails",] == 0
    made = Journal(made_at=now - timedelta(hours=3), proved_at=now - timedelta(days=2), failed_at=now)
    told = figures_of(as_text(replace(seen, backups=made, looked_at=now - timedelta(seconds=50))))
    assert told["ecole_backup_made_age_seconds",] == 3 * 3600
    assert told["ecole_backup_proved_age_seconds",] == 2 * 86400
    assert told["ecole_backup_fails",] == 1
    assert told["ecole_looked_age_seconds",] == 50


def test_without_valkey_what_nobody_knows_is_left_out(now, monkeypatch):
    def refuse(*_args, **_options):
        raise RedisError

    monkeypatch.setattr(health, "valkey", lambda: SimpleNamespace(ping=refuse))
    told = figures_of(as_text(read_all(now=now)))
    assert told["ecole_queue_answers",] == 0
    assert ("ecole_previews_open",) not in told
    assert told["ecole_data_free_bytes",] > 0


def test_figures_cost_the_same_whatever_there_is(now, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        read_all(now=now)
    for _each in range(5):
        ended(judged(now=now), now=now)
        SubmissionFactory(submitted_at=now)
    with django_assert_max_num_queries(len(few)):
        read_all(now=now)


@pytest.mark.parametrize(("share", "found"), [(0.5, 2), (0.95, 4), (0, 1)])
def test_a_quantile_is_one_of_the_values(share, found):
    assert quantile([4, 1, 3, 2], share) == found


def test_of_nothing_there_is_no_quantile():
    assert quantile([], 0.5) is None
