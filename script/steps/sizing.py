"""How many machines so many schools need: one hour at its busiest, played through with what was measured here.

Nothing is asked of a machine. The costs are those kept in docs/measurements/; how people work is a table, below, that
a school can argue with. Every click of the hour is drawn, with the same luck at every run, and waits for a processor.
"""

import heapq
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from script.steps.progress import Stop

SCHOOLS = (4, 10, 20, 40, 100, 200, 400)
MACHINE_PROCESSORS = 2
HOUR = 3600.0
ACCEPTED_WAIT = 2.0  # seconds before a verdict is begun, at the 95th percentile
BUSY_AT_MOST = 0.7  # of a web processor: above, a page waits as long as it takes


@dataclass(frozen=True)
class Habits:
    """How a school works in its busiest hour."""

    present: int = 24  # apprentices in front of an exercise: two classes of twelve
    minutes_between_checks: float = 3
    minutes_between_pages: float = 1
    # At the end of a session, or of what a trainer shows, this share of those present click within a minute.
    rush_share: float = 0.5
    rushes_an_hour: int = 2


# What exercises are written in, by case of the measurement.
MIX = {
    "web, two widths, 10 checks": 0.45,
    "javascript, 5 checks": 0.25,
    "php, 5 checks": 0.1,
    "php, a form, 3 visits": 0.05,
    "sql, mariadb, 5 checks": 0.05,
    "python, 5 checks": 0.05,
    "framework, jest, 5 tests": 0.05,
}


@dataclass(frozen=True)
class Costs:
    """What was measured: seconds of a processor for a check of each case, for a page; megabytes of a waiting box."""

    checks: dict[str, float]
    page: float
    box_mb: float

    @property
    def check(self) -> float:
        return sum(MIX[name] * seconds for name, seconds in self.checks.items())


@dataclass(frozen=True)
class Size:
    """What so many schools need."""

    schools: int
    present: int
    checks_a_second: float
    pages_a_second: float
    grading_machines: int
    wait_p50: float
    wait_p95: float
    web_machines: int
    boxes_mb: int


def costs_from(folder: Path) -> Costs:
    """Return what was measured; raise Stop when a measurement is missing."""
    try:
        grader = json.loads((folder / "grader.json").read_text(encoding="utf-8"))["cases"]
        reading = json.loads((folder / "load.json").read_text(encoding="utf-8"))["reading"]
    except (OSError, KeyError) as missing:
        raise Stop(
            f"il manque une mesure ({missing}) ; faites « script/bench grader --keep » puis"
            " « script/bench load --keep »."
        ) from None
    checks = {name: sum(grader[name]["sustained"]["ours_cpu_ms"].values()) / 1000 for name in MIX}
    # Asked for more than it could answer, with the database on the same machine: all of it went into pages.
    page = MACHINE_PROCESSORS / max(rate["answered_a_second"] for rate in reading)
    box = sum(share * grader[name]["waiting_mb"] for name, share in MIX.items())
    return Costs(checks, page, box)


def sizes(costs: Costs, habits: Habits, schools: Sequence[int] = SCHOOLS) -> list[Size]:
    """Return what each number of schools needs."""
    return [size_of(count, costs, habits) for count in schools]


def size_of(schools: int, costs: Costs, habits: Habits) -> Size:
    """Return the fewest machines with which an hour's clicks wait no longer than is accepted."""
    present = schools * habits.present
    clicks = clicks_of_an_hour(schools, habits)
    drawn = random.Random(schools)  # noqa: S311 - the same luck at every run
    names, shares = zip(*MIX.items(), strict=True)
    work = [costs.checks[name] for name in drawn.choices(names, shares, k=len(clicks))]
    machines = max(1, math.ceil(sum(work) / HOUR / MACHINE_PROCESSORS))
    while quantile(waits := waits_of(clicks, work, machines * MACHINE_PROCESSORS), 0.95) > ACCEPTED_WAIT:
        machines += 1
    pages = present / habits.minutes_between_pages / 60
    return Size(
        schools=schools,
        present=present,
        checks_a_second=len(clicks) / HOUR,
        pages_a_second=pages,
        grading_machines=machines,
        wait_p50=quantile(waits, 0.5),
        wait_p95=quantile(waits, 0.95),
        web_machines=max(1, math.ceil(pages * costs.page / MACHINE_PROCESSORS / BUSY_AT_MOST)),
        boxes_mb=round(present * costs.box_mb),
    )


def clicks_of_an_hour(schools: int, habits: Habits) -> list[float]:
    """Return when « Vérifier » is pressed within an hour, by everybody of all schools, in order."""
    drawn = random.Random(7 * schools)  # noqa: S311
    found: list[float] = []
    for _school in range(schools):
        for _person in range(habits.present):
            at = drawn.expovariate(1 / (habits.minutes_between_checks * 60))
            while at < HOUR:
                found.append(at)
                at += drawn.expovariate(1 / (habits.minutes_between_checks * 60))
        # Lessons of different schools do not end at the same minute, except by chance.
        for _rush in range(habits.rushes_an_hour):
            begins = drawn.uniform(0, HOUR - 60)
            found += [
                begins + drawn.uniform(0, 60) for _one in range(round(habits.rush_share * habits.present))
            ]
    return sorted(found)


def waits_of(clicks: Sequence[float], work: Sequence[float], processors: int) -> list[float]:
    """Return how long each click waits until one of `processors` begins with it: first come, first served."""
    free = [0.0] * processors
    waits = []
    for at, seconds in zip(clicks, work, strict=True):
        begins = max(at, heapq.heappop(free))
        waits.append(begins - at)
        heapq.heappush(free, begins + seconds)
    return waits


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which `share` of `values` lie; nought when there is none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0.0


def sizes_table(found: Sequence[Size], costs: Costs) -> str:
    """Return the table that docs/how-to/size-a-school.md shows."""
    lines = [
        f"A check costs {costs.check * 1000:.0f} ms of a processor on average, a page {costs.page * 1000:.0f} ms.",
        "",
        "| schools | present at once | checks a second | waiting before a verdict is begun, s: half, 95 % |"
        " machines that grade | machines for pages | memory for waiting boxes, GB |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.schools} | {one.present} | {one.checks_a_second:.1f} | {one.wait_p50:.2f}, {one.wait_p95:.2f}"
        f" | {one.grading_machines} | {one.web_machines} | {one.boxes_mb / 1024:.1f} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"
