"""`script/bench`: prepares everything, then measures the grader, what a browser receives, or pages of a school."""

import argparse
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from script.steps import in_browser, in_load, in_pages
from script.steps.engine import stop_own_engine
from script.steps.in_hosts import measuring as several_hosts
from script.steps.instruments import ensure_instruments
from script.steps.places import PYTHON, ROOT
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.progress import Stop, end_with_sentence, say
from script.steps.sizing import Habits, costs_from, sizes, sizes_table
from script.steps.whole_path import Amount, measure_whole_path, whole_path_table

KEPT = ROOT / "docs" / "measurements"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Mesure la vitesse et la mémoire.")
    parser.add_argument("subject", choices=["grader", "browser", "pages", "hosts", "load", "sizes"])
    parser.add_argument("words", nargs="*", help="seulement les mesures dont le nom contient un de ces mots")
    parser.add_argument(
        "--quick", action="store_true", help="peu de tours : pour essayer la mesure elle-même"
    )
    parser.add_argument("--keep", action="store_true", help="range les résultats dans docs/measurements/")
    parser.add_argument(
        "--class-minutes",
        type=float,
        help="load : combien de temps la classe travaille, à la place de 5 minutes",
    )
    parser.add_argument(
        "--think-seconds", type=float, help="load : combien on réfléchit entre deux clics, à la place de 20"
    )
    parser.add_argument("--only", choices=["boxes", "whole-path"], help="une des deux moitiés")
    return parser.parse_intermixed_args()


def measure_boxes(asked: argparse.Namespace) -> None:
    options = ["--quick"] if asked.quick else []
    if asked.keep:
        options += ["--json", str(KEPT / "grader.json")]
    done = subprocess.run([str(PYTHON), "-m", "grader.bench", *asked.words, *options], cwd=ROOT, check=False)
    if done.returncode:
        raise Stop("la mesure du correcteur a échoué ; son message est au-dessus.")


def measure_browser(asked: argparse.Namespace) -> None:
    amount = in_browser.Amount.quick() if asked.quick else in_browser.Amount()
    found = in_browser.measure_in_browser(amount)
    if asked.keep:
        keep(found, KEPT / "browser.json")
    say(in_browser.in_browser_table(found))


def measure_pages(asked: argparse.Namespace) -> None:
    amount = in_pages.Amount.quick() if asked.quick else in_pages.Amount()
    databases = tuple(asked.words) or in_pages.DATABASES
    if unknown := set(databases) - set(in_pages.DATABASES):
        raise Stop(f"les bases sont {' et '.join(in_pages.DATABASES)} ; pas {', '.join(sorted(unknown))}.")
    found = in_pages.measure_pages(amount, databases)
    if asked.keep:
        keep(found, KEPT / "pages.json")
    say(in_pages.pages_table(found))


def measure_hosts(asked: argparse.Namespace) -> int:
    found = several_hosts.measure_hosts(
        several_hosts.Amount.quick() if asked.quick else several_hosts.Amount()
    )
    if asked.keep:
        keep(found, KEPT / "hosts.json")
    say(several_hosts.hosts_table(found))
    return 0 if several_hosts.holds(found) else 1


def measure_load(asked: argparse.Namespace) -> None:
    amount = in_load.Amount.quick() if asked.quick else in_load.Amount()
    if asked.class_minutes:
        amount = replace(amount, class_seconds=asked.class_minutes * 60)
    if asked.think_seconds:
        amount = replace(amount, think_seconds=asked.think_seconds)
    found = in_load.measure_load(amount)
    if asked.keep:
        keep(found, KEPT / "load.json")
    say(in_load.load_table(found))


def keep(found: dict[str, object], path: Path) -> None:
    stamped = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **found}
    path.write_text(json.dumps(stamped, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    asked = arguments()
    if asked.subject == "sizes":  # figures alone: nothing is started
        costs = costs_from(KEPT)
        say(sizes_table(sizes(costs, Habits()), costs))
        return 0
    try:
        prepare_sources()
        ensure_instruments()
        KEPT.mkdir(parents=True, exist_ok=True)
        if asked.subject == "pages":
            measure_pages(asked)
            return 0
        prepare_sandboxes()
        if asked.subject == "hosts":
            return measure_hosts(asked)
        if asked.subject == "load":
            measure_load(asked)
            return 0
        if asked.subject == "browser":
            measure_browser(asked)
            return 0
        if asked.only != "whole-path":
            measure_boxes(asked)
        if asked.only != "boxes":
            found = measure_whole_path(Amount.quick() if asked.quick else Amount())
            if asked.keep:
                keep(found, KEPT / "whole-path.json")
            say(whole_path_table(found))
        return 0
    finally:
        stop_own_engine()


if __name__ == "__main__":
    end_with_sentence(main)
