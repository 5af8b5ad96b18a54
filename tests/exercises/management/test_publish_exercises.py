import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from exercises.models import Exercise, ExerciseVersion
from lms.records.actions import load_referential
from lms.records.referential import REFERENTIALS, read_referential


@pytest.fixture
def referentials(db):
    for path in REFERENTIALS.glob("*.yaml"):
        load_referential(data=read_referential(path))


def test_the_catalogue_is_published_and_again_without_change(referentials, capsys):
    call_command("publish_exercises")
    published = Exercise.objects.exclude(current_version=None).count()
    call_command("publish_exercises")
    assert published >= 8
    assert ExerciseVersion.objects.count() == published
    assert "html-carte-de-visite: version 1" in capsys.readouterr().out


def test_a_broken_folder_is_named_and_the_others_are_published(referentials, tmp_path, capsys):
    (tmp_path / "vide").mkdir()
    good = settings.BASE_DIR / "exercises/catalogue/html-carte-de-visite"
    with pytest.raises(CommandError, match="1 exercise"):
        call_command("publish_exercises", tmp_path / "vide", good)
    assert "vide" in capsys.readouterr().err
    assert Exercise.objects.get().key == "html-carte-de-visite"


def test_a_competence_that_no_certification_has_is_refused(db, capsys):
    with pytest.raises(CommandError):
        call_command("publish_exercises", settings.BASE_DIR / "exercises/catalogue/html-carte-de-visite")
    assert "V04-C3" in capsys.readouterr().err
    assert not ExerciseVersion.objects.exists()
