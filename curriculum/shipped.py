"""The course that comes with the platform, as a package: the same way in as a course of another school.

Everything is named by where it stands in the files, so that loading it again finds what it had placed, and what a
school has changed since stays.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from curriculum import course_files
from curriculum.course_files import LessonContent, ModuleContent, load_modules
from curriculum.packages import Block, Lesson, Module, Package
from curriculum.sharing import picture_name
from exercises.folders import File
from lms.core.markdown import render_markdown

COURSE = Path(__file__).parent / "course"
# The guides that screens lead to: what a screen is about, and the folder that explains it.
GUIDES: Mapping[str, str] = MappingProxyType(
    {
        "welcome": "bienvenue-a-l-ecole",
        "applications": "candidatures",
        "support": "etre-accompagne",
        "client-project": "projet-client",
        "placements": "immersion-en-entreprise",
        "evaluations": "evaluations-en-cours-de-formation",
        "files": "dossiers-et-oraux",
        "title": "titre-et-bilan",
    }
)
# What goes on beside everything else, or away from the school: it takes its hours, and no days in a row.
ALONGSIDE = frozenset({"applications", "support", "placements", "evaluations"})
# Where a line must not break in French: a wide space and a narrow one.
_BEFORE_WIDE = re.compile(r" (?=[:»](?:\s|$))|(?<=«) ")
_BEFORE_NARROW = re.compile(r" (?=[;!?](?:\s|$))")
_CODE = re.compile(r"[<>={}$`]")
SUMMARY = "Dix mois pour apprendre à faire des sites, et en refaire un pour de vrai."


def shipped_package(folder: Path = COURSE) -> Package:
    """Return the modules written in `folder`; their exercises are those of the catalogue, named by their keys.

    Raises:
        ContentError: a file cannot be read; the message says which, and the line.
    """
    pictures: dict[str, File] = {}
    return Package(
        exercises=[],
        modules=[_module(module, pictures) for module in load_modules(folder)],
        pictures=pictures,
    )


def _module(content: ModuleContent, pictures: dict[str, File]) -> Module:
    return Module(
        identity=str(identity_of(content.slug)),
        slug=content.slug,
        title=content.title,
        summary=content.summary,
        objectives="\n".join(content.objectives),
        hours=content.hours,
        trainer_sheet=_rich_text(content.trainer_sheet),
        lessons=[_lesson(content.slug, lesson, pictures) for lesson in content.lessons],
    )


def identity_of(*names: str) -> UUID:
    """Return by what a page of this course is known: its folder, and the name of its lesson."""
    return uuid5(NAMESPACE_URL, "course:" + "/".join(names))


def _lesson(module: str, content: LessonContent, pictures: dict[str, File]) -> Lesson:
    identity = identity_of(module, content.slug)
    return Lesson(
        identity=str(identity),
        slug=content.slug,
        title=content.title,
        summary=content.summary,
        minutes=content.minutes,
        blocks=list(_blocks(identity, content.blocks, pictures)),
    )


def _blocks(lesson: UUID, blocks: Iterable[course_files.Block], pictures: dict[str, File]) -> Iterable[Block]:
    """Yield the blocks of a lesson; each is known by what is its own in it, not by its place.

    A text has nothing of its own that would outlive a correction: it is known by the block before it.
    """
    named: Counter[str] = Counter()
    before = "start"
    for block in blocks:
        kind, value, own = _written(block, pictures)
        name = f"{kind}:{own}" if own else f"{kind} after {before}"
        named[name] += 1
        before = f"{name}#{named[name]}"
        id_ = uuid5(lesson, before)
        yield {"id": str(id_), "type": kind, "value": _with_item_ids(id_, value)}


def _with_item_ids(block: UUID, value: Any) -> Any:
    if not isinstance(value, dict) or "choices" not in value:
        return value
    choices = [
        {"id": str(uuid5(block, str(number))), "type": "item", "value": choice}
        for number, choice in enumerate(value["choices"])
    ]
    return {**value, "choices": choices}


def _written(block: course_files.Block, pictures: dict[str, File]) -> tuple[str, Any, str]:
    """Return a block's kind and value as the database keeps them, and what names it ("" where nothing does)."""
    match block:
        case course_files.TextBlock(markdown):
            return "text", _rich_text(markdown), ""
        case course_files.CodeBlock(language, code, caption):
            spoken = {"js": "javascript"}.get(language, language)
            return "code", {"language": spoken, "code": code, "caption": _typeset(caption)}, caption
        case course_files.CalloutBlock(kind, markdown):
            return "callout", {"kind": kind, "text": _rich_text(markdown)}, ""
        case course_files.ImageBlock(path, alt, caption):
            image = {"image": _picture(path, pictures), "decorative": False, "alt_text": _typeset(alt)}
            return "picture", {"image": image, "caption": _typeset(caption)}, path.name
        case course_files.ExerciseBlock(key):
            return "exercise", {"exercise": key}, key
        case course_files.LiveBlock() | course_files.QuestionBlock():
            return _to_try(block)


def _to_try(block: course_files.LiveBlock | course_files.QuestionBlock) -> tuple[str, Any, str]:
    match block:
        case course_files.LiveBlock(html, css, javascript, caption):
            value = {"html": html, "css": css, "javascript": javascript, "caption": _typeset(caption)}
            return "live", value, caption
        case course_files.QuestionBlock(asks, choices, explain):
            answers = [{"text": _typeset(text), "right": right, "why": why} for text, right, why in choices]
            question = {"asks": _typeset(asks), "choices": answers, "explain": _rich_text(explain)}
            return "question", question, asks


def _typeset(label: str) -> str:
    """Return `label` where no line breaks before a sign.

    What names a block is what was written, with its spaces as they were.
    """
    if _CODE.search(label):
        return label
    return _BEFORE_NARROW.sub("\u202f", _BEFORE_WIDE.sub("\u00a0", label))


def _rich_text(markdown: str) -> str:
    return str(render_markdown(markdown)).replace("<strong>", "<b>").replace("</strong>", "</b>").strip()


def _picture(path: Path, pictures: dict[str, File]) -> str:
    content = path.read_bytes()
    name = picture_name(content, path.name)
    pictures[name] = {"base64": base64.b64encode(content).decode()}
    return name
