"""A reservation is raised with an approval, weighed, put right, lifted by the client alone."""

from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from client_projects import actions
from client_projects.models import Reservation
from client_projects.queries import open_reservations, things_to_do_for_client
from client_projects.states import ReservationState, Severity
from lms.core.permissions import Denied
from tests.factories.client_projects import approved_with_reservation


@pytest.fixture
def reservation(project, apprentice, client_person):
    return approved_with_reservation(project, apprentice, client_person).decision.reservation


def weigh(reservation, by, now, **changes):
    asked = {"severity": Severity.MINOR, "owner": None, "due_on": None, **changes}
    return actions.weigh_reservation(reservation=reservation, by=by, now=now, **asked)


def test_an_approval_with_reservations_is_followed(reservation, project):
    assert (reservation.number, reservation.text) == (1, "La page Ateliers manque.")
    assert reservation.state == ReservationState.OPEN
    assert list(open_reservations(project)) == [reservation]


def test_its_whole_life(reservation, project, trainer, apprentice, client_person, now):
    weigh(reservation, trainer, now, severity=Severity.MAJOR, owner=apprentice, due_on=date(2027, 1, 4))
    actions.fix_reservation(reservation=reservation, by=apprentice, now=now)
    assert things_to_do_for_client(project)[0].url == reverse("reservation_list", args=[project.slug])
    actions.reopen_reservation(reservation=reservation, answer="Pas encore", by=client_person, now=now)
    actions.fix_reservation(reservation=reservation, by=trainer, now=now)
    actions.lift_reservation(reservation=reservation, by=client_person, now=now)
    reservation.refresh_from_db()
    assert (reservation.state, reservation.lifted_by_name) == (
        ReservationState.LIFTED,
        client_person.get_full_name(),
    )
    assert not open_reservations(project)


def _weigh(reservation, by, now):
    return weigh(reservation, by, now)


def _fix(reservation, by, now):
    return actions.fix_reservation(reservation=reservation, by=by, now=now)


def _lift(reservation, by, now):
    return actions.lift_reservation(reservation=reservation, by=by, now=now)


def _reopen(reservation, by, now):
    return actions.reopen_reservation(reservation=reservation, answer="Non", by=by, now=now)


INSIDE = {"trainer", "apprentice"}
ALLOWED = {
    ("open", _weigh): {"trainer"},
    ("open", _fix): INSIDE,
    ("open", _lift): set(),
    ("open", _reopen): set(),
    ("fixed", _weigh): {"trainer"},
    ("fixed", _fix): set(),
    ("fixed", _lift): {"client"},
    ("fixed", _reopen): {"client"},
    ("lifted", _weigh): set(),
    ("lifted", _fix): set(),
    ("lifted", _lift): set(),
    ("lifted", _reopen): set(),
}


@pytest.mark.parametrize(("state", "act"), ALLOWED, ids=lambda value: getattr(value, "__name__", value))
def test_who_may_do_what_in_which_state(
    state, act, reservation, cast, other_project, trainer, client_person, now
):
    def reach():
        if state != "open":
            actions.fix_reservation(reservation=reservation, by=trainer, now=now)
        if state == "lifted":
            actions.lift_reservation(reservation=reservation, by=client_person, now=now)

    reach()
    kept = Reservation.objects.filter(pk=reservation.pk).values().get()
    for who, person in cast.items():
        if person is None:
            continue
        fresh = Reservation.objects.get(pk=reservation.pk)
        try:
            act(fresh, person, now)
            went = True
        except (Denied, actions.Refused):
            went = False
        assert went == (who in ALLOWED[state, act]), who
        Reservation.objects.filter(pk=reservation.pk).update(**kept)


@pytest.mark.parametrize("changes", [{"severity": "huge"}, {"severity": ""}, {"owner": "stranger"}], ids=str)
def test_what_makes_no_sense_is_refused(changes, reservation, trainer, cast, now):
    if changes.get("owner"):
        changes = {"owner": cast["other_school_trainer"]}
    with pytest.raises(actions.ReservationRefused):
        weigh(reservation, trainer, now, **changes)


def test_what_goes_beyond_what_was_agreed_holds_nothing_back(reservation, project, trainer, now):
    weigh(reservation, trainer, now, severity=Severity.EVOLUTION)
    assert not open_reservations(project)


# --- Screens


def test_the_client_answers_on_her_page_and_keeps_what_she_typed(
    reservation, trainer, client_person, now, browse
):
    actions.fix_reservation(reservation=reservation, by=trainer, now=now)
    page = browse(client_person).get(reverse("reservation_list", args=[reservation.project.slug]))
    assert "C’est bon" in page.content.decode()
    address = reverse("reservation_answer", args=[reservation.pk])
    refused = browse(client_person).post(address, {"answer": " "})
    assert "Dites en quelques mots" in refused.content.decode()
    browse(client_person).post(address, {"right": "yes"})
    reservation.refresh_from_db()
    assert reservation.state == ReservationState.LIFTED


def test_the_trainer_sorts_on_the_page(reservation, apprentice, trainer, browse):
    prefix = f"r{reservation.pk}-"
    answer = {
        f"{prefix}severity": "blocking",
        f"{prefix}owner": apprentice.pk,
        f"{prefix}due_on": "2027-01-04",
    }
    browse(trainer).post(reverse("reservation_weigh", args=[reservation.pk]), answer)
    reservation.refresh_from_db()
    assert (reservation.severity, reservation.owner, reservation.due_on) == (
        Severity.BLOCKING,
        apprentice,
        date(2027, 1, 4),
    )


def test_the_page_costs_the_same_with_more_of_them(
    reservation, project, client_person, trainer, now, browse, django_assert_max_num_queries
):
    browser = browse(trainer)
    address = reverse("reservation_list", args=[project.slug])
    browser.get(address)
    with django_assert_max_num_queries(15) as few:
        browser.get(address)
    for _n in range(3):
        actions.raise_reservation(project=project, text="Encore", by=client_person, now=now)
    with django_assert_max_num_queries(15) as many:
        response = browser.get(address)
    assert response.status_code == HTTPStatus.OK
    assert len(many) == len(few)


def test_nothing_is_lifted_in_an_archived_project(reservation, project, client_person, browse, now):
    type(reservation).objects.filter(pk=reservation.pk).update(state="fixed")
    reservation.refresh_from_db()
    project.state = "archived"
    project.save()
    reservation.project.refresh_from_db()
    for act in (
        lambda: actions.lift_reservation(reservation=reservation, by=client_person, now=now),
        lambda: actions.reopen_reservation(reservation=reservation, answer="Non", by=client_person, now=now),
    ):
        with pytest.raises(Denied):
            act()
    page = browse(client_person).get(reverse("reservation_list", args=[project.slug])).content.decode()
    assert reverse("reservation_answer", args=[reservation.pk]) not in page
