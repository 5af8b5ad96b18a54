"""Times contenders in turn, in the same minutes, so that what disturbs the machine disturbs all of them."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from grader.bench import machine
from grader.bench.cases import Case
from grader.bench.ours import OWNER, Host
from grader.bench.rivals import BareProcesses, Browsers, DockerRun
from grader.contract import Json
from grader.grading import shape_of
from grader.sandbox.docker import DockerSandbox

BURSTS = (12, 48)
SLOW = ("box started for it", "docker run", "browser started for it")
SETTLE_SECONDS = 0.4  # removals and refills of the turn before must not weigh on the next


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. Rounds are turns of the contenders, of which the slow ones take one in `slow_every`;
    seconds are of sustained work."""

    rounds: int = 30
    slow_every: int = 3
    burst_rounds: int = 3
    sustained_seconds: float = 120
    waiting: int = 8

    def for_case(self, case: Case) -> "Plan":
        """The same for what is measured at length; for the others fewer rounds and less sustained work."""
        if case.at_length:
            return self
        return replace(
            self,
            rounds=min(20, self.rounds),
            burst_rounds=1,
            sustained_seconds=min(15, self.sustained_seconds),
        )

    def to_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds."""

    median: float
    p95: float
    count: int

    @classmethod
    def of(cls, seconds: list[float]) -> "Spread":
        ordered = sorted(seconds)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        return cls(round(statistics.median(ordered) * 1000, 2), round(p95 * 1000, 2), len(ordered))

    def to_dict(self) -> dict[str, Json]:
        return {"median_ms": self.median, "p95_ms": self.p95, "count": self.count}


def in_turn(
    contenders: Mapping[str, Callable[[], float]], rounds: int, seldom: Mapping[str, int] | None = None
) -> dict[str, list[float]]:
    """Returns the seconds of each contender, one turn after the other; the first turn only warms up. A contender
    named in `seldom` runs in one turn out of so many."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            if turn % (seldom or {}).get(name, 1):
                continue
            taken = run()
            if turn:
                seconds[name].append(taken)
    return seconds


def settled(host: Host, case: Case, count: int) -> None:
    """Waits until the boxes of this case wait again and the machine is quiet."""
    host.hold(case, count)
    time.sleep(SETTLE_SECONDS)


def measure_case(case: Case, host: Host, plan: Plan, say: Callable[[str], None]) -> dict[str, Json]:
    """Returns everything measured of one case, as JSON."""
    plan = plan.for_case(case)
    found: dict[str, Json] = {
        "runtime": case.runtime,
        "variant": case.variant_name,
        "goal": case.goal,
        "plan": plan.to_dict(),
    }
    say(f"{case.name} : une à la fois, à tour de rôle")
    found["one"] = _one_at_a_time(case, host, plan)
    say(f"{case.name} : rafales")
    found["bursts"] = _bursts(case, host, plan)
    say(f"{case.name} : soutenu, deux fois {plan.sustained_seconds:.0f} s")
    found["sustained"] = _sustained(case, host, plan)
    say(f"{case.name} : mémoire d’une boîte qui attend")
    found["waiting_mb"] = waiting_memory(case, plan.waiting)
    return found


def _one_at_a_time(case: Case, host: Host, plan: Plan) -> dict[str, Json]:
    boxes: list[float] = []
    verdicts: list[float] = []

    def ours() -> float:
        done = host.one(case)
        boxes.append(done.box)
        verdicts.append(done.verdict)
        return done.box

    docker_run = DockerRun(case)

    def rested(run: Callable[[], float]) -> Callable[[], float]:
        def run_when_quiet() -> float:
            settled(host, case, 2)
            return run()

        return run_when_quiet

    contenders: dict[str, Callable[[], float]] = {
        "waiting box": ours,
        "box started for it": lambda: host.cold(case).box,
        "docker run": docker_run.run,
    }
    seldom = dict.fromkeys(SLOW, plan.slow_every)
    with _beside(case) as rivals:
        quiet = {name: rested(run) for name, run in {**rivals, **contenders}.items()}
        found = _spreads(in_turn(quiet, plan.rounds, seldom))
    found["with judgement"] = Spread.of(verdicts[1:]).to_dict()
    return found


@contextmanager
def _beside(case: Case) -> Iterator[dict[str, Callable[[], float]]]:
    """Yields what does the same work without any isolation, by name; the first is what goals are set against."""
    if case.looks:
        with Browsers(case) as browsers:
            yield {"bare process": browsers.in_context, "browser started for it": browsers.launched}
    elif case.bare is not None:
        with BareProcesses(case) as bare:
            yield {"bare process": bare.run}
    else:
        yield {}


def _spreads(seconds: Mapping[str, list[float]]) -> dict[str, Json]:
    return {name: Spread.of(samples).to_dict() for name, samples in seconds.items()}


def _bursts(case: Case, host: Host, plan: Plan) -> dict[str, Json]:
    """Seconds until the last verdict, as many boxes waiting as are asked for; medians of a few rounds."""
    found: dict[str, Json] = {}
    for count in BURSTS:
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(plan.burst_rounds):
            if case.bare is not None:
                with BareProcesses(case) as processes:
                    processes.run()  # the first one finds nothing loaded: it would make the others look slow
                    bare.append(processes.run(count, host.workers))
            settled(host, case, count)
            ours.append(host.burst(case, count))
        found[str(count)] = {
            "ours_s": round(statistics.median(ours), 3),
            "bare_s": round(statistics.median(bare), 3) if bare else None,
        }
    return found


def _sustained(case: Case, host: Host, plan: Plan) -> dict[str, Json]:
    rival = DockerRun(case)
    settled(host, case, 4)
    before = machine.processor()
    done = host.sustained(case, plan.sustained_seconds)
    spent = machine.processor() - before
    time.sleep(SETTLE_SECONDS)
    rival_before = machine.processor()
    rival_done = rival.sustained(plan.sustained_seconds, host.workers)
    rival_spent = machine.processor() - rival_before
    return {
        "ours_per_second": round(done / plan.sustained_seconds, 2),
        "docker_run_per_second": round(rival_done / plan.sustained_seconds, 2),
        "ours_cpu_ms": _per_submission(spent, done),
        "docker_run_cpu_ms": _per_submission(rival_spent, rival_done),
    }


def _per_submission(spent: machine.Processor, done: int) -> dict[str, Json]:
    """Milliseconds of processor for one submission: of the boxes, of our own processes, of the engine."""
    return {
        "box": round(spent.boxes / done * 1000, 1),
        "own": round(spent.own / done * 1000, 1),
        "engine": round(spent.engine / done * 1000, 1),
    }


def waiting_memory(case: Case, count: int) -> float | None:
    """Returns the megabytes of one box among `count` that wait, shared pages divided; None if not allowed to look."""
    shape = shape_of(case.variant, case.request.limits)
    with DockerSandbox(owner=f"{OWNER}-memory") as sandbox:
        boxes = [sandbox.open_box(shape, run_id="memory", lifetime=600) for _ in range(count)]
        try:
            for box in boxes:
                box.wait_ready(time.monotonic() + 60)
            time.sleep(3)  # what a box still does after it is ready: collect garbage, load what may be needed
            held = [machine.held_by(box.container) for box in boxes]
        finally:
            for box in boxes:
                box.stream.close()
                sandbox.remove(box.container)
    known = [megabytes for megabytes in held if megabytes is not None]
    return round(sum(known) / len(known), 1) if known else None
