"""One fault: people hand in while it lasts, and what became of their work is read afterwards."""

import time

from script.steps.chaos.crowd import SETTLE_SECONDS, Crowd
from script.steps.chaos.faults import Fault
from script.steps.chaos.found import Found
from script.steps.chaos.platform import Platform
from script.steps.chaos.records import JUDGED, OURS

# Graders look each minute for what dead ones left, and twice before they take what stands still.
LEFTOVER_SECONDS = 150


def try_fault(platform: Platform, name: str, fault: Fault, wanted: int) -> Found:
    found = Found(name)
    before, files = set(platform.records.states()), platform.files()
    crowd = Crowd(platform, wanted)
    platform.is_at_work = crowd.wants_more
    crowd.begin()
    time.sleep(0.5)
    try:
        fault(platform, found)
        crowd.wait()
        over = time.monotonic()
        states = _settled(platform, before, over)
        found.settled_seconds = round(time.monotonic() - over, 1)
    finally:
        crowd.end()
    _read_work(platform, found, states, crowd.acknowledged)
    found.answers = crowd.answers
    found.untrue += sorted(crowd.untrue)
    if len(crowd.acknowledged) < wanted:
        found.untrue.append(f"only {len(crowd.acknowledged)} of {wanted} were taken in time")
    found.left = _leftovers(platform, files)
    return found


def _settled(platform: Platform, before: set[int], since: float) -> dict[int, str]:
    """Return the states of what was handed in meanwhile, once nothing of it waits, or after long enough."""
    while True:
        states = {
            number: state for number, state in platform.records.states().items() if number not in before
        }
        waits = any(state not in (*JUDGED, *OURS) for state in states.values())
        if not waits or time.monotonic() - since > SETTLE_SECONDS:
            return states
        time.sleep(0.5)


def _read_work(platform: Platform, found: Found, states: dict[int, str], acknowledged: set[int]) -> None:
    verdicts = platform.records.verdicts()
    found.acknowledged = len(acknowledged)
    found.lost = len(acknowledged - set(states))
    for number, state in states.items():
        found.judged += state in JUDGED
        found.ours += state in OURS
        found.pending += state not in (*JUDGED, *OURS)
        # Every answer is right: another verdict than that is a false one.
        found.wrong += state == "failed"
        found.twice += verdicts.get(number, 0) != (1 if state in JUDGED else 0)


def _leftovers(platform: Platform, files: set[str]) -> list[str]:
    """Return what was there when the work was over and still is, long enough after.

    What comes meanwhile is at work: languages are tried by themselves.
    """
    deadline = time.monotonic() + LEFTOVER_SECONDS
    left = _present(platform, files)
    while left and time.monotonic() < deadline:
        time.sleep(1)
        left &= _present(platform, files)
    return sorted(left)


def _present(platform: Platform, files: set[str]) -> set[str]:
    if not platform.engine_answers():
        return {"nobody knows which containers: the engine does not answer"}
    # What may stay: boxes that wait for somebody, and the sleeping one whose empty network they share.
    waiting = {*platform.containers("label=ecole.run=waiting"), *platform.containers("label=ecole.role")}
    waiting -= set(platform.containers("status=exited"))
    return {
        *(f"container {one}" for one in set(platform.containers()) - waiting),
        *(f"process {one}" for one in platform.strangers()),
        *(f"file {one}" for one in platform.files() - files),
    }
