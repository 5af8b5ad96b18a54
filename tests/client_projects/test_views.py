from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from client_projects import actions
from client_projects.models import Decision, Deliverable, Version
from client_projects.states import DecisionKind, StageState
from tests.factories.client_projects import (
    ContactFactory,
    DecisionFactory,
    DeliverableFactory,
    ProjectFactory,
    VersionFactory,
    pdf,
    picture,
    stage_under_way,
)

READERS = {"apprentice", "trainer", "coordinator", "adviser", "client"}


def text_of(response):
    return response.content.decode()


# --- Every address before the whole cast


@pytest.fixture
def addresses(project, shared, handed_in):
    """name -> (method, address, who may, who sees it but may not)."""
    slug = project.slug
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=handed_in.handed_in_by)
    inside = READERS - {"client"}
    return {
        "project": ("get", project.get_absolute_url(), READERS),
        "shared version": ("get", shared.decision_url, READERS),
        "hidden version": ("get", second.decision_url, inside),
        "file of a hidden version": ("get", reverse("version_file", args=[second.pk]), set()),
        "start": ("post", reverse("milestone_start", args=[slug, "content"]), {"trainer"}),
        "finish": ("post", reverse("milestone_finish", args=[slug, "mockups"]), {"trainer"}),
        "share": ("post", reverse("version_share", args=[second.pk]), {"trainer"}),
        "add": ("get", reverse("deliverable_add", args=[slug]), {"trainer"}),
        "hand in": (
            "get",
            reverse("version_hand_in", args=[slug, shared.deliverable_id]),
            {"trainer", "apprentice"},
        ),
        "decide": ("post", shared.decision_url, {"client"}),
    }


OPEN = {HTTPStatus.OK, HTTPStatus.FOUND}
SHUT = {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


@pytest.mark.parametrize(
    "name",
    [
        "project",
        "shared version",
        "hidden version",
        "file of a hidden version",
        "start",
        "finish",
        "share",
        "add",
        "hand in",
        "decide",
    ],
)
def test_who_may_open_each_address(name, addresses, cast, other_project, browse):
    method, address, allowed = addresses[name]
    for who, person in cast.items():
        response = getattr(browse(person), method)(address)
        if who == "anonymous":
            assert response.url.startswith(reverse("account_login")), name
        elif who in allowed:
            assert response.status_code in OPEN, (name, who)
        else:
            expected = {HTTPStatus.NOT_FOUND} if who not in READERS else SHUT
            assert response.status_code in expected, (name, who)


def test_the_list_shows_only_ones_own(project, other_project, cast, browse):
    for who, person in cast.items():
        if person is None or who in {"client", "other_client"}:
            continue
        page = text_of(browse(person).get(reverse("client_project_list")))
        assert ("Les Jardins" in page) == (who in READERS), who


def test_a_client_with_one_project_is_taken_to_it(project, client_person, browse):
    response = browse(client_person).get(reverse("client_project_list"))
    assert response.url == project.get_absolute_url()


def test_a_client_with_two_projects_chooses(project, client_person, cohort, browse):
    second = ProjectFactory(cohort=cohort, name="La boutique")
    ContactFactory(client=second.client, person=client_person)
    page = text_of(browse(client_person).get(reverse("client_project_list")))
    assert "Les Jardins" in page
    assert "La boutique" in page


# --- The client's home


def test_the_client_reads_where_it_stands_and_what_to_do(project, shared, client_person, trainer, browse):
    page = text_of(browse(client_person).get(project.get_absolute_url()))
    assert "Étape 6 sur 12\u00a0: Maquettes" in page
    assert f'href="{shared.decision_url}"' in page
    assert "Regarder et décider" in page
    assert f"mailto:{trainer.email}" in page


def test_the_client_without_anything_to_do_is_told_so(project, client_person, browse):
    stage_under_way(project, "development")
    page = text_of(browse(client_person).get(project.get_absolute_url()))
    assert "Rien à faire pour l’instant" in page.replace("&#x27;", "'")


def test_the_client_reads_nothing_of_what_is_not_shared(project, handed_in, client_person, browse):
    page = text_of(browse(client_person).get(project.get_absolute_url())).replace("&#x27;", "'")
    assert "Page d'accueil" not in page
    assert "Déposer" not in page


@pytest.mark.parametrize("who", ["client_person", "trainer"])
def test_a_project_page_costs_the_same_with_more_work(
    who, request, project, shared, apprentice, now, browse, django_assert_max_num_queries
):
    browser = browse(request.getfixturevalue(who))
    address = project.get_absolute_url()
    browser.get(address)  # the first page of a sign-in writes its session
    with django_assert_max_num_queries(24) as few:
        browser.get(address)
    for code in ("framing", "specification"):
        deliverable = DeliverableFactory(milestone=stage_under_way(project, code))
        VersionFactory(deliverable=deliverable, handed_in_by=apprentice, shared_at=now)
        VersionFactory(deliverable=deliverable, number=2, handed_in_by=apprentice)
    with django_assert_max_num_queries(24) as many:
        browser.get(address)
    assert len(many) == len(few)


# --- Deciding


def test_the_client_decides_and_reads_the_proof(shared, client_person, browse):
    browser = browse(client_person)
    page = text_of(browser.get(shared.decision_url))
    assert shared.content_hash in page
    answer = {"kind": "approved_with_reservations", "reason": "Le logo", "seen_hash": shared.content_hash}
    response = browser.post(shared.decision_url, answer, follow=True)
    page = text_of(response)
    assert "Validé avec des réserves" in page
    assert "Le logo" in page
    assert "Confirmer ma décision" not in page
    assert Decision.objects.get().decided_by == client_person


def test_asking_for_changes_without_a_word_is_asked_again(shared, client_person, browse):
    answer = {"kind": "changes_requested", "reason": " ", "seen_hash": shared.content_hash}
    response = browse(client_person).post(shared.decision_url, answer)
    assert "Dites en quelques mots" in text_of(response)
    assert not Decision.objects.exists()


def test_a_page_left_open_while_a_new_version_came_decides_nothing(
    shared, client_person, apprentice, now, browse
):
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    answer = {"kind": "approved", "seen_hash": shared.content_hash}
    response = browse(client_person).post(shared.decision_url, answer)
    page = text_of(response)
    assert "Une nouvelle version est arrivée entre-temps" in page
    assert f'href="{second.decision_url}"' in page
    assert not Decision.objects.exists()


def test_a_second_answer_shows_the_first(shared, client_person, browse):
    DecisionFactory(version=shared, decided_by=client_person)
    answer = {"kind": "changes_requested", "reason": "Non", "seen_hash": shared.content_hash}
    page = text_of(browse(client_person).post(shared.decision_url, answer))
    assert "Une décision a déjà été prise" in page
    assert Decision.objects.get().kind == DecisionKind.APPROVED


def test_an_invented_decision_is_refused(shared, client_person, browse):
    response = browse(client_person).post(
        shared.decision_url, {"kind": "maybe", "seen_hash": shared.content_hash}
    )
    assert response.status_code == HTTPStatus.OK
    assert not Decision.objects.exists()


def test_the_former_version_and_its_decision_stand_beside(shared, client_person, apprentice, now, browse):
    DecisionFactory(
        version=shared, decided_by=client_person, kind=DecisionKind.CHANGES_REQUESTED, reason="Plus grand"
    )
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    page = text_of(browse(client_person).get(second.decision_url))
    assert "Pour comparer\u00a0: la version\u00a01" in page
    assert "Plus grand" in page


def test_the_team_reads_the_page_but_has_no_form(shared, trainer, browse):
    page = text_of(browse(trainer).get(shared.decision_url))
    assert 'name="kind"' not in page


def test_a_version_is_not_found_under_another_project(shared, other_project, trainer, browse):
    address = reverse("version_decision", args=[other_project.slug, shared.pk])
    assert browse(trainer).get(address).status_code == HTTPStatus.NOT_FOUND


def test_what_a_person_writes_is_shown_as_text(shared, client_person, browse):
    DecisionFactory(
        version=shared,
        decided_by=client_person,
        kind=DecisionKind.CHANGES_REQUESTED,
        reason="<script>alert(1)</script>",
    )
    page = text_of(browse(client_person).get(shared.decision_url))
    assert "<script>alert(1)" not in page


# --- The team's page


def test_the_trainer_starts_and_finishes_a_stage(project, trainer, browse):
    browser = browse(trainer)
    browser.post(reverse("milestone_start", args=[project.slug, "audit"]))
    assert project.milestones.get(code="audit").state == StageState.CURRENT
    browser.post(reverse("milestone_finish", args=[project.slug, "audit"]))
    assert project.milestones.get(code="audit").state == StageState.DONE


def test_a_refusal_is_read_on_the_page(project, trainer, browse):
    stage_under_way(project, "framing", since=date(2020, 1, 6))
    response = browse(trainer).post(reverse("milestone_finish", args=[project.slug, "framing"]), follow=True)
    assert "signée par le client" in text_of(response)


def test_nothing_changes_by_following_a_link(project, handed_in, trainer, browse):
    browser = browse(trainer)
    for address in (
        reverse("milestone_start", args=[project.slug, "audit"]),
        reverse("version_share", args=[handed_in.pk]),
    ):
        assert browser.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_an_unknown_stage_is_not_found(project, trainer, browse):
    address = reverse("milestone_start", args=[project.slug, "party"])
    assert browse(trainer).post(address).status_code == HTTPStatus.NOT_FOUND


def test_the_trainer_names_a_deliverable(project, mockups, trainer, browse):
    address = reverse("deliverable_add", args=[project.slug])
    browse(trainer).post(address, {"milestone": mockups.pk, "title": "Page de contact", "description": ""})
    assert Deliverable.objects.get().milestone == mockups


def test_a_deliverable_cannot_land_in_another_project(project, other_project, trainer, browse):
    foreign = other_project.milestones.first()
    address = reverse("deliverable_add", args=[project.slug])
    browse(trainer).post(address, {"milestone": foreign.pk, "title": "Ailleurs"})
    assert not Deliverable.objects.exists()


def test_two_deliverables_of_one_title_are_refused_beside_the_field(project, deliverable, trainer, browse):
    address = reverse("deliverable_add", args=[project.slug])
    answer = {"milestone": deliverable.milestone_id, "title": deliverable.title}
    assert "a déjà un livrable" in text_of(browse(trainer).post(address, answer))


def test_the_team_hands_in_a_file_and_a_trainer_shows_it(project, deliverable, apprentice, trainer, browse):
    address = reverse("version_hand_in", args=[project.slug, deliverable.pk])
    browse(apprentice).post(address, {"upload": picture(), "note": "Le haut de page a changé."})
    version = Version.objects.get()
    assert (version.handed_in_by, version.is_shared) == (apprentice, False)
    browse(trainer).post(reverse("version_share", args=[version.pk]))
    version.refresh_from_db()
    assert version.shared_by == trainer


def test_a_refused_file_is_explained_on_the_form(project, deliverable, apprentice, browse):
    address = reverse("version_hand_in", args=[project.slug, deliverable.pk])
    upload = picture("page.png")
    upload.file.seek(0)
    upload.file.write(b"<html>")
    response = browse(apprentice).post(address, {"upload": upload})
    assert "On ne peut déposer que des images" in text_of(response)
    assert not Version.objects.exists()


def test_showing_twice_is_explained(project, shared, trainer, browse):
    response = browse(trainer).post(reverse("version_share", args=[shared.pk]), follow=True)
    assert "voit déjà cette version" in text_of(response)


# --- Files


@pytest.fixture
def with_file(deliverable, apprentice, trainer, now):
    def make(upload, *, share):
        version = actions.hand_in_version(deliverable=deliverable, upload=upload, by=apprentice, now=now)
        if share:
            actions.share_version(version=version, by=trainer, now=now)
        return reverse("version_file", args=[version.pk])

    return make


@pytest.mark.parametrize(("shown", "readers"), [(True, READERS), (False, READERS - {"client"})])
def test_who_may_open_a_file(shown, readers, with_file, cast, other_project, browse):
    address = with_file(picture(), share=shown)
    for who, person in cast.items():
        if person is None:
            continue
        response = browse(person).get(address)
        expected = HTTPStatus.OK if who in readers else HTTPStatus.NOT_FOUND
        assert response.status_code == expected, who
        # Read to its end, a file closes itself; closing the response would close the database with it.
        assert not response.streaming or b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("upload", "disposition"),
    [
        (picture("accueil.png"), 'inline; filename="accueil.png"'),
        (pdf("cahier.pdf"), 'attachment; filename="cahier.pdf"'),
    ],
)
def test_a_file_cannot_act_on_our_pages(upload, disposition, with_file, client_person, browse):
    response = browse(client_person).get(with_file(upload, share=True))
    assert response["Content-Disposition"] == disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]
    response.getvalue()


def test_a_link_has_no_file(shared, client_person, browse):
    assert (
        browse(client_person).get(reverse("version_file", args=[shared.pk])).status_code
        == HTTPStatus.NOT_FOUND
    )


def test_a_file_lost_from_the_disk_is_not_found(with_file, trainer, browse):
    address = with_file(picture(), share=True)
    version = Version.objects.get()
    version.file.storage.delete(version.file.name)
    assert browse(trainer).get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "page",
    [
        "acceptance",
        "content_list",
        "handover_pack",
        "meeting_list",
        "quotes",
        "remarks",
        "reservation_list",
        "satisfaction",
        "site_versions",
    ],
)
def test_the_way_back_of_a_client_begins_at_her_project(page, project, client_person, trainer, browse):
    address = reverse(page, args=[project.slug])
    assert browse(client_person).get(address).context["breadcrumb"][0]["title"] == project.name
    assert browse(trainer).get(address).context["breadcrumb"][1]["title"] == project.name
