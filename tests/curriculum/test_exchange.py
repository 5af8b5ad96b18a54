"""A course goes to another school and comes back: nothing is lost, what a school changed stays."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from curriculum.actions.take_in import take_in_package
from curriculum.models import LessonPage, ModulePage, ProgrammePage, SharedPage
from curriculum.packages import Package, from_folder, to_folder
from curriculum.queries import package_of
from exercises import grading
from exercises.actions.author import publish_exercise
from exercises.actions.take_in import Arrival
from exercises.actions.write import save_revision
from exercises.folders import FolderRefused, read_zip, write_zip
from exercises.models import Exercise
from exercises.packages import CONTENTS
from exercises.queries import latest_revision
from lms.core.permissions import Denied
from lms.people.models import Programme
from tests.factories.curriculum import make_course

pytestmark = pytest.mark.django_db
KEY = "js-panier-de-legumes"

LIVE = {"html": "<p>Oh</p>", "css": "p { color: red }", "javascript": "", "caption": "Essayer"}
QUESTION = {
    "asks": "Laquelle ?",
    "choices": [
        {
            "id": str(uuid4()),
            "type": "item",
            "value": {"text": text, "right": text == "h1", "why": "Parce que."},
        }
        for text in ("h1", "b")
    ],
    "explain": "<p>Le plan.</p>",
}


@pytest.fixture
def course(cohort, now, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    folder = next(place for place in grading.catalogue_folders() if place.name == KEY)
    content = grading.read_exercise_folder(folder)
    manifest = content.files["exercise.toml"].replace(
        'competences = ["V03-C3", "V04-C4", "QW-C7"]', "competences = []"
    )
    content = grading.read_exercise_files(KEY, {**content.files, "exercise.toml": manifest})
    publish_exercise(content=content, now=now, at_once=True)
    course = make_course(cohort.programme, [KEY], [])
    first, second = lessons_of(course)
    blocks = list(first.body.raw_data)
    blocks.append({"id": str(uuid4()), "type": "picture", "value": picture_block()})
    blocks.append({"id": str(uuid4()), "type": "live", "value": LIVE})
    blocks.append({"id": str(uuid4()), "type": "question", "value": QUESTION})
    blocks.append(
        {"id": str(uuid4()), "type": "text", "value": f'<p><a linktype="page" id="{second.pk}">Suite</a></p>'}
    )
    first.body = first.body.stream_block.to_python(blocks)
    first.save()
    return course


def picture_block() -> dict[str, object]:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 3), "#17507f").save(drawn, "PNG")
    image = get_image_model().objects.create(title="Schéma", file=ImageFile(drawn, name="schema.png"))
    return {"image": {"image": image.pk, "decorative": False, "alt_text": "Un schéma"}, "caption": "Figure"}


def lessons_of(course: ProgrammePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def sent(course: ProgrammePage) -> Package:
    """The package as another school reads it from the file."""
    return from_folder(read_zip(write_zip(to_folder(package_of(programme=course)))))


def forget_all() -> None:
    """Become another school, where nothing of the course was ever seen."""
    for page in ProgrammePage.objects.all():
        page.delete()
    Programme.objects.filter(cohorts=None).delete()
    Exercise.objects.update(current_version=None)
    for exercise in Exercise.objects.all():
        exercise.versions.all().delete()
        exercise.delete()
    get_image_model().objects.all().delete()


def came_in(course: ProgrammePage, trainer, now) -> tuple[Package, ProgrammePage]:
    package = sent(course)
    forget_all()
    take_in_package(package=package, course=None, by=trainer, now=now)
    return package, ProgrammePage.objects.get()


def changed_lesson(package: Package, **changes: object) -> Package:
    module = package.modules[0]
    lesson = replace(module.lessons[0], **changes)
    return replace(package, modules=[replace(module, lessons=[lesson, *module.lessons[1:]])])


def text_of(lesson: LessonPage) -> str:
    return json.dumps(list(lesson.body.raw_data), ensure_ascii=False)


# ---- there and back -----------------------------------------------------------------------------------------


def test_a_course_comes_back_as_it_left(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    assert Exercise.objects.get(key=KEY).identity == package.exercises[0].identity
    version = Exercise.objects.get(key=KEY).versions.get()
    assert version.published_at is None
    assert version.publish_once_proved
    # Once proved and published here, what this school sends is what it received, byte by byte.
    Exercise.objects.filter(key=KEY).update(current_version=version)
    assert to_folder(package_of(programme=copy)) == to_folder(package)


def test_links_between_lessons_lead_to_the_pages_of_this_school(course, trainer, now):
    _, copy = came_in(course, trainer, now)
    first, second = lessons_of(copy)
    (link,) = [block["value"] for block in first.body.raw_data if "Suite" in str(block["value"])]
    assert f'id="{second.pk}"' in link
    assert 'linktype="page"' in link


def test_a_new_lesson_stays_in_its_module_where_its_neighbour_was_moved(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    first, _second = lessons_of(copy)
    other = copy.add_child(instance=ModulePage(title="À nous", slug="a-nous", summary="Chez nous."))
    first.move(other, pos="last-child")
    module = package.modules[0]
    new = replace(module.lessons[1], identity=str(uuid4()), slug="neuve", title="Neuve")
    lessons = [module.lessons[0], new, module.lessons[1]]
    take_in_package(
        package=replace(package, modules=[replace(module, lessons=lessons)]), course=None, by=trainer, now=now
    )
    assert LessonPage.objects.get(title="Neuve").get_parent().slug == module.slug


def test_a_lesson_that_is_updated_may_lead_to_one_that_comes_with_it(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    module = package.modules[0]
    new = replace(module.lessons[1], identity=str(uuid4()), slug="neuve", title="Neuve")
    link = {
        "id": str(uuid4()),
        "type": "text",
        "value": f'<p><a linktype="page" id="{new.identity}">Neuve</a></p>',
    }
    first = replace(module.lessons[0], blocks=[*module.lessons[0].blocks, link])
    update = replace(package, modules=[replace(module, lessons=[first, module.lessons[1], new])])
    take_in_package(package=update, course=None, by=trainer, now=now)
    page = LessonPage.objects.get(title="Neuve")
    assert f'id="{page.pk}"' in lessons_of(copy)[0].body.raw_data[-1]["value"]
    report = take_in_package(package=update, course=None, by=trainer, now=now)
    assert {one.arrival for one in report.pages} == {Arrival.UNCHANGED}


def test_taking_in_the_same_file_again_changes_nothing(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    before = [(page.pk, page.latest_revision_id) for page in lessons_of(copy)]
    report = take_in_package(package=package, course=None, by=trainer, now=now)
    assert {one.arrival for one in [*report.pages, *report.exercises]} == {Arrival.UNCHANGED}
    assert [(page.pk, page.latest_revision_id) for page in lessons_of(copy)] == before


# ---- an update meets what the school did --------------------------------------------------------------------


def test_what_a_school_added_survives_an_update(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    lesson = lessons_of(copy)[0]
    blocks = list(lesson.body.raw_data)
    ours = {"id": str(uuid4()), "type": "text", "value": "<p>Chez nous, le marché est le jeudi.</p>"}
    lesson.body = lesson.body.stream_block.to_python([blocks[0], ours, *blocks[1:]])
    lesson.save_revision().publish()
    module = ModulePage.objects.child_of(copy).get()
    module.add_child(
        instance=LessonPage(title="Notre leçon", slug="notre-lecon", summary="À nous.", minutes=5)
    )

    theirs = [*package.modules[0].lessons[0].blocks]
    theirs[1] = {**theirs[1], "value": {**theirs[1]["value"], "code": "<h1>Mieux</h1>"}}
    report = take_in_package(
        package=changed_lesson(package, title="Une idée, mieux dite", blocks=theirs),
        course=None,
        by=trainer,
        now=now,
    )

    lesson.refresh_from_db()
    assert lesson.title == "Une idée, mieux dite"
    told = [block["value"] for block in lesson.body.raw_data]
    assert "Chez nous" in told[1]
    assert told[2]["code"] == "<h1>Mieux</h1>"
    assert [one.arrival for one in report.pages if one.page.pk == lesson.pk] == [Arrival.UPDATED]
    assert module.get_children().filter(title="Notre leçon").exists()


def test_what_both_schools_changed_stays_as_it_is_here_and_is_told(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    lesson = lessons_of(copy)[0]
    lesson.title = "Notre titre"
    lesson.save_revision().publish()
    report = take_in_package(
        package=changed_lesson(package, title="Leur titre"), course=None, by=trainer, now=now
    )
    lesson.refresh_from_db()
    assert lesson.title == "Notre titre"
    (arrived,) = [one for one in report.pages if one.page.pk == lesson.pk]
    assert (arrived.arrival, arrived.kept) == (Arrival.OURS_KEPT, ["title"])


def test_an_update_goes_into_a_draft_where_there_is_one(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    lesson = lessons_of(copy)[0]
    lesson.summary = "En cours d’écriture."
    lesson.save_revision()
    report = take_in_package(package=changed_lesson(package, minutes=45), course=None, by=trainer, now=now)
    lesson.refresh_from_db()
    assert lesson.minutes == 15
    draft = lesson.get_latest_revision_as_object()
    assert (draft.minutes, draft.summary) == (45, "En cours d’écriture.")
    assert [one.is_draft for one in report.pages if one.page.pk == lesson.pk] == [True]


def test_a_block_that_both_have_and_one_deleted(course, trainer, now):
    package, copy = came_in(course, trainer, now)
    theirs = package.modules[0].lessons[0].blocks
    take_in_package(package=changed_lesson(package, blocks=theirs[1:]), course=None, by=trainer, now=now)
    assert len(lessons_of(copy)[0].body.raw_data) == len(theirs) - 1


def test_an_exercise_changed_on_both_sides_is_merged_file_by_file(course, trainer, now):
    package, _ = came_in(course, trainer, now)
    exercise = Exercise.objects.get(key=KEY)
    ours = latest_revision(exercise)
    files = {**ours.files, "statement.md": "Notre énoncé.\n"}
    save_revision(exercise=exercise, files=files, on_top_of=ours.number, by=trainer, now=now)
    (shared,) = package.exercises
    theirs = {**shared.files, "starter/script.js": "// mieux\n"}
    update = replace(package, exercises=[replace(shared, files=theirs)])
    report = take_in_package(package=update, course=None, by=trainer, now=now + timedelta(days=1))
    merged = latest_revision(exercise).files
    assert (merged["statement.md"], merged["starter/script.js"]) == ("Notre énoncé.\n", "// mieux\n")
    assert report.exercises[0].arrival == Arrival.UPDATED

    theirs = {**theirs, "statement.md": "Leur énoncé.\n"}
    update = replace(package, exercises=[replace(shared, files=theirs)])
    report = take_in_package(package=update, course=None, by=trainer, now=now + timedelta(days=2))
    assert latest_revision(exercise).files["statement.md"] == "Notre énoncé.\n"
    assert (report.exercises[0].arrival, report.exercises[0].kept) == (Arrival.OURS_KEPT, ["statement.md"])


def test_an_exercise_whose_name_is_taken_gets_another_and_lessons_follow(course, trainer, now):
    package = sent(course)
    forget_all()
    Exercise.objects.create(key=KEY)
    take_in_package(package=package, course=None, by=trainer, now=now)
    taken = Exercise.objects.get(identity=package.exercises[0].identity)
    assert taken.key == f"{KEY}-2"
    assert f'key = "{KEY}-2"' in latest_revision(taken).files["exercise.toml"]
    assert lessons_of(ProgrammePage.objects.get())[0].exercise_keys == [f"{KEY}-2"]
    report = take_in_package(package=package, course=None, by=trainer, now=now)
    assert report.exercises[0].arrival == Arrival.UNCHANGED


def test_an_exercise_that_is_wrong_comes_in_and_is_not_published(course, trainer, now):
    package = sent(course)
    forget_all()
    broken = replace(package.exercises[0], files={**package.exercises[0].files, "exercise.toml": "key = 3"})
    report = take_in_package(package=replace(package, exercises=[broken]), course=None, by=trainer, now=now)
    assert "exercise.toml" in report.exercises[0].problem
    assert not Exercise.objects.get(key=KEY).versions.exists()


# ---- hostile and broken files -------------------------------------------------------------------------------


def test_a_script_in_a_lesson_does_not_come_in(course, trainer, now):
    package = sent(course)
    forget_all()
    block = {
        "id": "a",
        "type": "text",
        "value": '<p onclick="x()">Bon<script>alert(1)</script>jour</p><a href="javascript:x">y</a>',
    }
    told = [
        block,
        {"id": "b", "type": "raw_html", "value": "<script>"},
        {"id": "c", "type": "code", "value": 3},
    ]
    report = take_in_package(package=changed_lesson(package, blocks=told), course=None, by=trainer, now=now)
    lesson = lessons_of(ProgrammePage.objects.get())[0]
    assert [block["value"] for block in lesson.body.raw_data] == ["<p>Bonjour</p><a>y</a>"]
    assert [one.left for one in report.pages if one.page.pk == lesson.pk] == [["raw_html", "code"]]


def test_a_picture_that_is_none_is_refused_and_nothing_is_stored(course, trainer, now):
    package = sent(course)
    forget_all()
    path = next(iter(package.pictures))
    package = replace(package, pictures={path: {"base64": "AAAA"}})
    with pytest.raises(FolderRefused, match="n’est pas une image"):
        take_in_package(package=package, course=None, by=trainer, now=now)
    assert not SharedPage.objects.exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CONTENTS, "{"),
        (CONTENTS, "[]"),
        (CONTENTS, '{"format": 99, "exercises": {}}'),
        (CONTENTS, '{"format": 1, "exercises": {"absent": "x"}}'),
        ("programme.json", '{"identity": "x"}'),
        ("programme.json", '{"identity": "x", "slug": "a", "title": "b", "summary": "c"}'),
        ("modules/01-premiers-pas/module.json", "{}"),
        ("modules/01-premiers-pas/01-lecon-1.json", '{"blocks": []}'),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(course, path, text):
    with pytest.raises(FolderRefused):
        from_folder({**to_folder(package_of(programme=course)), path: text})


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 0},
        {"minutes": 10**9},
        {"minutes": True},
        {"title": " "},
        {"title": "a" * 1000},
        {"slug": "../a"},
        {"summary": "a" * 1000},
        {"title": "nul \0"},
        {"blocks": [{"id": 3, "type": "text", "value": ""}]},
        {"blocks": [{"id": "a", "type": ["text"], "value": ""}]},
        {"blocks": ["text"]},
    ],
)
def test_what_no_page_can_hold_is_refused(course, changes):
    files = to_folder(package_of(programme=course))
    path = "modules/01-premiers-pas/01-lecon-1.json"
    files[path] = json.dumps({**json.loads(str(files[path])), **changes})
    with pytest.raises(FolderRefused, match=r"01-lecon-1\.json"):
        from_folder(files)


def test_only_authors_take_in(course, apprentice, now):
    with pytest.raises(Denied):
        take_in_package(package=sent(course), course=None, by=apprentice, now=now)


# ---- in the browser -----------------------------------------------------------------------------------------


def test_a_trainer_sends_and_takes_in(course, trainer, browse):
    visitor = browse(trainer)
    page = visitor.get(reverse("exchange"))
    assert "Télécharger le cours entier" in page.content.decode()
    module = ModulePage.objects.child_of(course).get()
    for address in (
        reverse("download_programme", args=[course.pk]),
        reverse("download_module", args=[module.pk]),
    ):
        archive = io.BytesIO(visitor.get(address).content)
        archive.name = "cours.zip"
        answer = visitor.post(reverse("exchange"), {"archive": archive})
        assert answer.status_code == (200 if "/cours/" in address else 422)
    assert (
        "Inchangé"
        in visitor.post(
            reverse("exchange"), {"archive": _again(archive), "course": course.pk}
        ).content.decode()
    )


def _again(archive: io.BytesIO) -> io.BytesIO:
    archive.seek(0)
    return archive


def test_a_file_that_is_no_course_is_refused_in_a_sentence(trainer, browse):
    archive = io.BytesIO(write_zip({"lisez-moi.txt": "bonjour"}))
    archive.name = "cours.zip"
    answer = browse(trainer).post(reverse("exchange"), {"archive": archive})
    assert answer.status_code == 422
    assert "ne vient pas de l’échange d’une autre école" in answer.content.decode()
