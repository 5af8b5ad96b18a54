"""What helps to decide: the former version beside, reminders on working days, a proof to print."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from client_projects import actions
from client_projects.queries import compare, versions_to_remind
from client_projects.queries.comparison import Piece, pieces_of
from client_projects.states import DecisionKind
from tests.factories.client_projects import DecisionFactory, VersionFactory, picture

# A Monday at half past nine in the morning, in Paris.
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def waiting(shared):
    shared.shared_at = MONDAY
    shared.save()
    return shared


def due(moment):
    return len(versions_to_remind(now=moment))


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(days=2), 0),
        (timedelta(days=3), 1),  # Thursday: three working days have passed
        (timedelta(days=3, hours=12), 0),  # in the evening nobody is asked anything
        (timedelta(days=5), 0),  # Saturday
        (timedelta(days=6), 0),  # Sunday
        (timedelta(days=32), 0),  # Christmas
        (timedelta(days=35), 1),
    ],
)
def test_reminders_leave_when_one_works(later, expected, waiting):
    assert due(MONDAY + later) == expected


def test_weekends_do_not_count_as_waiting(waiting):
    waiting.shared_at = MONDAY - timedelta(days=3)  # the Friday before
    waiting.save()
    assert due(MONDAY + timedelta(days=1)) == 0
    assert due(MONDAY + timedelta(days=2)) == 1


def test_a_client_is_reminded_twice_and_not_more(waiting, client_person):
    sent = []
    for day in range(60):
        now = MONDAY + timedelta(days=day)
        for version in versions_to_remind(now=now):
            actions.remind_client(version=version, number=version.reminders_sent + 1, now=now)
            sent.append(day)
    assert sent == [3, 9]
    assert [message.to for message in mail.outbox] == [[client_person.email]] * 2
    assert "rien n’est validé en votre nom" in mail.outbox[0].body
    assert waiting.decision_url in mail.outbox[0].body
    assert "Nous ne vous en reparlerons pas" in mail.outbox[1].body


def test_two_workers_send_one_mail(waiting):
    for _n in range(2):
        actions.remind_client(version=waiting, number=1, now=MONDAY)
    assert len(mail.outbox) == 1


def test_what_is_decided_or_replaced_is_not_reminded(waiting, apprentice, client_person):
    later = MONDAY + timedelta(days=3)
    second = VersionFactory(
        deliverable=waiting.deliverable, number=2, handed_in_by=apprentice, shared_at=later
    )
    assert due(later) == 0
    assert due(later + timedelta(days=5)) == 1
    DecisionFactory(version=second, decided_by=client_person)
    assert due(later + timedelta(days=5)) == 0


# --- Comparing


def test_the_words_that_changed_are_told():
    assert pieces_of("Le menu est bleu.", "Le menu est vert et court.") == [
        Piece("same", "Le menu est "),
        Piece("removed", "bleu."),
        Piece("added", "vert et court."),
    ]


def test_two_pictures_are_drawn_beside_each_other(
    deliverable, apprentice, trainer, client_person, now, browse
):
    versions = []
    for note in ("Le menu est bleu.", "Le menu est vert."):
        version = actions.hand_in_version(
            deliverable=deliverable, upload=picture(), note=note, by=apprentice, now=now
        )
        versions.append(actions.share_version(version=version, by=trainer, now=now))
    assert compare(versions[1], versions[0]).pictures
    page = browse(client_person).get(versions[1].decision_url).content.decode()
    for version in versions:
        assert reverse("version_file", args=[version.pk]) in page
    assert 'data-compare="side"' in page
    assert "<del><span" in page


def test_two_links_are_both_offered(shared, apprentice, client_person, now, browse):
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    page = browse(client_person).get(second.decision_url).content.decode()
    assert "data-compare" not in page
    assert page.count(f'href="{shared.link}"') >= 2


# --- The proof


def test_the_proof_says_who_when_what_and_its_fingerprint(shared, client_person, browse):
    DecisionFactory(
        version=shared,
        decided_by=client_person,
        kind=DecisionKind.CHANGES_REQUESTED,
        reason="Le logo est trop petit.",
    )
    page = browse(client_person).get(shared.proof_url).content.decode()
    for said in (client_person.get_full_name(), "Le logo est trop petit.", shared.content_hash, shared.link):
        assert said in page
    assert "a toujours cette empreinte" in page


def test_a_proof_that_no_longer_holds_says_so(shared, client_person, browse):
    DecisionFactory(version=shared, decided_by=client_person)
    type(shared).objects.filter(pk=shared.pk).update(note="Changé après coup")
    assert "n’a plus cette empreinte" in browse(client_person).get(shared.proof_url).content.decode()
