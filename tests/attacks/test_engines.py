"""The engine, the worker, the clock and the keeper of boxes fail: nobody is blamed for it, and nothing is lost."""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from grader.contract import Verdict
from grader.grading import grade_exercise, shape_of
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from tests.attacks.corpus import Attack, attacks, honest_exercise
from tests.attacks.engines import troubled_engine
from tests.attacks.withstanding import (
    WatchedSandbox,
    assert_as_expected,
    assert_fit_to_show_and_store,
    processes_in,
)
from tests.grader.boxes import KeptBoxes, containers_of

pytestmark = pytest.mark.docker


def named(way: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attack", attacks(way=way), ids=lambda attack: attack.name)


def assert_withstood(attack: Attack, verdict: Verdict) -> None:
    assert_as_expected(attack, verdict)
    assert_fit_to_show_and_store(attack, verdict)


def assert_honest_work_passes(attack: Attack, sandbox: DockerSandbox) -> None:
    honest = honest_exercise(attack.honest)
    assert grade_exercise(honest, honest.solution, sandbox).passed


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# The SDK leaves the socket of a connection that failed to the garbage collector, which complains of it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@named("engine")
def test_an_engine_in_trouble_blames_nobody(
    attack: Attack, watched: WatchedSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        monkeypatch.context() as hurried,
        troubled_engine(tmp_path, attack.given["troubles"]) as (address, door),
        DockerSandbox(owner=watched.owner, base_url=address) as troubled,
    ):
        hurried.setattr("grader.sandbox.docker.ENGINE_SECONDS", 3)
        verdict = grade_exercise(attack.exercise, attack.files, troubled)
        troubled.close()
    gc.collect()

    assert door.met
    assert_withstood(attack, verdict)
    assert bool(containers_of(watched.owner)) or not attack.expect.get("leaves_a_box")
    watched.reap_all()  # what a platform does when the engine is back
    assert_honest_work_passes(attack, watched)


@named("clock")
def test_a_clock_that_jumps_loses_nothing(attack: Attack, watched: WatchedSandbox) -> None:
    def look_for_old_boxes() -> None:
        wait_for(lambda: watched.opened)
        time.sleep(0.7)  # the box works by now
        with DockerSandbox(owner=watched.owner) as other_worker:
            other_worker.reap(time.time() + attack.given["jump"])

    reaper = threading.Thread(target=look_for_old_boxes)
    reaper.start()
    verdict = grade_exercise(attack.exercise, attack.files, watched)
    reaper.join()

    assert_withstood(attack, verdict)
    assert_honest_work_passes(attack, watched)


WORKER = """
import sys
from grader.grading import grade_exercise
from grader.sandbox.docker import DockerSandbox
from tests.attacks.corpus import every_attack
attack = next(one for one in every_attack() if one.name == sys.argv[2])
with DockerSandbox(owner=sys.argv[1]) as sandbox:
    grade_exercise(attack.exercise, attack.files, sandbox)
"""


@named("worker")
def test_what_a_killed_worker_left_goes_and_the_work_is_done_again(
    attack: Attack, watched: WatchedSandbox
) -> None:
    command = [sys.executable, "-c", WORKER, watched.owner, attack.name]
    worker = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    wait_for(lambda: processes_in(containers_of(watched.owner)))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    left = containers_of(watched.owner)

    assert left
    wait_for(lambda: watched.reap(time.time()) or not containers_of(watched.owner))
    wait_for(lambda: not containers_of(watched.owner))
    assert processes_in(left) == []
    honest = honest_exercise(attack.honest)
    assert_withstood(attack, grade_exercise(honest, honest.solution, watched))


@named("burst")
def test_everybody_gets_the_own_verdict_however_many_at_once(attack: Attack, grader_images: None) -> None:
    owner = f"attack-{uuid4().hex[:12]}"
    honest = honest_exercise(attack.honest)
    with DockerSandbox(owner=owner) as sandbox, ThreadPoolExecutor(2 * attack.given["pairs"]) as people:
        works = [(attack.exercise, attack.files), (honest, honest.solution)] * attack.given["pairs"]
        verdicts = list(people.map(lambda work: grade_exercise(*work, sandbox), works))

    for bad, good in zip(verdicts[::2], verdicts[1::2], strict=True):
        assert_withstood(attack, bad)
        assert good.passed
    assert containers_of(owner) == []


@named("keeper")
def test_who_keeps_the_waiting_boxes_goes_on(attack: Attack, kept_boxes: KeptBoxes) -> None:
    honest = honest_exercise(attack.honest)
    variant = RUNTIMES[honest.runtime].variant(honest.variant)
    kept_boxes.hold(shape_of(variant, honest.all_limits), 1)
    silent = [_connected(kept_boxes.address) for _ in range(attack.given.get("silent", 0))]
    for text in attack.given.get("says", []):
        _say(kept_boxes.address, text)
    for piece in attack.given.get("repeats", []):
        _say(kept_boxes.address, piece["text"] * piece["times"] + "\n")
    verdict = grade_exercise(honest, honest.solution, kept_boxes.sandbox)
    for caller in silent:
        caller.close()

    assert_withstood(attack, verdict)
    assert kept_boxes.thread.is_alive()
    assert kept_boxes.keeper.metrics()["claimed"] == 1


def _connected(address: Path) -> socket.socket:
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(str(address))  # without a time limit, it waits for its turn
    caller.settimeout(5)
    return caller


def _say(address: Path, text: str) -> None:
    with _connected(address) as caller:
        try:
            caller.sendall(text.encode())
            caller.shutdown(socket.SHUT_WR)
            caller.recv(100)
        except OSError:
            return  # it hung up on us, as it may
