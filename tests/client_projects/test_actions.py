from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import IntegrityError

from client_projects import actions, jobs
from client_projects.models import ClientContact, Decision, TeamMember, Version
from client_projects.stages import STAGES
from client_projects.states import DecisionKind, DeliverableState, ProjectState, StageState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people.models import Enrolment, User
from tests.factories.client_projects import (
    ContactFactory,
    DecisionFactory,
    DeliverableFactory,
    VersionFactory,
    pdf,
    picture,
    stage_under_way,
)


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The wake-ups that were asked for, as (job, arguments)."""
    calls = []
    for module in ("people", "deliverables", "decisions"):
        monkeypatch.setattr(
            f"client_projects.actions.{module}.enqueue_after_commit",
            lambda queue, job, **arguments: calls.append((job, arguments)),
        )
    return calls


def opened(cohort, by, now, **changes):
    client = actions.register_client(name="Les Jardins", school=cohort.school, by=by, now=now)
    project = {
        "client": client,
        "cohort": cohort,
        "name": "Refonte du site",
        "summary": "Un site lisible",
        "old_site_url": "https://ancien.demo.example",
        "starts_on": date(2027, 1, 4),
    }
    return actions.open_project(**{**project, **changes}, by=by, now=now)


def decided(version, by, now, kind=DecisionKind.APPROVED, reason="", seen_hash=None):
    return actions.decide(
        version=version, kind=kind, reason=reason, seen_hash=seen_hash or version.content_hash, by=by, now=now
    )


# --- Opening


def test_a_project_opens_with_its_twelve_stages_to_come(cohort, trainer, now):
    project = opened(cohort, trainer, now)
    assert list(project.milestones.values_list("code", flat=True)) == list(STAGES)
    assert set(project.milestones.values_list("state", flat=True)) == {StageState.TODO}
    assert project.school == cohort.school


def test_two_projects_of_one_name_get_two_addresses(cohort, trainer, now):
    assert [opened(cohort, trainer, now).slug for _ in range(3)] == [
        "refonte-du-site",
        "refonte-du-site-2",
        "refonte-du-site-3",
    ]


def test_a_project_cannot_join_a_client_and_a_cohort_of_two_schools(cohort, other_cohort, trainer, now):
    foreign = opened(cohort, trainer, now).client
    other_trainer = User.objects.create_user("deux@demo.example", None, first_name="Deux", role="trainer")
    other_cohort.school.posts.create(person=other_trainer, role="trainer")
    with pytest.raises(Denied):
        opened(other_cohort, other_trainer, now, client=foreign)


def test_the_address_of_the_present_site_cannot_hold_a_script(cohort, trainer, now):
    with pytest.raises(actions.ProjectRefused, match="adresse"):
        opened(cohort, trainer, now, old_site_url="javascript:alert(1)")


def test_a_new_contact_gets_an_account_without_password(project, trainer, now, woken):
    contact = actions.add_contact(
        client=project.client, email="Leila@Jardins.example", first_name="Leïla", by=trainer, now=now
    )
    assert contact.person.role == "client"
    assert contact.person.email == "leila@jardins.example"
    assert not contact.person.has_usable_password()
    assert woken == [("client_projects.jobs.welcome_contact", {"contact_id": contact.pk})]


def test_adding_a_contact_twice_changes_nothing(project, client_person, trainer, now, woken):
    actions.add_contact(
        client=project.client, email=client_person.email.upper(), first_name="M", by=trainer, now=now
    )
    assert ClientContact.objects.filter(client=project.client).count() == 1
    assert woken == []


def test_somebody_of_the_school_cannot_become_a_contact(project, apprentice, trainer, now):
    with pytest.raises(actions.ContactRefused):
        actions.add_contact(
            client=project.client, email=apprentice.email, first_name="A", by=trainer, now=now
        )


def test_only_apprentices_of_the_school_join_the_team(project, other_school_apprentice, trainer, now):
    with pytest.raises(actions.TeamRefused):
        actions.join_team(project=project, apprentice=other_school_apprentice, by=trainer, now=now)


def test_joining_twice_changes_the_part(project, apprentice, trainer, now):
    actions.join_team(project=project, apprentice=apprentice, part="accessibilité", by=trainer, now=now)
    assert TeamMember.objects.get(project=project, apprentice=apprentice).part == "accessibilité"


# --- Stages


def test_a_stage_begins_and_ends_on_the_day_it_is_said(project, trainer, now):
    milestone = project.milestones.get(code="audit")
    actions.start_stage(milestone=milestone, by=trainer, now=now)
    actions.finish_stage(milestone=milestone, by=trainer, now=now + timedelta(days=5))
    milestone.refresh_from_db()
    assert (milestone.state, milestone.started_on, milestone.done_on) == (
        StageState.DONE,
        date(2026, 11, 23),
        date(2026, 11, 28),
    )


def test_a_stage_cannot_begin_twice(mockups, trainer, now):
    with pytest.raises(actions.StageRefused, match="déjà en cours"):
        actions.start_stage(milestone=mockups, by=trainer, now=now)


def test_a_stage_to_come_cannot_end(project, trainer, now):
    with pytest.raises(actions.StageRefused, match="pas en cours"):
        actions.finish_stage(milestone=project.milestones.get(code="audit"), by=trainer, now=now)


def test_a_signed_stage_without_anything_to_sign_cannot_end(mockups, trainer, now):
    with pytest.raises(actions.StageRefused, match="signée par le client"):
        actions.finish_stage(milestone=mockups, by=trainer, now=now)


def test_a_signed_stage_waits_for_every_deliverable(shared, mockups, client_person, trainer, now):
    decided(shared, client_person, now)
    DeliverableFactory(milestone=mockups, title="Page de contact")
    with pytest.raises(actions.StageRefused, match="Page de contact"):
        actions.finish_stage(milestone=mockups, by=trainer, now=now)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (DecisionKind.APPROVED, True),
        (DecisionKind.APPROVED_WITH_RESERVATIONS, True),
        (DecisionKind.CHANGES_REQUESTED, False),
    ],
)
def test_a_signed_stage_ends_once_approved(kind, ends, shared, mockups, client_person, trainer, now):
    decided(shared, client_person, now, kind, reason="Le logo")
    if ends:
        assert actions.finish_stage(milestone=mockups, by=trainer, now=now).state == StageState.DONE
    else:
        with pytest.raises(actions.StageRefused):
            actions.finish_stage(milestone=mockups, by=trainer, now=now)


def test_the_last_stage_closes_the_project_and_taking_one_up_opens_it_again(project, trainer, now):
    project.milestones.exclude(code="closing").update(state="done", started_on=now.date(), done_on=now.date())
    closing = stage_under_way(project, "closing")
    actions.finish_stage(milestone=closing, by=trainer, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.CLOSED
    actions.start_stage(milestone=project.milestones.get(code="content"), by=trainer, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.RUNNING


def test_planned_days_are_kept(project, trainer, now):
    actions.plan_stages(project=project, dates={"go_live": date(2027, 6, 1)}, by=trainer, now=now)
    assert project.milestones.get(code="go_live").planned_on == date(2027, 6, 1)


# --- Handing in and showing


def test_versions_are_numbered_in_order(deliverable, apprentice, now):
    numbers = [
        actions.hand_in_version(
            deliverable=deliverable, link="https://a.example/", by=apprentice, now=now
        ).number
        for _ in range(2)
    ]
    assert numbers == [1, 2]


def test_a_file_keeps_a_safe_name_and_its_real_type(deliverable, apprentice, now):
    version = actions.hand_in_version(
        deliverable=deliverable, upload=picture("../Accueil v2.jpeg", kind="JPEG"), by=apprentice, now=now
    )
    assert (version.file_name, version.file_type) == ("Accueil v2.jpg", "image/jpeg")
    assert "Accueil" not in version.file.name
    assert version.is_intact()


@pytest.mark.parametrize("given", [{}, {"link": "https://a.example/", "upload": pdf()}])
def test_a_version_is_either_a_link_or_a_file(given, deliverable, apprentice, now):
    with pytest.raises(actions.VersionRefused, match="une seule chose"):
        actions.hand_in_version(deliverable=deliverable, by=apprentice, now=now, **given)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "accueil"])
def test_a_link_leads_to_a_web_page(link, deliverable, apprentice, now):
    with pytest.raises(actions.VersionRefused, match="adresse"):
        actions.hand_in_version(deliverable=deliverable, link=link, by=apprentice, now=now)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"note": "b"},
        {"link": "https://b.example/"},
        {"file_name": "b.png"},
        {"file_digest": "b"},
    ],
)
def test_whatever_changes_in_what_is_shown_changes_the_fingerprint(change, deliverable):
    shown = {"number": 1, "note": "a", "link": "https://a.example/", "file_name": "a.png", "file_digest": "a"}

    def fingerprint(*, file_digest, **fields):
        return Version(deliverable=deliverable, **fields).fingerprint(file_digest=file_digest)

    assert fingerprint(**shown) == fingerprint(**shown)
    assert fingerprint(**{**shown, **change}) != fingerprint(**shown)


def test_handing_in_tells_nobody_and_shows_nothing(deliverable, apprentice, now, woken):
    version = actions.hand_in_version(
        deliverable=deliverable, link="https://a.example/", by=apprentice, now=now
    )
    assert not version.is_shared
    assert woken == []


def test_showing_a_version_wakes_the_clients_mail(handed_in, trainer, now, woken):
    actions.share_version(version=handed_in, by=trainer, now=now)
    handed_in.refresh_from_db()
    assert (handed_in.shared_at, handed_in.shared_by) == (now, trainer)
    assert woken == [("client_projects.jobs.tell_client", {"version_id": handed_in.pk})]


def test_a_version_is_shown_once(shared, trainer, now):
    with pytest.raises(actions.VersionRefused, match="déjà cette version"):
        actions.share_version(version=shared, by=trainer, now=now)


def test_an_older_version_is_not_shown_after_a_newer_one(handed_in, apprentice, trainer, now):
    VersionFactory(deliverable=handed_in.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    with pytest.raises(actions.VersionRefused, match="plus récente"):
        actions.share_version(version=handed_in, by=trainer, now=now)


# --- Deciding


def test_a_decision_is_dated_named_and_tied_to_what_was_shown(shared, client_person, now, woken):
    decision = decided(shared, client_person, now)
    assert (decision.decided_at, decision.decided_by_name) == (now, client_person.get_full_name())
    assert decision.content_hash == shared.content_hash
    assert woken == [("client_projects.jobs.tell_team", {"decision_id": decision.pk})]
    assert AuditEvent.objects.filter(action="version_approved", actor=client_person).exists()


def test_a_new_shown_version_makes_the_approval_lapse(shared, client_person, apprentice, trainer, now):
    decided(shared, client_person, now)
    assert shared.deliverable.state == DeliverableState.APPROVED
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice)
    assert shared.deliverable.state == DeliverableState.APPROVED
    actions.share_version(version=second, by=trainer, now=now)
    assert shared.deliverable.state == DeliverableState.AWAITING_DECISION


def test_nothing_is_decided_on_a_replaced_version(shared, client_person, apprentice, now):
    VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    with pytest.raises(actions.DecisionRefused, match="nouvelle version"):
        decided(shared, client_person, now)


def test_nothing_is_decided_on_other_than_what_was_displayed(shared, client_person, now):
    with pytest.raises(actions.DecisionRefused, match="ne correspond plus"):
        decided(shared, client_person, now, seen_hash="0" * 64)


def test_nothing_is_decided_on_a_file_that_was_changed(deliverable, apprentice, trainer, client_person, now):
    version = actions.hand_in_version(deliverable=deliverable, upload=picture(), by=apprentice, now=now)
    actions.share_version(version=version, by=trainer, now=now)
    with version.file.storage.open(version.file.name, "wb") as stored:
        stored.write(b"something else")
    with pytest.raises(actions.DecisionRefused, match="ne correspond plus"):
        decided(version, client_person, now)


def test_a_version_is_decided_once(shared, client_person, now):
    decided(shared, client_person, now)
    with pytest.raises(actions.DecisionRefused, match="déjà été prise"):
        decided(shared, client_person, now, DecisionKind.CHANGES_REQUESTED, "Autre chose")


def test_of_two_contacts_who_decide_at_once_one_is_told_it_was_done(shared, client_person, now, monkeypatch):
    """The second looked before the first had written: only the database stands between them."""
    monkeypatch.setattr("client_projects.actions.decisions._check_decidable", lambda version, seen_hash: None)
    decided(shared, client_person, now)
    with pytest.raises(actions.DecisionRefused, match="déjà été prise"):
        decided(shared, client_person, now)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("kind", [DecisionKind.APPROVED_WITH_RESERVATIONS, DecisionKind.CHANGES_REQUESTED])
def test_reservations_and_changes_need_a_reason(kind, shared, client_person, now):
    with pytest.raises(actions.DecisionRefused, match="quelques mots"):
        decided(shared, client_person, now, kind, reason="  ")


def test_nothing_is_decided_at_a_stage_the_client_does_not_sign(project, apprentice, client_person, now):
    audit = stage_under_way(project, "audit")
    version = VersionFactory(
        deliverable=DeliverableFactory(milestone=audit), handed_in_by=apprentice, shared_at=now
    )
    assert version.deliverable.state == DeliverableState.SHOWN
    with pytest.raises(actions.DecisionRefused, match="rien à décider"):
        decided(version, client_person, now)


def test_a_decision_is_never_changed_nor_deleted(shared, client_person):
    decision = DecisionFactory(version=shared, decided_by=client_person)
    decision.kind = DecisionKind.CHANGES_REQUESTED
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


# --- What the database itself refuses


@pytest.mark.parametrize(
    "broken",
    [
        {"link": "", "file": ""},
        {"link": "https://a.example/", "file": "client_projects/1/a"},
        {"shared_by": None},
        {"number": 1},
    ],
)
def test_the_database_refuses_a_version_that_breaks_a_promise(broken, shared, now):
    second = {"number": 2, "shared_at": now, "shared_by": shared.shared_by, **broken}
    with pytest.raises(IntegrityError):
        Version.objects.create(
            **{"deliverable": shared.deliverable, "link": "https://a.example/", **second},
            handed_in_by=shared.handed_in_by,
            handed_in_at=now,
        )


def test_the_database_refuses_reservations_without_a_reason(shared, client_person):
    with pytest.raises(IntegrityError):
        DecisionFactory(
            version=shared, decided_by=client_person, kind=DecisionKind.APPROVED_WITH_RESERVATIONS
        )


# --- Mails


def test_the_client_is_told_once_that_it_is_her_turn(shared, client_person, now):
    jobs.tell_client(version_id=shared.pk)
    jobs.tell_client(version_id=shared.pk)
    assert [message.to for message in mail.outbox] == [[client_person.email]]
    assert mail.outbox[0].subject == "À vous\u00a0: «\u00a0Page d'accueil\u00a0»"
    assert shared.decision_url in mail.outbox[0].body


def test_the_client_is_not_told_of_a_version_nobody_showed_her(handed_in):
    jobs.tell_client(version_id=handed_in.pk)
    assert mail.outbox == []


def test_the_trainers_of_the_cohort_are_told_what_the_client_decided(shared, client_person, trainer):
    decision = DecisionFactory(
        version=shared,
        decided_by=client_person,
        kind=DecisionKind.CHANGES_REQUESTED,
        reason="Le logo est flou.",
    )
    jobs.tell_team(decision_id=decision.pk)
    assert [message.to for message in mail.outbox] == [[trainer.email]]
    assert "Le logo est flou." in mail.outbox[0].body


def test_mails_whose_wake_up_was_lost_are_sent_once_by_the_scheduler(shared, client_person):
    long_ago = datetime(2020, 1, 6, tzinfo=UTC)
    Version.objects.update(shared_at=long_ago)
    DecisionFactory(version=shared, decided_by=client_person, decided_at=long_ago)
    jobs.send_forgotten_mails()
    jobs.send_forgotten_mails()
    subjects = [message.subject.split("\u00a0")[0] for message in mail.outbox]
    assert subjects == ["Suivez la refonte de votre site", "À vous", "Le client a répondu"]


def test_a_contact_is_welcomed_once_there_is_a_project_to_show(cohort, trainer, now):
    client = actions.register_client(name="Les Jardins", school=cohort.school, by=trainer, now=now)
    contact = actions.add_contact(client=client, email="l@demo.example", first_name="L", by=trainer, now=now)
    jobs.welcome_contact(contact_id=contact.pk)
    assert mail.outbox == []
    opened(cohort, trainer, now)
    jobs.welcome_contact(contact_id=contact.pk)
    assert "/entree/lien/" in mail.outbox[0].body


def test_a_mail_that_fails_is_tried_again(shared, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("no mail server")

    monkeypatch.setattr("client_projects.notifications.send_mail", fail)
    with pytest.raises(OSError, match="no mail server"):
        jobs.tell_client(version_id=shared.pk)
    monkeypatch.undo()
    jobs.tell_client(version_id=shared.pk)
    assert len(mail.outbox) == 1


@pytest.fixture
def refused_addresses(monkeypatch):
    """Addresses that the mail server takes nothing for."""
    refused = set()

    def send(subject, text, sender, recipients):
        if refused & set(recipients):
            raise SMTPRecipientsRefused(dict.fromkeys(recipients, (550, b"no such user")))
        return send_mail(subject, text, sender, recipients)

    monkeypatch.setattr("client_projects.notifications.send_mail", send)
    return refused


def test_an_address_that_is_refused_takes_nothing_away_from_the_others(
    shared, project, client_person, other_client_person, refused_addresses
):
    ContactFactory(client=project.client, person=other_client_person)
    refused_addresses.add(client_person.email)
    for _hour in range(2):
        jobs.tell_client(version_id=shared.pk)
    assert [message.to for message in mail.outbox] == [[other_client_person.email]]


def test_a_mail_that_nobody_took_is_not_said_to_be_sent(shared, client_person, refused_addresses):
    refused_addresses.add(client_person.email)
    with pytest.raises(SMTPRecipientsRefused):
        jobs.tell_client(version_id=shared.pk)
    shared.refresh_from_db()
    assert shared.client_told_at is None


def test_a_mail_that_does_not_leave_keeps_no_other_back(
    shared, other_project, client_person, other_client_person, refused_addresses
):
    elsewhere = DeliverableFactory(milestone=stage_under_way(other_project, "mockups"))
    long_ago = datetime(2020, 1, 6, tzinfo=UTC)
    VersionFactory(
        deliverable=elsewhere,
        shared_at=long_ago,
        shared_by=shared.shared_by,
        handed_in_by=shared.handed_in_by,
    )
    Version.objects.update(shared_at=long_ago)
    ClientContact.objects.update(welcomed_at=long_ago)
    refused_addresses.add(client_person.email)
    jobs.send_forgotten_mails()
    assert [message.to for message in mail.outbox] == [[other_client_person.email]]


# --- Who may


WRITERS = {
    "open_project": {"trainer", "coordinator"},
    "add_contact": {"trainer", "coordinator"},
    "join_team": {"trainer"},
    "plan_stages": {"trainer"},
    "start_stage": {"trainer"},
    "add_deliverable": {"trainer"},
    "hand_in_version": {"trainer", "apprentice"},
    "share_version": {"trainer"},
    "decide": {"client_person"},
}
CAST = [
    "client_person",
    "other_client_person",
    "apprentice",
    "peer",
    "other_school_apprentice",
    "trainer",
    "other_school_trainer",
    "coordinator",
    "adviser",
]


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("action", WRITERS)
def test_who_may_do_what(action, who, request, project, other_project, handed_in, apprentice, now):
    person = request.getfixturevalue(who)
    arguments = {
        "open_project": {
            "client": project.client,
            "cohort": project.cohort,
            "name": "N",
            "summary": "",
            "old_site_url": "",
            "starts_on": now.date(),
        },
        "add_contact": {"client": project.client, "email": "n@demo.example", "first_name": "N"},
        "join_team": {"project": project, "apprentice": apprentice},
        "plan_stages": {"project": project, "dates": {}},
        "start_stage": {"milestone": project.milestones.get(code="content")},
        "add_deliverable": {"milestone": handed_in.deliverable.milestone, "title": "Nouveau"},
        "hand_in_version": {"deliverable": handed_in.deliverable, "link": "https://a.example/"},
        "share_version": {"version": handed_in},
        "decide": {"version": handed_in, "kind": "approved", "seen_hash": handed_in.content_hash},
    }[action]
    if action == "decide":
        Version.objects.update(shared_at=now, shared_by=apprentice)
    if who in WRITERS[action]:
        getattr(actions, action)(**arguments, by=person, now=now)
    else:
        with pytest.raises(Denied):
            getattr(actions, action)(**arguments, by=person, now=now)


def test_the_client_cannot_decide_on_what_was_not_shown(handed_in, client_person, now):
    with pytest.raises(Denied):
        decided(handed_in, client_person, now)


def test_a_team_member_who_left_the_school_hands_in_nothing(deliverable, apprentice, now):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=now.date())
    with pytest.raises(Denied):
        actions.hand_in_version(deliverable=deliverable, link="https://a.example/", by=apprentice, now=now)
