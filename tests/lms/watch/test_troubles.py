"""What begins is told once when it has lasted, what is over once; the page says the same in sentences."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import RedisError

from exercises.languages import Language
from exercises.models import LanguageHealth
from exercises.queries import Waiting
from exercises.states import Lane, LanguageState
from lms.backups.journal import Journal
from lms.core import health
from lms.watch import jobs
from lms.watch.actions import note_troubles
from lms.watch.models import Trouble
from lms.watch.queries import LOOKED_AT, addresses_of, lines_of, sentence_of
from lms.watch.readings import Disk, read_all
from lms.watch.thresholds import BY_CODE, CALM, THRESHOLDS, Told

pytestmark = pytest.mark.django_db
TECHNICAL = "technique@demo.example"


@pytest.fixture(autouse=True)
def technical(settings):
    settings.ALERTS_EMAIL = TECHNICAL


@pytest.fixture
def well(now):
    """Readings of a platform that does well."""
    found = read_all(now=now)
    return replace(
        found,
        backups=Journal(),
        backups_expected=False,
        ill_hosts={},
        queue_answers=True,
        open_previews=0,
        disk=Disk(free=60, total=100),
        database_seconds=0.001,
    )


def late(readings, *, at, minutes):
    lanes = {**readings.lanes, Lane.LIVE: Waiting(1, at - timedelta(minutes=minutes))}
    return replace(readings, at=at, lanes=lanes)


def clock(readings, steps):
    """Look once a minute as the scheduler does; `steps` says of each minute whether work is late."""
    start = readings.at
    for minute, is_late in enumerate(steps):
        at = start + timedelta(minutes=minute)
        seen = late(readings, at=at, minutes=5) if is_late else replace(readings, at=at)
        note_troubles(readings=seen, now=at)


def test_every_line_of_the_table_is_fine_when_all_is_well(well):
    assert [line.threshold.code for line in lines_of(well) if line.is_wrong is not False] == [
        "engine",
        "backups",
        "first_backup",
    ]
    note_troubles(readings=well, now=well.at)
    assert not Trouble.objects.exists()
    assert mail.outbox == []


def test_a_server_that_never_made_a_backup_is_told_after_its_first_night(well):
    never = replace(well, backups_expected=True)
    for hours, mails in ((0, 0), (25, 0), (27, 1), (30, 1)):
        at = well.at + timedelta(hours=hours)
        note_troubles(readings=replace(never, at=at), now=at)
        assert len(mail.outbox) == mails
    assert "Aucune n’a jamais été faite." in mail.outbox[0].body
    made = replace(never, backups=Journal(made_at=well.at))
    assert [line.threshold.code for line in lines_of(made) if line.is_wrong] == []


def test_an_ill_machine_among_several_is_told_to_whoever_runs_them(well):
    ill = replace(well, ill_hosts={"deux": [Language("web", "web")]})
    for minutes in (0, 11):
        at = well.at + timedelta(minutes=minutes)
        note_troubles(readings=replace(ill, at=at), now=at)
    (sent,) = mail.outbox
    assert "Machines où un langage est en panne alors qu’il marche ailleurs" in sent.body


def test_what_comes_and_goes_is_told_to_nobody(well):
    clock(well, [True, True, False, False, False, False, False, False, False])
    assert mail.outbox == []
    assert Trouble.objects.get().ended_at is not None


def test_what_lasts_is_told_once_and_its_end_once(well, coordinator):
    clock(well, [True] * 30 + [False] * 10)
    assert [(one.to[0], one.subject) for one in mail.outbox] == [
        (TECHNICAL, "À regarder\u00a0: Correction des exercices"),
        (coordinator.email, "À regarder\u00a0: Correction des exercices"),
        (TECHNICAL, "C’est fini\u00a0: Correction des exercices"),
        (coordinator.email, "C’est fini\u00a0: Correction des exercices"),
    ]
    trouble = Trouble.objects.get()
    assert trouble.told_at == well.at + BY_CODE["corrections"].lasting
    assert trouble.ended_at == well.at + timedelta(minutes=29) + CALM
    assert trouble.end_told_at == trouble.ended_at


def test_a_short_calm_does_not_end_it(well):
    clock(well, [True] * 10 + [False] * 3 + [True] * 10)
    assert Trouble.objects.count() == 1
    assert len(mail.outbox) == 1


def test_what_nobody_can_say_neither_begins_nor_ends_anything(well):
    clock(well, [True] * 10)
    unknown = replace(
        well, at=well.at + timedelta(hours=1), disk=None, queue_answers=False, open_previews=None
    )
    note_troubles(readings=unknown, now=unknown.at)
    assert not Trouble.objects.filter(code__in=["disk", "previews"]).exists()
    assert Trouble.objects.filter(code="queue", ended_at=None).exists()


def test_a_floor_is_passed_below_it(well):
    full = replace(well, disk=Disk(free=9, total=100))
    assert BY_CODE["disk"].is_passed(full)
    assert "9" in sentence_of(BY_CODE["disk"], full)
    assert not BY_CODE["disk"].is_passed(replace(well, disk=Disk(free=10, total=100)))


def test_a_mail_that_is_refused_keeps_no_other_from_leaving(well, coordinator, monkeypatch):
    sent = []

    def send(self):
        if self.to == [TECHNICAL]:
            raise OSError
        sent.append(self.to)

    monkeypatch.setattr("lms.watch.actions.EmailMessage.send", send)
    clock(well, [True] * 5)
    assert sent == [[coordinator.email]]


def test_each_address_is_written_to_once(coordinator, settings):
    settings.ALERTS_EMAIL = coordinator.email
    assert addresses_of((Told.TECHNICAL, Told.COORDINATORS)) == [coordinator.email]


def test_the_contact_is_told_where_nobody_else_is_named(settings):
    settings.ALERTS_EMAIL = ""
    assert addresses_of((Told.TECHNICAL,)) == [settings.ORGANISATION["CONTACT_EMAIL"]]


def test_an_old_backup_and_one_that_failed_are_told(well):
    made = replace(
        well, backups=Journal(made_at=well.at - timedelta(hours=27), failed_at=well.at, failure="x")
    )
    wrong = {line.threshold.code: line.sentence for line in lines_of(made) if line.is_wrong}
    assert wrong == {"backups": "La dernière a 27 heures.", "backup_failure": "Elle a échoué."}
    fresh = replace(well, backups=Journal(made_at=well.at - timedelta(hours=2)))
    assert not any(line.is_wrong for line in lines_of(fresh))


def test_mails_name_nobody(well, apprentice, coordinator):
    clock(well, [True] * 10)
    for one in mail.outbox:
        assert apprentice.first_name not in one.body
        assert reverse("platform_state") in one.body


def test_the_job_looks_and_says_when(now):
    jobs.look_at_platform()
    assert cache.get(LOOKED_AT) is not None


def test_codes_are_each_of_one_line():
    assert len(BY_CODE) == len(THRESHOLDS)


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda one: one.code)
def test_every_sentence_of_the_table_takes_its_value(threshold):
    assert "%" not in str(threshold.wrong) % {"value": "3"}


def test_the_page_says_what_is_wrong_first_and_what_to_do(browse, trainer, now):
    LanguageHealth.objects.create(
        runtime="php", variant="php", state=LanguageState.BROKEN, since=now, retry_at=now
    )
    page = browse(trainer).get(reverse("platform_state")).content.decode()
    assert "Langages en panne\u00a0: 1." in page
    assert page.index("Langages en panne") < page.index("Base de données")
    assert "Ce que cela change pour la classe" in page
    assert "La surveillance automatique est arrêtée" in page
    assert reverse("faults") not in page


def test_without_valkey_the_page_still_tells_the_truth(browse, coordinator, monkeypatch):
    def refuse(*_args, **_options):
        raise RedisError

    monkeypatch.setattr(health, "valkey", lambda: SimpleNamespace(ping=refuse))
    answer = browse(coordinator).get(reverse("platform_state"))
    assert answer.status_code == 200
    assert "Personne ne peut le dire" in answer.content.decode()
    assert reverse("faults") in answer.content.decode()
