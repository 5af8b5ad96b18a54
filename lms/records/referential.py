"""Reads a referential (YAML) into plain data, or says which line of it is wrong; writes it again (no database)."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

REFERENTIALS = Path(__file__).parent / "referentials"
LONGEST_FILE = 300_000
LARGEST_NUMBER = 32_767
MOST_DAYS_BEFORE_EXAM = 60
KINDS = ("professional_title", "scored_certificate", "school_certificate")
_LINES = "\0lines"
_OF_VERSION = frozenset({"id", "millesime", "blocks", "effective_on", "superseded_on"})
_OF_BLOCK = frozenset({"code", "title", "short", "competences"})


class ReferentialError(Exception):
    """The text does not say what a referential must say; the message names the file and the line."""


@dataclass(frozen=True)
class CriterionData:
    text: str
    transversal: int | None = None


@dataclass(frozen=True)
class CompetenceData:
    code: str
    title: str
    short_title: str
    criteria: tuple[CriterionData, ...] = ()
    assessed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlockData:
    code: str
    title: str
    short_title: str
    competences: tuple[CompetenceData, ...]
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class VersionData:
    key: str
    number: str
    effective_on: date
    superseded_on: date | None
    blocks: tuple[BlockData, ...]
    settings: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class ReferentialData:
    code: str
    short_name: str
    title: str
    kind: str
    certifier: str
    notice: str
    versions: tuple[VersionData, ...]
    is_example: bool = False
    # A block obtained (version, code) that counts for a block of another version (version, code).
    block_equivalences: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = ()


def section_of(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part of the settings of a version: empty when the file leaves it out or says something else there."""
    found = settings.get(name)
    return found if isinstance(found, Mapping) else {}


def read_referential(path: Path) -> ReferentialData:
    """Return the certification that the file at `path` describes, with all its versions.

    Raises:
        ReferentialError: see `parse_referential`; or it is no text at all.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReferentialError(_("%(file)s: this file is not text.") % {"file": path.name}) from error
    return parse_referential(text, name=path.name)


def parse_referential(text: str, *, name: str) -> ReferentialData:
    """Return the certification that `text` describes; `name` is how messages call it.

    Raises:
        ReferentialError: it is not YAML, or lacks something every referential has.
    """
    if len(text) > LONGEST_FILE:
        raise ReferentialError(_("%(file)s: this file is too long.") % {"file": name})
    try:
        return _Reader().certification(_loaded(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = {"file": name, "line": line, "problem": _no_yaml(error)}
        raise ReferentialError(_("%(file)s, line %(line)s: %(problem)s") % said) from error
    except _Wrong as wrong:
        said = {"file": name, "line": wrong.line, "problem": str(wrong)}
        raise ReferentialError(_("%(file)s, line %(line)s: %(problem)s") % said) from wrong
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ReferentialError(_("%(file)s: this is not YAML that can be read.") % {"file": name}) from error


def _loaded(text: str) -> Any:
    """Return what `text` holds. Raises ValueError for values that the library itself stumbles over."""
    try:
        document = yaml.load(text, Loader=_LinesKept)  # noqa: S506 - a safe loader that keeps line numbers
    except (KeyError, AttributeError, IndexError, TypeError) as error:
        raise ValueError from error
    _check_storable(document)
    return document


def _check_storable(found: Any) -> None:
    """Raise ValueError where something cannot be stored: NUL, half a character, or what is no number."""
    if isinstance(found, str) and ("\0" in found or any("\ud800" <= one <= "\udfff" for one in found)):
        raise ValueError
    if isinstance(found, float) and not math.isfinite(found):
        raise ValueError
    if isinstance(found, dict):
        for key, value in found.items():
            if key != _LINES:
                _check_storable(key)
                _check_storable(value)
    elif isinstance(found, list | tuple | set):
        for value in found:
            _check_storable(value)


def _no_yaml(error: yaml.MarkedYAMLError) -> str:
    return error.problem if isinstance(error, _Alias) else _("this is not YAML that can be read.")


class _Alias(yaml.MarkedYAMLError):
    """A tiny file with aliases can unfold into one that fills the memory."""

    problem: str


class _Wrong(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _LinesKept(yaml.SafeLoader):
    """Keeps, beside each mapping, the line of the mapping and of each of its entries."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark
            raise _Alias(problem=_("write the text out instead of pointing to it."), problem_mark=mark)
        return super().compose_node(parent, index)


def _mapping(loader: _LinesKept, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    found: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    lines: dict[Any, int] = {"": node.start_mark.line + 1}
    for key, _value in node.value:
        if key.value in lines:
            raise _Wrong(
                key.start_mark.line + 1, _("“%(name)s” is there twice.") % {"name": str(key.value)[:60]}
            )
        lines[key.value] = key.start_mark.line + 1
    found[_LINES] = lines
    return found


_LinesKept.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _Entry:
    """One mapping of the file: asks for what it must hold, and says at which line it does not."""

    def __init__(self, found: Any, *, line: int, what: str) -> None:
        if not isinstance(found, dict):
            raise _Wrong(line, _("%(what)s: expected entries with names.") % {"what": what})
        self._found = found
        self._lines = found[_LINES]

    def line(self, name: str = "") -> int:
        found: int = self._lines.get(name, self._lines[""])
        return found

    def wrong(self, name: str, message: str) -> _Wrong:
        said = _("“%(name)s”: %(problem)s") % {"name": name, "problem": message} if name else message
        return _Wrong(self.line(name), said)

    def get(self, name: str) -> Any:
        return self._found.get(name)

    def required(self, name: str) -> Any:
        if self._found.get(name) in (None, ""):
            raise _Wrong(self.line(), _("“%(name)s” is missing.") % {"name": name})
        return self._found[name]

    def text(self, name: str, *, at_most: int, empty: bool = False) -> str:
        value = (self._found.get(name) or "") if empty else self.required(name)
        if not isinstance(value, str):
            raise self.wrong(name, _("expected a text; put it between quotes."))
        value = value.strip()
        if not value and not empty:
            raise _Wrong(self.line(), _("“%(name)s” is missing.") % {"name": name})
        if len(value) > at_most:
            raise self.wrong(name, _("%(at_most)s characters at most.") % {"at_most": at_most})
        return value

    def day(self, name: str, *, empty: bool = False) -> date | None:
        value = self._found.get(name) if empty else self.required(name)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(name, _("expected a day, such as 2026-09-01."))
        return value

    def names(self) -> list[Any]:
        return [name for name in self._found if name != _LINES]

    def part(self, name: str) -> "_Entry | None":
        """Return the mapping of this name; None where there is none, which is not the same as an empty one."""
        return _Entry(self._found[name], line=self.line(name), what=name) if name in self._found else None

    def number(self, name: str, *, at_most: int = LARGEST_NUMBER) -> int:
        value = self.required(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(name, _("expected a whole number."))
        if not 0 <= value <= at_most:
            raise self.wrong(name, _("%(at_most)s at most, and not below 0.") % {"at_most": at_most})
        return value

    def entries(self, name: str, *, empty: bool = False) -> list["_Entry"]:
        value = (self._found.get(name) or []) if empty else self.required(name)
        if not isinstance(value, list):
            raise self.wrong(name, _("expected a list."))
        return [_Entry(one, line=self.line(name), what=name) for one in value]

    def others(self, known: frozenset[str]) -> dict[str, Any]:
        kept = {key: value for key, value in self._found.items() if key not in known}
        found: dict[str, Any] = json.loads(json.dumps(_without_lines(kept), default=str))
        return found


def _without_lines(found: Any) -> Any:
    if isinstance(found, dict):
        return {str(key): _without_lines(value) for key, value in found.items() if key != _LINES}
    if isinstance(found, list):
        return [_without_lines(value) for value in found]
    return found


class _Reader:
    """Reads one document; remembers which names it has seen, because each is there once."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def _once(self, entry: _Entry, name: str, scope: str, value: str) -> str:
        if (scope, value) in self._seen:
            raise entry.wrong(name, _("“%(value)s” is there twice.") % {"value": value})
        self._seen.add((scope, value))
        return value

    def certification(self, document: Any) -> ReferentialData:
        whole = _Entry(document, line=1, what=_("the file"))
        head = _Entry(whole.required("certification"), line=whole.line("certification"), what="certification")
        kind = head.text("kind", at_most=30)
        if kind not in KINDS:
            raise head.wrong("kind", _("choose one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
        score = self._score(head) if kind == "scored_certificate" else None
        if score is None and head.get("score") is not None:
            raise head.wrong("score", _("only a scored certificate has a score."))
        versions = whole.entries("versions")
        if not versions:
            raise whole.wrong("versions", _("a certification has at least one version."))
        written_versions = tuple(self._version(entry, score) for entry in versions)
        return ReferentialData(
            code=head.text("code", at_most=40),
            short_name=head.text("sigle", at_most=20),
            title=head.text("title", at_most=200),
            kind=kind,
            certifier=head.text("certifier", at_most=200),
            notice=head.text("notice", at_most=300, empty=True),
            is_example=head.get("example") is True,
            versions=written_versions,
            block_equivalences=tuple(
                self._equivalence(entry, written_versions)
                for entry in whole.entries("block_equivalences", empty=True)
            ),
        )

    def _equivalence(
        self, entry: _Entry, versions: tuple[VersionData, ...]
    ) -> tuple[tuple[str, str], tuple[str, str]]:
        known = {(version.key, block.code) for version in versions for block in version.blocks}
        sides = []
        for name in ("from", "to"):
            said = entry.required(name)
            is_pair = isinstance(said, list) and len(said) == 2 and all(isinstance(one, str) for one in said)
            if not is_pair or tuple(said) not in known:
                raise entry.wrong(
                    name, _("expected a version and one of its blocks, such as [t1-v1, CCP1], of this file.")
                )
            sides.append((said[0], said[1]))
        if sides[0][0] == sides[1][0]:
            raise entry.wrong("to", _("a block counts for one of another version."))
        return sides[0], sides[1]

    def _score(self, head: _Entry) -> dict[str, Any]:
        score = _Entry(head.required("score"), line=head.line("score"), what="score")
        lowest, highest = score.number("min"), score.number("max")
        passed, last = score.number("passed_from"), lowest
        if not 0 <= lowest < highest:
            raise score.wrong("max", _("the scale rises."))
        if not lowest < passed <= highest:
            raise score.wrong("passed_from", _("it is inside the scale."))
        for level in score.entries("levels"):
            level.text("name", at_most=60)
            if not last < level.number("from") <= highest:
                raise level.wrong("from", _("levels rise, inside the scale."))
            last = level.number("from")
        if score.number("validity_years") < 1:
            raise score.wrong("validity_years", _("one year at least."))
        return score.others(frozenset())

    def _version(self, entry: _Entry, score: dict[str, Any] | None) -> VersionData:
        key = self._once(entry, "id", "version", entry.text("id", at_most=50))
        if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
            raise entry.wrong("id", _("letters, figures and hyphens only."))
        number = self._once(entry, "millesime", "number", entry.text("millesime", at_most=10))
        transversal = {one.number("n") for one in entry.entries("transversal", empty=True)}
        for one in entry.entries("transversal", empty=True):
            one.text("title", at_most=300)
            one.text("short", at_most=80)
        listed = entry.entries("blocks")
        blocks = tuple(self._block(block, key, transversal) for block in listed)
        self._check_exam(entry.part("exam"))
        settings = {**entry.others(_OF_VERSION), "score": score}
        starts, ends = entry.day("effective_on"), entry.day("superseded_on", empty=True)
        if starts is None or (ends is not None and ends <= starts):
            raise entry.wrong("superseded_on", _("it comes after “effective_on”."))
        return VersionData(
            key=key,
            number=number,
            effective_on=starts,
            superseded_on=ends,
            blocks=blocks,
            settings=settings,
            digest=_digest(blocks, settings),
        )

    def _check_exam(self, exam: _Entry | None) -> None:
        """What papers and lists count with later is a number, or is left out."""
        if exam is None:
            return
        if exam.get("max_candidates_per_jury_per_day") is not None:
            exam.number("max_candidates_per_jury_per_day")
        if before := exam.part("working_days_before_exam"):
            for name in before.names():
                before.number(name, at_most=MOST_DAYS_BEFORE_EXAM)
        for part in ("project_file", "project_file_for_one_block"):
            if limits := exam.part(part):
                self._check_limits(limits)

    def _check_limits(self, limits: _Entry) -> None:
        for name in ("pages_min", "pages_max", "appendix_pages_max", "english_excerpt_characters"):
            if limits.get(name) is not None:
                limits.number(name)
        words = limits.get("summary_words")
        if words is None:
            return
        is_pair = isinstance(words, list) and len(words) == 2 and all(type(one) is int for one in words)
        if not is_pair or not 0 <= words[0] <= words[1] <= LARGEST_NUMBER:
            raise limits.wrong(
                "summary_words", _("expected two whole numbers that rise, such as [200, 250].")
            )

    def _block(self, entry: _Entry, key: str, transversal: set[int]) -> BlockData:
        code = self._once(entry, "code", f"block of {key}", entry.text("code", at_most=20))
        competences = entry.entries("competences")
        if not competences:
            raise entry.wrong("competences", _("a block has at least one competence."))
        return BlockData(
            code=code,
            title=entry.text("title", at_most=300),
            short_title=entry.text("short", at_most=80),
            competences=tuple(self._competence(one, transversal) for one in competences),
            settings=tuple(sorted(entry.others(_OF_BLOCK).items())),
        )

    def _competence(self, entry: _Entry, transversal: set[int]) -> CompetenceData:
        ways = entry.get("assessed_by") or []
        if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
            raise entry.wrong("assessed_by", _("expected a list."))
        return CompetenceData(
            code=self._once(entry, "code", "competence", entry.text("code", at_most=20)),
            title=entry.text("title", at_most=300),
            short_title=entry.text("short", at_most=80),
            criteria=tuple(self._criteria(entry, transversal)),
            assessed_by=tuple(ways),
        )

    def _criteria(self, entry: _Entry, transversal: set[int]) -> list[CriterionData]:
        found = entry.get("criteria") or []
        if not isinstance(found, list):
            raise entry.wrong("criteria", _("expected a list."))
        criteria = []
        for one in found:
            whole = {"text": one, _LINES: {"": entry.line("criteria")}} if isinstance(one, str) else one
            said = _Entry(whole, line=entry.line("criteria"), what="criteria")
            shows = said.number("transversal") if said.get("transversal") is not None else None
            if shows is not None and shows not in transversal:
                raise said.wrong(
                    "transversal", _("no transversal competence of this version has this number.")
                )
            criteria.append(CriterionData(said.text("text", at_most=200), shows))
        return criteria


def _digest(blocks: tuple[BlockData, ...], settings: dict[str, Any]) -> str:
    said = json.dumps([[asdict(block) for block in blocks], settings], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def written(data: ReferentialData) -> str:
    """Return `data` as the YAML from which it can be read again."""
    score = next((version.settings.get("score") for version in data.versions), None)
    document: dict[str, Any] = {
        "certification": {
            "code": data.code,
            "sigle": data.short_name,
            "title": data.title,
            "kind": data.kind,
            "certifier": data.certifier,
            "example": data.is_example,
            "notice": data.notice or None,
            "score": score,
        },
        "versions": [_written_version(version) for version in data.versions],
    }
    if data.block_equivalences:
        document["block_equivalences"] = [
            {"from": list(obtained), "to": list(counted)} for obtained, counted in data.block_equivalences
        ]
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Writes the same text out twice rather than pointing from one to the other."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_version(version: VersionData) -> dict[str, Any]:
    return {
        "id": version.key,
        "millesime": version.number,
        "effective_on": version.effective_on,
        **({"superseded_on": version.superseded_on} if version.superseded_on else {}),
        **{name: value for name, value in version.settings.items() if name != "score"},
        "blocks": [
            {
                "code": block.code,
                "title": block.title,
                "short": block.short_title,
                **dict(block.settings),
                "competences": [_written_competence(one) for one in block.competences],
            }
            for block in version.blocks
        ],
    }


def _written_competence(competence: CompetenceData) -> dict[str, Any]:
    return {
        "code": competence.code,
        "title": competence.title,
        "short": competence.short_title,
        **({"assessed_by": list(competence.assessed_by)} if competence.assessed_by else {}),
        "criteria": [
            {"text": one.text, **({"transversal": one.transversal} if one.transversal else {})}
            for one in competence.criteria
        ],
    }
