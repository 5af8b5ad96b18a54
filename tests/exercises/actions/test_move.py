"""A new version: who is in the middle keeps hers, is told, and moves with everything she wrote."""

import pytest

from exercises.actions.move import move_draft, newer_version, stay_on_version
from exercises.actions.submit import save_draft
from exercises.models import Draft
from tests.factories.exercises import NOON, ExerciseFactory, ExerciseVersionFactory, definition

STARTER = {"a.js": "// a\n", "b.js": "// b\n", "c.js": "// c\n"}


@pytest.fixture
def exercise(db):
    asked = definition(editable=["a.js", "b.js", "c.js"], entry="a.js", starter=STARTER, solution=STARTER)
    return ExerciseFactory(published__definition=asked)


@pytest.fixture
def begun(exercise, apprentice):
    files = {"a.js": "// à moi\n", "b.js": "// à moi aussi\n", "c.js": "// c\n"}
    return save_draft(apprentice=apprentice, exercise=exercise, files=files, revision=0, now=NOON)


def change(exercise):
    """Publish a version that changes a and c, and takes b no more."""
    starter = {"a.js": "// a, mieux\n", "c.js": "// c, mieux\n"}
    asked = definition(editable=["a.js", "c.js"], entry="a.js", starter=starter, solution=starter)
    exercise.current_version = ExerciseVersionFactory(exercise=exercise, number=2, definition=asked)
    exercise.save()


def test_she_moves_and_loses_nothing(exercise, begun, apprentice):
    change(exercise)
    moved = move_draft(apprentice=apprentice, exercise=exercise, now=NOON)
    draft = Draft.objects.get()
    assert draft.version == exercise.current_version
    assert draft.files == {"a.js": "// à moi\n", "c.js": "// c, mieux\n"}
    assert draft.left_over == {"b.js": "// à moi aussi\n"}
    assert (moved.clashes, moved.left_over) == (["a.js"], ["b.js"])
    assert draft.revision == begun.revision + 1


def test_she_is_told_until_she_moves_or_stays(exercise, begun, apprentice):
    assert newer_version(Draft.objects.get(), exercise) is None
    change(exercise)
    assert newer_version(Draft.objects.get(), exercise) == exercise.current_version
    stay_on_version(apprentice=apprentice, exercise=exercise)
    assert newer_version(Draft.objects.get(), exercise) is None
    assert Draft.objects.get().version == begun.version


def test_her_page_tells_and_the_button_moves(exercise, begun, apprentice, browse):
    change(exercise)
    page = browse(apprentice)
    assert "Une nouvelle version existe" in page.get(f"/exercices/{exercise.key}/").content.decode()
    answer = page.post(
        f"/exercices/{exercise.key}/version/", {"choice": "move"}, follow=True
    ).content.decode()
    assert "Une nouvelle version existe" not in answer
    assert "a.js\u00a0: son fichier de départ a changé aussi" in answer
    assert "// à moi aussi" in answer
