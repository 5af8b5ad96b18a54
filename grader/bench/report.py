"""The table that is read, made from the JSON that is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.bench.goals import Goal, goals_of

Found = Mapping[str, Any]


def ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if ours is not None and theirs else "–"


def table(found: Found) -> str:
    """Returns the Markdown tables of one measurement (the dictionary that the JSON holds)."""
    lines = [*_single(found["cases"]), "", *_loads(found["cases"]), "", *_goals(goals_of(found))]
    return "\n".join(lines) + "\n"


def _goals(goals: Sequence[Goal]) -> Iterator[str]:
    yield "| goal | found | wanted | reached |"
    yield "|---|---|---|---|"
    for goal in goals:
        sign, word = "≥" if goal.rises else "≤", "yes" if goal.reached else "**no**"
        yield f"| {goal.what} | {goal.found:.2f} | {sign} {goal.wanted:g} | {word} |"


def _single(cases: Mapping[str, Found]) -> Iterator[str]:
    yield (
        "| one at a time, ms | bare | waiting box | p95 | with judgement | started for it | `docker run` "
        "| box / bare | goal | box / `docker run` |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, case in cases.items():
        one = case["one"]
        box = one["waiting box"]
        bare = one.get("bare process", {}).get("median_ms")
        cells = [
            name,
            _number(bare),
            _number(box["median_ms"]),
            _number(box["p95_ms"]),
            _number(one.get("with judgement", {}).get("median_ms")),
            _number(one["box started for it"]["median_ms"]),
            _number(one["docker run"]["median_ms"]),
            ratio(box["median_ms"], bare),
            _number(case["goal"]),
            ratio(box["median_ms"], one["docker run"]["median_ms"]),
        ]
        yield f"| {' | '.join(cells)} |"


def _loads(cases: Mapping[str, Found]) -> Iterator[str]:
    yield (
        "| under load | burst of 12, s | / bare | burst of 48, s | / bare | a second | `docker run` a second "
        "| ratio | CPU engine, ms | CPU box, ms | waiting box, MB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name, case in cases.items():
        few, many, sustained = case["bursts"]["12"], case["bursts"]["48"], case["sustained"]
        cells = [
            name,
            _number(few["ours_s"]),
            ratio(few["ours_s"], few["bare_s"]),
            _number(many["ours_s"]),
            ratio(many["ours_s"], many["bare_s"]),
            _number(sustained["ours_per_second"]),
            _number(sustained["docker_run_per_second"]),
            ratio(sustained["ours_per_second"], sustained["docker_run_per_second"]),
            _number(sustained["ours_cpu_ms"]["engine"]),
            _number(sustained["ours_cpu_ms"]["box"]),
            _number(case["waiting_mb"]),
        ]
        yield f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
