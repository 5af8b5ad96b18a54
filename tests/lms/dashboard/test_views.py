"""First screens: what each role reads there, and that longer lists do not cost more queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from client_projects.models import Version
from curriculum.models import LessonPage
from exercises.states import SubmissionState
from lms.people import roles
from lms.people.actions import appoint, invite
from lms.records.actions import Source, record_evidence
from tests.factories import client_projects as projects
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import CohortFactory, SchoolFactory, UserFactory, apprentice_of
from tests.factories.records import certify

pytestmark = pytest.mark.django_db


def page_of(browser, url="/"):
    return browser.get(url).content.decode().replace("&#x27;", "'")


def test_an_apprentice_is_led_to_her_next_step(apprentice, cohort, browse):
    exercise = ExerciseFactory()
    make_course(cohort.programme, [exercise.key])
    browser = browse(apprentice)
    assert "Leçon 1" in page_of(browser)
    response = browser.post(reverse("read_lesson", args=[LessonPage.objects.get().pk]))
    assert response["Location"] == reverse("exercise", args=[exercise.key])
    SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    assert "Vous avez fait tout ce qui est ouvert" in page_of(browser)


def test_an_apprentice_without_course_is_told_so(apprentice, browse):
    assert "Votre cours n’est pas encore ouvert" in page_of(browse(apprentice))


def test_progress_is_said_in_competences_not_in_percent(apprentice, cohort, now, browse):
    certify(cohort)
    record_evidence(
        apprentice=apprentice, competence_codes=["T1-C11"], source=Source("exercise", "e", "Un"), now=now
    )
    page = page_of(browse(apprentice))
    assert "1 compétence sur 4 a une preuve" in page
    assert "%" not in page.split("<main")[1].split("</main>")[0]


def test_returned_work_is_on_the_first_screen(apprentice, trainer, browse):
    submission = SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)
    browse(trainer).post(
        reverse("review", args=[submission.pk]), {"decision": "returned", "next_step": "Nommez mieux."}
    )
    page = page_of(browse(apprentice))
    assert "À retravailler" in page
    assert reverse("submission", args=[submission.pk]) in page


def test_a_trainer_reads_who_waits_and_why(apprentice, trainer, browse):
    SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)
    assert "Réussi à l’essai" in page_of(browse(trainer))


def test_a_trainer_with_nothing_to_do_is_told_so(trainer, cohort, browse):
    assert "Rien ne vous attend" in page_of(browse(trainer))


def test_an_ended_cohort_leaves_the_trainers_screen(trainer, school, browse):
    ended = CohortFactory(
        school=school, name="Promotion passée", ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert ended.name not in page_of(browse(trainer))


def test_a_trainer_never_sees_another_school(trainer, other_school_apprentice, browse):
    SubmissionFactory(apprentice=other_school_apprentice, state=SubmissionState.PASSED)
    assert other_school_apprentice.first_name not in page_of(browse(trainer))


def test_an_adviser_sees_the_path_but_no_way_into_the_work(apprentice, adviser, cohort, now, browse):
    certify(cohort)
    source = Source("exercise", "e", "Un exercice", url="/rendus/1/")
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now)
    page = page_of(browse(adviser), reverse("apprentice_competences", args=[apprentice.pk]))
    assert "Un exercice" in page
    assert "/rendus/1/" not in page


def test_an_adviser_of_two_schools_reads_one_at_a_time(
    apprentice, adviser, school, other_school_apprentice, browse
):
    second = SchoolFactory()
    appoint(person=adviser, school=second, role=adviser.role)
    there = apprentice_of(CohortFactory(school=second))
    stranger = other_school_apprentice.enrolments.get().cohort.school

    def names_at(asked):
        page = browse(adviser).get(reverse("home"), {"ecole": asked.pk}).content.decode()
        people = (apprentice, there, other_school_apprentice)
        return {one for one in people if reverse("apprentice_file", args=[one.pk]) in page}

    assert names_at(school) == {apprentice}
    assert names_at(second) == {there}
    assert names_at(stranger) in ({apprentice}, {there})  # as if nothing was asked


def test_a_client_without_a_project_is_told_so(client_person, browse):
    assert "Votre projet se prépare" in page_of(browse(client_person))


# --- lists with one and three rows cost the same -----------------------------------------------------------


def queries_of(browser, url):
    browser.get(url)  # whatever is remembered between pages is remembered now
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def grow(cohort, school, trainer, coordinator, adviser, now):
    """Return a function that adds one of everything a first screen lists."""

    def add(number):
        for place in (cohort, CohortFactory(school=school)):
            person = apprentice_of(place)
            judged(SubmissionFactory(apprentice=person, state=SubmissionState.PASSED))
        other_school = SchoolFactory()
        for member in (trainer, coordinator, adviser):
            appoint(person=member, school=other_school, role=member.role)
        project = projects.ProjectFactory(cohort=cohort)
        deliverable = projects.DeliverableFactory(milestone=project.milestones.get(code="mockups"))
        projects.VersionFactory(deliverable=deliverable, handed_in_by=trainer)
        certify(cohort, f"G{number}")
        invite(
            email=f"attente{number}@test.example",
            first_name="Attente",
            role=roles.APPRENTICE,
            cohort=cohort,
            by=trainer,
            now=now,
        )

    return add


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("trainer", "home"),
        ("coordinator", "home"),
        ("adviser", "home"),
        ("trainer", "invitations"),
        ("coordinator", "invitations"),
        ("trainer", "client_project_list"),
    ],
)
def test_a_longer_list_costs_no_more_queries(who, name, cast, grow, browse):
    browser = browse(cast[who])
    grow(1)
    with_one = queries_of(browser, reverse(name))
    grow(2)
    grow(3)
    assert queries_of(browser, reverse(name)) == with_one


def test_an_apprentices_screen_costs_the_same_for_any_course(apprentice, cohort, trainer, browse):
    keys = [ExerciseFactory().key for _ in range(3)]
    course = make_course(cohort.programme, keys[:1])
    certify(cohort, "G1")
    browser = browse(apprentice)
    with_one = {name: queries_of(browser, reverse(name)) for name in ("home", "my_competences")}
    for number, key in enumerate(keys[1:], start=2):
        module = course.get_children().first().specific
        module.add_child(instance=make_lesson(number, [key]))
        certify(cohort, f"G{number}")
    assert {name: queries_of(browser, reverse(name)) for name in with_one} == with_one


def test_a_long_history_costs_no_more_queries(apprentice, trainer, browse):
    exercise = ExerciseFactory()
    first = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.FAILED)
    )
    pages = [
        (apprentice, reverse("exercise", args=[exercise.key])),
        (trainer, reverse("review", args=[first.pk])),
    ]
    with_one = [queries_of(browse(who), url) for who, url in pages]
    for number in (2, 3):
        judged(
            SubmissionFactory(
                apprentice=apprentice, exercise=exercise, number=number, state=SubmissionState.FAILED
            )
        )
    assert [queries_of(browse(who), url) for who, url in pages] == with_one


def test_versions_that_wait_to_be_shown_are_on_the_trainers_screen(trainer, cohort, browse):
    project = projects.ProjectFactory(cohort=cohort)
    deliverable = projects.DeliverableFactory(milestone=project.milestones.get(code="mockups"))
    version: Version = projects.VersionFactory(deliverable=deliverable, handed_in_by=UserFactory())
    page = page_of(browse(trainer))
    assert version.deliverable.title in page
    assert "n’est pas encore montrée au client" in page


def test_a_client_of_several_projects_reads_first_what_she_has_to_decide(
    client_person, cohort, trainer, browse
):
    titles = []
    for _ in range(2):
        project = projects.ProjectFactory(cohort=cohort)
        projects.ContactFactory(client=project.client, person=client_person)
        deliverable = projects.DeliverableFactory(milestone=project.milestones.get(code="mockups"))
        projects.VersionFactory(
            deliverable=deliverable, handed_in_by=trainer, shared_at=projects.MOMENT, shared_by=trainer
        )
        titles.append(deliverable.title)
    page = page_of(browse(client_person))
    assert all(title in page for title in titles)
    assert page.count("Regarder et décider") == len(titles)


def test_an_apprentice_sees_what_waits_for_her_trainers_and_since_when(apprentice, trainer, browse):
    exercise = ExerciseFactory()
    for number in (1, 2):
        submission = SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=number, state=SubmissionState.PASSED
        )
    page = browse(apprentice).get(reverse("home")).content.decode()
    assert "1 travail attend d’être lu" in page
    assert "Réussi il y a" in page
    browse(trainer).post(reverse("review", args=[submission.pk]), {"decision": "accepted", "comment": ""})
    assert "attend d’être lu" not in browse(apprentice).get(reverse("home")).content.decode()


def test_a_competence_without_evidence_names_what_would_give_some(apprentice, cohort, now, browse):
    certify(cohort)
    core, practice = ExerciseFactory(published__title="Le menu"), ExerciseFactory(published__title="Le jeu")
    version = practice.current_version
    version.definition = {**version.definition, "kind": "practice"}
    version.save()
    make_course(cohort.programme, [core.key, practice.key])

    page = browse(apprentice).get(reverse("my_competences")).content.decode()
    assert "Pour avoir une preuve" in page
    assert f'<a href="{reverse("exercise", args=[core.key])}">Le menu</a>' in page
    assert "Le jeu" not in page

    judged(SubmissionFactory(apprentice=apprentice, exercise=core, state=SubmissionState.PASSED, number=1))
    page = browse(apprentice).get(reverse("my_competences")).content.decode()
    assert "Le menu" not in page
