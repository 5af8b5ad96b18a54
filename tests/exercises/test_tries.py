"""The code of one's tries: read, compared with another, taken back; nothing is lost on the way."""

import pytest
from django.urls import reverse

from exercises.comparing import MOST_PAIRS, compared, compared_files
from exercises.models import Draft, SubmittedFile
from exercises.states import SubmissionState
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory

FIRST, SECOND = "let prix = 1;\nlet nom = 'a';\n", "let prix = 2;\nlet nom = 'a';\n"


# ---- two texts ----------------------------------------------------------------------------------------------


def told(older: str, newer: str) -> list[tuple[str, str]]:
    return [(line.kind, line.visible) for line in compared(older, newer)]


def test_what_was_taken_out_comes_before_what_was_put_in():
    assert told("a\nb\nc", "a\nx\nc") == [("same", "a"), ("taken_out", "b"), ("put_in", "x"), ("same", "c")]


def test_long_equal_parts_are_left_out():
    same = [f"ligne {number}" for number in range(20)]
    lines = compared("\n".join(same), "\n".join([*same, "fin"]))
    assert (lines[0].kind, lines[0].number) == ("skipped", 17)
    assert [line.text for line in lines[1:]] == ["ligne 17", "ligne 18", "ligne 19", "fin"]
    assert lines[-1].number == 21


def test_spaces_are_shown_where_nothing_else_differs():
    assert told("a  b", "a b") == [("taken_out", "a··b"), ("put_in", "a·b")]
    assert told("a b", "a c") == [("taken_out", "a b"), ("put_in", "a c")]


def test_long_texts_without_much_in_common_are_not_searched():
    many = 65_000
    assert many * many > MOST_PAIRS
    lines = compared("\n" * many, "a\n" + "\n" * many)  # searched, it would take hours
    assert lines[0].kind in ("taken_out", "put_in")
    same = compared("\n" * many, "\n" * many)
    assert {line.kind for line in same} == {"skipped"}


def test_a_file_that_is_new_or_gone_is_told():
    files = {file.path: file for file in compared_files({"vieux.js": "a"}, {"neuf.js": "b"})}
    assert [line.kind for line in files["vieux.js"].lines] == ["taken_out"]
    assert [line.kind for line in files["neuf.js"].lines] == ["put_in"]
    assert compared_files({"a": "x"}, {"a": "x"})[0].is_same


# ---- the screens --------------------------------------------------------------------------------------------


@pytest.fixture
def exercise(db):
    return ExerciseFactory(key="additionner")


@pytest.fixture
def tries(exercise, apprentice):
    made = []
    for number, text in enumerate((FIRST, SECOND), start=1):
        submission = SubmissionFactory(
            apprentice=apprentice,
            exercise=exercise,
            number=number,
            state=SubmissionState.FAILED,
            graded_at=NOON,
        )
        SubmittedFile.objects.filter(submission=submission).update(path="script.js", content=text)
        made.append(submission)
    return made


def page_of(visitor, submission, **query):
    return visitor.get(reverse("code_of_try", args=[submission.pk]), query).content.decode()


def test_a_try_is_compared_with_the_one_before(tries, apprentice, browse):
    page = page_of(browse(apprentice), tries[1])
    assert "Ce qui a changé depuis essai 1" in page
    assert "<del>let prix = 1;</del>" in page
    assert "<ins>let prix = 2;</ins>" in page


def test_a_try_is_compared_with_the_first_files_and_with_what_is_written_now(
    tries, apprentice, browse, exercise
):
    Draft.objects.create(
        apprentice=apprentice,
        exercise=exercise,
        version=exercise.current_version,
        files={"script.js": "let autre = 3;\n"},
        saved_at=NOON,
    )
    visitor = browse(apprentice)
    assert "<del>let autre = 3;</del>" in page_of(visitor, tries[0], avec="brouillon")
    assert "depuis les fichiers de départ" in page_of(visitor, tries[0], avec="n’importe quoi")


def test_a_trainer_compares_without_seeing_what_is_being_written(tries, trainer, browse):
    page = page_of(browse(trainer), tries[1], avec="brouillon")
    assert "depuis les fichiers de départ" in page
    assert "Repartir de ce code" not in page


def test_going_back_to_a_try_keeps_what_was_there(tries, apprentice, browse, exercise):
    draft = Draft.objects.create(
        apprentice=apprentice,
        exercise=exercise,
        version=exercise.current_version,
        files={"script.js": "// en cours"},
        saved_at=NOON,
    )
    visitor = browse(apprentice)
    visitor.post(reverse("take_try_back", args=[tries[0].pk]))
    draft.refresh_from_db()
    assert (draft.files, draft.revision) == ({"script.js": FIRST}, 2)
    visitor.post(reverse("start_over", args=[exercise.key]), {"to": "before"})
    draft.refresh_from_db()
    assert draft.files == {"script.js": "// en cours"}
    assert draft.before_going_back == []


def test_going_back_twice_loses_nothing_that_was_never_handed_in(tries, apprentice, browse, exercise):
    draft = Draft.objects.create(
        apprentice=apprentice,
        exercise=exercise,
        version=exercise.current_version,
        files={"script.js": "// jamais rendu"},
        saved_at=NOON,
    )
    visitor = browse(apprentice)
    visitor.post(reverse("take_try_back", args=[tries[0].pk]))
    visitor.post(reverse("take_try_back", args=[tries[1].pk]))
    Draft.objects.filter(pk=draft.pk).update(files={"script.js": "// et encore"})
    visitor.post(reverse("start_over", args=[exercise.key]), {"to": "starter"})
    found = set()
    for _ in range(2):
        visitor.post(reverse("start_over", args=[exercise.key]), {"to": "before"})
        draft.refresh_from_db()
        found.add(draft.files["script.js"])
    assert found == {"// jamais rendu", "// et encore"}


def test_starting_over_gives_the_first_files(tries, apprentice, browse, exercise):
    visitor = browse(apprentice)
    visitor.post(reverse("take_try_back", args=[tries[1].pk]))
    draft = Draft.objects.get()
    assert draft.files == {"script.js": SECOND}
    visitor.post(reverse("start_over", args=[exercise.key]), {"to": "starter"})
    draft.refresh_from_db()
    assert draft.files["script.js"] not in (FIRST, SECOND)
    assert draft.before_going_back == []
    assert "Remettre ce que" not in visitor.get(reverse("exercise", args=[exercise.key])).content.decode()
    Draft.objects.filter(pk=draft.pk).update(files={"script.js": "// jamais rendu"})
    visitor.post(reverse("start_over", args=[exercise.key]), {"to": "starter"})
    page = visitor.get(reverse("exercise", args=[exercise.key])).content.decode()
    assert "Remettre ce que j’avais avant" in page


def test_nobody_takes_back_the_work_of_somebody_else(tries, peer, trainer, browse):
    assert browse(peer).post(reverse("take_try_back", args=[tries[0].pk])).status_code == 404
    assert browse(trainer).post(reverse("take_try_back", args=[tries[0].pk])).status_code == 403
    assert not Draft.objects.exists()


def test_one_may_still_start_over_once_a_verdict_has_come(tries, apprentice, browse, exercise):
    visitor = browse(apprentice)
    visitor.post(reverse("take_try_back", args=[tries[0].pk]))
    panel = visitor.get(reverse("submission", args=[tries[1].pk]), headers={"HX-Request": "true"})
    assert reverse("start_over", args=[exercise.key]) in panel.content.decode()
