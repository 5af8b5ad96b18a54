"""The authors' screens: what is typed is kept, what is sent is looked at, a longer list costs no more."""

import base64
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from exercises.actions import write
from exercises.folders import read_zip, write_zip
from exercises.models import Exercise
from exercises.packages import exercises_from_folder
from tests.exercises.actions.test_write import FILES
from tests.exercises.importers.samples import EXERCISM_PYTHON
from tests.factories.exercises import NOON, ExerciseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(trainer):
    return write.create_exercise(key="somme", files=FILES, by=trainer, now=NOON)


@pytest.fixture
def page(trainer, browse):
    return browse(trainer)


def form_of(files, revision=1, **more):
    return {"revision": revision, **{f"text:{path}": text for path, text in files.items()}, **more}


def _png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "PNG")
    return drawn.getvalue()


PNG = _png()
EDIT = "/edition/exercices/somme/modifier/"


def test_files_are_written_renamed_removed_and_added(exercise, page):
    sent = form_of(
        {**FILES, "statement.md": "Autre.\r\nLigne.\r\n"},
        **{
            "path:starter/script.js": "starter/main.js",
            "remove:solution/script.js": "1",
            "new_path": "mistakes/a/script.js",
        },
    )
    assert page.post(EDIT, sent).status_code == 302
    files = exercise.revisions.first().files
    assert files["statement.md"] == "Autre.\nLigne.\n"
    assert set(files) == {"exercise.toml", "statement.md", "starter/main.js", "mistakes/a/script.js"}


def test_a_refused_name_loses_nothing_typed(exercise, page):
    answer = page.post(EDIT, form_of({**FILES, "statement.md": "Tapé."}, new_path="../x"))
    assert answer.status_code == 422
    assert "Tapé." in answer.content.decode()


def test_a_stale_page_is_told_and_keeps_its_text(exercise, page):
    page.post(EDIT, form_of({**FILES, "statement.md": "Un."}))
    answer = page.post(EDIT, form_of({**FILES, "statement.md": "Deux."}))
    assert answer.status_code == 422
    assert "Deux." in answer.content.decode()


def test_an_exercise_comes_from_a_zip_and_goes_back_into_one(page):
    data = write_zip({f"somme/{path}": text for path, text in FILES.items()})
    sent = {"key": "copie", "runtime": "web", "archive": SimpleUploadedFile("somme.zip", data)}
    assert page.post("/edition/exercices/nouveau/", sent).status_code == 302
    (back,) = exercises_from_folder(read_zip(page.get("/edition/exercices/copie/zip/").content))
    assert back.identity == Exercise.objects.get().identity
    assert back.files == {
        **FILES,
        "exercise.toml": FILES["exercise.toml"].replace('key = "somme"', 'key = "copie"'),
    }
    again = SimpleUploadedFile("copie.zip", page.get("/edition/exercices/copie/zip/").content)
    sent = {"key": "autre", "runtime": "web", "archive": again}
    assert page.post("/edition/exercices/nouveau/", sent).status_code == 302
    assert Exercise.objects.get(key="autre").identity != back.identity


def test_a_folder_is_sent_with_its_places(page):
    uploads = [SimpleUploadedFile(path.rsplit("/")[-1], text.encode()) for path, text in FILES.items()]
    paths = json.dumps([f"somme/{path}" for path in FILES])
    sent = {"key": "somme", "runtime": "web", "folder": uploads, "paths": paths}
    assert page.post("/edition/exercices/nouveau/", sent).status_code == 302
    assert Exercise.objects.get().revisions.get().files == FILES


def test_a_hostile_zip_is_refused_on_the_page(page):
    sent = {"key": "copie", "runtime": "web", "archive": SimpleUploadedFile("a.zip", b"PK nothing")}
    answer = page.post("/edition/exercices/nouveau/", sent)
    assert answer.status_code == 422
    assert "pas un zip lisible" in answer.content.decode()


@pytest.mark.parametrize("state", ["draft", "published"])
def test_the_list_is_narrowed(exercise, page, state):
    ExerciseFactory(published__proof="holds")
    text = page.get("/edition/exercices/", {"state": state}).content.decode()
    assert ("somme" in text) == (state == "draft")
    assert text.count('<th scope="row">') == 1


def test_a_longer_list_costs_no_more(page):
    ExerciseFactory()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page.get("/edition/exercices/")
        return len(queries)

    cost()
    one = cost()
    ExerciseFactory.create_batch(2)
    assert cost() == one


def test_the_preview_shows_what_is_written_and_waits_for_its_verdict(exercise, page):
    text = page.get("/edition/exercices/somme/essayer/").content.decode()
    assert "function somme" in text
    answer = page.post(
        "/edition/exercices/somme/essayer/", {"file:script.js": "x"}, headers={"HX-Request": "true"}
    )
    assert "report--waiting" in answer.content.decode()


# --- bringing in ---------------------------------------------------------------------------------------------


def track() -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, text in EXERCISM_PYTHON.items():
            archive.writestr(path, text)
        archive.writestr("../escaped.py", "print('hello')")
    return SimpleUploadedFile("track.zip", data.getvalue(), "application/zip")


def test_a_track_becomes_drafts_and_says_what_needs_a_hand(page):
    sent = {"origin": "exercism", "material": track(), "author": "Une école fictive", "licence": "MIT"}
    told = page.post("/edition/exercices/importer/", sent).content.decode()
    assert "2 brouillons créés" in told
    assert "Laissé de côté" in told
    for exercise in Exercise.objects.all():
        assert f"/edition/exercices/{exercise.key}/modifier/" in told
        assert 'licence = "MIT' in exercise.revisions.get().files["exercise.toml"]
        assert not exercise.versions.exists()


def test_what_is_no_material_is_told_and_makes_nothing(page):
    sent = {"origin": "coderunner", "material": SimpleUploadedFile("x.xml", b"\x00\x01")}
    answer = page.post("/edition/exercices/importer/", sent)
    assert answer.status_code == 200
    assert "Laissé de côté" in answer.content.decode()
    assert not Exercise.objects.exists()
    assert page.post("/edition/exercices/importer/", {"origin": "autre"}).status_code == 422


def test_an_image_of_the_statement_is_seen_while_it_is_written(page, trainer):
    picture = {"base64": base64.b64encode(PNG).decode()}
    files = {**FILES, "statement.md": "Voici :\n\n![Un plan](images/plan.png)\n", "images/plan.png": picture}
    write.create_exercise(key="somme", files=files, by=trainer, now=NOON)
    told = page.get("/edition/exercices/somme/essayer/").content.decode()
    assert 'src="/edition/exercices/somme/images/plan.png"' in told
    answer = page.get("/edition/exercices/somme/images/plan.png")
    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
