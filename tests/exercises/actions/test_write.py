"""An author writes, has it proved, publishes: never what does not hold, never over somebody else's work."""

import pytest
from django.conf import settings

from exercises import grading, jobs
from exercises.actions import author, write
from exercises.folders import FolderRefused, read_disk
from exercises.models import Exercise, ExerciseRevision, ExerciseVersion, Submission
from exercises.queries import authored_exercises
from grader.sandbox.fake import FakeSandbox
from lms.core.permissions import Denied
from tests.factories.exercises import NOON, LanguageHealthFactory

MANIFEST = """key = "somme"
title = "Additionner"
summary = "Écrire une fonction qui additionne."
runtime = "javascript"
level = 1
minutes = 10
competences = []
licence = "CC BY-SA 4.0"

[files]
entry = "script.js"
editable = ["script.js"]

[[checks]]
id = "somme"
asks = "La somme de 2 et 3 est juste."
probe = { kind = "value", expression = "somme(2, 3)" }
expect = { equals = 5 }
"""
FILES = {
    "exercise.toml": MANIFEST,
    "statement.md": "Écrivez la fonction somme.\n",
    "starter/script.js": "function somme(a, b) {\n}\n",
    "solution/script.js": "function somme(a, b) {\n  return a + b;\n}\n",
}


class Honest(FakeSandbox):
    """A box that finds what the program in it would give."""

    def run(self, job):
        right = "return a + b" in job.request.decode()
        self.look = lambda probe: {"value": {"type": "number", "value": 5}} if right else None
        return super().run(job)


@pytest.fixture
def in_box(monkeypatch):
    LanguageHealthFactory()
    box = Honest()
    monkeypatch.setattr(grading, "_sandbox", lambda: box)
    return box


@pytest.fixture
def exercise(trainer):
    return write.create_exercise(key="somme", files=FILES, by=trainer, now=NOON)


def save(exercise, trainer, on_top_of=1, **changes):
    return write.save_revision(
        exercise=exercise, files={**FILES, **changes}, on_top_of=on_top_of, by=trainer, now=NOON
    )


def prove(exercise, trainer):
    version = write.ask_for_proof(exercise=exercise, by=trainer, now=NOON)
    jobs.prove_version(version_id=version.pk)
    return ExerciseVersion.objects.get(pk=version.pk)


def state(exercise):
    return authored_exercises().get(pk=exercise.pk).state


def test_only_authors_write(apprentice, coordinator, client_person, exercise):
    for person in (apprentice, coordinator, client_person):
        with pytest.raises(Denied):
            write.create_exercise(key="autre", files=FILES, by=person, now=NOON)
        with pytest.raises(Denied):
            write.publish_revision(exercise=exercise, by=person, now=NOON)


def test_from_writing_to_publishing(exercise, trainer, in_box):
    assert state(exercise) == "draft"
    version = prove(exercise, trainer)
    assert [trial["holds"] for trial in version.trials] == [True, True]
    assert len(in_box.jobs) == 4
    assert state(exercise) == "proved"
    exercise.refresh_from_db()
    assert exercise.current_version is None
    write.publish_revision(exercise=exercise, by=trainer, now=NOON)
    exercise.refresh_from_db()
    assert exercise.current_version == version
    assert state(exercise) == "published"
    save(exercise, trainer, **{"statement.md": "Autrement.\n"})
    assert state(exercise) == "draft"
    assert exercise.current_version == version


def test_nothing_is_published_that_was_not_proved(exercise, trainer, in_box):
    with pytest.raises(write.NotProved):
        write.publish_revision(exercise=exercise, by=trainer, now=NOON)
    prove(exercise, trainer)
    save(exercise, trainer, **{"statement.md": "Autrement.\n"})
    with pytest.raises(write.NotProved):
        write.publish_revision(exercise=exercise, by=trainer, now=NOON)


def test_what_does_not_hold_is_not_published_and_can_be_proved_again(exercise, trainer, in_box):
    save(exercise, trainer, **{"solution/script.js": "function somme(a, b) { return 1; }\n"})
    assert prove(exercise, trainer).proof == "broken"
    assert state(exercise) == "broken"
    with pytest.raises(write.NotProved):
        write.publish_revision(exercise=exercise, by=trainer, now=NOON)
    save(exercise, trainer, on_top_of=2)
    version = prove(exercise, trainer)
    # Nobody ever worked on the broken one: its number is free again.
    assert (version.number, version.proof, ExerciseVersion.objects.count()) == (1, "holds", 1)


def test_a_mistake_in_the_folder_is_told_with_its_file_and_line(exercise, trainer):
    revision = save(exercise, trainer, **{"exercise.toml": MANIFEST.replace("level = 1", "level = ")})
    assert (revision.problems[0]["file"], revision.problems[0]["line"]) == ("exercise.toml", 5)
    with pytest.raises(author.ExerciseRefused, match="TOML"):
        write.ask_for_proof(exercise=exercise, by=trainer, now=NOON)


def test_somebody_elses_newer_revision_is_not_written_over(exercise, trainer, other_school_trainer):
    save(exercise, other_school_trainer, **{"statement.md": "La sienne.\n"})
    with pytest.raises(write.SavedMeanwhile):
        save(exercise, trainer, **{"statement.md": "La mienne.\n"})
    assert ExerciseRevision.objects.first().files["statement.md"] == "La sienne.\n"


def test_a_bad_name_is_refused(trainer, exercise):
    for key, files in (("Somme", FILES), ("somme", FILES), ("autre", {"../a": ""})):
        with pytest.raises(FolderRefused):
            write.create_exercise(key=key, files=files, by=trainer, now=NOON)


def test_an_authors_try_is_judged_and_is_no_submission(exercise, trainer, in_box):
    asked = write.try_revision(
        revision=exercise.revisions.get(), files={"script.js": "return a + b"}, by=trainer, now=NOON
    )
    jobs.try_author_work(try_id=asked.pk)
    asked.refresh_from_db()
    assert asked.verdict["passed"]
    assert not Submission.objects.exists()


def test_a_folder_of_elsewhere_goes_out_once_it_is_proved(db, in_box):
    content = grading.read_exercise_files("somme", FILES)
    version = author.publish_exercise(content=content, now=NOON)
    assert Exercise.objects.get().current_version is None
    jobs.prove_version(version_id=version.pk)
    assert Exercise.objects.get().current_version == version


def test_the_catalogue_does_not_write_over_what_a_school_changed(trainer, monkeypatch):
    monkeypatch.setattr(author, "unknown_competences", lambda codes: set())
    folder = settings.BASE_DIR / "exercises/catalogue/html-carte-de-visite"
    content = grading.read_exercise_folder(folder)
    first = author.publish_exercise(content=content, now=NOON)
    exercise = first.exercise
    ours = {**read_disk(folder), "statement.md": "Notre consigne.\n"}
    write.save_revision(exercise=exercise, files=ours, on_top_of=1, by=trainer, now=NOON)
    assert author.publish_exercise(content=content, now=NOON) == first
    assert exercise.revisions.first().files["statement.md"] == "Notre consigne.\n"
