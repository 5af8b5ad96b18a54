"""What a jury reads of the evaluations passed in training: what was signed, as it was signed, and no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.evaluations.models import SheetKind
from lms.evaluations.queries import signed_results_of
from lms.juries.actions import sessions
from lms.juries.models import JuryMember
from lms.juries.queries import lines_of
from lms.people import roles
from lms.records.models import Competence
from tests.factories.evaluations import Story
from tests.factories.people import UserFactory, apprentice_of, staff_of
from tests.factories.records import certify


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def version(cohort):
    return certify(cohort)


@pytest.fixture
def session(school, version, coordinator, now):
    return sessions.open_session(
        school=school,
        version=version,
        held_on=timezone.localdate(now),
        place="Salle 2",
        access_until=None,
        by=coordinator,
        now=now,
    )


@pytest.fixture
def candidate(session, apprentice, coordinator, now):
    return sessions.add_candidate(session=session, apprentice=apprentice, by=coordinator, now=now)


@pytest.fixture
def jury(session, now):
    person = UserFactory(role=roles.JURY, email="jury@test.example")
    JuryMember.objects.create(
        session=session, first_name="Odile", last_name="Juré", email=person.email, person=person, added_at=now
    )
    return person


@pytest.fixture
def booklet(apprentice, version, trainer, now):
    return Story(apprentice.enrolments.get(), version, trainer, now)


def results(apprentice, version):
    return signed_results_of([apprentice], version)[apprentice.pk]


def states(apprentice, version):
    return [one.state for one in results(apprentice, version).blocks]


def test_results_follow_from_signed_sheets_alone(booklet, apprentice, version):
    assert states(apprentice, version) == ["empty", "empty"]
    booklet.row()
    booklet.result()
    assert states(apprentice, version) == ["empty", "empty"]
    booklet.sign()
    booklet.whole(1, passed=False)
    assert states(apprentice, version) == ["mastered", "to_reassess"]
    booklet.row(1, SheetKind.COMPLEMENTARY)
    booklet.result(1, SheetKind.COMPLEMENTARY)
    assert states(apprentice, version) == ["mastered", "to_reassess"]
    booklet.sign(1, SheetKind.COMPLEMENTARY)
    assert states(apprentice, version) == ["mastered", "mastered"]
    assert [sheet.kind for sheet in results(apprentice, version).blocks[1].sheets] == [
        SheetKind.MAIN,
        SheetKind.COMPLEMENTARY,
    ]


def test_a_jury_reads_what_was_signed_in_the_words_of_that_day(
    booklet, candidate, jury, version, trainer, coordinator, browse
):
    booklet.row(description="Intégrer la page d’accueil")
    booklet.result(observations="Remarque entre nous")
    booklet.sign()
    booklet.whole(1, passed=False)
    booklet.row(1, SheetKind.COMPLEMENTARY, description="Pas encore signée")
    title = Competence.objects.filter(block=booklet.blocks[1]).first().title
    Competence.objects.update(title="Autre titre")
    browser, url = browse(jury), reverse("jury_candidate", args=[candidate.pk])
    page = browser.get(url).content.decode()
    for text in ("Intégrer la page d’accueil", "Le clavier", title, trainer.get_full_name()):
        assert text in page
    for text in ("Remarque entre nous", "Pas encore signée", "Autre titre", "seen_hash"):
        assert text not in page
    assert "n’a pas encore signé le livret" in page
    booklet.result(1, SheetKind.COMPLEMENTARY)
    booklet.sign(1, SheetKind.COMPLEMENTARY)
    booklet.synthesis()
    booklet.countersign(coordinator)
    page = browser.get(url).content.decode()
    assert "Évaluations complémentaires" in page
    assert "Livret signé par le centre" in page
    home = browser.get(reverse("jury_home")).content.decode()
    assert home.count("A satisfait aux critères") == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("jury", 200),
        ("apprentice", 403),
        ("peer", 403),
        ("trainer", 403),
        ("coordinator", 403),
        ("other_school_trainer", 403),
        ("other_school_coordinator", 403),
        ("adviser", 403),
        ("client", 403),
        ("other_jury", 404),
        ("jury_who_trained", 404),
    ],
)
def test_who_reads_the_results_of_a_candidate(
    who, status, cast, session, candidate, jury, booklet, cohort, other_school, browse, now
):
    booklet.whole()
    people = {**cast, "jury": jury, "other_jury": UserFactory(role=roles.JURY)}
    people["other_school_coordinator"] = staff_of(other_school, "coordinator")
    if who == "jury_who_trained":
        people[who] = UserFactory(role=roles.JURY)
        JuryMember.objects.create(
            session=session,
            first_name="A",
            last_name="B",
            email=people[who].email,
            person=people[who],
            added_at=now,
        )
        cohort.trainers.add(people[who])
    url = reverse("jury_candidate", args=[candidate.pk])
    answer = browse(people[who]).get(url)
    assert answer.status_code == status
    assert ("A satisfait aux critères" in answer.content.decode()) == (status == 200)
    assert browse(people[who]).post(url).status_code in (403, 404, 405)


def test_what_a_jury_reads_ends_with_its_access(session, candidate, jury, booklet, browse):
    booklet.whole()
    url = reverse("jury_candidate", args=[candidate.pk])
    assert browse(jury).get(url).status_code == 200
    day = timezone.localdate() - timedelta(days=1)
    type(session).objects.update(held_on=day, access_until=day)
    assert browse(jury).get(url).status_code == 404
    assert "A satisfait" not in browse(jury).get(reverse("jury_home")).content.decode()


def test_a_complete_booklet_is_given_to_the_jury_by_itself(
    booklet, session, candidate, coordinator, now, browse
):
    today = timezone.localdate(now)

    def given():
        return next(
            need for need in lines_of(session, today=today)[0].needs if need.need.code == "assessments"
        )

    booklet.whole(0)
    booklet.whole(1)
    booklet.synthesis()
    assert not given().is_done
    assert given().may_tick
    # Kept on paper, somebody says so.
    sessions.tick(candidate=candidate, code="assessments", is_done=True, by=coordinator, now=now)
    assert given().is_done
    sessions.tick(candidate=candidate, code="assessments", is_done=False, by=coordinator, now=now)
    assert not given().is_done
    booklet.countersign(coordinator)
    assert given().is_done
    assert not given().may_tick
    page = browse(coordinator).get(reverse("exam_session", args=[session.pk])).content.decode()
    assert page.count("A satisfait aux critères") == 2
    assert 'value="assessments"' not in page


def test_results_cost_the_same_for_any_number_of_candidates(
    session, candidate, jury, booklet, version, cohort, trainer, coordinator, browse, now
):
    booklet.whole()
    pages = [
        (browse(jury), reverse("jury_home")),
        (browse(coordinator), reverse("exam_session", args=[session.pk])),
    ]
    few = []
    for browser, url in pages:
        browser.get(url)
        few.append(_counted(browser, url))
    for _ in range(3):
        one = apprentice_of(cohort)
        sessions.add_candidate(session=session, apprentice=one, by=coordinator, now=now)
        story = Story(one.enrolments.get(), version, trainer, now)
        story.whole(0, passed=False)
        story.whole(0, SheetKind.COMPLEMENTARY)
    for (browser, url), before in zip(pages, few, strict=True):
        assert _counted(browser, url) <= before


def _counted(browser, url):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)
