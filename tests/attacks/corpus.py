"""Reads the folders of attacks: what is tried, on what, and what must come of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from grader import expectations
from grader.contract import Check, Probe
from grader.manifest import Exercise, load_exercise
from grader.runtimes import RUNTIMES

HERE = Path(__file__).parent
MANIFEST = "attack.toml"
ROWS: dict[str, dict[str, str]] = tomllib.loads((HERE / "rows.toml").read_text(encoding="utf-8"))
FORGERY = "forgery"  # beside the groups of rows: each runtime is pretended to in several ways
GROUPS = (*ROWS, FORGERY)
_KEYS = {"row", "tries", "way", "exercise", "limits", "generated", "checks", "expect", "with"}


@dataclass(frozen=True, slots=True)
class Attack:
    """One folder. `given` is what its way needs beside files (`[with]`), `expect` what must come of it."""

    name: str
    group: str
    row: str
    tries: str
    way: str
    folder: Path
    honest: str
    limits: Mapping[str, float]
    checks: tuple[Mapping[str, Any], ...]
    generated: Mapping[str, Mapping[str, Any]]
    given: Mapping[str, Any]
    expect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        """What the apprentice hands in: the other files of the folder, and those that are too long to keep."""
        kept = {
            path.relative_to(self.folder).as_posix(): path.read_bytes().decode("utf-8")
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != MANIFEST
        }
        return kept | {name: _unfolded(parts) for name, parts in self.generated.items()}

    @property
    def exercise(self) -> Exercise:
        """The honest exercise under this attack's limits, with its checks and the names of its files."""
        honest = honest_exercise(self.honest)
        return replace(
            honest,
            limits={**honest.limits, **self.limits},
            checks=tuple(_check(honest, table) for table in self.checks) or honest.checks,
            editable=tuple(dict.fromkeys([*honest.editable, *self.files])),
        )


@cache
def honest_exercise(name: str) -> Exercise:
    """The exercise of that name, whose solution passes before and after any attack."""
    return load_exercise(HERE / "honest" / name)


def _unfolded(parts: Mapping[str, Any]) -> str:
    return f"{parts.get('before', '')}{parts['repeat'] * parts['times']}{parts.get('after', '')}"


def _check(exercise: Exercise, table: Mapping[str, Any]) -> Check:
    probe = RUNTIMES[exercise.runtime].validated(Probe.from_dict(table["probe"]))
    expectations.validate(probe, table["expect"])
    return Check(table["id"], table["asks"], probe, table["expect"], table.get("otherwise", ""))


def _read(path: Path) -> Attack:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(data) <= _KEYS, f"{path}: {sorted(set(data) - _KEYS)} is not known"
    return Attack(
        name=path.parent.name,
        group=path.parent.parent.name,
        row=data.get("row", ""),
        tries=data["tries"],
        way=data.get("way", "box"),
        folder=path.parent,
        honest=data.get("exercise", ""),
        limits=data.get("limits", {}),
        checks=tuple(data.get("checks", ())),
        generated=data.get("generated", {}),
        given=data.get("with", {}),
        expect=data["expect"],
    )


@cache
def every_attack() -> tuple[Attack, ...]:
    return tuple(_read(path) for path in sorted(HERE.glob(f"*/*/{MANIFEST}")))


def attacks(*, group: str = "", way: str = "box") -> list[Attack]:
    """The attacks of a group (of all of them if none is named) that are made in this way."""
    return [attack for attack in every_attack() if attack.way == way and group in ("", attack.group)]
