"""Who did and read what: each reading is written, and each coordinator reads her schools and no others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.core.audit import record_event, record_reading
from lms.core.models import AuditEvent
from lms.dashboard.history import KINDS, events_for
from lms.people.roles import COORDINATOR, JURY
from tests.factories.people import UserFactory, staff_of

pytestmark = pytest.mark.django_db


def _read(subject, by, now, of=None):
    record_reading(action="file_read", subject=subject, of=of or subject, by=by, now=now)


def test_opening_the_file_of_somebody_is_written_once_a_day(apprentice, trainer, browse):
    browser = browse(trainer)
    for _time in range(3):
        assert browser.get(reverse("apprentice_file", args=[apprentice.pk])).status_code == 200
    event = AuditEvent.objects.get(action="file_read")
    assert (event.actor, event.concerns) == (trainer, apprentice)


def test_the_next_day_is_another_reading(apprentice, trainer, now):
    for days in (0, 0, 1):
        _read(apprentice, trainer, now + timedelta(days=days))
    assert AuditEvent.objects.filter(action="file_read").count() == 2


def test_nobody_reads_her_own_file_in_the_history(apprentice, browse):
    browse(apprentice).get(reverse("apprentice_file", args=[apprentice.pk]))
    assert not AuditEvent.objects.filter(action="file_read").exists()


@pytest.mark.parametrize("name", ["placements", "situations"])
def test_papers_about_an_enrolment_are_written_too(apprentice, coordinator, browse, name):
    enrolment = apprentice.enrolments.get()
    assert browse(coordinator).get(reverse(name, args=[enrolment.pk])).status_code == 200
    event = AuditEvent.objects.get(action__in=("contract_read", "situation_read"))
    assert (event.actor, event.concerns) == (coordinator, apprentice)


def test_what_was_done_to_a_person_names_her(apprentice, coordinator, now):
    record_event(action="acting_begun", subject=apprentice, by=coordinator, now=now)
    record_event(action="note_written", subject=apprentice.enrolments.get(), by=coordinator, now=now)
    assert set(AuditEvent.objects.values_list("concerns", flat=True)) == {apprentice.pk}


@pytest.mark.parametrize(
    ("who", "whose", "seen"),
    [
        ("trainer", "apprentice", True),
        ("coordinator", "trainer", True),
        ("adviser", "peer", True),
        ("apprentice", "apprentice", True),
        ("other_school_trainer", "other_school_apprentice", False),
        # What a stranger did to ours is not hers to read either, unless she came as a jury or a substitute.
        ("other_school_trainer", "apprentice", False),
        ("trainer", "other_school_apprentice", False),
        ("client", "other_client", False),
    ],
)
def test_whose_lines_a_coordinator_reads(cast, coordinator, now, who, whose, seen):
    record_event(action="second_factor_reset", subject=cast[whose], by=cast[who], now=now)
    assert events_for(coordinator).exists() is seen


def test_a_jury_that_read_is_told(coordinator, apprentice, now):
    _read(apprentice, UserFactory(role=JURY), now)
    assert events_for(coordinator).count() == 1


def test_what_somebody_read_stays_in_the_history_when_she_has_left_the_team(
    coordinator, apprentice, trainer, now
):
    _read(apprentice, trainer, now)
    trainer.posts.all().delete()
    assert events_for(coordinator).count() == 1


def test_who_coordinates_another_school_reads_nothing(other_school, apprentice, trainer, now, browse):
    _read(apprentice, trainer, now)
    stranger = staff_of(other_school, COORDINATOR)
    assert not events_for(stranger).exists()
    page = browse(stranger).get(reverse("history"))
    assert apprentice.get_full_name() not in page.content.decode()
    assert apprentice.last_name not in browse(stranger).get(reverse("history"), {"csv": 1}).content.decode()


def test_what_is_not_sensitive_is_left_out(apprentice, coordinator, now):
    record_event(action="lesson_liked", subject=apprentice, by=apprentice, now=now)
    assert not events_for(coordinator).exists()


@pytest.fixture
def lines(apprentice, peer, trainer, adviser, now):
    _read(apprentice, trainer, now)
    _read(peer, adviser, now + timedelta(days=2))
    record_event(action="note_written", subject=apprentice, by=adviser, now=now + timedelta(days=3))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 3),
        ({"kind": "note_written"}, 1),
        ({"kind": "file_read"}, 2),
        ({"name": "Bastien"}, 1),
        ({"name": "solène"}, 1),
        ({"name": "karim aïcha"}, 1),
        ({"name": "zzz"}, 0),
        ({"first": "2026-11-25"}, 2),
        ({"last": "2026-11-25"}, 2),
        ({"first": "2026-11-24", "last": "2026-11-25", "kind": "file_read"}, 1),
        # What cannot be understood narrows nothing, and is said.
        ({"first": "hier"}, 3),
    ],
)
def test_filters_narrow_the_page_and_the_spreadsheet_alike(lines, coordinator, browse, asked, found):
    browser = browse(coordinator)
    page = browser.get(reverse("history"), asked)
    assert page.context["page"].paginator.count == found
    if "hier" not in asked.values():
        sheet = browser.get(reverse("history"), {**asked, "csv": 1}).content.decode("utf-8-sig")
        assert len(sheet.splitlines()) == found + 1


def test_a_name_that_computes_does_not_in_the_spreadsheet(apprentice, trainer, coordinator, now, browse):
    trainer.first_name = "=cmd|' /C calc'!A0"
    trainer.save()
    _read(apprentice, trainer, now)
    sheet = browse(coordinator).get(reverse("history"), {"csv": 1}).content.decode("utf-8-sig")
    assert ";'=cmd" in sheet


def test_the_page_asks_no_more_for_more_lines(
    apprentice, trainer, coordinator, now, browse, django_assert_max_num_queries
):
    browser = browse(coordinator)
    _read(apprentice, trainer, now)
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse("history"))
    for days in (1, 2, 3):
        _read(apprentice, trainer, now + timedelta(days=days))
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("history"))


def test_pages_follow_each_other(apprentice, trainer, coordinator, now, browse):
    for days in range(51):
        _read(apprentice, trainer, now + timedelta(days=days))
    browser = browse(coordinator)
    assert len(browser.get(reverse("history")).context["lines"]) == 50
    assert len(browser.get(reverse("history"), {"page": 2}).context["lines"]) == 1


def test_every_kind_has_french_words():
    assert all(str(words)[0].islower() and str(words).isprintable() for words in KINDS.values())
    assert "dossier" in str(KINDS["file_read"])
