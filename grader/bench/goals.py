"""What is aimed at, beside what was measured. Ratios within one run, on two processors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

BARE, BROWSER = "bare process", "browser started for it"
BROWSER_GOAL = 0.3
BURST_GOALS = {"12": 1.2, "48": 1.5}
SUSTAINED_GOAL = 1.5
MEMORY_GOALS_MB = {"web": 120.0}
OTHER_MEMORY_GOAL_MB = 10.0


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing aimed at: `found` should be at most `wanted`, or at least if `rises`."""

    what: str
    found: float
    wanted: float
    rises: bool = False

    @property
    def reached(self) -> bool:
        return self.found >= self.wanted if self.rises else self.found <= self.wanted


def goals_of(found: Mapping[str, Any]) -> list[Goal]:
    """Returns every goal of one measurement of boxes (the dictionary that the JSON holds), in its order."""
    goals = [goal for name, case in found["cases"].items() for goal in _of_case(name, case)]
    return [*goals, Goal("left-over containers", found["left_over"], 0)]


def _of_case(name: str, case: Mapping[str, Any]) -> Iterator[Goal]:
    one = case["one"]
    box = one["waiting box"]["median_ms"]
    if case["goal"] and BARE in one:
        yield Goal(f"{name}: box alone / bare", box / one[BARE]["median_ms"], case["goal"])
    if BROWSER in one:
        yield Goal(
            f"{name}: box alone / browser started for it", box / one[BROWSER]["median_ms"], BROWSER_GOAL
        )
    for count, wanted in BURST_GOALS.items():
        burst = case["bursts"][count]
        if burst["bare_s"]:
            yield Goal(f"{name}: burst of {count} / bare", burst["ours_s"] / burst["bare_s"], wanted)
    sustained = case["sustained"]
    yield Goal(
        f"{name}: sustained / `docker run`",
        sustained["ours_per_second"] / sustained["docker_run_per_second"],
        SUSTAINED_GOAL,
        rises=True,
    )
    if case["waiting_mb"] is not None:
        wanted_mb = MEMORY_GOALS_MB.get(case["runtime"], OTHER_MEMORY_GOAL_MB)
        yield Goal(f"{name}: waiting box, MB", case["waiting_mb"], wanted_mb)
