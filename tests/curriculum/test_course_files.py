from pathlib import Path

import pytest

from curriculum.course_files import (
    CalloutBlock,
    CodeBlock,
    ContentError,
    ExerciseBlock,
    ImageBlock,
    LiveBlock,
    QuestionBlock,
    TextBlock,
    load_lesson,
    load_module,
    load_modules,
)

HEADER = '---\ntitle = "Un titre"\nsummary = "En une phrase."\nminutes = 10\n---\n'
MODULE = (
    'title = "HTML"\nnumber = {number}\nhours = 7\nsummary = "Écrire."\nobjectives = ["Lire", "Écrire"]\n'
)


def write_lesson(folder: Path, body: str, *, name: str = "01-une-page.md", header: str = HEADER) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(header + body, encoding="utf-8")
    return path


def write_module(folder: Path, *, number: int = 1) -> Path:
    write_lesson(folder, "Du texte.")
    (folder / "module.toml").write_text(MODULE.format(number=number), encoding="utf-8")
    return folder


def test_lesson_header_and_file_name_give_its_fields(tmp_path):
    lesson = load_lesson(write_lesson(tmp_path, "Du texte.", name="07-une-page.md"))

    assert (lesson.number, lesson.slug) == (7, "une-page")
    assert (lesson.title, lesson.summary, lesson.minutes) == ("Un titre", "En une phrase.", 10)


def test_paragraphs_lists_and_headings_stay_one_text_block(tmp_path):
    lesson = load_lesson(write_lesson(tmp_path, "## Titre\n\nUn.\n\n- a\n- b\n\n### Suite\n\n> cité\n"))

    assert lesson.blocks == (TextBlock("## Titre\n\nUn.\n\n- a\n- b\n\n### Suite\n\n> cité"),)


def test_blocks_come_in_the_order_of_the_file(tmp_path):
    (tmp_path / "boite.png").write_bytes(b"png")
    body = (
        'Avant.\n\n```html "Un lien"\n<a>\n\n</a>\n```\n> [!tip]\n> Un *conseil*.\n>\n> Et un autre.\n\n'
        '![Une boîte](boite.png "La boîte")\n{{ exercise: html-lien }}\nAprès.\n'
    )

    lesson = load_lesson(write_lesson(tmp_path, body))

    assert lesson.blocks == (
        TextBlock("Avant."),
        CodeBlock("html", "<a>\n\n</a>", "Un lien"),
        CalloutBlock("tip", "Un *conseil*.\n\nEt un autre."),
        ImageBlock(tmp_path / "boite.png", "Une boîte", "La boîte"),
        ExerciseBlock("html-lien"),
        TextBlock("Après."),
    )
    assert lesson.exercises == ("html-lien",)


def test_code_keeps_lines_that_look_like_other_blocks(tmp_path):
    code = "# un\n> [!tip]\n{{ exercise: html-lien }}"

    lesson = load_lesson(write_lesson(tmp_path, f"```text\n{code}\n```\n"))

    assert lesson.blocks == (CodeBlock("text", code, ""),)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("# Titre", 6, "level 2"),
        ("#### Titre", 6, "level 2"),
        ("Un.\n\n```html\n<p>\n", 8, "never closed"),
        ("```cobol\nSTOP\n```", 6, "unknown language 'cobol'"),
        ("```\n<p>\n```", 6, "unknown language ''"),
        ("  ```html\n<p>\n```", 6, "opens at the start"),
        ("\n> [!danger]\n> Oh.", 7, "unknown callout 'danger'"),
        ("> [!tip]\n\nOh.", 7, "callout is empty"),
        ("> [!tip] Oh.", 6, "a line of its own"),
        ("![Une boîte](absente.png)", 6, "no image 'absente.png'"),
        ("![ ](absente.png)", 6, "needs a text"),
        ("Voir ![Une boîte](boite.png) ici", 6, "stands alone"),
        ("Faites {{ exercise: html-lien }}", 6, "stands alone"),
        ("{{ exercice: html-lien }}", 6, "exercise: its-key"),
    ],
)
def test_slip_in_a_lesson_names_file_line_and_remedy(tmp_path, body, line, words):
    path = write_lesson(tmp_path, body)

    with pytest.raises(ContentError, match=words) as caught:
        load_lesson(path)

    assert (caught.value.path, caught.value.line) == (path, line)
    assert str(caught.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("Du texte.\n", 1, "starts with a header"),
        ("", 1, "starts with a header"),
        ('---\ntitle = "Un titre"\n', 1, "never closed"),
        ('---\ntitle = "Un titre"\nminutes = = 3\n---\n', 3, "not valid TOML"),
        ('---\ntitle = "Un titre"\nsummary = "Oui."\n---\n', 1, "'minutes' must be given, as int"),
        (HEADER.replace("minutes = 10", 'minutes = "10"'), 1, "'minutes' must be given, as int"),
        (HEADER.replace("minutes", "duration"), 1, "unknown field 'duration'"),
    ],
)
def test_slip_in_a_header_names_file_line_and_remedy(tmp_path, header, line, words):
    path = write_lesson(tmp_path, "", header=header)

    with pytest.raises(ContentError, match=words) as caught:
        load_lesson(path)

    assert caught.value.line == line


def test_lesson_without_number_in_its_name_is_refused(tmp_path):
    with pytest.raises(ContentError, match="two digits"):
        load_lesson(write_lesson(tmp_path, "Du texte.", name="une-page.md"))


def test_module_gathers_its_lessons_in_order(tmp_path):
    folder = write_module(tmp_path / "html")
    write_lesson(folder, "La suite.", name="02-la-suite.md")

    module = load_module(folder)

    assert (module.slug, module.number, module.objectives) == ("html", 1, ("Lire", "Écrire"))
    assert [lesson.slug for lesson in module.lessons] == ["une-page", "la-suite"]


def test_module_without_lesson_is_refused(tmp_path):
    folder = write_module(tmp_path / "html")
    (folder / "01-une-page.md").unlink()

    with pytest.raises(ContentError, match="no lesson"):
        load_module(folder)


def test_modules_come_in_the_order_of_their_numbers(tmp_path):
    write_module(tmp_path / "css", number=2)
    write_module(tmp_path / "html", number=1)

    assert [module.slug for module in load_modules(tmp_path)] == ["html", "css"]


def test_two_modules_with_one_number_are_refused(tmp_path):
    write_module(tmp_path / "css")
    write_module(tmp_path / "html")

    with pytest.raises(ContentError, match="number 1 is taken"):
        load_modules(tmp_path)


def test_a_live_example_holds_its_files(tmp_path):
    body = '```live "Essayer"\n<p>\n--- style.css\np { }\n--- script.js\nlet a;\n```\n'
    lesson = load_lesson(write_lesson(tmp_path, body))
    assert lesson.blocks == (LiveBlock("<p>", "p { }", "let a;", "Essayer"),)


def test_a_question_has_answers_and_what_to_remember(tmp_path):
    body = '```question "Laquelle ?"\n+ h1 | Un titre.\n- b\n= Le **plan**.\n```\n'
    lesson = load_lesson(write_lesson(tmp_path, body))
    choices = (("h1", True, "Un titre."), ("b", False, ""))
    assert lesson.blocks == (QuestionBlock("Laquelle ?", choices, "Le **plan**."),)


@pytest.mark.parametrize("answers", ["- h1\n- b", "+ h1", "h1\n+ b"])
def test_a_question_without_answers_to_choose_between_is_refused(tmp_path, answers):
    with pytest.raises(ContentError):
        load_lesson(write_lesson(tmp_path, f'```question "Laquelle ?"\n{answers}\n```\n'))
