"""`script/chaos`: breaks a platform of its own while people hand in, and reads afterwards what became of their work.

What is asked after each fault: every submission that was acknowledged has exactly one verdict, or says that it is
our fault; no container, no process and no temporary file is left; the site answered nothing untrue meanwhile.
"""

import argparse
import json
from datetime import UTC, datetime

from grader.bench import machine
from script.steps.chaos.faults import CLOCK, Fault, faults_for, move_clock
from script.steps.chaos.found import Found, table
from script.steps.chaos.platform import Platform, can_move_clocks, running_platform
from script.steps.chaos.trying import try_fault
from script.steps.engine import stop_own_engine
from script.steps.places import ROOT
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.progress import Stop, end_with_sentence, say

KEPT = ROOT / "docs" / "measurements" / "chaos.json"
MOST_SUBMISSIONS = 2000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description="Casse une plateforme exprès.")
    parser.add_argument("words", nargs="*", help="seulement les pannes dont le nom contient un de ces mots")
    parser.add_argument("--submissions", type=int, default=200, help="travaux rendus, toutes pannes ensemble")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument(
        "--restart-engine",
        default="",
        metavar="COMMANDE",
        help="relance le moteur de conteneurs de la machine",
    )
    parser.add_argument("--keep", action="store_true", help=f"range les résultats dans {KEPT.name}")
    asked = parser.parse_intermixed_args()
    if not 1 <= asked.submissions <= MOST_SUBMISSIONS:
        parser.error(f"entre 1 et {MOST_SUBMISSIONS} travaux")
    return asked


def main() -> int:
    asked = arguments()
    found: list[Found] = []
    try:
        prepare_sources()
        prepare_sandboxes()
        found = _try_faults(asked)
    finally:
        stop_own_engine()
    say(table(found))
    return 0 if all(one.holds for one in found) else 1


def _try_faults(asked: argparse.Namespace) -> list[Found]:
    """Try what was asked for; the clock in a platform of its own, since all that looks at it is slowed down."""

    def is_wanted(name: str) -> bool:
        return not asked.words or any(word in name for word in asked.words)

    found: list[Found] = []
    with running_platform(asked.database) as platform:
        faults = faults_for(
            asked.database,
            disks=platform.disks,
            has_own_engine=platform.engine is not None,
            restart_engine=asked.restart_engine,
        )
        chosen = {name: fault for name, fault in faults.items() if is_wanted(name)}
        moves_clock = is_wanted(CLOCK) and can_move_clocks()
        if not chosen and not moves_clock:
            raise Stop(f"aucune panne ne porte ce nom ; il y a : {', '.join([*faults, CLOCK])}.")
        each = max(1, asked.submissions // (len(chosen) + moves_clock))
        for name, fault in chosen.items():
            found.append(_tried(platform, asked, (name, fault), each))
    if moves_clock:
        with running_platform(asked.database, moves_clock=True) as platform:
            found.append(_tried(platform, asked, (CLOCK, move_clock), each))
    return found


def _tried(platform: Platform, asked: argparse.Namespace, named: tuple[str, Fault], each: int) -> Found:
    name, fault = named
    say(f"Panne : {name} ({each} travaux)")
    one = try_fault(platform, name, fault, each)
    if asked.keep:  # at once: what was found stays when a later fault ends the run
        _keep(asked.database, one)
    say(f"  {'tient' if one.holds else 'NE TIENT PAS'} : {json.dumps(one.as_json())}")
    return one


def _keep(database: str, found: Found) -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    # What was not tried this time stays as it was found.
    stamp = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine.describe()}
    kept.setdefault(database, {})[found.fault] = {**stamp, **found.as_json()}
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    end_with_sentence(main)
