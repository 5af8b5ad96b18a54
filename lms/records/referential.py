"""Reads a referential file (YAML) into plain data, or says which line of it is wrong (pure: no database)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

REFERENTIALS = Path(__file__).parent / "referentials"


class ReferentialError(Exception):
    """The file does not say what a referential must say; the message names file and place."""


@dataclass(frozen=True)
class CompetenceData:
    code: str
    title: str
    short_title: str


@dataclass(frozen=True)
class BlockData:
    code: str
    title: str
    short_title: str
    competences: tuple[CompetenceData, ...]


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


def read_referential(path: Path) -> ReferentialData:
    """Return the certification that `path` describes, with all its versions.

    Raises:
        ReferentialError: the file is not YAML, or lacks something every referential has.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _certification(document)
    except yaml.YAMLError as error:
        raise ReferentialError(f"{path.name}: {error}") from error
    except (KeyError, TypeError) as error:
        raise ReferentialError(f"{path.name}: missing or misplaced entry {error}") from error


def _certification(document: dict[str, Any]) -> ReferentialData:
    head = document["certification"]
    return ReferentialData(
        code=head["code"],
        short_name=head["sigle"],
        title=head["title"],
        kind=head["kind"],
        certifier=head["certifier"],
        notice=head.get("notice") or "",
        versions=tuple(_version(entry, head.get("score")) for entry in document["versions"]),
    )


def _version(entry: dict[str, Any], score: dict[str, Any] | None) -> VersionData:
    kept = {name: value for name, value in entry.items() if name not in {"id", "millesime", "blocks"}}
    settings = json.loads(json.dumps({**kept, "score": score}, default=str))
    blocks = tuple(_block(block) for block in entry["blocks"])
    return VersionData(
        key=entry["id"],
        number=str(entry["millesime"]),
        effective_on=entry["effective_on"],
        superseded_on=entry.get("superseded_on"),
        blocks=blocks,
        settings=settings,
        digest=hashlib.sha256(repr((blocks, settings)).encode()).hexdigest(),
    )


def _block(entry: dict[str, Any]) -> BlockData:
    return BlockData(
        code=entry["code"],
        title=entry["title"],
        short_title=entry["short"],
        competences=tuple(
            CompetenceData(code=c["code"], title=c["title"], short_title=c["short"])
            for c in entry["competences"]
        ),
    )
