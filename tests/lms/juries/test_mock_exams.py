"""Rehearsing a scored certificate by quiz: one try, a time, a score that counts nowhere."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exercises import grading
from exercises.models import Draft, Submission
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.juries.actions import mock_exams
from lms.juries.actions.guards import ExamRefused
from lms.juries.models import ExtraTime, MockExam, MockSitting, ScoredResult
from lms.juries.queries import class_lines_of, mock_results_of
from lms.juries.rules import MockPlan, minutes_for, score_for
from lms.people import roles
from lms.people.models import Enrolment
from lms.records.actions import load_referential, tie_cohort
from lms.records.models import Evidence
from tests.factories.exercises import ExerciseFactory, ExerciseVersionFactory, quiz_definition
from tests.factories.people import UserFactory, apprentice_of, staff_of
from tests.factories.records import small_referential

SCALE = {
    "min": 0,
    "max": 1000,
    "passed_from": 500,
    "levels": [{"from": 500, "name": "Repères"}, {"from": 800, "name": "Sûre"}],
    "below": "Pas encore",
    "validity_years": 3,
}


@pytest.fixture
def now():
    return timezone.now()


def scored(code="SC"):
    data = small_referential(code)
    return load_referential(
        data=replace(
            data,
            kind="scored_certificate",
            versions=(replace(data.versions[0], settings={"score": SCALE}),),
        )
    ).versions.get()


@pytest.fixture
def version(cohort):
    version = scored()
    tie_cohort(cohort=cohort, versions=[version])
    return version


def make_quiz(key):
    return ExerciseFactory(
        key=key, published__runtime="quiz", published__definition=quiz_definition(key)
    ).current_version


@pytest.fixture
def quiz(db):
    return make_quiz("un-quiz")


@pytest.fixture
def put_together(cohort, version, quiz, trainer, now):
    def put(**changes):
        today = timezone.localdate(now)
        plan = {"title": "Blanc 1", "opens_on": today, "closes_on": today, "minutes": 30}
        plan |= {name: changes.pop(name) for name in list(changes) if name in plan}
        told = {"cohort": cohort, "version": version, "quizzes": [quiz], "by": trainer, "now": now}
        return mock_exams.open_mock(plan=MockPlan(**plan), **(told | changes))

    return put


@pytest.fixture
def mock(put_together):
    return put_together()


@pytest.fixture
def sitting(mock, apprentice, now):
    return mock_exams.begin_mock(mock=mock, by=apprentice, now=now)


def right_answers(version):
    return json.dumps(grading.right_answers(grading.content_of(version).quiz))


def answer(sitting, content, at, by=None):
    quiz = sitting.mock.quizzes.get()
    return mock_exams.save_mock_answers(
        sitting=sitting, quiz=quiz, content=content, by=by or sitting.apprentice, now=at
    )


@pytest.mark.parametrize(
    ("right", "questions", "score"), [(0, 3, 0), (1, 3, 333), (2, 3, 667), (3, 3, 1000), (0, 0, 0)]
)
def test_each_question_is_worth_the_same_part_of_the_scale(right, questions, score):
    assert score_for(SCALE, right, questions) == score


def test_scale_that_begins_higher_is_respected():
    assert score_for(SCALE | {"min": 200}, 1, 2) == 600


def test_right_answers_give_the_whole_score_and_its_level(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now)
    mock_exams.hand_in_mock(sitting=sitting, by=apprentice, now=now)
    (result,) = mock_results_of(apprentice, now=now)
    assert (result.score, result.grade.level, result.grade.is_passed) == (1000, "Sûre", True)


def test_what_is_rehearsed_is_neither_work_nor_evidence_nor_a_score(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now)
    mock_exams.hand_in_mock(sitting=sitting, by=apprentice, now=now)
    for kind in (Submission, Draft, Evidence, ScoredResult):
        assert not kind.objects.exists()


def test_answers_can_change_until_the_end_and_the_last_ones_count(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now)
    answer(sitting, "{}", now)
    mock_exams.hand_in_mock(sitting=sitting, by=apprentice, now=now)
    (result,) = mock_results_of(apprentice, now=now)
    assert (result.score, result.grade.level) == (0, "Pas encore")


def test_late_answers_are_refused_and_those_saved_before_count(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now + timedelta(minutes=29))
    late = now + timedelta(minutes=30)
    with pytest.raises(ExamRefused):
        answer(sitting, "{}", late)
    assert mock_results_of(apprentice, now=late)[0].score == 1000


def test_nothing_is_told_before_the_end(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now)
    assert mock_results_of(apprentice, now=now) == []


def test_nothing_is_taken_once_handed_in(sitting, apprentice, now):
    mock_exams.hand_in_mock(sitting=sitting, by=apprentice, now=now)
    with pytest.raises(ExamRefused):
        answer(sitting, "{}", now)


def test_answers_that_are_too_long_are_refused_in_words(sitting, now):
    with pytest.raises(ExamRefused):
        answer(sitting, "x" * 2_000_000, now)


def test_answers_of_another_quiz_are_refused_and_those_before_kept(sitting, quiz, apprentice, now):
    answer(sitting, right_answers(quiz), now)
    with pytest.raises(ExamRefused):
        answer(sitting, '{"autre": "x"}', now)
    assert sitting.answers.get().right_count == 5


def test_beginning_twice_gives_no_more_time(sitting, mock, apprentice, now):
    again = mock_exams.begin_mock(mock=mock, by=apprentice, now=now + timedelta(minutes=10))
    assert (again.pk, again.ends_at) == (sitting.pk, sitting.ends_at)


def test_one_person_has_one_sitting(sitting, mock, apprentice, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        MockSitting.objects.create(mock=mock, apprentice=apprentice, started_at=now, ends_at=now)
    assert mock.sittings.count() == 1


@pytest.mark.parametrize("days", [1, -1])
def test_mock_exam_is_begun_on_its_days_only(mock, apprentice, now, days):
    with pytest.raises(ExamRefused):
        mock_exams.begin_mock(mock=mock, by=apprentice, now=now + timedelta(days=days))


def test_quizzes_stay_in_the_version_of_that_day(mock, quiz):
    newer = ExerciseVersionFactory(exercise=quiz.exercise, number=quiz.number + 1)
    quiz.exercise.current_version = newer
    quiz.exercise.save()
    assert mock.quizzes.get().version == quiz


def test_people_who_may_put_a_mock_exam_together(
    put_together,
    apprentice,
    other_school_apprentice,
    trainer,
    other_school_trainer,
    coordinator,
    adviser,
    client_person,
    other_client_person,
):
    jury = UserFactory(role=roles.JURY)
    refused = (
        apprentice,
        other_school_apprentice,
        other_school_trainer,
        adviser,
        client_person,
        other_client_person,
        jury,
    )
    for person in refused:
        with pytest.raises(Denied):
            put_together(by=person)
    assert not MockExam.objects.exists()
    for person in (trainer, coordinator):
        assert put_together(by=person).opened_by == person
    assert AuditEvent.objects.filter(action="mock_exam_opened").count() == 2


def test_people_who_may_sit(
    mock, peer, trainer, coordinator, adviser, other_school_apprentice, client_person, now
):
    jury = UserFactory(role=roles.JURY)
    for person in (trainer, coordinator, adviser, other_school_apprentice, client_person, jury):
        with pytest.raises(Denied):
            mock_exams.begin_mock(mock=mock, by=person, now=now)
    assert mock_exams.begin_mock(mock=mock, by=peer, now=now).apprentice == peer


def test_sitting_is_hers_alone(sitting, peer, trainer, now):
    for person in (peer, trainer):
        with pytest.raises(Denied):
            answer(sitting, "{}", now, by=person)
        with pytest.raises(Denied):
            mock_exams.hand_in_mock(sitting=sitting, by=person, now=now)


def test_mock_exam_needs_a_scored_certificate_of_the_cohort(put_together):
    with pytest.raises(ExamRefused):
        put_together(version=scored("AUTRE"))


def test_mock_exam_takes_quizzes_only(put_together):
    with pytest.raises(ExamRefused):
        put_together(quizzes=[ExerciseFactory().current_version])
    with pytest.raises(ExamRefused):
        put_together(quizzes=[])


@pytest.mark.parametrize(
    ("opens_on", "closes_on"), [(date(2090, 1, 2), date(2090, 1, 1)), (date(2020, 1, 1), date(2020, 1, 2))]
)
def test_days_that_make_no_sense_are_refused(put_together, opens_on, closes_on):
    with pytest.raises(ExamRefused):
        put_together(opens_on=opens_on, closes_on=closes_on)


def test_mock_exam_that_somebody_began_stays(sitting, mock, trainer, now):
    with pytest.raises(ExamRefused):
        mock_exams.remove_mock(mock=mock, by=trainer, now=now)
    assert MockExam.objects.filter(pk=mock.pk).exists()


def test_mock_exam_nobody_began_can_be_removed(mock, trainer, other_school_trainer, now):
    with pytest.raises(Denied):
        mock_exams.remove_mock(mock=mock, by=other_school_trainer, now=now)
    mock_exams.remove_mock(mock=mock, by=trainer, now=now)
    assert not MockExam.objects.exists()


def test_class_is_told_whole_at_a_constant_cost(mock, cohort, quiz, now):
    def sit(person):
        sitting = mock_exams.begin_mock(mock=mock, by=person, now=now)
        answer(sitting, right_answers(quiz), now)
        mock_exams.hand_in_mock(sitting=sitting, by=person, now=now)

    sit(apprentice_of(cohort))
    with CaptureQueriesContext(connection) as one:
        assert len(class_lines_of(mock, now=now)) == 1
    sit(apprentice_of(cohort))
    apprentice_of(cohort)
    with CaptureQueriesContext(connection) as three:
        lines = class_lines_of(mock, now=now)
    assert len(three) == len(one)
    assert sorted(line.result.score if line.result else -1 for line in lines) == [-1, 1000, 1000]


def test_who_left_keeps_her_mock_exam_and_stays_in_the_list(sitting, mock, apprentice, now, browse):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=timezone.localdate(now))
    assert [line.apprentice for line in class_lines_of(mock, now=now)] == [apprentice]
    assert browse(apprentice).get(reverse("my_mock", args=[mock.pk])).status_code == 200


def test_trainer_prepares_one_on_her_screen(cohort, version, quiz, trainer, now, browse):
    browser = browse(trainer)
    day = timezone.localdate(now).isoformat()
    sent = {"version": version.pk, "title": "Blanc", "opens_on": day, "closes_on": day, "minutes": 20}
    answered = browser.post(
        reverse("mock_open", args=[cohort.pk]), sent | {"quizzes": [quiz.pk]}, follow=True
    )
    mock = MockExam.objects.get()
    assert answered.redirect_chain == [(reverse("mock_class", args=[mock.pk]), 302)]
    assert quiz.title in answered.content.decode()
    assert mock.quizzes.get().question_count == 5


def test_apprentice_goes_from_her_exams_to_her_score(mock, apprentice, quiz, browse):
    browser, address = browse(apprentice), reverse("my_mock", args=[mock.pk])
    assert address in browser.get(reverse("my_exams")).content.decode()
    browser.post(reverse("my_mock_begin", args=[mock.pk]))
    page = reverse("my_mock_quiz", args=[mock.pk, mock.quizzes.get().pk])
    before = browser.get(page).content.decode()
    assert "Les titres font" not in before
    assert "seulement du gras" not in before
    name = next(one for one in json.loads(right_answers(quiz)).items() if one[0] == "titre")[1]
    browser.post(page, {"choice:titre": name})
    assert f'value="{name}" checked' in browser.get(page).content.decode()
    browser.post(reverse("my_mock_hand_in", args=[mock.pk]))
    after = browser.get(address).content.decode()
    assert "Les titres font" not in after  # classmates may still be sitting
    assert "200 sur 1000" in after
    yesterday = timezone.localdate() - timedelta(days=1)
    MockExam.objects.update(opens_on=yesterday, closes_on=yesterday)
    assert "Les titres font" in browser.get(address).content.decode()
    assert "préparation" in after.lower()
    assert "200 sur 1000" in browser.get(reverse("my_exams")).content.decode()


def test_late_answers_on_the_screen_lead_to_the_score_with_a_word(sitting, mock, apprentice, browse):
    MockSitting.objects.update(ends_at=timezone.now())
    page = reverse("my_mock_quiz", args=[mock.pk, mock.quizzes.get().pk])
    answered = browse(apprentice).post(page, {"choice:titre": "x"}, follow=True)
    assert "Le temps est écoulé" in answered.content.decode()
    assert not sitting.answers.exists()


# --- extra time ---


@pytest.fixture
def entitled(apprentice, coordinator, now):
    return mock_exams.grant_extra_time(enrolment=apprentice.enrolments.get(), by=coordinator, now=now)


@pytest.mark.parametrize(("minutes", "hers"), [(30, 40), (45, 60), (50, 67), (1, 2)])
def test_extra_time_is_a_third_more_and_a_begun_minute_counts_whole(minutes, hers):
    assert minutes_for(minutes, has_extra_time=True) == hers
    assert minutes_for(minutes, has_extra_time=False) == minutes


def test_who_is_entitled_sits_longer_and_the_others_do_not(mock, entitled, quiz, apprentice, peer, now):
    hers = mock_exams.begin_mock(mock=mock, by=apprentice, now=now)
    others = mock_exams.begin_mock(mock=mock, by=peer, now=now)
    assert (hers.minutes, others.minutes) == (40, 30)
    late = now + timedelta(minutes=39)
    answer(hers, right_answers(quiz), late)
    with pytest.raises(ExamRefused):
        answer(others, right_answers(quiz), late)
    with pytest.raises(ExamRefused):
        answer(hers, right_answers(quiz), now + timedelta(minutes=40))


def test_what_is_begun_keeps_its_time(mock, apprentice, coordinator, now):
    begun = mock_exams.begin_mock(mock=mock, by=apprentice, now=now)
    told = {"enrolment": apprentice.enrolments.get(), "by": coordinator, "now": now}
    for _ in range(2):
        mock_exams.grant_extra_time(**told)
    begun.refresh_from_db()
    assert begun.minutes == 30
    for _ in range(2):
        mock_exams.withdraw_extra_time(**told)
    events = AuditEvent.objects.filter(action__startswith="extra_time").order_by("pk")
    assert [one.action for one in events] == ["extra_time_granted", "extra_time_withdrawn"]


@pytest.mark.parametrize(
    "who", ["apprentice", "peer", "trainer", "adviser", "client", "other_school_trainer", "other_coordinator"]
)
def test_only_the_coordination_of_her_school_gives_extra_time(who, cast, apprentice, other_school, now):
    by = staff_of(other_school, roles.COORDINATOR) if who == "other_coordinator" else cast[who]
    enrolment = apprentice.enrolments.get()
    for act in (mock_exams.grant_extra_time, mock_exams.withdraw_extra_time):
        with pytest.raises(Denied):
            act(enrolment=enrolment, by=by, now=now)
    assert not ExtraTime.objects.exists()


def test_who_has_left_is_given_none(apprentice, coordinator, now):
    enrolment = apprentice.enrolments.get()
    enrolment.left_on = timezone.localdate(now)
    with pytest.raises(ExamRefused):
        mock_exams.grant_extra_time(enrolment=enrolment, by=coordinator, now=now)


def test_extra_time_is_given_and_taken_back_on_screen(apprentice, coordinator, trainer, cohort, browse):
    page, enrolment = reverse("extra_time", args=[cohort.pk]), apprentice.enrolments.get()
    assert "Accorder un tiers de temps" in browse(coordinator).get(page).content.decode()
    browse(coordinator).post(page, {"do": "grant", "enrolment": enrolment.pk})
    seen = browse(trainer).get(page).content.decode()
    assert "Un tiers de temps en plus" in seen
    assert "Accorder" not in seen
    assert browse(trainer).post(page, {"do": "withdraw", "enrolment": enrolment.pk}).status_code == 403
    assert browse(coordinator).post(page, {"do": "withdraw", "enrolment": "x"}).status_code == 404
    assert ExtraTime.objects.count() == 1
    browse(coordinator).post(page, {"do": "withdraw", "enrolment": enrolment.pk})
    assert not ExtraTime.objects.exists()


def test_only_she_and_those_who_follow_her_see_it(
    mock, entitled, apprentice, peer, trainer, adviser, cohort, browse
):
    own, whole = reverse("my_mock", args=[mock.pk]), reverse("mock_class", args=[mock.pk])
    assert "40 minutes, avec votre temps supplémentaire" in browse(apprentice).get(own).content.decode()
    assert "Pour vous" not in browse(peer).get(own).content.decode()
    assert browse(trainer).get(whole).content.decode().count("Un tiers de temps en plus") == 1
    for name, argument in (("extra_time", cohort.pk), ("mock_class", mock.pk)):
        for stranger in (apprentice, peer, adviser):
            assert browse(stranger).get(reverse(name, args=[argument])).status_code in (403, 404)


def test_list_of_a_larger_class_asks_no_more(cohort, coordinator, entitled, browse, now):
    page = reverse("extra_time", args=[cohort.pk])
    browse(coordinator).get(page)
    with CaptureQueriesContext(connection) as few:
        browse(coordinator).get(page)
    for _ in range(3):
        enrolment = apprentice_of(cohort).enrolments.get()
        mock_exams.grant_extra_time(enrolment=enrolment, by=coordinator, now=now)
    with CaptureQueriesContext(connection) as many:
        browse(coordinator).get(page)
    assert len(many) == len(few)
