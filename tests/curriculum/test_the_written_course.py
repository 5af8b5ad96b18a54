"""The course that comes with the platform, read as text: its hours, its competences, its pictures and its French.

Sentences are measured in words, and a whole lesson with LIX (Björnsson, 1968): words per sentence, plus the share of
words of more than six letters, in percent. Under 30 is for children, 40 is a magazine, over 50 an official text.
"""

import re
import tomllib
from collections import Counter
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
from curriculum.shipped import COURSE, GUIDES

ROOT = Path(__file__).parents[2]
MODULES = {module.slug: module for module in load_modules(COURSE)}
LESSONS = [(module, lesson) for module in MODULES.values() for lesson in module.lessons]
PLAN = tomllib.loads((COURSE / "plan.toml").read_text(encoding="utf-8"))
WRITTEN = {slug: planned for planned in PLAN["modules"] for slug in planned.get("written", [])}
# A taught module is whole when its trainers have their sheet too; the others are guides.
TAUGHT = {slug for slug, planned in WRITTEN.items() if planned["kind"] == "taught"}
WHOLE = [module for module in MODULES.values() if module.slug in TAUGHT and module.trainer_sheet]
CATALOGUE = ROOT / "exercises/catalogue"
EXERCISES = sorted(path.parent.name for path in CATALOGUE.glob("*/exercise.toml"))
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
SAYS_NOTHING = {"", "ici", "cliquez ici", "lien", "ce lien", "en savoir plus"}
SHEET = (
    "Compétences travaillées",
    "Mener les journées",
    "Idées fausses fréquentes",
    "À regarder en relecture",
)
# What the plan promises and no exercise proves yet: served by a written module, without an exercise in it.
WITHOUT_EXERCISE = {("M06", "V04-C2"), ("M06", "V04-C4")}
# A language is told by how the keys of its exercises begin; « dom » is JavaScript in a page.
LANGUAGES = ("html", "css", "js", "dom", "php", "sql", "python", "shell", "git")
# One exercise of each module that fails when somebody is left outside, by keyboard, by ear or on a small screen.
ACCESSIBLE = {
    "M03": "html-la-maison-de-quartier",
    "M04": "css-bouton-qui-repond",
    "M05": "css-affiche-souple",
    "M06": "a11y-tout-au-clavier",
    "M07": "qualite-avant-la-mise-en-ligne",
    "M08": "ux-charte-lisible",
    "M10": "dom-menu-du-telephone",
}
# One exercise of each module that fails when a stranger gets in, reads or breaks what is not hers.
SECURE = {
    "M11": "quiz-sql-et-securite",
    "M12": "php-effacer-une-annonce",
    "M13": "php-fiche-du-membre",
    "M14": "nosql-un-objet-a-la-place-d-un-texte",
    "M15": "wp-debogue-l-extension",
    "M16": "symfony-debogue-le-pare-feu",
    "M17": "php-repare-l-annuaire",
}
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


def manifest_of(key: str) -> dict:
    return tomllib.loads((CATALOGUE / key / "exercise.toml").read_text(encoding="utf-8"))


def served_by(planned: dict) -> set[str]:
    return {f"{version.upper()}-C{n}" for version, numbers in planned["served"].items() for n in numbers}


def prose_of(lesson: LessonContent) -> Iterator[str]:
    """Yield what is read as sentences: no code, no sources, no links' addresses."""
    for block in lesson.blocks:
        match block:
            case TextBlock(markdown) | CalloutBlock(_, markdown):
                yield markdown.partition("## Sources\n")[0]
            case QuestionBlock(_asks, choices, explain):
                yield from [why for _text, _right, why in choices]
                yield explain


def without_code(markdown: str) -> str:
    return re.sub(r"`[^`]*`", "x", re.sub(r"\]\([^)]*\)", "]", markdown))


def badly_set(markdown: str) -> list[str]:
    """Return the places where a line could break before a sign, or within guillemets."""
    return re.findall(r".{0,20}(?: [:;!?»](?=\s|$|\*)|« ).{0,10}", without_code(markdown))


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


def test_every_exercise_stands_in_one_lesson_and_every_lesson_names_what_exists():
    placed = Counter(key for _module, lesson in LESSONS for key in lesson.exercises)

    assert sorted(placed.keys() - set(EXERCISES)) == []
    assert sorted(set(EXERCISES) - placed.keys()) == []
    assert [key for key, times in placed.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_two_debugging_exercises_that_say_so(language):
    found = [key for key in EXERCISES if key.startswith(f"{language}-debogue-")]

    assert len(found) >= 2
    assert [key for key in found if not manifest_of(key)["summary"].startswith("Débogage\u00a0: ")] == []


def test_three_exercises_are_made_from_a_picture_of_the_phone_and_of_the_desk():
    widths = {
        key: [
            check["probe"].get("width") for check in manifest_of(key).get("checks", []) if _is_picture(check)
        ]
        for key in EXERCISES
    }

    assert (
        len([key for key, found in widths.items() if any(w < 500 for w in found) and max(found) >= 800]) >= 3
    )


def _is_picture(check: dict) -> bool:
    return check["probe"]["kind"] == "picture"


@pytest.mark.parametrize(("code", "key"), [*ACCESSIBLE.items(), *SECURE.items()])
def test_modules_of_both_ends_practise_access_and_security(code, key):
    slugs = next(planned["written"] for planned in PLAN["modules"] if planned["code"] == code)

    assert key in {key for slug in slugs for lesson in MODULES[slug].lessons for key in lesson.exercises}


def broken_links(markdown: str, folder: Path) -> list[str]:
    """Return the links of `markdown` that cannot lead anywhere, or say nothing of where they lead.

    Without a network only the form of an outside address can be checked: https, a name with a dot, no blank.
    """
    found = LINK.finditer(re.sub(r"```.*?```|`[^`]*`", "", markdown, flags=re.DOTALL))
    return [match[0] for match in found if not (_leads_somewhere(match[3], folder) and _says_where(match))]


def _leads_somewhere(address: str, folder: Path) -> bool:
    outside = re.fullmatch(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"<>]*)?", address)
    return bool(outside or (address and (folder / address).is_file()))


def _says_where(link: re.Match[str]) -> bool:
    is_picture = bool(link[1])
    return is_picture or link[2].strip().lower() not in SAYS_NOTHING


@pytest.mark.parametrize(
    "written",
    [
        "[Voir](http://demo.example/)",
        "[Voir](https://localhost)",
        "[Voir](autre-page.md)",
        "[ici](https://demo.example/)",
        "[Voir]()",
    ],
)
def test_a_broken_link_is_found(written, tmp_path):
    (tmp_path / "plan.png").touch()

    assert broken_links(f"Avant {written}, après.", tmp_path) == [written]
    assert (
        broken_links("[Le plan](plan.png), [la norme](https://demo.example/a#b), `[x](y)`.", tmp_path) == []
    )


@pytest.mark.parametrize("module", MODULES.values(), ids=name_of)
def test_links_lead_somewhere_and_say_where(module):
    found = {
        path.name: broken
        for path in (COURSE / module.slug).glob("*.md")
        if (broken := broken_links(path.read_text(encoding="utf-8"), path.parent))
    }

    assert found == {}


def test_links_of_statements_lead_somewhere_and_say_where():
    found = {
        key: broken
        for key in EXERCISES
        if (
            broken := broken_links(
                (CATALOGUE / key / "statement.md").read_text(encoding="utf-8"), CATALOGUE / key
            )
        )
    }

    assert found == {}


def test_every_guide_that_a_screen_leads_to_is_written():
    guides = {slug for slug, planned in WRITTEN.items() if planned["kind"] != "taught"}

    assert set(GUIDES.values()) == guides
    assert all(MODULES[slug].trainer_sheet for slug in guides)


def test_every_lesson_ends_with_its_sources():
    last = {f"{module.slug}/{lesson.slug}": lesson.blocks[-1] for module, lesson in LESSONS}
    titles = {
        where: re.findall(r"^## .*$", block.markdown, flags=re.MULTILINE)[-1:]
        for where, block in last.items()
        if isinstance(block, TextBlock)
    }

    assert titles == {where: ["## Sources"] for where in last}


@pytest.mark.parametrize("module", MODULES.values(), ids=name_of)
def test_sheets_are_well_set_and_sheets_and_aims_are_short(module):
    texts = [module.title, module.summary, *module.objectives, module.trainer_sheet]

    assert [found for text in texts for found in badly_set(text)] == []
    # Titles of competences are those of the referential, however long.
    own = [
        re.sub(r"## Compétences travaillées\n.*?(?=^## |\Z)", "", text, flags=re.S | re.M) for text in texts
    ]
    assert [words for text in own for words in sentences_of(text) if len(words) > MOST_WORDS] == []


def test_titles_of_the_plan_are_well_set():
    assert [found for planned in PLAN["modules"] for found in badly_set(planned["title"])] == []


def said_in(table: dict) -> Iterator[str]:
    """Yield what an exercise says in its own words: neither what is looked for, nor an example of code."""
    for name, value in table.items():
        if isinstance(value, str) and name in {
            "title",
            "summary",
            "asks",
            "otherwise",
            "text",
            "why",
            "explain",
        }:
            yield value
        elif name in {"hints", "items"}:
            # A question mark after a space is also what takes a value's place in SQL, and a prompt is code.
            yield from (re.sub(r'[=(] \?|\("[^"]*"\)', "x", text) for text in value)
        elif name in {"checks", "questions", "choices"}:
            for inner in value:
                yield from said_in(inner)


@pytest.mark.parametrize("key", EXERCISES)
def test_exercises_are_well_set(key):
    texts = [(CATALOGUE / key / "statement.md").read_text(encoding="utf-8")]
    for path in CATALOGUE.glob(f"{key}/*.toml"):
        texts += said_in(tomllib.loads(path.read_text(encoding="utf-8")))

    assert [found for text in texts for found in badly_set(re.sub(r"\('[^']*'\)", "x", text))] == []


@pytest.mark.parametrize("key", EXERCISES)
def test_sentences_of_statements_are_short(key):
    written = (CATALOGUE / key / "statement.md").read_text(encoding="utf-8")
    # Neither code nor tables are read as sentences.
    statement = re.sub(r"```.*?```|^\|.*$", "", written, flags=re.DOTALL | re.MULTILINE)

    assert [" ".join(words) for words in sentences_of(statement) if len(words) > MOST_WORDS] == []


def test_competences_that_no_exercise_proves_are_known():
    missing = {
        (planned["code"], code)
        for slug, planned in WRITTEN.items()
        if slug in TAUGHT
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

    assert [found for text in texts for found in badly_set(text)] == []


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
