"""« Essayer »: the code is saved and run, and nothing of it counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exercises import grading, jobs
from exercises.actions.dry_run import look_after_dry_runs
from exercises.models import Draft, DryRun, Submission
from grader.sandbox.fake import FakeSandbox, Scene
from lms.records.models import Evidence
from tests.factories.exercises import ExerciseFactory, ExerciseVersionFactory, definition

pytestmark = pytest.mark.django_db

AS_SCRIPT = {"HX-Request": "true"}
CODE = "def somme(a, b):\n    return a + b\n"


@pytest.fixture
def exercise():
    of_python = definition(
        key="une-somme", runtime="python", entry="main.py", editable=["main.py"], starter={"main.py": ""},
        solution={"main.py": CODE}, example="somme(1, 1)",
    )  # fmt: skip
    found = ExerciseFactory(key="une-somme")
    found.current_version = ExerciseVersionFactory(
        exercise=found, number=9, runtime="python", variant="python", definition=of_python
    )
    found.save()
    return found


@pytest.fixture
def visitor(apprentice, browse):
    return browse(apprentice)


@pytest.fixture
def in_box(monkeypatch):
    def use(sandbox):
        monkeypatch.setattr(grading, "_sandbox", lambda: sandbox)

    return use


def text_of(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def run(visitor, exercise, code=CODE, *, to_run="somme(2, 3)", revision=0, headers=AS_SCRIPT):
    form = {"file:main.py": code, "revision": revision, "to_run": to_run}
    return visitor.post(reverse("run_dry", args=[exercise.key]), form, headers=headers)


def gives(value):
    return FakeSandbox(
        look=lambda probe: (
            {"value": {"type": "int", "value": value, "text": str(value)}, "language": "python"}
            if probe.kind == "value"
            else {"lines": ["bonjour"], "skipped": 0, "tail": []}
        )
    )


def test_the_page_offers_it_with_the_authors_example(visitor, exercise):
    page = text_of(visitor.get(reverse("exercise", args=[exercise.key])))
    assert "Essayer votre code" in page
    assert 'value="somme(1, 1)"' in page


def test_a_page_that_the_browser_draws_does_not_offer_it(visitor):
    other = ExerciseFactory()
    assert "Essayer votre code" not in text_of(visitor.get(reverse("exercise", args=[other.key])))
    assert run(visitor, other).status_code == 404


def test_it_is_saved_and_run_and_counts_for_nothing(visitor, exercise, in_box, apprentice):
    in_box(gives(5))
    waiting = run(visitor, exercise)
    assert "Essai en cours" in text_of(waiting)
    assert waiting["Draft-Revision"] == "1"
    asked = DryRun.objects.get()
    jobs.run_dry(dry_run_id=asked.pk)
    panel = text_of(visitor.get(reverse("dry_run", args=[asked.pk]), headers=AS_SCRIPT))
    assert "bonjour" in panel
    assert "somme(2, 3)" in panel
    assert Draft.objects.get(apprentice=apprentice).files == {"main.py": CODE}
    assert not Submission.objects.exists()
    assert not Evidence.objects.exists()


def test_without_scripts_the_page_itself_shows_it(visitor, exercise, in_box):
    in_box(gives(5))
    answer = run(visitor, exercise, headers={})
    asked = DryRun.objects.get()
    jobs.run_dry(dry_run_id=asked.pk)
    page = text_of(visitor.get(answer.url))
    assert "bonjour" in page
    assert 'value="somme(2, 3)"' in page


def test_what_still_runs_has_nothing_new_to_send(visitor, exercise):
    run(visitor, exercise)
    url = reverse("dry_run", args=[DryRun.objects.get().pk])
    assert visitor.get(url, headers={**AS_SCRIPT, "Seen": "running"}).status_code == 204


@pytest.mark.parametrize(("to_run", "says"), [("somme(2,", "Python"), ("x" * 600, "trop long")])
def test_what_cannot_be_run_says_why_and_keeps_the_draft(visitor, exercise, to_run, says):
    answer = run(visitor, exercise, to_run=to_run)
    assert (answer.status_code, says in text_of(answer)) == (422, True)
    assert answer["Draft-Revision"] == "1" or Draft.objects.get().revision == 1
    assert not DryRun.objects.exists()


def test_a_newer_draft_of_another_window_is_left_alone(visitor, exercise):
    run(visitor, exercise)
    answer = run(visitor, exercise, "# une autre fenêtre\n", revision=0)
    assert "Draft-Revision" not in answer
    assert Draft.objects.get().files == {"main.py": CODE}
    assert DryRun.objects.latest("pk").files == {"main.py": "# une autre fenêtre\n"}


def test_our_fault_says_so_and_costs_nothing(visitor, exercise, in_box):
    in_box(FakeSandbox(Scene(starts=False)))
    run(visitor, exercise)
    asked = DryRun.objects.get()
    jobs.run_dry(dry_run_id=asked.pk)
    panel = text_of(visitor.get(reverse("dry_run", args=[asked.pk]), headers=AS_SCRIPT))
    assert "La plateforme n’a pas pu essayer votre code. Votre travail est enregistré" in panel


def test_who_waits_for_a_minute_is_told_that_it_is_our_fault(visitor, exercise):
    run(visitor, exercise)
    asked = DryRun.objects.get()
    DryRun.objects.update(asked_at=timezone.now() - timedelta(seconds=61))
    answer = visitor.get(reverse("dry_run", args=[asked.pk]), headers={**AS_SCRIPT, "Seen": "running"})
    assert "C’est de notre côté" in text_of(answer) or "La plateforme n’a pas pu" in text_of(answer)


def test_too_many_in_a_minute_are_refused_with_the_seconds_left(visitor, exercise, settings):
    settings.GRADER = {**settings.GRADER, "DRY_RUNS_PER_MINUTE": 2}
    run(visitor, exercise)
    run(visitor, exercise)
    answer = run(visitor, exercise, CODE + "#")
    assert answer.status_code == 429
    assert "essayez de nouveau dans" in text_of(answer)
    assert int(answer["Retry-After"]) > 0
    assert DryRun.objects.count() == 2


def test_only_the_newest_is_waited_for(visitor, exercise, in_box):
    in_box(gives(5))
    run(visitor, exercise)
    first = DryRun.objects.get()
    run(visitor, exercise, CODE + "\n", revision=1)
    first.refresh_from_db()
    assert first.shown["detail"] == "overtaken"
    jobs.run_dry(dry_run_id=first.pk)
    first.refresh_from_db()
    assert first.shown["detail"] == "overtaken"
    told = text_of(visitor.get(reverse("dry_run", args=[first.pk]), headers=AS_SCRIPT))
    assert "Un essai plus récent a pris sa place : essayez de nouveau." in told.replace("\xa0", " ")
    assert "est allé jusqu’au bout" not in told


def test_nobody_else_sees_it_and_after_a_day_it_is_gone(visitor, exercise, trainer, browse):
    run(visitor, exercise)
    url = reverse("dry_run", args=[DryRun.objects.get().pk])
    assert browse(trainer).get(url, headers=AS_SCRIPT).status_code == 404
    DryRun.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    look_after_dry_runs(now=timezone.now())
    assert not DryRun.objects.exists()


def test_a_lost_wake_up_is_sent_again_while_somebody_may_look(visitor, exercise, monkeypatch):
    run(visitor, exercise)
    woken = []
    monkeypatch.setattr(
        "exercises.actions.dry_run.enqueue_after_commit",
        lambda queue, job, **arguments: woken.append(arguments),
    )
    for seconds, expected in ((5, 0), (20, 1), (90, 1)):
        DryRun.objects.update(asked_at=timezone.now() - timedelta(seconds=seconds))
        look_after_dry_runs(now=timezone.now())
        assert len(woken) == expected
