"""What an apprentice finds changed since her last visit: hers, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exercises.models import Review
from exercises.states import ReviewDecision, SubmissionState
from lms.dashboard.news import news_for
from lms.people.actions import note_visit
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged

pytestmark = pytest.mark.django_db


def returned_work(apprentice, trainer, at):
    submission = judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, number=1))
    Review.objects.create(
        submission=submission,
        decision=ReviewDecision.RETURNED,
        comment="Regardez le titre.",
        reviewed_by=trainer,
        reviewed_at=at,
    )
    return submission


# ---- visits -------------------------------------------------------------------------------------------------


def test_the_first_visit_has_none_before(apprentice, now):
    assert note_visit(person=apprentice, now=now) is None


def test_a_visit_lasts_until_half_an_hour_of_silence(apprentice, now):
    note_visit(person=apprentice, now=now)
    assert note_visit(person=apprentice, now=now + timedelta(minutes=20)) is None
    last = now + timedelta(minutes=45)
    assert note_visit(person=apprentice, now=last) is None
    later = last + timedelta(hours=3)
    assert note_visit(person=apprentice, now=later) == last
    # Looking again a minute later still tells what changed since the visit before.
    assert note_visit(person=apprentice, now=later + timedelta(minutes=1)) == last


# ---- what changed -------------------------------------------------------------------------------------------


def test_an_answer_is_news_until_it_was_there_at_the_last_visit(apprentice, trainer, now):
    submission = returned_work(apprentice, trainer, now)
    (told,) = news_for(apprentice, [], since=now - timedelta(hours=1), now=now)
    assert told.url == reverse("submission", args=[submission.pk])
    assert str(trainer) in told.text
    assert news_for(apprentice, [], since=now, now=now + timedelta(hours=1)) == []


def test_what_is_said_to_a_peer_is_no_news(apprentice, peer, trainer, now):
    returned_work(peer, trainer, now)
    assert news_for(apprentice, [], since=now - timedelta(hours=1), now=now) == []


def test_news_are_few_and_the_newest_first(apprentice, trainer, now):
    for minutes in range(12):
        returned_work(apprentice, trainer, now + timedelta(minutes=minutes))
    told = news_for(apprentice, [], since=now - timedelta(hours=1), now=now + timedelta(hours=1))
    assert len(told) == 8
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)


def test_today_says_what_changed(apprentice, trainer, browse, now, time_machine):
    time_machine.move_to(now, tick=False)
    client = browse(apprentice)
    assert "Depuis votre dernière visite" not in client.get("/").content.decode()
    returned_work(apprentice, trainer, now + timedelta(hours=1))
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    page = client.get("/").content.decode()
    assert "Depuis votre dernière visite" in page
    assert "vous demande de retravailler" in page


def test_today_costs_the_same_for_any_number_of_answers(
    apprentice, trainer, browse, now, django_assert_max_num_queries
):
    client = browse(apprentice)
    client.get("/")
    for _ in range(6):
        returned_work(apprentice, trainer, now + timedelta(days=1))
    ExerciseFactory()
    with django_assert_max_num_queries(40):
        client.get("/")
