"""The course that comes with the platform, read as text: its hours, its competences, its pictures and its French.

Sentences are measured in words, and a whole lesson with LIX (Björnsson, 1968): words per sentence, plus the share of
words of more than six letters, in percent. Under 30 is for children, 40 is a magazine, over 50 an official text.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from curriculum.course_files import (
    CalloutBlock,
    CodeBlock,
    ImageBlock,
    LessonContent,
    LiveBlock,
    ModuleContent,
    QuestionBlock,
    TextBlock,
    load_modules,
)
from curriculum.shipped import COURSE

ROOT = Path(__file__).parents[2]
MODULES = {module.slug: module for module in load_modules(COURSE)}
LESSONS = [(module, lesson) for module in MODULES.values() for lesson in module.lessons]
PLAN = tomllib.loads((COURSE / "plan.toml").read_text(encoding="utf-8"))
WRITTEN = {slug: planned for planned in PLAN["modules"] for slug in planned.get("written", [])}
# A module is whole when its trainers have their sheet too.
WHOLE = [module for module in MODULES.values() if module.trainer_sheet]
SHEET = (
    "Compétences travaillées",
    "Mener les journées",
    "Idées fausses fréquentes",
    "À regarder en relecture",
)
# What the plan promises and no exercise proves yet: served by a written module, without an exercise in it.
WITHOUT_EXERCISE = {("M06", "V04-C2"), ("M06", "V04-C4")}
MOST_WORDS = 30
MOST_LIX = 38


def name_of(value: object) -> str:
    return value.slug if isinstance(value, (ModuleContent, LessonContent)) else str(value)


def competences_of(module: ModuleContent) -> set[str]:
    keys = [key for lesson in module.lessons for key in lesson.exercises]
    folders = [ROOT / "exercises/catalogue" / key / "exercise.toml" for key in keys]
    return {
        code for path in folders for code in tomllib.loads(path.read_text(encoding="utf-8"))["competences"]
    }


def served_by(planned: dict) -> set[str]:
    return {f"{version.upper()}-C{n}" for version, numbers in planned["served"].items() for n in numbers}


def prose_of(lesson: LessonContent) -> Iterator[str]:
    """Yield what is read as sentences: no code, no sources, no links' addresses."""
    for block in lesson.blocks:
        match block:
            case TextBlock(markdown) | CalloutBlock(_, markdown):
                if not markdown.startswith("## Sources"):
                    yield markdown
            case QuestionBlock(_asks, choices, explain):
                yield from [why for _text, _right, why in choices]
                yield explain


def without_code(markdown: str) -> str:
    return re.sub(r"`[^`]*`", "x", re.sub(r"\]\([^)]*\)", "]", markdown))


def sentences_of(markdown: str) -> list[list[str]]:
    """Return the words of each sentence; headings, lines of lists and paragraphs end one too."""
    lines = re.split(r"\n\s*\n|\n(?=\s*(?:[-#]|\d+\.) )", without_code(markdown))
    found = [part for line in lines for part in re.split(r"[.!?…;:](?=\s|$)", line.replace("\n", " "))]
    return [words for part in found if (words := re.findall(r"[^\W_]+(?:-[^\W_]+)*", part))]


def lix_of(lesson: LessonContent) -> float:
    sentences = [words for markdown in prose_of(lesson) for words in sentences_of(markdown)]
    words = [word for sentence in sentences for word in sentence]
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_the_plan_adds_up_and_serves_competences_that_exist():
    referential = yaml.safe_load((ROOT / "lms/records/referentials/dwwm.yaml").read_text(encoding="utf-8"))
    known = {c["code"] for v in referential["versions"] for b in v["blocks"] for c in b["competences"]}

    assert sum(planned["hours"] for planned in PLAN["modules"]) == PLAN["total_hours"] == 1302
    assert [planned["code"] for planned in PLAN["modules"]] == [f"M{n:02}" for n in range(1, 28)]
    assert set().union(*map(served_by, PLAN["modules"])) == known


def test_every_folder_of_the_course_has_its_place_in_the_plan():
    assert sorted([*WRITTEN, *PLAN["outside"]]) == sorted(MODULES)


@pytest.mark.parametrize("planned", PLAN["modules"], ids=lambda planned: planned["code"])
def test_hours_of_what_is_written_are_those_of_the_plan(planned):
    hours = [MODULES[slug].hours for slug in planned.get("written", [])]

    assert hours == [] or sum(hours) == planned["hours"]


def test_competences_that_no_exercise_proves_are_known():
    missing = {
        (planned["code"], code)
        for slug, planned in WRITTEN.items()
        for code in served_by(planned) - competences_of(MODULES[slug])
    }

    assert missing == WITHOUT_EXERCISE


@pytest.mark.parametrize("module", WHOLE, ids=name_of)
def test_a_whole_module_has_lessons_exercises_a_quiz_and_a_sheet(module):
    exercises = [key for lesson in module.lessons for key in lesson.exercises]
    served = WRITTEN[module.slug]["served"]

    assert 3 <= len(module.lessons) <= 8
    assert [lesson.slug for lesson in module.lessons if not lesson.exercises] == []
    assert any(key.startswith("quiz-") for key in exercises)
    assert [title for title in SHEET if f"## {title}" not in module.trainer_sheet] == []
    for version, numbers in served.items():
        line = next(line for line in module.trainer_sheet.splitlines() if f"millésime {version[1:]}" in line)
        assert [int(n) for n in re.findall(r"(?<!millésime )\b\d\b", line)] == numbers


@pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=name_of)
def test_pictures_say_what_they_show_and_drawings_keep_their_source(module, lesson):
    for block in lesson.blocks:
        if isinstance(block, ImageBlock):
            assert len(block.alt) >= 40, block.path.name
            assert block.path.with_suffix(".svg").is_file(), block.path.name
        if isinstance(block, LiveBlock):
            assert re.findall(r"<img(?![^>]*\salt=)[^>]*>", block.html) == []


@pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=name_of)
def test_french_typography(module, lesson):
    texts = [lesson.title, lesson.summary, *prose_of(lesson)]
    breakable = r".{0,20}(?: [:;!?»](?=\s|$|\*)|« ).{0,10}"

    assert [found for text in texts for found in re.findall(breakable, without_code(text))] == []


@pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=name_of)
def test_sentences_are_short_and_words_are_simple(module, lesson):
    long = [
        " ".join(words)
        for markdown in prose_of(lesson)
        for words in sentences_of(markdown)
        if len(words) > MOST_WORDS
    ]

    assert long == []
    assert lix_of(lesson) <= MOST_LIX


@pytest.mark.parametrize("module", MODULES.values(), ids=name_of)
def test_drawings_are_shown_somewhere(module):
    shown = {b.path.name for lesson in module.lessons for b in lesson.blocks if isinstance(b, ImageBlock)}

    assert {path.name for path in (COURSE / module.slug).glob("*.png")} == shown


@pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=name_of)
def test_code_has_a_caption(module, lesson):
    """A caption tells blind readers what comes, and is how a block is known when the course is loaded again."""
    blocks = [block for block in lesson.blocks if isinstance(block, (CodeBlock, LiveBlock))]
    captions = [block.caption for block in blocks if block.caption]

    assert len(captions) == len(set(captions))
    assert [block.html for block in blocks if isinstance(block, LiveBlock) and not block.caption] == []
