"""Each block of a lesson explains itself to authors and draws itself for readers."""

import pytest
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from curriculum.blocks import (
    CalloutBlock,
    CodeBlock,
    ExerciseBlock,
    LessonBody,
    LiveExampleBlock,
    PictureBlock,
    QuestionBlock,
    TextBlock,
)
from curriculum.blocks.exercise import exercise_choices
from curriculum.models import LessonPage
from curriculum.queries import surroundings_of
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory

BLOCKS = LessonBody().child_blocks


def test_lesson_is_made_of_eight_kinds_of_blocks():
    assert list(BLOCKS) == ["text", "code", "live", "picture", "recording", "callout", "question", "exercise"]


@pytest.mark.parametrize("name", BLOCKS)
def test_block_explains_itself_to_authors(name):
    meta = BLOCKS[name].meta
    assert len(str(meta.description)) > 20
    assert meta.icon
    assert meta.template == f"curriculum/blocks/{name}.html"


@pytest.mark.parametrize("name", BLOCKS)
def test_block_has_something_to_show_before_it_is_filled_in(name):
    assert BLOCKS[name].meta.preview_value
    assert BLOCKS[name].is_previewable


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_preview_opens_for_an_author(name, trainer, browse):
    response = browse(trainer).get(
        reverse("wagtailadmin_block_preview"), {"id": BLOCKS[name].definition_prefix}
    )
    assert response.status_code == 200


def test_text_is_drawn_as_written():
    html = TextBlock().render(TextBlock().to_python("<h2>Une idée</h2><p>Des mots.</p>"))
    assert "<h2>Une idée</h2>" in html


def test_code_is_escaped_and_highlighted():
    block = CodeBlock()
    html = block.render(block.to_python({"language": "html", "code": "<h1>Oh</h1>", "caption": "index.html"}))
    assert "&lt;" in html
    assert "<h1>" not in html
    assert 'class="highlight"' in html
    assert "<figcaption>index.html</figcaption>" in html


def test_code_without_caption_has_no_empty_caption():
    block = CodeBlock()
    html = block.render(block.to_python({"language": "css", "code": "p {}", "caption": ""}))
    assert "figcaption" not in html


@pytest.mark.parametrize(
    ("kind", "title"), [("info", "Bon à savoir"), ("tip", "Astuce"), ("warning", "Attention")]
)
def test_callout_says_its_kind_in_words(kind, title):
    block = CalloutBlock()
    html = block.render(block.to_python({"kind": kind, "text": "<p>Enregistrez souvent.</p>"}))
    assert f"callout--{kind}" in html
    assert title in html
    assert "Enregistrez souvent." in html


@pytest.fixture
def image(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(
        title="Schéma", file=get_test_image_file(filename="schema.png", size=(1200, 300))
    )


# Wagtail leaves the temporary file of each resized picture to the garbage collector.
leaves_a_file_open = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@leaves_a_file_open
def test_picture_carries_its_alternative_text(image):
    block = PictureBlock()
    value = {
        "image": {"image": image.pk, "alt_text": "Du serveur à l'écran", "decorative": False},
        "caption": "Le chemin",
    }
    html = block.render(block.to_python(value))
    assert 'alt="Du serveur à l&#x27;écran"' in html
    assert 'width="900"' in html
    assert "<figcaption>Le chemin</figcaption>" in html


@leaves_a_file_open
def test_decorative_picture_has_an_empty_alternative_text(image):
    block = PictureBlock()
    value = {"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": ""}
    assert 'alt=""' in block.render(block.to_python(value))


@pytest.fixture
def lesson(cohort):
    ExerciseFactory(key="additionner", published__title="Additionner deux nombres")
    make_course(cohort.programme, ["additionner"])
    return LessonPage.objects.get()


def test_exercise_is_a_link_with_its_title_and_state(lesson, apprentice):
    block = ExerciseBlock()
    html = block.render(
        block.to_python({"exercise": "additionner"}), {"around": surroundings_of(lesson, apprentice)}
    )
    assert reverse("exercise", args=["additionner"]) in html
    assert "Additionner deux nombres" in html
    assert "badge--todo" in html


def test_exercise_that_is_not_published_is_not_drawn(lesson, apprentice):
    block = ExerciseBlock()
    html = block.render(
        block.to_python({"exercise": "inconnu"}), {"around": surroundings_of(lesson, apprentice)}
    )
    assert html.strip() == ""


def test_authors_choose_among_published_exercises_by_key(lesson):
    ExerciseFactory(key="en-preparation", published=False)
    assert exercise_choices() == [("additionner", "Additionner deux nombres")]


def test_a_live_example_shows_the_files_that_have_something_in_them():
    block = LiveExampleBlock()
    html = block.render(
        block.to_python(
            {"html": "</textarea><p>Oh</p>", "css": "p { color: red }", "javascript": "", "caption": ""}
        )
    )
    assert 'data-path="index.html"' in html
    assert 'data-path="style.css"' in html
    assert "script.js" not in html
    assert "data-run" not in html  # nothing runs where there is no JavaScript
    assert "&lt;/textarea&gt;" in html
    assert '<iframe sandbox="allow-scripts"' in html


def question(*right: bool) -> dict[str, object]:
    choices = [{"text": f"Réponse {n}", "right": one, "why": "Parce que."} for n, one in enumerate(right)]
    return {"asks": "Laquelle ?", "choices": choices, "explain": "<p>Voilà.</p>"}


@pytest.mark.parametrize(("right", "kind"), [((True, False), "radio"), ((True, True, False), "checkbox")])
def test_a_question_takes_as_many_answers_as_are_right(right, kind):
    block = QuestionBlock()
    html = block.render(block.to_python(question(*right)))
    assert html.count(f'type="{kind}"') == len(right)
    assert html.count("data-why hidden") == len(right)


def test_a_question_without_a_right_answer_is_refused():
    block = QuestionBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(question(False, False)))
