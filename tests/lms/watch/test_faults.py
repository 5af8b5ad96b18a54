"""Errors of ours are kept in groups, without anything of anybody, and told once."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import path, reverse

from lms.core.request_ids import HEADER
from lms.urls import urlpatterns as usual
from lms.watch.actions import FAULT_MAIL_AT_MOST_EVERY, keep_fault, tell_new_faults
from lms.watch.faults import KeepFaults, keep_failed_job
from lms.watch.models import FaultGroup

pytestmark = pytest.mark.django_db


def breaks(request):
    raise ValueError("Léa Martin lea.martin@test.example console.log(1)")


handler500 = "lms.core.views.failed"
urlpatterns = [*usual, path("casse/", breaks)]


@pytest.fixture
def kept():
    """The handler, as a server has it."""
    handler = KeepFaults(level=logging.ERROR)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def keep(now, kind="ValueError", place="a.py f", request="abc"):
    return keep_fault(kind=kind, place=place, process="web", request=request, now=now)


def test_the_same_error_at_the_same_place_is_one_group(now):
    keep(now)
    keep(now + timedelta(minutes=1), request="def")
    keep(now, kind="KeyError")
    group = FaultGroup.objects.get(kind="ValueError")
    assert (group.count, group.first_seen_at, group.last_request) == (2, now, "def")
    assert group.last_seen_at == now + timedelta(minutes=1)
    assert FaultGroup.objects.count() == 2


@pytest.mark.urls("tests.lms.watch.test_faults")
def test_a_page_that_breaks_is_kept_and_gives_its_number(kept):
    answer = Client(raise_request_exception=False).get("/casse/")
    number = answer[HEADER]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    group = FaultGroup.objects.get()
    assert (group.kind, group.last_request) == ("ValueError", number)
    assert group.place == "tests/lms/watch/test_faults.py breaks"
    stored = " ".join(str(value) for value in FaultGroup.objects.values_list()[0])
    assert "Martin" not in stored
    assert "console" not in stored


def test_a_job_that_breaks_is_kept():
    with pytest.raises(KeyError) as caught:
        {}["x"]
    assert keep_failed_job(None, KeyError, caught.value, caught.tb)
    assert FaultGroup.objects.get().kind == "KeyError"


def test_new_groups_are_told_in_one_mail_and_once(now):
    keep(now)
    keep(now, kind="KeyError")
    assert tell_new_faults(now=now) == 2
    assert tell_new_faults(now=now + timedelta(hours=1)) == 0
    keep(now + timedelta(hours=2))
    assert tell_new_faults(now=now + timedelta(hours=2)) == 0
    assert len(mail.outbox) == 1
    assert "KeyError" in mail.outbox[0].body


def test_a_flood_of_errors_is_a_mail_each_quarter_of_an_hour(now):
    for minute in range(30):
        at = now + timedelta(minutes=minute)
        keep(at, kind=f"Error{minute}")
        tell_new_faults(now=at)
    assert len(mail.outbox) == 2
    assert tell_new_faults(now=now + 2 * FAULT_MAIL_AT_MOST_EVERY) == 14


def test_the_list_shows_groups_and_says_when_there_is_none(browse, coordinator, now):
    page = browse(coordinator).get(reverse("faults")).content.decode()
    assert "Aucune erreur" in page
    keep(now)
    page = browse(coordinator).get(reverse("faults")).content.decode()
    assert "ValueError" in page
    assert "abc" in page


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "client_person"])
def test_nobody_else_reads_them(who, browse, request):
    assert browse(request.getfixturevalue(who)).get(reverse("faults")).status_code == 403
