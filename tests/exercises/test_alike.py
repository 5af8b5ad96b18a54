"""Works that look alike: who is compared, what is left out, and who may know of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exercises.actions.compare import (
    FEW_PEOPLE,
    compare_works,
    pairs_alike,
    wake_forgotten_comparisons,
    without_what_many_have,
)
from exercises.models import Fingerprint, Likeness
from exercises.queries import exercises_to_compare, looks_like
from tests.factories.exercises import (
    NOON,
    ExerciseFactory,
    ExerciseVersionFactory,
    SubmissionFactory,
    definition,
    quiz_definition,
)
from tests.factories.people import apprentice_of

pytestmark = pytest.mark.django_db

OPERATORS = ("+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "<=", ">=")
# Long enough to say something of who wrote it; each shape has a structure of its own.
SHAPES = {
    "loops": "".join(
        f"for (let i = 0; i < b; i++) {{ if (a[i] {sign} b) c.push(a[i]); }}\n" for sign in OPERATORS
    ),
    "calls": "".join(
        f"const f = a.map((x) => x.prix {sign} 2).filter(Boolean).sort();\n" for sign in OPERATORS
    ),
}


@pytest.fixture
def exercise():
    return ExerciseFactory()


def passed(who, exercise, text, *, number=1, state="passed"):
    return SubmissionFactory(apprentice=who, exercise=exercise, number=number, state=state, content=text)


def renamed(text):
    return re.sub(r"\bx\b", "element", re.sub(r"\ba\b", "liste", text))


def test_two_works_with_other_names_are_a_pair_and_a_third_is_not(cohort, exercise):
    ada, bob, cleo = (apprentice_of(cohort) for _ in range(3))
    first = passed(ada, exercise, SHAPES["calls"])
    second = passed(bob, exercise, renamed(SHAPES["calls"]))
    passed(cleo, exercise, SHAPES["loops"])

    assert compare_works(exercise_id=exercise.pk, now=NOON) == 1

    pair = Likeness.objects.get()
    assert (pair.one, pair.other) == (first, second)
    assert pair.percent > 90
    assert not exercises_to_compare().exists()
    assert compare_works(exercise_id=exercise.pk, now=NOON) == 1
    assert Likeness.objects.get().pk == pair.pk  # its address stays


def test_only_the_newest_passed_work_of_each_is_compared_and_what_is_no_more_alike_goes(cohort, exercise):
    ada, bob = apprentice_of(cohort), apprentice_of(cohort)
    passed(ada, exercise, SHAPES["calls"])
    passed(ada, exercise, SHAPES["calls"], number=2)  # her own tries are not a pair
    passed(bob, exercise, SHAPES["calls"])
    assert compare_works(exercise_id=exercise.pk, now=NOON) == 1
    passed(bob, exercise, SHAPES["calls"], number=2, state="failed")
    assert not exercises_to_compare().exists()

    passed(bob, exercise, SHAPES["loops"], number=3)
    assert exercises_to_compare().get() == exercise
    assert compare_works(exercise_id=exercise.pk, now=NOON) == 0
    assert not Likeness.objects.exists()


def test_what_was_given_and_what_is_short_is_not_judged(cohort):
    given = definition(starter={"script.js": SHAPES["loops"]}, solution={"script.js": SHAPES["calls"]})
    exercise = ExerciseFactory(published__definition=given)
    for text in (
        SHAPES["loops"],
        SHAPES["loops"],
        SHAPES["calls"],
        SHAPES["calls"],
        "let a = 1;",
        "let b = 1;",
    ):
        passed(apprentice_of(cohort), exercise, text)

    assert compare_works(exercise_id=exercise.pk, now=NOON) == 0
    assert [one.telling for one in Fingerprint.objects.all()] == [0] * 6


def test_answers_of_a_quiz_are_not_compared(cohort):
    exercise = ExerciseFactory(published=False)
    exercise.current_version = ExerciseVersionFactory(
        exercise=exercise, runtime="quiz", definition=quiz_definition(exercise.key)
    )
    exercise.save()
    for _ in range(2):
        passed(apprentice_of(cohort), exercise, SHAPES["calls"])
    assert compare_works(exercise_id=exercise.pk, now=NOON) == 0
    assert not exercises_to_compare().exists()


def test_what_many_write_tells_nothing_and_what_few_share_does():
    many = {number: {1, 2, 100 + number} for number in range(2 * FEW_PEOPLE)}
    assert without_what_many_have(many) == {number: {100 + number} for number in many}
    few = {number: {1, 2} for number in range(FEW_PEOPLE)}
    assert without_what_many_have(few) == few


def test_percent_is_of_the_smaller_work():
    small = set(range(20))
    assert pairs_alike({1: small, 2: small | set(range(100, 400)), 3: set(range(20, 60))}) == [(1, 2, 100)]


def test_what_was_forgotten_is_asked_for_once_for_each_exercise(cohort, exercise, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "exercises.actions.compare.enqueue_after_commit", lambda queue, job, **told: asked.append((job, told))
    )
    for _ in range(2):
        passed(apprentice_of(cohort), exercise, SHAPES["calls"])
    wake_forgotten_comparisons()
    assert asked == [("exercises.jobs.compare_works", {"exercise_id": exercise.pk})]


def test_works_too_old_to_be_compared_are_not_missed_for_ever(cohort, exercise, monkeypatch):
    monkeypatch.setattr("exercises.actions.compare.MOST_WORKS", 2)
    for _ in range(3):
        passed(apprentice_of(cohort), exercise, SHAPES["calls"])

    assert compare_works(exercise_id=exercise.pk, now=NOON) == 1
    assert not exercises_to_compare().exists()


@pytest.fixture
def pair(cohort, exercise):
    one = passed(apprentice_of(cohort, first_name="Ada"), exercise, SHAPES["calls"])
    other = passed(apprentice_of(cohort, first_name="Bob"), exercise, "// seul\n" + renamed(SHAPES["calls"]))
    compare_works(exercise_id=exercise.pk, now=NOON)
    return one, other


def test_a_trainer_reads_both_side_by_side_with_reasons_and_without_a_verdict(
    client, trainer, pair, exercise
):
    client.force_login(trainer)
    listed = client.get(reverse("alike_works", args=[exercise.key]))
    assert "Ada" in listed.content.decode()
    page = client.get(reverse("likeness", args=[Likeness.objects.get().pk])).content.decode()
    assert page.count("alike__line--common") >= 14
    assert page.count("en commun</span>") == page.count('class="alike__line alike__line--common"')
    for calm in ("jamais une preuve", "bien se ressembler"):
        assert calm in page
    for accusing in ("plagiat", "triche", "copié", "suspect"):
        assert accusing not in page.lower()
    assert (
        "Des travaux qui se ressemblent" in client.get(reverse("review", args=[pair[0].pk])).content.decode()
    )


def test_of_another_school_a_trainer_knows_only_that_there_is_one(
    client, trainer, other_school_trainer, pair, exercise, other_cohort
):
    theirs = passed(apprentice_of(other_cohort, first_name="Zoé"), exercise, SHAPES["calls"])
    compare_works(exercise_id=exercise.pk, now=NOON)
    assert Likeness.objects.count() == 3

    seen = looks_like(trainer, pair[0])
    assert ([one.work for one in seen.works], seen.elsewhere) == ([pair[1]], True)
    client.force_login(trainer)
    page = client.get(reverse("review", args=[pair[0].pk])).content.decode()
    assert "une autre école" in page
    assert "Zoé" not in page
    across = Likeness.objects.filter(other=theirs).first()
    assert client.get(reverse("likeness", args=[across.pk])).status_code == 404
    alone = looks_like(other_school_trainer, theirs)
    assert (alone.works, alone.elsewhere) == ([], True)


def test_an_apprentice_learns_nothing_of_it(client, pair, exercise):
    client.force_login(pair[0].apprentice)
    assert client.get(reverse("alike_works", args=[exercise.key])).status_code == 403
    assert client.get(reverse("likeness", args=[Likeness.objects.get().pk])).status_code == 403
    for page in (reverse("exercise", args=[exercise.key]), reverse("code_of_try", args=[pair[0].pk])):
        assert "ressembl" not in client.get(page).content.decode()


def test_an_exercise_where_everybody_writes_the_same_says_so(client, trainer, cohort, exercise):
    for _ in range(3):
        passed(apprentice_of(cohort), exercise, "let a = 1;")
    compare_works(exercise_id=exercise.pk, now=NOON)
    client.force_login(trainer)
    page = client.get(reverse("alike_works", args=[exercise.key])).content.decode()
    assert "presque tout le monde écrit la même chose" in page


def test_the_list_costs_the_same_for_any_number_of_pairs(client, trainer, cohort, exercise, pair):
    client.force_login(trainer)
    address = reverse("alike_works", args=[exercise.key])
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    passed(apprentice_of(cohort), exercise, SHAPES["calls"])
    compare_works(exercise_id=exercise.pk, now=NOON)
    assert Likeness.objects.count() == 3
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)
