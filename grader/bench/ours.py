"""Our own side: a keeper in a process of its own, and workers in others, as on a grading host."""

import multiprocessing
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.bench.cases import CASES, Case
from grader.bench.rivals import OWNER as RIVALS
from grader.contract import Fault
from grader.grading import observe, shape_of
from grader.judge import judge
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.pool import Keeper, PooledSandbox, Wanted

OWNER = "grader-bench"
OWNERS = (OWNER, f"{OWNER}-memory", RIVALS)  # of everything that a measurement starts
FILL_SECONDS = 300
_SPAWN = multiprocessing.get_context("spawn")  # the children must not inherit our connections


class NotGraded(Exception):
    """A known good answer did not pass: the numbers would mean nothing."""


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds of one submission: the box alone (claim to observations), and with the judgement."""

    box: float
    verdict: float


def _grade(case: Case, sandbox: PooledSandbox | DockerSandbox) -> Done:
    began = time.monotonic()
    report = observe(case.request, sandbox)
    observed = time.monotonic()
    verdict = judge(case.checks, report)
    ended = time.monotonic()
    if verdict.fault is not Fault.NOBODY:
        raise NotGraded(f"{case.name}: {verdict.first_sentence} {verdict.detail}")
    return Done(observed - began, ended - began)


# ---- the keeper's process ------------------------------------------------------------------------------
def _keep(address: str, budget_mb: int, orders: Connection) -> None:
    stop = threading.Event()
    with DockerSandbox(owner=OWNER) as sandbox:
        keeper = Keeper(sandbox, Path(address), budget_mb=budget_mb)
        serving = threading.Thread(target=keeper.serve, args=(stop,))
        serving.start()
        while (order := orders.recv()) is not None:
            if order != "metrics":
                keeper.want(order)
            orders.send(keeper.metrics())
        stop.set()
        serving.join()
        sandbox.reap_all()


# ---- a worker's process --------------------------------------------------------------------------------
_worker: list[PooledSandbox] = []


def _begin_worker(address: str) -> None:
    _worker.append(PooledSandbox(DockerSandbox(owner=OWNER), Path(address)))


def _grade_in_worker(name: str) -> Done:
    return _grade(next(case for case in CASES if case.name == name), _worker[0])


def _work_until(name: str, deadline: float) -> int:
    done = 0
    while time.monotonic() < deadline:
        _grade_in_worker(name)
        done += 1
    return done


class Host:
    """A grading host: one keeper, `workers` workers."""

    def __init__(self, *, workers: int, budget_mb: int = 12_000) -> None:
        self._folder = tempfile.TemporaryDirectory()
        address = str(Path(self._folder.name) / "keeper.sock")
        self._orders, theirs = _SPAWN.Pipe()
        self._keeper = _SPAWN.Process(target=_keep, args=(address, budget_mb, theirs))
        self._keeper.start()
        theirs.close()
        self._workers = ProcessPoolExecutor(
            workers, mp_context=_SPAWN, initializer=_begin_worker, initargs=(address,)
        )
        self.workers = workers
        self._sandbox = PooledSandbox(DockerSandbox(owner=OWNER), Path(address))
        # Each worker is started by a task of its own: the first burst must not pay for it.
        list(self._workers.map(time.sleep, [0.5] * workers))

    def hold(self, case: Case, count: int) -> float:
        """Returns the seconds until `count` boxes of this case wait, and no others."""
        began = time.monotonic()
        shape = shape_of(case.variant, case.request.limits)
        self._order([Wanted(shape, count, case.variant.waiting_mb)])
        while not self._is_full():
            if time.monotonic() - began > FILL_SECONDS:
                raise NotGraded(f"{case.name}: {count} boxes did not come to wait")
            time.sleep(0.05)
        return time.monotonic() - began

    def _order(self, order: list[Wanted] | str) -> dict[str, object]:
        self._orders.send(order)
        answer: dict[str, object] = self._orders.recv()
        return answer

    def _is_full(self) -> bool:
        shapes = self._order("metrics")["shapes"]
        assert isinstance(shapes, dict)
        return all(shape["waiting"] == shape["wanted"] for shape in shapes.values())

    def metrics(self) -> dict[str, object]:
        return self._order("metrics")

    def one(self, case: Case) -> Done:
        """Grades one submission from this process."""
        return _grade(case, self._sandbox)

    def cold(self, case: Case) -> Done:
        """Grades one submission in a box started for it."""
        return _grade(case, self._sandbox.cold)

    def burst(self, case: Case, count: int) -> float:
        """Returns the seconds until the last of `count` verdicts, all asked for at once."""
        began = time.monotonic()
        for _ in self._workers.map(_grade_in_worker, [case.name] * count):
            pass
        return time.monotonic() - began

    def sustained(self, case: Case, seconds: float) -> int:
        """Returns how many are graded within `seconds`, by all the workers."""
        deadline = time.monotonic() + seconds
        names: Sequence[str] = [case.name] * self.workers
        return sum(self._workers.map(_work_until, names, [deadline] * self.workers))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.shutdown()
        self._sandbox.close()
        self._orders.send(None)
        self._keeper.join(60)
        self._folder.cleanup()
