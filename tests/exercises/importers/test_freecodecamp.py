"""Challenge files of both generations become exercises; what is not translated is listed with its line."""

import tomllib

from exercises.importers.challenge_files import challenge_of
from exercises.importers.report import Standing
from tests.exercises.importers.samples import FREECODECAMP, NEW_PAGE, OLD_PAGE


def by_name(report):
    return {entry.name: entry for entry in report.entries}


def manifest(entry):
    return tomllib.loads((entry.folder / "exercise.toml").read_text())


def test_each_generation_comes_in(import_from):
    entries = by_name(import_from("freecodecamp", FREECODECAMP))
    assert "bakery/README.md" not in entries
    assert entries["bakery/quiz.md"].standing is Standing.LEFT_OUT
    assert entries["bakery/paint-the-shop.english.md"].standing is Standing.IMPORTED
    assert entries["bakery/count-loaves.md"].standing is Standing.IMPORTED
    assert entries["bakery/step-3.md"].standing is Standing.NEEDS_A_HAND


def test_what_is_not_translated_is_listed_and_the_original_kept(import_from):
    entry = by_name(import_from("freecodecamp", FREECODECAMP))["bakery/step-3.md"]
    waits = [remark for remark in entry.remarks if remark.by_hand]
    assert [remark.line for remark in waits] == [
        1 + NEW_PAGE[: NEW_PAGE.index("assert($(")].count("\n") - 1,
        1 + NEW_PAGE[: NEW_PAGE.index("assert(code")].count("\n") - 1,
    ]
    assert (entry.folder / "original/step-3.md").read_text() == NEW_PAGE
    assert {check["id"] for check in manifest(entry)["checks"]} == {
        "test-1",
        "test-2-1",
        "test-2-2",
        "test-3",
    }


def test_the_marks_of_the_zone_to_edit_are_taken_away(import_from):
    entry = by_name(import_from("freecodecamp", FREECODECAMP))["bakery/step-3.md"]
    page = (entry.folder / "starter/index.html").read_text()
    assert page == '<link rel="stylesheet" href="styles.css">\n<ul></ul>\n'
    assert manifest(entry)["title"] == "Bakery : Step 3"


def test_a_script_keeps_what_runs_before_it(import_from):
    entry = by_name(import_from("freecodecamp", FREECODECAMP))["bakery/count-loaves.md"]
    data = manifest(entry)
    assert data["runtime"] == "javascript"
    assert data["files"]["editable"] == ["script.js"]
    assert (entry.folder / "starter/00-avant.js").read_text() == "const PER_PERSON = 2;\n"
    assert "const four = 4;" in data["checks"][0]["probe"]["expression"]


def test_the_next_step_is_the_solution_of_a_step(import_from):
    without = NEW_PAGE[: NEW_PAGE.index("# --solutions--")]
    following = without.replace("title: Step 3", "title: Step 4").replace("01234567\n", "01234568\n")
    following = following.replace("<ul></ul>", "<h1>Bakery</h1>").replace(
        "dashedName: step-3", "dashedName: step-4"
    )
    entries = by_name(import_from("freecodecamp", {"b/3.md": without, "b/4.md": following}))
    assert "<h1>Bakery</h1>" in (entries["b/3.md"].folder / "solution/index.html").read_text()
    assert any("corrigé" in remark.text and remark.by_hand for remark in entries["b/4.md"].remarks)


def test_a_translation_of_what_was_read_is_left_out(import_from):
    entries = by_name(import_from("freecodecamp", {"chinese/a.md": OLD_PAGE, "english/a.md": OLD_PAGE}))
    assert entries["chinese/a.md"].standing is Standing.LEFT_OUT
    assert entries["english/a.md"].folder is not None


def test_code_that_looks_like_a_part_stays_code():
    challenge = challenge_of(OLD_PAGE)
    assert "## Tests" in challenge.description
    assert len(challenge.hints) == 2
    assert OLD_PAGE.split("\n")[challenge.hints[1].line - 1].strip().startswith("testString: 'assert")


def test_other_languages_and_broken_heads_are_left_out(import_from):
    python = NEW_PAGE.replace("```html", "```py").replace("```css", "```py")
    head = NEW_PAGE.replace("title: Step 3", "title: [Step 3")
    entries = by_name(import_from("freecodecamp", {"python.md": python, "head.md": head}))
    assert "py" in entries["python.md"].remarks[0].text
    assert "YAML" in entries["head.md"].remarks[0].text
