"""What a case is: the same work as a submission, and as a bare process without any isolation."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.contract import Check, GradingRequest, Json, Probe
from grader.runtimes import RUNTIMES, Variant


@dataclass(frozen=True, slots=True)
class Bare:
    """A program that does the same work and ends with 0 when all holds: its files and how it is started.

    `packages` are Debian's, laid over the box's image: the client that the box has no use for. `before` is a
    program run once, long before anything is timed: the server that a bare client asks.
    """

    files: Mapping[str, str]
    command: tuple[str, ...]
    packages: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to time. `goal` is the ratio to the bare process that is aimed at, if one is.

    For pages, `looks` is what a grader without boxes looks at: selector and styles. Those that apprentices ask for
    most are measured `at_length`.
    """

    name: str
    runtime: str
    variant_name: str
    files: Mapping[str, str]
    checks: tuple[Check, ...]
    bare: Bare | None = None
    goal: float | None = None
    looks: tuple[Mapping[str, Json], ...] = ()
    at_length: bool = False

    @property
    def variant(self) -> Variant:
        return RUNTIMES[self.runtime].variant(self.variant_name)

    @property
    def request(self) -> GradingRequest:
        runtime = RUNTIMES[self.runtime]
        return GradingRequest(
            self.runtime,
            self.files,
            runtime.entry,
            tuple(check.probe for check in self.checks),
            runtime.default_limits(self.variant_name),
            self.variant_name,
        )


def check(
    runtime: str, number: int, asks: str, expect: Mapping[str, Json], kind: str, **params: Json
) -> Check:
    """One check of an exercise of this runtime, its probe complete."""
    return Check(f"check-{number}", asks, RUNTIMES[runtime].validated(Probe(kind, params)), expect)


def values(runtime: str, expected: Mapping[str, Json]) -> tuple[Check, ...]:
    """One check for each expression and what it gives."""
    return tuple(
        check(runtime, number, expression, {"equals": value}, "value", expression=expression)
        for number, (expression, value) in enumerate(expected.items(), start=1)
    )
