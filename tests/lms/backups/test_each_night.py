"""The process that keeps backups: when it works, what it does again, and whom it tells."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from lms.backups import actions
from lms.backups.inventory import Inventory
from lms.backups.journal import read_journal, write_journal
from lms.backups.management.commands.keep_backups import Command
from lms.backups.timing import first_time, next_time
from lms.backups.vault import NoVault, VaultFailed

AT = time(2, 30)
MONDAY_NIGHT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)  # 2:30 in Paris, in winter


@pytest.fixture
def done(monkeypatch, settings, tmp_path):
    """What the process did, instead of doing it."""
    settings.DATA_DIR = tmp_path
    done = []
    monkeypatch.setattr(actions, "back_up", lambda *, now: done.append("backed up"))
    monkeypatch.setattr(
        actions, "prove", lambda *, now: done.append("proved") or Inventory(made_at=now, rows={})
    )
    return done


def fail_with(monkeypatch, error):
    def fail(*, now):
        raise error

    monkeypatch.setattr(actions, "back_up", fail)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-09T02:29", "2026-03-09T02:30"),
        ("2026-03-09T02:30", "2026-03-10T02:30"),
        ("2026-03-09T14:00", "2026-03-10T02:30"),
        # The night in which 2:30 does not exist, and the one after.
        ("2026-03-29T12:00", "2026-03-30T02:30"),
    ],
)
def test_the_next_time_is_the_next_time_the_schools_clock_says_so(now, due):
    zone = timezone.get_current_timezone()

    assert next_time(AT, now=datetime.fromisoformat(now).replace(tzinfo=zone)) == datetime.fromisoformat(
        due
    ).replace(tzinfo=zone)


def test_a_backup_is_made_each_night_and_proved_on_sundays(done):
    assert Command().work(AT, now=MONDAY_NIGHT) > MONDAY_NIGHT
    assert done == ["backed up"]

    Command().work(AT, now=MONDAY_NIGHT + timedelta(days=6))
    assert done == ["backed up", "backed up", "proved"]
    assert not mail.outbox


def test_what_fails_is_tried_again_in_an_hour_and_told_once(done, monkeypatch, settings):
    settings.ORGANISATION = {**settings.ORGANISATION, "CONTACT_EMAIL": "ecole@demo.example"}
    keeper = Command()
    fail_with(monkeypatch, VaultFailed("no space left"))

    again = keeper.work(AT, now=MONDAY_NIGHT)
    keeper.work(AT, now=again)

    assert again == MONDAY_NIGHT + timedelta(hours=1)
    (told,) = mail.outbox
    assert told.to == ["ecole@demo.example"]
    assert "no space left" in told.body

    monkeypatch.setattr(actions, "back_up", lambda *, now: done.append("backed up"))
    keeper.work(AT, now=again + timedelta(hours=1))
    fail_with(monkeypatch, VaultFailed("no space left"))
    keeper.work(AT, now=again + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_a_machine_that_was_off_at_night_makes_its_backup_when_it_starts():
    morning = MONDAY_NIGHT + timedelta(hours=6)
    tonight = MONDAY_NIGHT + timedelta(days=1)

    assert first_time(AT, last=MONDAY_NIGHT - timedelta(days=1), now=morning) == morning
    assert first_time(AT, last=MONDAY_NIGHT, now=morning) == tonight
    assert first_time(AT, last=None, now=morning) == tonight


@pytest.mark.parametrize(
    ("error", "said"), [(OSError(28, "no space left"), "no space"), (OperationalError("gone"), "gone")]
)
def test_whatever_fails_the_keeper_stays(done, monkeypatch, settings, error, said):
    settings.ALERTS_EMAIL = "technique@demo.example"
    fail_with(monkeypatch, error)

    assert Command().work(AT, now=MONDAY_NIGHT) == MONDAY_NIGHT + timedelta(hours=1)
    (told,) = mail.outbox
    assert told.to == ["technique@demo.example"]
    assert said in told.body


def test_a_mail_that_does_not_leave_is_sent_at_the_next_try(done, monkeypatch):
    keeper = Command()
    fail_with(monkeypatch, VaultFailed("no space left"))
    with monkeypatch.context() as without_mail:

        def refuse(message):
            raise ConnectionRefusedError

        without_mail.setattr(mail.EmailMessage, "send", refuse)
        again = keeper.work(AT, now=MONDAY_NIGHT)
    assert not mail.outbox

    keeper.work(AT, now=again)
    assert len(mail.outbox) == 1


def test_two_backups_at_once_take_turns_and_what_the_dead_left_goes(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    left = tmp_path / f"{actions.BROUGHT_BACK}dead"
    left.mkdir()
    began, ended = threading.Event(), threading.Event()

    def other():
        began.set()
        with actions._alone():
            ended.set()

    with actions._alone():
        assert not left.exists()
        thread = threading.Thread(target=other)
        thread.start()
        assert began.wait(5)
        assert not ended.wait(0.3)
    thread.join(5)
    assert ended.is_set()


def test_a_missing_setting_is_told_in_words(done, monkeypatch):
    fail_with(monkeypatch, NoVault("BACKUP_PASSWORD"))

    Command().work(AT, now=MONDAY_NIGHT)

    assert "BACKUP_PASSWORD" in mail.outbox[0].body


def test_a_proof_that_fails_is_a_failure_although_its_backup_was_made(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    write_journal(made_at=MONDAY_NIGHT)
    write_journal(failed_at=MONDAY_NIGHT, failure="people_school: 1 ≠ 2")
    assert read_journal().fails

    write_journal(proved_at=MONDAY_NIGHT + timedelta(hours=1))
    assert not read_journal().fails


def test_the_journal_remembers_the_last_of_each(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert read_journal().made_at is None
    assert not read_journal().fails

    write_journal(made_at=MONDAY_NIGHT)
    write_journal(failed_at=MONDAY_NIGHT + timedelta(days=1), failure="no space left")
    assert read_journal().made_at == MONDAY_NIGHT
    assert read_journal().fails

    write_journal(made_at=MONDAY_NIGHT + timedelta(days=2))
    assert not read_journal().fails
    assert read_journal().failure == "no space left"
