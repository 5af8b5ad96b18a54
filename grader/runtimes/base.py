"""What the grader has to know of a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader import images
from grader.contract import Check, GradingRequest, Json, Limits, Probe


class BadProbe(ValueError):
    """A probe that the runtime cannot answer; the French text tells the author what to change."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Three programs whose verdict is known: the canary sends them before any work is claimed."""

    checks: tuple[Check, ...]
    good: Mapping[str, str]
    bad: Mapping[str, str]
    endless: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Runtime:
    """`probes` maps a kind of probe to the function that validates its parameters.

    The function takes the parameters, returns them complete, raises `BadProbe`. `limits` holds only what
    differs from the safe defaults. `says_out_of_memory` are the words by which the language's own
    machine gives up before the engine has to.
    """

    name: str
    image: str
    entry: str
    probes: Mapping[str, Callable[[Mapping[str, Json]], dict[str, Json]]]
    self_test: SelfTest
    limits: Mapping[str, float] = field(default_factory=dict)
    says_out_of_memory: tuple[str, ...] = ()

    @property
    def image_tag(self) -> str:
        return images.tag(self.image)

    def default_limits(self) -> Limits:
        return Limits().adjusted(**self.limits)

    def validated(self, probe: Probe) -> Probe:
        """Returns the probe with its parameters complete; raises BadProbe."""
        if probe.kind not in self.probes:
            known = ", ".join(sorted(self.probes))
            raise BadProbe(f"sonde « {probe.kind} » inconnue pour {self.name} (connues : {known})")
        return Probe(probe.kind, self.probes[probe.kind](probe.params))

    def request(self, files: Mapping[str, str]) -> GradingRequest:
        """The self-test's request for these files."""
        probes = tuple(check.probe for check in self.self_test.checks)
        return GradingRequest(
            self.name, files, self.entry, probes, self.default_limits().adjusted(probe_seconds=2)
        )


def refuse_unknown(params: Mapping[str, Json], known: frozenset[str]) -> None:
    if unknown := sorted(set(params) - known):
        raise BadProbe(
            f"réglage inconnu dans la sonde : {', '.join(unknown)} (connus : {', '.join(sorted(known))})"
        )


def text_param(params: Mapping[str, Json], name: str, longest: int = 1000) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadProbe(f"« {name} » doit être un texte de 1 à {longest} caractères")
    return value


def names_param(params: Mapping[str, Json], name: str) -> list[Json]:
    value = params.get(name, [])
    if (
        not isinstance(value, list)
        or len(value) > 40
        or not all(isinstance(item, str) and item for item in value)
    ):
        raise BadProbe(f"« {name} » doit être une liste de noms entre guillemets")
    return [*sorted({str(item) for item in value})]
