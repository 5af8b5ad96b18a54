"""The process that keeps backups: when it works, what it does again, and whom it tells."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.backups import actions
from lms.backups.inventory import Inventory
from lms.backups.journal import read_journal, write_journal
from lms.backups.management.commands.keep_backups import Command
from lms.backups.timing import next_time
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


def test_a_missing_setting_is_told_in_words(done, monkeypatch):
    fail_with(monkeypatch, NoVault("BACKUP_PASSWORD"))

    Command().work(AT, now=MONDAY_NIGHT)

    assert "BACKUP_PASSWORD" in mail.outbox[0].body


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
