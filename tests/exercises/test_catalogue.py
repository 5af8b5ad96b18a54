"""The catalogue can be published; that its answers are judged rightly is proved beside the grader."""

from pathlib import Path

import pytest
from django.conf import settings

from exercises import grading
from exercises.actions.author import ExerciseRefused, publish_exercise
from exercises.models import Exercise, ExerciseVersion
from lms.records.actions import load_referential
from lms.records.referential import REFERENTIALS, read_referential

FOLDERS = sorted(path.parent for path in (settings.BASE_DIR / "exercises/catalogue").glob("*/exercise.toml"))


@pytest.fixture
def referentials(db):
    for path in REFERENTIALS.glob("*.yaml"):
        load_referential(data=read_referential(path))


def test_the_catalogue_covers_both_runtimes():
    runtimes = [grading.read_exercise_folder(folder).runtime for folder in FOLDERS]
    assert runtimes.count("web") >= 3
    assert runtimes.count("javascript") >= 3


@pytest.mark.parametrize("name", ["noyau.php", "gabarits.php"])
def test_what_stands_in_for_symfony_is_the_same_everywhere(name):
    copies = [path for folder in FOLDERS if (path := folder / "starter" / name).is_file()]
    assert len(copies) >= 2
    assert len({path.read_bytes() for path in copies}) == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_exercise_can_be_published_with_its_competences(folder, referentials, now):
    content = grading.read_exercise_folder(folder)
    version = publish_exercise(content=content, now=now)
    assert Exercise.objects.get(key=folder.name).current_version == version
    assert grading.content_of(version).to_dict() == content.definition


def test_publishing_the_same_exercise_again_keeps_its_version(referentials, now):
    content = grading.read_exercise_folder(FOLDERS[0])
    assert publish_exercise(content=content, now=now) == publish_exercise(content=content, now=now)
    assert ExerciseVersion.objects.count() == 1


def test_an_exercise_with_an_unknown_competence_is_refused(db, now):
    with pytest.raises(ExerciseRefused, match="V04"):
        publish_exercise(content=grading.read_exercise_folder(FOLDERS[0]), now=now)


def test_a_changed_exercise_makes_a_new_version_and_leaves_the_old_one(referentials, now, tmp_path):
    content = grading.read_exercise_folder(FOLDERS[0])
    first = publish_exercise(content=content, now=now)
    folder = Path(tmp_path / content.key)
    folder.mkdir()
    for path in FOLDERS[0].rglob("*"):
        target = folder / path.relative_to(FOLDERS[0])
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.write_bytes(path.read_bytes())
    manifest = folder / "exercise.toml"
    manifest.write_text(manifest.read_text().replace('title = "', 'title = "Nouveau : ', 1))
    second = publish_exercise(content=grading.read_exercise_folder(folder), now=now)
    assert second.number == 2
    first.refresh_from_db()
    assert not first.title.startswith("Nouveau")
