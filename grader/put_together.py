"""What the judge needs of checks that one box alone cannot answer: drawn inputs, programs that judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.contract import BoxReport, Check, Json, Observation, Outcome, Probe
from grader.draws import DrawnCheck
from grader.programs import judged_probe


def put_together(check: Check) -> Check:
    """Returns the check as the judge compares it: under the probe that holds what was put together."""
    if check.draw:
        return replace(check, probe=_drawn_probe(check))
    if check.judge:
        return replace(check, probe=judged_probe(check))
    return check


def compared(drawn: Sequence[DrawnCheck], report: BoxReport, model: BoxReport) -> Iterator[Observation]:
    """Yields, for each drawn check, what the apprentice's code gave beside what the solution gave."""
    for one in drawn:
        if model.outcome is not Outcome.FINISHED or any(model.seen_by(probe) is None for probe in one.probes):
            refusal = f"le corrigé ne répond pas à « {one.check.probe.params['expression']} »"
            yield Observation(_drawn_probe(one.check).id, {"refused": refusal})
            continue
        if all(report.seen_by(probe) is None for probe in one.probes):
            continue  # it never came to it: a missing observation is a failed check
        tries: list[Json] = [_tried(probe, report, model) for probe in one.probes]
        yield Observation(_drawn_probe(one.check).id, {"tries": tries})


def _tried(probe: Probe, report: BoxReport, model: BoxReport) -> dict[str, Json]:
    return {
        "call": str(probe.params["expression"]),
        "seen": _plain(report.seen_by(probe)),
        "model": _plain(model.seen_by(probe)),
    }


def _plain(seen: Mapping[str, Json] | None) -> dict[str, Json] | None:
    return dict(seen) if seen is not None else None


def _drawn_probe(check: Check) -> Probe:
    return Probe("drawn", {"check": check.id, **check.probe.params})
