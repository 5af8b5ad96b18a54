"""Boxes wait for those who are there; a queue that is down breaks no page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from redis.exceptions import ConnectionError as QueueDown

from exercises import presence
from exercises.presence import Boxes
from tests.factories.exercises import NOON, ExerciseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def valkey():
    """A Valkey without people or boxes, before and after."""
    connection = presence.valkey()
    hosts = [presence._snapshot_of(host) for host in ("", "one", "two")]
    keys = (presence._PEOPLE, presence._HOSTS, *hosts)
    connection.delete(*keys)
    yield connection
    connection.delete(*keys)


def note(user, version, *, at=NOON):
    presence.note_presence(user=user, version=version, now=at)


@pytest.mark.valkey
def test_each_person_counts_once_where_she_was_last(valkey, apprentice, peer):
    one, two = ExerciseFactory().current_version, ExerciseFactory().current_version
    for user, version, minute in ((apprentice, one, 0), (peer, one, 1), (apprentice, two, 2), (peer, one, 3)):
        note(user, version, at=NOON + timedelta(minutes=minute))
    assert presence.people_present(now=NOON + timedelta(minutes=4)) == {one.pk: 1, two.pk: 1}


@pytest.mark.valkey
def test_whoever_left_is_forgotten(valkey, apprentice, peer):
    version = ExerciseFactory().current_version
    note(apprentice, version)
    note(peer, version, at=NOON + timedelta(minutes=8))
    assert presence.people_present(now=NOON + timedelta(minutes=11)) == {version.pk: 1}
    assert presence.people_present(now=NOON + timedelta(minutes=30)) == {}


@pytest.mark.valkey
def test_opening_saving_and_checking_tell_that_somebody_is_there(valkey, apprentice, browse):
    exercise = ExerciseFactory()
    visitor = browse(apprentice)
    draft = {"files": {"script.js": "//"}, "revision": 0}
    ways = (
        lambda: visitor.get(reverse("exercise", args=[exercise.key])),
        lambda: visitor.post(
            reverse("save_draft", args=[exercise.key]), draft, content_type="application/json"
        ),
        lambda: visitor.post(reverse("submit", args=[exercise.key]), {"file:script.js": "// fini"}),
    )
    for way in ways:
        valkey.delete(presence._PEOPLE)
        way()
        assert valkey.zcard(presence._PEOPLE) == 1


@pytest.mark.valkey
def test_what_the_keeper_says_is_read_and_forgotten(valkey):
    assert presence.boxes_now() is None
    boxes = Boxes(waiting={"javascript/javascript": 3}, claimed=10, missed=1)
    presence.publish_boxes(boxes, host="")
    assert presence.boxes_now() == boxes
    assert 0 < valkey.ttl(presence._snapshot_of("")) <= 30


@pytest.mark.valkey
def test_what_the_keepers_of_two_hosts_say_is_added_up(valkey):
    one = Boxes(waiting={"web/web": 2}, claimed=3, missed=1, engine_fails=True)
    presence.publish_boxes(one, host="one")
    presence.publish_boxes(replace(one, waiting={"web/web": 1, "php/php": 4}, engine_fails=False), host="two")
    told = presence.boxes_now()
    assert told == Boxes(
        waiting={"web/web": 3, "php/php": 4}, claimed=6, missed=2, engine_fails=False, hosts=2
    )
    valkey.delete(presence._snapshot_of("two"))
    assert presence.boxes_now() == one


def test_a_queue_that_is_down_breaks_nothing(apprentice, browse, monkeypatch, caplog):
    def refuse():
        raise QueueDown("no queue here")

    monkeypatch.setattr(presence, "valkey", refuse)
    exercise = ExerciseFactory()
    assert browse(apprentice).get(reverse("exercise", args=[exercise.key])).status_code == 200
    assert presence.people_present(now=NOON) == {}
    assert presence.boxes_now() is None
    presence.publish_boxes(Boxes(), host="")
    assert caplog.text.count("no queue here") == 4
