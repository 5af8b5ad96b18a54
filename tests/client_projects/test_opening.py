"""A trainer opens a project on screen, plans it, composes its team, hands it on and puts it away."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from client_projects import actions
from client_projects.models import Client, ClientContact, ClientProject, TeamMember
from client_projects.queries import proposed_dates, things_to_do_for_client
from client_projects.stages import STAGES
from client_projects.states import ProjectState
from lms.core.permissions import Denied
from tests.factories.client_projects import pdf, stage_under_way
from tests.factories.people import CohortFactory, apprentice_of


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    for module in ("access", "people", "deliverables", "decisions"):
        monkeypatch.setattr(
            f"client_projects.actions.{module}.enqueue_after_commit", lambda *args, **arguments: None
        )


@pytest.fixture
def running(cohort):
    """The cohort, so that it runs whatever the day of the test."""
    type(cohort).objects.filter(pk=cohort.pk).update(starts_on=date(2020, 1, 6), ends_on=date(2090, 1, 2))
    cohort.refresh_from_db()
    return cohort


def filled(cohort, **changes):
    return {
        "client_name": "Les Jardins",
        "first_name": "Mireille",
        "email": "mireille@jardins.example",
        "phone": "01 02 03 04 05",
        "cohort": cohort.pk,
        "name": "Refonte",
        "old_site_url": "jardins.example",
        "starts_on": "2026-11-30",
        **changes,
    }


def test_a_project_is_opened_with_its_client_and_her_contact(running, trainer, browse):
    answer = browse(trainer).post(reverse("project_open"), filled(running))
    project = ClientProject.objects.get()
    assert answer.url == reverse("project_dates", args=[project.slug])
    assert project.old_site_url == "https://jardins.example"
    contact = ClientContact.objects.get(client=project.client)
    assert (contact.person.email, contact.phone) == ("mireille@jardins.example", "01 02 03 04 05")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_name": ""}, "Choisissez un client"),
        ({"email": ""}, "Pour inviter"),
        ({"name": ""}, "field__error"),
        ({"old_site_url": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(running, trainer, browse, changes, said):
    page = browse(trainer).post(reverse("project_open"), filled(running, phone="06 11 22 33 44", **changes))
    assert said in page.content.decode()
    assert "06 11 22 33 44" in page.content.decode()
    assert not ClientProject.objects.exists()


def test_a_contact_that_is_refused_leaves_nothing_half_open(running, trainer, browse):
    page = browse(trainer).post(reverse("project_open"), filled(running, email=trainer.email))
    assert page.status_code == 200
    assert not ClientProject.objects.exists()
    assert not Client.objects.exists()


def test_neither_cohorts_nor_clients_of_another_school_can_be_chosen(
    running, other_cohort, other_school_trainer, project, browse
):
    browser = browse(other_school_trainer)
    browser.post(reverse("project_open"), filled(running))
    browser.post(reverse("project_open"), filled(other_cohort, client_name="", client=project.client_id))
    assert ClientProject.objects.count() == 1


def test_the_dates_proposed_are_working_days_in_order_and_end_with_the_cohort(project, cohort):
    dates = list(proposed_dates(project).values())
    assert len(dates) == len(STAGES)
    assert dates == sorted(dates)
    assert all(day.weekday() < 5 for day in dates)
    assert project.starts_on <= dates[0]
    assert (cohort.ends_on - dates[-1]).days < 7


def test_dates_are_proposed_once_and_saved_as_they_were_edited(project, running, trainer, browse):
    address = reverse("project_dates", args=[project.slug])
    browser = browse(trainer)
    proposed = browser.get(address).context["form"].initial
    assert project.milestones.filter(planned_on=None).count() == len(STAGES)
    browser.post(address, {**proposed, "framing": "2026-10-09", "audit": ""})
    assert project.milestones.get(code="framing").planned_on == date(2026, 10, 9)
    assert project.milestones.get(code="audit").planned_on is None
    assert browser.get(address).context["form"].initial["framing"] == date(2026, 10, 9)


def test_a_stage_that_would_end_before_the_one_above_is_refused_in_its_place(
    project, running, trainer, browse
):
    address = reverse("project_dates", args=[project.slug])
    page = browse(trainer).post(address, {"framing": "2026-10-09", "audit": "2026-10-08"})
    assert "audit" in page.context["form"].errors
    assert "2026-10-08" in page.content.decode()


def test_who_leaves_the_team_keeps_her_name_there_and_reads_no_more(project, trainer, apprentice, browse):
    address = reverse("team_change", args=[project.slug])
    member = TeamMember.objects.get(project=project)
    browser = browse(trainer)
    browser.post(address, {"leave": member.pk})
    assert browse(apprentice).get(project.get_absolute_url()).status_code == 404
    assert apprentice.get_full_name() in browser.get(project.get_absolute_url()).content.decode()
    again = {"apprentice": apprentice.pk, "part": "intégration", "joined_on": "2026-11-30"}
    browser.post(address, again)
    member.refresh_from_db()
    assert (member.part, member.left_on) == ("intégration", None)


def test_an_apprentice_of_another_school_cannot_be_added(project, trainer, other_school_apprentice, browse):
    joining = {"apprentice": other_school_apprentice.pk, "joined_on": "2026-11-30"}
    browse(trainer).post(reverse("team_change", args=[project.slug]), joining)
    assert TeamMember.objects.count() == 1


def test_the_convention_is_read_by_the_two_sides_that_signed_it(
    project, trainer, client_person, apprentice, other_client_person, coordinator, browse
):
    address = reverse("project_convention", args=[project.slug])
    browse(trainer).post(address, {"signed_on": "2026-11-20", "upload": pdf("../convention.pdf")})
    paper = browse(client_person).get(address)
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert paper["Content-Disposition"] == 'attachment; filename="convention.pdf"'
    assert "sandbox" in paper["Content-Security-Policy"]
    got = []
    for who in (coordinator, apprentice, other_client_person):
        answer = browse(who).get(address)
        answer.getvalue()
        got.append(answer.status_code)
    assert got == [200, 403, 404]


def test_a_paper_of_another_kind_is_refused_with_a_sentence(project, trainer, browse):
    address = reverse("project_convention", args=[project.slug])
    html = pdf("convention.pdf")
    html.file.seek(0)
    html.file.write(b"<html>")
    page = browse(trainer).post(address, {"signed_on": "2026-11-20", "upload": html})
    assert page.context["convention_form"].errors["upload"]


def test_an_archived_project_is_read_by_all_and_changed_by_nobody(
    project, shared, deliverable, trainer, apprentice, client_person, browse
):
    now = timezone.now()
    actions.archive_project(project=project, by=trainer, now=now)
    for person in (trainer, apprentice, client_person):
        assert browse(person).get(project.get_absolute_url()).status_code == 200
    project = ClientProject.objects.get(pk=project.pk)
    assert things_to_do_for_client(project) == []
    shared.deliverable.milestone.project = project
    with pytest.raises(Denied):
        actions.decide(
            version=shared, kind="approved", seen_hash=shared.content_hash, by=client_person, now=now
        )
    deliverable.milestone.project = project
    for person in (trainer, apprentice):
        with pytest.raises(Denied):
            actions.hand_in_version(deliverable=deliverable, link="https://a.example", by=person, now=now)
    with pytest.raises(Denied):
        actions.change_project(
            project=project, name="x", summary="", old_site_url="", starts_on=now.date(), by=trainer, now=now
        )


def test_the_client_is_told_where_to_call_and_the_next_project_keeps_it(
    project, school, trainer, client_person, now, browse
):
    home, phone = browse(client_person), "01 99 00 12 34"
    assert "tel:" not in home.get(project.get_absolute_url()).content.decode()
    about = {"name": project.name, "summary": "", "old_site_url": "", "starts_on": project.starts_on}
    settings = reverse("project_settings", args=[project.slug])
    assert browse(client_person).post(settings, {**about, "call_phone": "0"}).status_code == 403
    browse(trainer).post(settings, {**about, "call_phone": f" {phone} "})
    page = home.get(project.get_absolute_url()).content.decode()
    assert f'href="tel:{phone}"' in page
    assert "Qui appeler" in page
    assert phone in browse(trainer).get(settings).content.decode()
    following = CohortFactory(school=school, name="Promotion Hedy", ends_on=date(2090, 1, 2))
    given = {"cohort": following, "name": "Suite", "starts_on": now.date(), "by": trainer, "now": now}
    project.refresh_from_db()
    successor = actions.hand_on(project=project, **given)
    assert ClientProject.objects.get(pk=successor.pk).call_phone == phone


@pytest.mark.parametrize("finished", [True, False])
def test_out_of_the_archive_a_project_is_as_before(project, trainer, finished, now):
    if finished:
        project.milestones.update(state="done", started_on=now.date(), done_on=now.date())
        ClientProject.objects.update(state=ProjectState.CLOSED)
        project.refresh_from_db()
    before = project.state
    actions.archive_project(project=project, by=trainer, now=now)
    actions.unarchive_project(project=project, by=trainer, now=now)
    assert ClientProject.objects.get().state == before


def test_the_next_cohort_takes_over_and_the_client_reads_both(
    project, school, trainer, client_person, apprentice, other_school_trainer, now, browse
):
    stage_under_way(project, "framing")
    following = CohortFactory(school=school, name="Promotion Hedy", ends_on=date(2090, 1, 2))
    newcomer = apprentice_of(following, first_name="Inès")
    with pytest.raises(Denied):
        actions.hand_on(
            project=project,
            cohort=following,
            name="Suite",
            starts_on=now.date(),
            by=other_school_trainer,
            now=now,
        )
    asked = {"cohort": following.pk, "name": "Suite", "starts_on": "2027-09-06"}
    browse(trainer).post(reverse("project_hand_on", args=[project.slug]), asked)
    project.refresh_from_db()
    successor = project.followed_by.get()
    assert (successor.client, successor.cohort, project.state) == (
        project.client,
        following,
        ProjectState.ARCHIVED,
    )
    for page in (project, successor):
        assert browse(client_person).get(page.get_absolute_url()).status_code == 200
    assert (
        successor.get_absolute_url() in browse(client_person).get(project.get_absolute_url()).content.decode()
    )
    assert browse(newcomer).get(successor.get_absolute_url()).status_code == 404
    assert browse(apprentice).get(successor.get_absolute_url()).status_code == 404
    with pytest.raises(actions.ProjectRefused):
        actions.hand_on(
            project=project, cohort=following, name="Encore", starts_on=now.date(), by=trainer, now=now
        )
