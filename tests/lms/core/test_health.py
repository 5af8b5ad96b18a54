"""Alive is not ready: what whoever watches over the site is told."""

import pytest
from django.db import DatabaseError
from django.urls import reverse
from redis.exceptions import RedisError

from lms.core import health


class Broken:
    """Stands for a connection that does not answer."""

    def __init__(self, error):
        self.error = error

    def __getattr__(self, _name):
        raise self.error


@pytest.mark.django_db
def test_ready_says_what_answers(client):
    answer = client.get(reverse("ready"))
    assert answer.status_code == 200
    assert answer.json()["database"] is True


@pytest.mark.django_db
def test_without_its_queue_the_site_still_serves(client, monkeypatch):
    monkeypatch.setattr(health, "valkey", lambda: Broken(RedisError()))
    answer = client.get(reverse("ready"))
    assert (answer.status_code, answer.json()) == (200, {"database": True, "queue": False})


def test_without_its_database_it_is_alive_but_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "connection", Broken(DatabaseError()))
    monkeypatch.setattr(health, "valkey", lambda: Broken(RedisError()))
    assert client.get(reverse("ready")).status_code == 503
    assert client.get(reverse("alive")).status_code == 200
