"""`python -m grader.bench`: see `script/bench grader`, which prepares what this needs."""

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from grader.bench import machine
from grader.bench.cases import CASES, Case
from grader.bench.measure import Plan, measure_case
from grader.bench.ours import OWNERS, Host
from grader.bench.report import table

QUICK = Plan(rounds=6, burst_rounds=1, sustained_seconds=5, waiting=2)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _chosen(words: list[str]) -> list[Case]:
    return [case for case in CASES if not words or any(word in case.name for word in words)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench grader", description="Mesure le correcteur.")
    parser.add_argument("cases", nargs="*", help="seulement ceux dont le nom contient un de ces mots")
    parser.add_argument(
        "--quick", action="store_true", help="peu de tours : pour essayer la mesure elle-même"
    )
    parser.add_argument("--json", type=Path, help="garde les mesures dans ce fichier")
    parser.add_argument("--sustained-seconds", type=float, help="durée de la charge soutenue (120 s)")
    asked = parser.parse_args()
    plan = QUICK if asked.quick else Plan()
    if asked.sustained_seconds:
        plan = replace(plan, sustained_seconds=asked.sustained_seconds)
    description = machine.describe()
    cases: dict[str, object] = {}
    with Host(workers=int(description["processors"])) as host:
        for case in _chosen(asked.cases):
            measured = measure_case(case, host, plan, _say)
            cases[case.name] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **measured}
    left_over = sum(machine.containers_of(owner) for owner in OWNERS)
    found = {"machine": description, "cases": cases, "left_over": left_over}
    if asked.json:
        found = merged(asked.json, found)
        asked.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(found))
    return 0


def merged(kept: Path, found: dict[str, object]) -> dict[str, object]:
    """Returns what is kept already with what was found now in its place: cases may be measured one by one."""
    if not kept.exists():
        return found
    before = json.loads(kept.read_text(encoding="utf-8"))
    names = [case.name for case in CASES]
    cases: dict[str, object] = before["cases"] | found["cases"]
    in_order = {name: cases[name] for name in names if name in cases}
    return {**found, "cases": in_order, "left_over": before["left_over"] + found["left_over"]}


if __name__ == "__main__":
    sys.exit(main())
