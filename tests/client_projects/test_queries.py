from datetime import timedelta

import pytest

from client_projects.queries import (
    decisions_awaited_from,
    former_version,
    project_lines,
    project_progress,
    project_with_work,
    projects_waiting_for_trainer,
    recent_changes,
    things_to_do_for_client,
)
from client_projects.states import DecisionKind
from tests.factories.client_projects import (
    ContactFactory,
    DecisionFactory,
    DeliverableFactory,
    ProjectFactory,
    VersionFactory,
    stage_under_way,
)


def more_work(project, person, now, *, stages=("framing", "specification")):
    """Add a decided deliverable with two versions to each stage."""
    for code in stages:
        deliverable = DeliverableFactory(milestone=stage_under_way(project, code))
        VersionFactory(deliverable=deliverable, handed_in_by=person, shared_at=now)
        second = VersionFactory(deliverable=deliverable, number=2, handed_in_by=person, shared_at=now)
        DecisionFactory(version=second, decided_by=person)


def test_progress_says_the_stage_under_way(project, mockups):
    assert project_progress(project).sentence == "Étape 6 sur 12\u00a0: Maquettes"


def test_progress_before_the_first_stage_counts_what_is_done(project):
    assert project_progress(project).sentence == "Étapes terminées\u00a0: 0 sur 12."


def test_progress_of_a_finished_project_says_so(project, now):
    project.milestones.update(state="done", started_on=now.date(), done_on=now.date())
    assert project_progress(project).sentence == "Votre site est terminé."


def test_the_first_thing_to_do_is_the_decision_that_waits_longest(project, shared, apprentice, now):
    later = DeliverableFactory(milestone=shared.deliverable.milestone)
    VersionFactory(deliverable=later, handed_in_by=apprentice, shared_at=now + timedelta(days=1))
    things = things_to_do_for_client(project)
    assert things[0].version == shared
    assert things[0].url == shared.decision_url
    assert len(things) == 2


def test_a_stage_without_a_decision_to_take_says_what_it_needs(project):
    stage_under_way(project, "content")
    things = things_to_do_for_client(project)
    assert [thing.title for thing in things] == [
        "Vos textes, et des images que vous avez le droit d’utiliser"
    ]


def test_nothing_is_asked_of_the_client_before_it_is_shared(project, handed_in, client_person):
    assert decisions_awaited_from(client_person) == []
    assert all(thing.version is None for thing in things_to_do_for_client(project))


def test_only_the_newest_shared_version_awaits_a_decision(shared, client_person, apprentice, now):
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice, shared_at=now)
    VersionFactory(deliverable=shared.deliverable, number=3, handed_in_by=apprentice)
    assert decisions_awaited_from(client_person) == [second]


def test_a_decided_version_awaits_nothing(shared, client_person):
    DecisionFactory(version=shared, decided_by=client_person)
    assert decisions_awaited_from(client_person) == []


def test_another_client_is_asked_nothing(shared, other_project, other_client_person):
    assert decisions_awaited_from(other_client_person) == []


def test_the_trainer_is_told_what_to_show(handed_in, trainer, other_school_trainer, coordinator):
    (waiting,) = projects_waiting_for_trainer(trainer)
    assert waiting.to_share == [handed_in]
    assert projects_waiting_for_trainer(other_school_trainer) == []
    assert projects_waiting_for_trainer(coordinator) == []


def test_the_trainer_waits_for_nothing_while_the_client_decides(shared, trainer):
    assert projects_waiting_for_trainer(trainer) == []


def test_a_decision_waits_for_the_trainer_until_a_newer_version_comes(
    shared, client_person, apprentice, trainer
):
    decision = DecisionFactory(
        version=shared, decided_by=client_person, kind=DecisionKind.CHANGES_REQUESTED, reason="Le logo"
    )
    assert projects_waiting_for_trainer(trainer)[0].decided == [decision]
    second = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice)
    (waiting,) = projects_waiting_for_trainer(trainer)
    assert (waiting.to_share, waiting.decided) == ([second], [])


def test_an_approval_waits_for_the_trainer_until_the_stage_is_finished(shared, client_person, trainer, now):
    DecisionFactory(version=shared, decided_by=client_person)
    assert len(projects_waiting_for_trainer(trainer)) == 1
    milestone = shared.deliverable.milestone
    milestone.state, milestone.done_on = "done", now.date()
    milestone.save()
    assert projects_waiting_for_trainer(trainer) == []


def test_history_tells_the_client_only_what_she_was_shown(
    project, shared, client_person, apprentice, trainer
):
    VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice)
    DecisionFactory(version=shared, decided_by=client_person)
    found = project_with_work(client_person).get(pk=project.pk)
    sentences = [change.sentence for change in recent_changes(found, reader=client_person)]
    assert sentences[0] == "Vous avez validé «\u00a0Page d'accueil\u00a0», version\u00a01."
    assert not any("version 2" in sentence for sentence in sentences)
    assert len(sentences) == 3


def test_history_names_the_client_to_the_others(project, shared, client_person, trainer):
    DecisionFactory(version=shared, decided_by=client_person, kind="changes_requested", reason="Le logo")
    found = project_with_work(trainer).get(pk=project.pk)
    sentence = recent_changes(found, reader=trainer)[0].sentence
    assert sentence.startswith("Mireille Fictif a demandé des changements sur «\u00a0Page d'accueil\u00a0»")


def test_the_former_version_is_one_that_was_shared(shared, apprentice, client_person, now):
    VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice)
    third = VersionFactory(deliverable=shared.deliverable, number=3, handed_in_by=apprentice, shared_at=now)
    assert former_version(third, client_person) == shared
    assert former_version(shared, client_person) is None


# --- What reading costs


@pytest.mark.parametrize("who", ["client_person", "trainer", "apprentice"])
def test_a_project_costs_the_same_with_more_work(
    who, request, project, shared, apprentice, now, django_assert_num_queries
):
    person = request.getfixturevalue(who)

    def read():
        found = project_with_work(person).get(pk=project.pk)
        recent_changes(found, reader=person)
        project_progress(found)
        return [item.state for milestone in found.milestones.all() for item in milestone.deliverables.all()]

    with django_assert_num_queries(4):
        assert len(read()) == 1
    more_work(project, apprentice, now)
    with django_assert_num_queries(4):
        assert len(read()) == 3


def test_a_list_costs_the_same_with_three_projects(
    project, shared, trainer, cohort, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert [line.awaiting_client for line in project_lines(trainer)] == [1]
    ProjectFactory.create_batch(2, cohort=cohort)
    with django_assert_num_queries(3):
        assert len(project_lines(trainer)) == 3


def test_what_waits_costs_the_same_with_three_projects(
    project, shared, trainer, client_person, apprentice, cohort, now, django_assert_num_queries
):
    def read():
        return len(decisions_awaited_from(client_person)), len(projects_waiting_for_trainer(trainer))

    with django_assert_num_queries(2):
        assert read() == (1, 0)
    for _ in range(2):
        another = ProjectFactory(cohort=cohort)
        ContactFactory(client=another.client, person=client_person)
        deliverable = DeliverableFactory(milestone=stage_under_way(another, "mockups"))
        VersionFactory(deliverable=deliverable, handed_in_by=apprentice, shared_at=now)
        VersionFactory(deliverable=deliverable, number=2, handed_in_by=apprentice)
    with django_assert_num_queries(2):
        assert read() == (3, 2)
