"""What a test book and the lists of the last stages begin with: sensible lines that a team changes."""

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("starting_sets.toml")


@cache
def _sets() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def proposed_tests() -> list[dict[str, str]]:
    """Return the lines of a first test book: `area`, `to_do`, `expected`."""
    return _sets()["tests"]


def proposed_checklist(kind: str) -> list[dict[str, str]]:
    """Return the lines of a first list, "go_live" or "handover": `label`, `detail`."""
    return _sets()[kind]
