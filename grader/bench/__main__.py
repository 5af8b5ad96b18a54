"""`python -m grader.bench`: see `script/bench grader`, which prepares what this needs."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from grader.bench import machine
from grader.bench.cases import CASES, Case
from grader.bench.measure import Plan, measure_case
from grader.bench.ours import Host
from grader.bench.report import table

QUICK = Plan(rounds=5, burst_rounds=1, sustained_seconds=5, waiting=2)


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
        plan = Plan(plan.rounds, plan.burst_rounds, asked.sustained_seconds, plan.waiting)
    description = machine.describe()
    found = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": description, "cases": {}}
    with Host(workers=int(description["processors"])) as host:
        for case in _chosen(asked.cases):
            found["cases"][case.name] = measure_case(case, host, plan, _say)  # type: ignore[index]
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
