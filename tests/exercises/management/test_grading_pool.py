"""How many boxes wait, for whom, and what is said of them."""

import pytest
from django.core.management import call_command

from exercises import grading
from exercises.management.commands import grading_pool
from exercises.management.commands.grading_pool import boxes_of
from tests.factories.exercises import ExerciseFactory, ExerciseVersionFactory, definition

pytestmark = pytest.mark.django_db


def published(**changes):
    return ExerciseFactory(published__definition=definition(**changes)).current_version


def counts(present, *, idle=1):
    return [wanted.count for wanted in grading.boxes_to_hold(present, idle=idle)]


def test_exercises_that_run_in_the_same_box_share_those_that_wait():
    assert counts({published(): 2, published(): 3}) == [5]


def test_other_limits_are_another_box_and_the_busiest_comes_first():
    quiet, busy = published(limits={"memory_mb": 128}), published()
    assert counts({quiet: 0, busy: 4}) == [4, 1]


def test_what_is_only_watched_from_outside_does_not_make_another_box():
    assert counts({published(limits={"wall_seconds": 3}): 1, published(): 1}) == [2]


def test_boxes_wait_for_nobody_in_particular_too():
    assert counts({published(): 0}, idle=3) == [3]


def test_an_exercise_the_grader_no_longer_knows_has_no_box():
    version = ExerciseVersionFactory(runtime="cobol", variant="cobol")
    assert counts({version: 3}) == []


def test_figures_are_told_by_language():
    wanted = grading.boxes_to_hold({published(): 1}, idle=1)[0]
    name = " ".join([wanted.shape.image, *wanted.shape.command])
    shapes = {name: {"waiting": 2, "starting": 1, "wanted": 3}, "an image of yesterday": {"waiting": 1}}
    figures = {"claimed": 7, "missed": 2, "engine_fails": False, "shapes": shapes}
    boxes = boxes_of(figures)
    assert boxes.waiting == {"javascript/javascript": 2}
    assert (boxes.claimed, boxes.missed) == (7, 2)


def test_without_an_address_no_box_waits_and_the_process_stays(monkeypatch, capsys):
    waited = []
    monkeypatch.setattr(grading_pool.threading.Event, "wait", lambda *_: waited.append(True))
    monkeypatch.setattr(grading_pool.signal, "signal", lambda *_: None)
    call_command("grading_pool")
    assert waited == [True]
    assert "no box waits" in capsys.readouterr().out
