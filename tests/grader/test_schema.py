"""The schema that editors read says what the reader accepts."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.manifest.shapes import TOP
from grader.schema import json_schema

CATALOGUE = Path(__file__).parents[2] / "exercises" / "catalogue"
SCHEMA: dict[str, Any] = json_schema()
QUIZ_OR_CODE = next(rule for rule in SCHEMA["allOf"] if "else" in rule)


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = (CATALOGUE / "exercise.schema.json").read_text(encoding="utf-8")

    assert json.loads(published) == SCHEMA, (
        "python -m grader schema > exercises/catalogue/exercise.schema.json"
    )


def test_every_entry_that_is_read_is_in_it() -> None:
    assert set(SCHEMA["properties"]) == set(TOP)
    assert set(SCHEMA["required"]) <= set(TOP)


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*/exercise.toml")), ids=lambda path: path.parent.name)
def test_what_the_catalogue_expects_is_in_it(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    checks = SCHEMA["properties"]["checks"]["items"]
    expected = {
        one["if"]["properties"]["probe"]["properties"]["kind"]["const"]: one["then"]["properties"]["expect"]
        for one in checks["allOf"]
    }

    assert set(data) <= set(SCHEMA["properties"])
    for check in data.get("checks", []):
        assert set(check) <= set(checks["properties"])
        assert set(check.get("expect", {})) <= set(expected[check["probe"]["kind"]]["properties"])
    assert data["runtime"] in SCHEMA["properties"]["runtime"]["enum"]
    missing = set(SCHEMA["required"]) - set(data)
    if data["runtime"] != "quiz":
        missing |= set(QUIZ_OR_CODE["else"]["required"]) - set(data)
    assert missing == set()
