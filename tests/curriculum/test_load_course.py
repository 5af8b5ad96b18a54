"""The course that comes with the platform is placed, placed again, and takes nothing from a school."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from curriculum.actions.load import load_course
from curriculum.models import LessonPage, ModulePage, ProgrammePage
from curriculum.packages import from_folder, to_folder
from curriculum.queries import package_of
from curriculum.shipped import shipped_package
from exercises.actions.take_in import Arrival
from lms.people.models import Programme
from tests.factories.curriculum import make_course

pytestmark = pytest.mark.django_db

MODULE = 'title = "HTML"\nnumber = 1\nhours = 42\nsummary = "Écrire."\nobjectives = ["Écrire une page"]\n'
LESSON = """---
title = "Une page"
summary = "Une idée."
minutes = 20
---
Une phrase.

```html "Un titre"
<h1>Bonjour</h1>
```

Une autre phrase.

```question "Lequel ?"
+ h1 | Oui.
- b | Non.
= Le plan.
```
"""


@pytest.fixture
def folder(tmp_path):
    module = tmp_path / "html"
    module.mkdir()
    (module / "module.toml").write_text(MODULE, encoding="utf-8")
    (module / "01-une-page.md").write_text(LESSON, encoding="utf-8")
    (module / "formateur.md").write_text("- « h1 écrit gros » : **non**.", encoding="utf-8")
    return tmp_path


@pytest.fixture
def programme(db):
    return Programme.objects.create(name="École du web", slug="ecole-du-web")


@pytest.fixture
def load(folder, programme, now):
    def again():
        return load_course(package=shipped_package(folder), programme=programme, summary="Dix mois.", now=now)

    return again


def rewrite(folder, old: str, new: str) -> None:
    path = folder / "html/01-une-page.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def values_of(lesson: LessonPage) -> list[object]:
    return [block["value"] for block in LessonPage.objects.get(pk=lesson.pk).body.raw_data]


def test_modules_and_lessons_are_placed_and_published(load, programme):
    load()
    module, lesson = ModulePage.objects.get(), LessonPage.objects.get()

    assert ProgrammePage.objects.get().programme == programme
    assert (module.live, module.hours, module.objective_lines) == (True, 42, ["Écrire une page"])
    assert (lesson.live, lesson.minutes, lesson.get_parent().pk) == (True, 20, module.pk)
    assert [block["type"] for block in lesson.body.raw_data] == ["text", "code", "text", "question"]


def test_a_label_breaks_before_no_sign_and_keeps_its_block_when_its_spaces_are_corrected(load, folder):
    load()
    question = LessonPage.objects.get().body[3]
    path = folder / "html" / "01-une-page.md"
    path.write_text(path.read_text("utf-8").replace("- b | Non.", "- b : gras | Non."), encoding="utf-8")

    load()

    again = LessonPage.objects.get().body[3]
    assert again.id == question.id
    assert again.value["asks"] == "Lequel\u202f?"
    assert [choice["text"] for choice in again.value["choices"]] == ["h1", "b\u00a0: gras"]


def test_loading_again_changes_nothing(load):
    load()
    before = [page.latest_revision_id for page in LessonPage.objects.all()]

    assert {page.arrival for page in load().pages} == {Arrival.UNCHANGED}
    assert [page.latest_revision_id for page in LessonPage.objects.all()] == before


def test_what_was_corrected_in_the_files_arrives_beside_what_a_school_changed(load, folder):
    load()
    lesson = LessonPage.objects.get()
    lesson.body[1].value["code"] = "<h1>Bonjour de Valbrume</h1>"
    lesson.save_revision().publish()
    rewrite(folder, "Une autre phrase.", "Une phrase plus simple.")
    report = load()
    values = values_of(lesson)

    assert [page.arrival for page in report.pages] == [Arrival.UNCHANGED, Arrival.UPDATED]
    assert values[1]["code"] == "<h1>Bonjour de Valbrume</h1>"
    assert "plus simple" in values[2]


def test_an_idea_added_in_the_middle_keeps_what_a_school_wrote_after_it(load, folder):
    load()
    lesson = LessonPage.objects.get()
    lesson.body[3].value["asks"] = "Lequel, à Valbrume ?"
    lesson.save_revision().publish()
    rewrite(
        folder, "Une autre phrase.", 'Une autre phrase.\n\n```css "Une couleur"\nh1 { color: teal; }\n```'
    )
    load()
    values = values_of(lesson)

    assert [value.get("caption") for value in values if isinstance(value, dict)] == [
        "Un titre",
        "Une couleur",
        None,
    ]
    assert values[-1]["asks"] == "Lequel, à Valbrume ?"


def test_the_trainers_sheet_is_read_by_staff_alone(load, folder, cohort, trainer, apprentice, browse, now):
    load_course(package=shipped_package(folder), programme=cohort.programme, summary="Dix mois.", now=now)
    address = ModulePage.objects.get().url

    assert "h1 écrit gros" in browse(trainer).get(address).content.decode()
    for_her = browse(apprentice).get(address)
    assert (for_her.status_code, "h1 écrit gros" in for_her.content.decode()) == (200, False)


def test_a_sheet_travels_and_older_packages_have_none(cohort):
    course = make_course(cohort.programme, [])
    ModulePage.objects.update(trainer_sheet="<p>Le premier matin.</p>")
    files = to_folder(package_of(programme=course))
    path = next(path for path in files if path.endswith("/module.json"))
    older = {**files, path: files[path].replace('"trainer_sheet"', '"something_else"')}

    assert from_folder(files).modules[0].trainer_sheet == "<p>Le premier matin.</p>"
    assert not from_folder(older).modules[0].trainer_sheet


def test_the_command_names_what_it_does_not_know(db, folder):
    with pytest.raises(CommandError, match="valbrume"):
        call_command("load_course", "valbrume", folder=folder)


def test_the_command_says_which_line_cannot_be_read(programme, folder):
    rewrite(folder, "Une phrase.", "# Un titre de page")

    with pytest.raises(CommandError, match=r"01-une-page\.md:6"):
        call_command("load_course", programme.slug, folder=folder)
