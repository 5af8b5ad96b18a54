"""What the grader has to know of a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.contract import Check, GradingRequest, Json, Limits, Probe
from grader.runtimes.params import BadProbe, names_param, refuse_unknown, text_param
from grader.runtimes.source import OUTSIDE

__all__ = [
    "BadProbe",
    "Runtime",
    "SelfTest",
    "Variant",
    "names_param",
    "refuse_unknown",
    "text_param",
]


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Three programs whose verdict is known: the canary sends them before any work is claimed."""

    checks: tuple[Check, ...]
    good: Mapping[str, str]
    bad: Mapping[str, str]
    endless: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of running a language: an image, what it starts, what it may use.

    `command` is empty for the image's own. `limits` holds only what differs from the runtime's.
    `waiting_mb` is the memory of a box that waits, measured (`script/bench grader`): the pool's budget
    is counted with it. `sockets` is False where nothing in the box needs to open one.
    """

    name: str
    image: str
    self_test: SelfTest
    command: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    sockets: bool = True
    waiting_mb: int = 20


def _any_program_may(files: Mapping[str, str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Runtime:
    """`probes` maps a kind of probe to the function that validates its parameters.

    The function takes the parameters, returns them complete, raises `BadProbe`. `limits` holds only what
    differs from the safe defaults. `says_out_of_memory` are the words by which the language's own
    machine gives up before the engine has to. `formative` results never prove anything by themselves: the
    tests run inside the apprentice's own process. `may_be_endless` tells whether something in these files could go
    on for ever: where nothing can, the time that ran out was the machine's. The first of `variants` is taken when
    none is named.
    """

    name: str
    entry: str
    probes: Mapping[str, Callable[[Mapping[str, Json]], dict[str, Json]]]
    variants: tuple[Variant, ...]
    limits: Mapping[str, float] = field(default_factory=dict)
    says_out_of_memory: tuple[str, ...] = ()
    formative: bool = False
    may_be_endless: Callable[[Mapping[str, str]], bool] = _any_program_may

    def variant(self, name: str = "") -> Variant:
        """Returns the variant of that name, the first for an empty one; raises KeyError."""
        for variant in self.variants:
            if name in ("", variant.name):
                return variant
        raise KeyError(name)

    def default_limits(self, variant: str = "") -> Limits:
        return Limits().adjusted(**self.limits).adjusted(**self.variant(variant).limits)

    def validated(self, probe: Probe) -> Probe:
        """Returns the probe with its parameters complete; raises BadProbe."""
        if probe.kind in OUTSIDE:
            return Probe(probe.kind, OUTSIDE[probe.kind](probe.params))
        if probe.kind not in self.probes:
            known = ", ".join(sorted({*self.probes, *OUTSIDE}))
            raise BadProbe(f"sonde « {probe.kind} » inconnue pour {self.name} (connues : {known})")
        return Probe(probe.kind, self.probes[probe.kind](probe.params))

    def trial_request(self, variant: Variant, files: Mapping[str, str]) -> GradingRequest:
        """The request that the canary sends for these files of a self-test."""
        return GradingRequest(
            self.name,
            files,
            self.entry,
            tuple(check.probe for check in variant.self_test.checks),
            self.default_limits(variant.name).adjusted(probe_seconds=2),
            variant.name,
        )
