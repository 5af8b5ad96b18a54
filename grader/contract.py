"""The words the grader speaks with everybody else: requests, observations, verdicts.

Everything here is frozen and turns into plain dictionaries (`to_dict`) and back (`from_dict`), because
the platform stores it. `from_dict` raises `ValueError` or `KeyError` on what it cannot read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


class Outcome(StrEnum):
    """What happened in the box."""

    FINISHED = "finished"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_OUTPUT = "out_of_output"
    CRASHED = "crashed"
    COULD_NOT_START = "could_not_start"


class Fault(StrEnum):
    """Who has something to do about it."""

    NOBODY = "nobody"
    APPRENTICE = "apprentice"
    AUTHOR = "author"
    PLATFORM = "platform"


LIMIT_BOUNDS: dict[str, tuple[float, float]] = {
    "wall_seconds": (0.5, 60),
    "probe_seconds": (0.1, 20),
    "cpus": (0.1, 4),
    "memory_mb": (32, 2048),
    "processes": (8, 512),
    "scratch_mb": (1, 256),
    "scratch_files": (16, 10_000),
    "file_mb": (1, 256),
    "open_files": (32, 4096),
    "output_kb": (8, 4096),
}

_FRACTIONS = frozenset({"wall_seconds", "probe_seconds", "cpus"})


def _whole(value: float) -> float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Limits:
    """What one box may use. Every value is bounded here, before any engine reads it."""

    wall_seconds: float = 10.0
    probe_seconds: float = 2.0
    cpus: float = 1.0
    memory_mb: int = 256
    processes: int = 64
    scratch_mb: int = 16
    scratch_files: int = 512
    file_mb: int = 16
    open_files: int = 256
    output_kb: int = 1024

    def __post_init__(self) -> None:
        for name, (low, high) in LIMIT_BOUNDS.items():
            value: object = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ValueError(f"{name} : {value!r} n’est pas un nombre entre {low:g} et {high:g}")
            if name not in _FRACTIONS and not isinstance(value, int):
                raise ValueError(f"{name} : {value!r} n’est pas un nombre entier")

    def adjusted(self, **differences: float) -> "Limits":
        """Returns the same limits with these differences; raises ValueError on a name or value refused."""
        known = {f.name for f in fields(self)}
        for name in differences:
            if name not in known:
                raise ValueError(f"limite inconnue « {name} » (connues : {', '.join(sorted(known))})")
        return replace(self, **{name: _whole(value) for name, value in differences.items()})  # type: ignore[arg-type]

    def of_the_walls(self) -> "Limits":
        """Returns these limits without what is watched from outside: boxes with equal walls are alike."""
        return replace(self, **{name: getattr(_SAFE, name) for name in _WATCHED_OUTSIDE})

    def to_dict(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Limits":
        return cls().adjusted(**data)


_SAFE = Limits()
_WATCHED_OUTSIDE = ("wall_seconds", "probe_seconds", "output_kb")


@dataclass(frozen=True, slots=True)
class Probe:
    """What to look at in the box. It says nothing of what should be found there."""

    kind: str
    params: Mapping[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Equal probes have equal ids, so two checks on one probe cost one look."""
        text = json.dumps([self.kind, dict(self.params)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]

    def to_dict(self) -> dict[str, Json]:
        return {"kind": self.kind, **self.params}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Probe":
        return cls(str(data["kind"]), {key: value for key, value in data.items() if key != "kind"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing asked of the apprentice. `expect` never enters the box; only the judge reads it.

    `draw` says which inputs are drawn by chance (see `grader.draws`), `judge` which program of the exercise has the
    word instead of `expect` (see `grader.programs`); most checks have neither.
    """

    id: str
    asks: str
    probe: Probe
    expect: Mapping[str, Json]
    otherwise: str = ""
    draw: Mapping[str, Any] = field(default_factory=dict)
    judge: str = ""

    def to_dict(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "asks": self.asks,
            "probe": self.probe.to_dict(),
            "expect": dict(self.expect),
            "otherwise": self.otherwise,
            # Left out where there is none: what was published before stays what it was.
            **({"draw": dict(self.draw)} if self.draw else {}),
            **({"judge": self.judge} if self.judge else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Check":
        return cls(
            id=str(data["id"]),
            asks=str(data["asks"]),
            probe=Probe.from_dict(data["probe"]),
            expect=dict(data["expect"]),
            otherwise=str(data.get("otherwise", "")),
            draw=dict(data.get("draw", {})),
            judge=str(data.get("judge", "")),
        )


@dataclass(frozen=True, slots=True)
class GradingRequest:
    """All that a box receives: what the apprentice could see anyway, and where to look.

    `variant` names one of the runtime's (a database engine, a test framework), or is empty for its first. `site`
    is empty for exercises; of a whole site it says where it lives and holds what is no text (`grader.inspection`).
    """

    runtime: str
    files: Mapping[str, str]
    entry: str
    probes: tuple[Probe, ...]
    limits: Limits = field(default_factory=Limits)
    variant: str = ""
    site: Mapping[str, Json] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Json]:
        return {
            "runtime": self.runtime,
            "files": dict(self.files),
            "entry": self.entry,
            "probes": [probe.to_dict() for probe in self.probes],
            "limits": self.limits.to_dict(),
            "variant": self.variant,
            **({"site": dict(self.site)} if self.site else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "GradingRequest":
        return cls(
            runtime=str(data["runtime"]),
            files={str(path): str(text) for path, text in data["files"].items()},
            entry=str(data["entry"]),
            probes=tuple(Probe.from_dict(probe) for probe in data["probes"]),
            limits=Limits.from_dict(data["limits"]),
            variant=str(data.get("variant", "")),
            site=dict(data.get("site", {})),
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe saw."""

    probe: str
    seen: Mapping[str, Json]

    def to_dict(self) -> dict[str, Json]:
        return {"probe": self.probe, "seen": dict(self.seen)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Observation":
        return cls(str(data["probe"]), dict(data["seen"]))


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds: until the box was ready, from request to last line, and in all (removal apart)."""

    ready: float = 0.0
    run: float = 0.0
    total: float = 0.0

    def to_dict(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Timings":
        return cls(float(data["ready"]), float(data["run"]), float(data["total"]))


@dataclass(frozen=True, slots=True)
class BoxRun:
    """What came back: raw bytes, never beyond the limit. `exit_code` is None if the box was stopped."""

    outcome: Outcome
    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int | None = None
    detail: str = ""
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class BoxReport:
    """What came out of one box, read without trust.

    `notes` are what the observer says beside the probes: `load_error`, `out_of_time`, `page_error`,
    `missing_file`, `refused_request`, `printed`. `detail` is for the people who run the platform.
    """

    outcome: Outcome
    observations: tuple[Observation, ...] = ()
    notes: tuple[Mapping[str, Json], ...] = ()
    stdout: str = ""
    stderr: str = ""
    detail: str = ""
    timings: Timings = field(default_factory=Timings)

    def seen_by(self, probe: Probe) -> Mapping[str, Json] | None:
        """Returns what this probe saw, or None: a missing observation is a failed check."""
        return next((o.seen for o in self.observations if o.probe == probe.id), None)

    def note(self, kind: str) -> Mapping[str, Json] | None:
        return next((note for note in self.notes if note.get("kind") == kind), None)

    def to_dict(self) -> dict[str, Json]:
        return {
            "outcome": self.outcome.value,
            "observations": [o.to_dict() for o in self.observations],
            "notes": [dict(note) for note in self.notes],
            "stdout": self.stdout,
            "stderr": self.stderr,
            "detail": self.detail,
            "timings": self.timings.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "BoxReport":
        return cls(
            outcome=Outcome(data["outcome"]),
            observations=tuple(Observation.from_dict(o) for o in data["observations"]),
            notes=tuple(dict(note) for note in data["notes"]),
            stdout=str(data["stdout"]),
            stderr=str(data["stderr"]),
            detail=str(data["detail"]),
            timings=Timings.from_dict(data["timings"]),
        )


@dataclass(frozen=True, slots=True)
class Where:
    """The place a sentence speaks of, as far as it is known."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    selector: str = ""
    width: int | None = None

    def to_dict(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Where":
        return cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the verdict: what was asked, whether it holds, and the sentence to read if not.

    `picture` is the PNG of the page, in base64, where its appearance is what does not hold.
    """

    id: str
    asks: str
    passed: bool
    sentence: str = ""
    expected: str = ""
    found: str = ""
    where: Where = field(default_factory=Where)
    picture: str = ""

    def to_dict(self) -> dict[str, Json]:
        kept = {**asdict(self), "where": self.where.to_dict()}
        if not self.picture:
            del kept["picture"]
        return kept

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "CheckResult":
        return cls(
            id=str(data["id"]),
            asks=str(data["asks"]),
            passed=data["passed"] is True,
            sentence=str(data["sentence"]),
            expected=str(data["expected"]),
            found=str(data["found"]),
            where=Where.from_dict(data["where"]),
            picture=str(data.get("picture", "")),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome, fault and verdict, apart from each other.

    `results` follow the order of the checks and are empty when the fault is the author's or the
    platform's: then nothing was proved or disproved. `sentence` sums up in French; `printed` is what the
    apprentice's code wrote; `detail` is for the people who run the platform, never for the apprentice.
    """

    outcome: Outcome
    fault: Fault
    passed: bool
    sentence: str
    results: tuple[CheckResult, ...] = ()
    printed: str = ""
    detail: str = ""
    timings: Timings = field(default_factory=Timings)

    @property
    def first_sentence(self) -> str:
        """The first sentence the apprentice reads: of the first failed check, else the summary."""
        return next((r.sentence for r in self.results if not r.passed), self.sentence)

    def without_pictures(self) -> "Verdict":
        """Returns the same verdict, light enough to be kept with many others."""
        return replace(self, results=tuple(replace(result, picture="") for result in self.results))

    def to_dict(self) -> dict[str, Json]:
        return {
            "outcome": self.outcome.value,
            "fault": self.fault.value,
            "passed": self.passed,
            "sentence": self.sentence,
            "results": [result.to_dict() for result in self.results],
            "printed": self.printed,
            "detail": self.detail,
            "timings": self.timings.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Verdict":
        return cls(
            outcome=Outcome(data["outcome"]),
            fault=Fault(data["fault"]),
            passed=data["passed"] is True,
            sentence=str(data["sentence"]),
            results=tuple(CheckResult.from_dict(result) for result in data["results"]),
            printed=str(data["printed"]),
            detail=str(data["detail"]),
            timings=Timings.from_dict(data["timings"]),
        )
