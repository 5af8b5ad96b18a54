"""How a page is written down to travel, and merged with what travelled: no writing here.

A page is written as its fields and its blocks. Where both schools changed something since it last came, ours stays.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import nh3
from wagtail.models import Page

from curriculum.blocks import LessonBody
from curriculum.blocks.callout import KINDS
from curriculum.blocks.code import LANGUAGES
from curriculum.models import LessonPage, ModulePage
from curriculum.packages import Block
from exercises.folders import File
from lms.core.sent import number_in

LESSON_FIELDS = ("title", "summary", "minutes")
MODULE_FIELDS = ("title", "summary", "objectives", "hours", "trainer_sheet")
PROGRAMME_FIELDS = ("title", "summary")

_PAGE_LINK = re.compile(r'<a ([^>]*)linktype="page"([^>]*)>')
_ID = re.compile(r'\bid="([^"]*)"')
_TAGS = {"h2", "h3", "p", "b", "strong", "i", "em", "code", "ol", "ul", "li", "a", "br", "hr"}
_KINDS = frozenset(LessonBody().child_blocks)


# ---- written down -------------------------------------------------------------------------------------------


def blocks_of(lesson: LessonPage) -> list[Block]:
    """Return the blocks of a lesson as the database has them."""
    return json.loads(json.dumps(list(lesson.body.raw_data)))


def travelling(
    blocks: list[Block],
    picture_path: Callable[[Any], str | None],
    recording_path: Callable[[Any], str | None],
) -> list[Block]:
    """Return blocks without numbers of this database: links say identities, pictures and recordings their file.

    `picture_path` and `recording_path` return where the one of a number travels, or None when it is gone (or too
    heavy).
    """
    sent = []
    for block in blocks:
        value = block["value"]
        if block["type"] == "text":
            value = with_identities(value)
        elif block["type"] == "callout":
            value = {**value, "text": with_identities(value["text"])}
        elif block["type"] == "question":
            value = {**value, "explain": with_identities(value["explain"])}
        elif block["type"] == "picture":
            image = value["image"] if isinstance(value["image"], dict) else {"image": value["image"]}
            value = {**value, "image": {**image, "image": picture_path(image.get("image"))}}
        elif block["type"] == "recording":
            value = {**value, "recording": recording_path(value["recording"])}
        sent.append({"id": block["id"], "type": block["type"], "value": value})
    return sent


def with_identities(html: str) -> str:
    """Return a text whose links to pages say the identity of the page, not its number here."""
    return _with_links(html, _identity_of)


def picture_name(content: bytes, name: str) -> str:
    """Return where a picture travels: the same picture always under the same name."""
    return f"pictures/{hashlib.sha256(content).hexdigest()[:20]}{PurePosixPath(name).suffix.lower()}"


def recording_name(content: bytes, name: str) -> str:
    """Return where a recording travels: the same recording always under the same name."""
    return f"recordings/{hashlib.sha256(content).hexdigest()[:20]}{PurePosixPath(name).suffix.lower()}"


def as_file(content: bytes) -> File:
    return {"base64": base64.b64encode(content).decode()}


def arriving(
    blocks: list[Block],
    *,
    picture_id: Callable[[str], Any],
    recording_id: Callable[[str], Any],
    keys: Mapping[str, str],
) -> tuple[list[Block], list[str]]:
    """Return blocks that came as the database keeps them, and the kinds of those that could not be taken.

    Args:
        picture_id: returns the number of the picture that travels under a path, or None; `recording_id`, that of a
            recording.
        keys: the key that each exercise has here, by the one it travelled under.
    """
    taken: list[Block] = []
    left: list[str] = []
    for block in blocks:
        number_of = recording_id if block["type"] == "recording" else picture_id
        value = _ARRIVING.get(block["type"], lambda value, *_: None)(block["value"], number_of, keys)
        if value is None or block["type"] not in _KINDS:
            left.append(str(block["type"])[:40])
        else:
            taken.append({"id": str(block["id"])[:64], "type": block["type"], "value": value})
    return taken, left


def _text(value: Any, *_: Any) -> Any:
    return cleaned(value) if isinstance(value, str) else None


def _code(value: Any, *_: Any) -> Any:
    known = isinstance(value, dict) and value.get("language") in {name for name, _label in LANGUAGES}
    if not known or not isinstance(value.get("code"), str):
        return None
    return {
        "language": value["language"],
        "code": value["code"],
        "caption": str(value.get("caption", ""))[:160],
    }


def _live(value: Any, *_: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get("html"), str):
        return None
    code = {name: str(value.get(name, "")) for name in ("html", "css", "javascript")}
    return {**code, "caption": str(value.get("caption", ""))[:160]}


def _question(value: Any, *_: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
        return None
    # Answers keep the identity they travelled with: without it, what comes again would look changed here.
    choices: list[dict[str, Any]] = [
        {
            "id": str(item.get("id", ""))[:64],
            "type": "item",
            "value": {
                "text": str(choice.get("text", ""))[:200],
                "right": choice.get("right") is True,
                "why": str(choice.get("why", ""))[:300],
            },
        }
        for item in value["choices"]
        if isinstance(item, dict) and isinstance(choice := item.get("value"), dict)
    ]
    if not 2 <= len(choices) <= 6 or not any(choice["value"]["right"] for choice in choices):
        return None
    return {
        "asks": str(value.get("asks", ""))[:300],
        "choices": choices,
        "explain": cleaned(str(value.get("explain", ""))),
    }


def _callout(value: Any, *_: Any) -> Any:
    if not isinstance(value, dict) or value.get("kind") not in {name for name, _label in KINDS}:
        return None
    return {"kind": value["kind"], "text": cleaned(str(value.get("text", "")))}


def _picture(value: Any, picture_id: Callable[[str], Any], _keys: Any) -> Any:
    image = value.get("image") if isinstance(value, dict) else None
    if not isinstance(image, dict) or (number := picture_id(str(image.get("image")))) is None:
        return None
    return {
        "image": {
            "image": number,
            "decorative": image.get("decorative") is True,
            "alt_text": str(image.get("alt_text", "")),
        },
        "caption": str(value.get("caption", ""))[:200],
    }


def _recording(value: Any, recording_id: Callable[[str], Any], _keys: Any) -> Any:
    path = value.get("recording") if isinstance(value, dict) else None
    if not isinstance(path, str) or (number := recording_id(path)) is None:
        return None
    return {"recording": number, "caption": str(value.get("caption", ""))[:200]}


def _exercise(value: Any, _picture_id: Any, keys: Mapping[str, str]) -> Any:
    key = value.get("exercise") if isinstance(value, dict) else None
    return {"exercise": keys.get(key, key)} if isinstance(key, str) else None


_ARRIVING: dict[str, Callable[..., Any]] = {
    "text": _text,
    "code": _code,
    "live": _live,
    "question": _question,
    "callout": _callout,
    "picture": _picture,
    "recording": _recording,
    "exercise": _exercise,
}


def cleaned(html: str) -> str:
    """Return what an author could have written here of a text that came; what another school sent is not believed."""
    linked = _with_links(html, _number_of)
    return nh3.clean(
        linked,
        tags=_TAGS,
        attributes={"a": {"href", "linktype", "id"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _with_links(html: str, other: Callable[[str], str | None]) -> str:
    """Return the text with each link to a page naming it by `other`; a link that leads nowhere is taken off."""

    def rewritten(found: re.Match[str]) -> str:
        told = _ID.search(found[0])
        target = other(told[1]) if told else None
        return f'<a linktype="page" id="{target}">' if target else "<a>"

    return _PAGE_LINK.sub(rewritten, html)


def _identity_of(number: str) -> str | None:
    page = Page.objects.filter(pk=number_in(number)).first()
    return str(page.translation_key) if page else None


def _number_of(identity: str) -> str | None:
    if not re.fullmatch(r"[0-9a-f-]{36}", identity):
        return None
    page = Page.objects.filter(translation_key=identity).first()
    return str(page.pk) if page else None


# ---- merged -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MergedPage:
    """What a page becomes; `kept` names what both schools changed, where ours stayed."""

    fields: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def merged_page(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> MergedPage:
    """Return our page with what was changed in theirs since both were `base`.

    Each is the fields of the page and, for a lesson, its `blocks`.
    """
    fields, kept = {}, []
    for name in theirs.keys() - {"blocks"}:
        mine, its = ours.get(name), theirs[name]
        was = base.get(name, mine if base else None)  # a field that did not exist then was not changed here
        fields[name] = its if mine == was else mine
        if mine != was and its not in (was, mine):
            kept.append(name)
    if "blocks" not in theirs:
        return MergedPage(fields, kept=sorted(kept))
    blocks, both = _merged_blocks(base.get("blocks", []), ours.get("blocks", []), theirs["blocks"])
    return MergedPage(fields, blocks, [*sorted(kept), *both])


def _by_id(blocks: list[Block]) -> dict[str, Block]:
    return {block["id"]: block for block in blocks}


def _merged_blocks(
    base: list[Block], ours: list[Block], theirs: list[Block]
) -> tuple[list[Block], list[str]]:
    was, mine, its = _by_id(base), _by_id(ours), _by_id(theirs)
    kept: list[str] = []
    chosen = dict(_chosen(was, mine, its, kept))
    order = [id_ for id_ in its if id_ in chosen]
    # What is only ours stays behind the block it follows here.
    before = ""
    for id_ in mine:
        if id_ in chosen and id_ not in order:
            order.insert(order.index(before) + 1 if before in order else 0, id_)
        before = id_ if id_ in order else before
    return [chosen[id_] for id_ in order], kept


def _chosen(
    was: Mapping[str, Block], mine: Mapping[str, Block], its: Mapping[str, Block], kept: list[str]
) -> Iterator[tuple[str, Block]]:
    for id_ in {**its, **mine}:
        old, our, their = was.get(id_), mine.get(id_), its.get(id_)
        if our != old and their not in (old, our):
            kept.append((our or their or {"type": ""})["type"])
        block = their if our == old else our
        if block is not None:
            yield id_, block


def fields_of(page: Page) -> dict[str, Any]:
    """Return what is written of a page, its blocks included for a lesson."""
    if isinstance(page, LessonPage):
        return {**_values(page, LESSON_FIELDS), "blocks": blocks_of(page)}
    return _values(page, MODULE_FIELDS if isinstance(page, ModulePage) else PROGRAMME_FIELDS)


def _values(page: Page, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(page, name) for name in names}
