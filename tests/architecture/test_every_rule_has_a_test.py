"""The fourteen rules that the domain asks the platform to enforce: each has a test that bears its number."""

import ast
import re

import pytest
from django.conf import settings

RULES = {
    1: "changing the version of a cohort never rewrites past evaluations",
    2: "attendance is signed by both, half-day by half-day; what is closed is corrected by another line",
    3: "a placement too long, alone or with the others, is refused",
    4: "an unusual contract is told, not refused",
    5: "an evaluation is satisfied or not; not satisfied says what is missing",
    6: "a visa freezes the sheet and its labels; the synthesis needs one on every sheet",
    7: "one to three examples per activity type, a declaration before export",
    8: "the readiness list differs by version",
    9: "a title needs all blocks; a partial outcome opens a year",
    10: "the category of an exit is derived; three rates apart; a short stay is not counted",
    11: "barriers and interviews are read by the adviser and the person alone",
    12: "accounts of juries and clients expire; no jury has trained the candidate",
    13: "nothing is accepted while a blocking anomaly is open",
    14: "exports are figures with a date",
}
NAMED = re.compile(r"test_rule_(\d+)(?:_and_(\d+))?_")


def numbers_of_named_tests() -> set[int]:
    found: set[int] = set()
    for path in (settings.BASE_DIR / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (named := NAMED.match(node.name)):
                found |= {int(number) for number in named.groups() if number}
    return found


@pytest.mark.parametrize("number", RULES)
def test_rule_of_the_domain_has_a_test_of_its_name(number: int) -> None:
    assert number in numbers_of_named_tests(), RULES[number]
