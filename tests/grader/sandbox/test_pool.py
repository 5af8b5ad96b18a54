"""Boxes that wait: claimed once, never reused, never missed, and nothing stays when somebody dies."""

import contextlib
import gc
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import docker
import pytest

from grader import images
from grader.contract import BoxRun, Limits, Outcome
from grader.sandbox.base import BoxJob, BoxShape
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene
from grader.sandbox.pool import Keeper, PooledSandbox, Wanted, within_budget
from tests.grader.boxes import KeptBoxes, containers_of

LAST = b"the end"
LIMITS = Limits(wall_seconds=5, memory_mb=128, processes=32)
PROGRAM = (
    "const fs = require('fs'); const me = require('crypto').randomUUID();"
    "fs.writeSync(1, 'ready\\n'); const heard = fs.readFileSync(0).toString();"
    "(async () => { await eval(heard); fs.writeSync(1, 'the end\\n'); setInterval(() => {}, 1000) })();"
)
SHAPE = BoxShape(images.tag("javascript"), LIMITS.of_the_walls(), ("node", "-e", PROGRAM), sockets=False)
# A name drawn before the claim, and whether somebody has been here.
WHO = "(fs.writeSync(1, me + fs.existsSync('/tmp/here') + '\\n'), fs.writeFileSync('/tmp/here', ''))"
SLOW = "new Promise((done) => setTimeout(done, 2000))"


def job(request: str = WHO) -> BoxJob:
    return BoxJob(uuid4().hex, SHAPE, request.encode(), LAST, LIMITS)


def said(run: BoxRun) -> str:
    assert run.outcome is Outcome.FINISHED, run
    return run.stdout.decode().splitlines()[0]


def in_the_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


# ---- how many ----------------------------------------------------------------------------------------
def shape_named(name: str) -> BoxShape:
    return replace(SHAPE, image=name)


def test_everybody_gets_one_before_anybody_gets_two() -> None:
    cheap, dear = shape_named("cheap"), shape_named("dear")

    held = within_budget([Wanted(dear, 12, 100), Wanted(cheap, 12, 10)], 240)

    assert held == {dear: 2, cheap: 4}


def test_what_does_not_fit_leaves_room_for_what_does() -> None:
    assert within_budget([Wanted(shape_named("dear"), 1, 500), Wanted(shape_named("cheap"), 2, 10)], 100) == {
        shape_named("cheap"): 2
    }


def test_nothing_wanted_is_nothing_held() -> None:
    assert within_budget([], 1000) == {}
    assert within_budget([Wanted(SHAPE, 0, 10)], 1000) == {}


def test_a_shape_survives_the_way_to_the_keeper() -> None:
    assert BoxShape.from_dict(json.loads(json.dumps(SHAPE.to_dict()))) == SHAPE


# ---- claims ------------------------------------------------------------------------------------------
@pytest.mark.docker
def test_a_waiting_box_is_used_once_and_replaced(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 2)
    used = {waiting.box.container for waiting in kept_boxes.held}

    names = {said(kept_boxes.sandbox.run(job())) for _ in range(2)}

    assert len(names) == 2
    assert all(name.endswith("false") for name in names)
    assert kept_boxes.keeper.metrics()["claimed"] == 2
    kept_boxes.wait_for(lambda: len(kept_boxes.held) == 2)
    kept_boxes.wait_for(lambda: not used & set(containers_of(kept_boxes.owner)))


@pytest.mark.docker
def test_when_no_box_waits_one_is_started_at_once(kept_boxes: KeptBoxes) -> None:
    assert said(kept_boxes.sandbox.run(job()))
    assert (kept_boxes.keeper.metrics()["claimed"], kept_boxes.keeper.metrics()["missed"]) == (0, 1)


@pytest.mark.docker
def test_a_box_of_another_shape_is_not_taken(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    tighter = replace(SHAPE, walls=replace(LIMITS, memory_mb=96).of_the_walls())

    assert said(kept_boxes.sandbox.run(replace(job(), shape=tighter)))
    assert len(kept_boxes.held) == 1


@pytest.mark.docker
def test_without_a_keeper_one_is_started_at_once(docker_sandbox: DockerSandbox, tmp_path: Path) -> None:
    pooled = PooledSandbox(docker_sandbox, tmp_path / "nobody.sock")

    assert said(pooled.run(job()))


@pytest.mark.docker
def test_a_keeper_that_hangs_makes_nobody_wait(docker_sandbox: DockerSandbox, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "k"))
        deaf.listen()

        assert said(PooledSandbox(docker_sandbox, tmp_path / "k").run(job()))


def test_who_finds_the_doorstep_full_comes_back(tmp_path: Path) -> None:
    with contextlib.ExitStack() as open_ones:
        keeper = open_ones.enter_context(socket.socket(socket.AF_UNIX))
        keeper.bind(str(tmp_path / "k"))
        keeper.listen(0)
        crowd = [open_ones.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(5)]
        for one in crowd:
            one.setblocking(False)
        inside = [one for one in crowd if one.connect_ex(str(tmp_path / "k")) == 0]
        heard: list[bytes] = []

        def let_everybody_in() -> None:
            time.sleep(0.2)
            *_, last = [open_ones.enter_context(keeper.accept()[0]) for _ in [*inside, "the worker"]]
            heard.append(last.recv(4096))
            last.sendall(b"\n")

        keeper.settimeout(10)
        letting_in = in_the_background(let_everybody_in)
        PooledSandbox(FakeSandbox([Scene()]), tmp_path / "k", patience=10).run(job())  # type: ignore[arg-type]
        letting_in.join()

    assert 0 < len(inside) < len(crowd)
    assert [BoxShape.from_dict(json.loads(claim)) for claim in heard] == [SHAPE]


@pytest.mark.docker
def test_many_claims_at_once_get_a_box_each(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 4)
    names: list[str] = []

    threads = [in_the_background(lambda: names.append(said(kept_boxes.sandbox.run(job())))) for _ in range(8)]
    for thread in threads:
        thread.join()

    assert len(set(names)) == 8


@pytest.mark.docker
def test_a_claim_that_is_not_one_is_hung_up_on(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    for nonsense in (b"nonsense\n", b"{}\n", b"x" * 20_000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(kept_boxes.address))
            caller.sendall(nonsense)
            caller.settimeout(10)
            with contextlib.suppress(ConnectionResetError):
                assert caller.recv(10) == b""

    assert said(kept_boxes.sandbox.run(job()))


# ---- whoever dies --------------------------------------------------------------------------------------
@pytest.mark.docker
def test_a_worker_that_dies_with_its_box_leaves_nothing(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    waiting = kept_boxes.held[0].box.container
    claim = (
        "import json, os, socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
        "s.sendall(sys.argv[2].encode() + b'\\n'); socket.recv_fds(s, 256, 1); print('mine', flush=True);"
        "os.kill(os.getpid(), 9)"
    )
    worker = [sys.executable, "-c", claim, str(kept_boxes.address), json.dumps(SHAPE.to_dict())]
    died = subprocess.run(worker, stdout=subprocess.PIPE, check=False)

    assert died.stdout == b"mine\n"
    kept_boxes.wait_for(lambda: waiting not in containers_of(kept_boxes.owner))
    kept_boxes.wait_for(lambda: len(kept_boxes.held) == 1)


@pytest.mark.docker
def test_a_box_that_dies_waiting_is_replaced(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    waiting = kept_boxes.held[0].box.container
    client = docker.from_env()
    client.api.kill(waiting)
    client.close()

    kept_boxes.wait_for(lambda: kept_boxes.keeper.metrics()["died_waiting"] == 1)
    kept_boxes.wait_for(lambda: len(kept_boxes.held) == 1)
    assert said(kept_boxes.sandbox.run(job()))


@pytest.mark.docker
def test_a_box_taken_away_under_our_hands_is_tried_again_in_a_new_one(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    waiting = kept_boxes.held[0].box.container
    runs: list[BoxRun] = []
    thread = in_the_background(lambda: runs.append(kept_boxes.sandbox.run(job(f"{SLOW}.then(() => {WHO})"))))
    kept_boxes.wait_for(lambda: kept_boxes.keeper.metrics()["claimed"] == 1)
    client = docker.from_env()
    client.api.kill(waiting)
    client.close()
    thread.join()

    assert said(runs[0])
    assert kept_boxes.keeper.metrics()["missed"] == 0


@pytest.mark.docker
def test_a_keeper_that_starts_again_removes_what_the_dead_one_held(kept_boxes: KeptBoxes) -> None:
    orphan_of = subprocess.Popen(["true"])
    orphan_of.wait()
    client = docker.from_env()
    labels = {
        "ecole.owner": kept_boxes.owner,
        "ecole.worker": f"{socket.gethostname()}:{orphan_of.pid}",
        "ecole.deadline": "9999999999",
    }
    client.api.create_container(images.tag("javascript"), labels=labels)
    client.close()
    kept_boxes.stop()
    kept_boxes.start()

    kept_boxes.wait_for(lambda: containers_of(kept_boxes.owner) == [])


@pytest.mark.docker
def test_two_keepers_do_not_share_an_address(kept_boxes: KeptBoxes) -> None:
    second = Keeper(DockerSandbox(owner=kept_boxes.owner), kept_boxes.address, budget_mb=10)

    with pytest.raises(OSError, match="another keeper"):
        second.serve(threading.Event())


# ---- the engine ----------------------------------------------------------------------------------------
@pytest.mark.docker
def test_what_cannot_be_started_is_counted_and_not_hammered(kept_boxes: KeptBoxes) -> None:
    absent = replace(SHAPE, image="ecole-grader-absent:000000000000")
    kept_boxes.keeper.want([Wanted(absent, 5, 1)])
    kept_boxes.wait_for(lambda: kept_boxes.keeper.metrics()["start_failures"] != 0)

    assert kept_boxes.keeper.metrics()["engine_fails"] is True
    kept_boxes.hold(SHAPE, 1)
    assert kept_boxes.keeper.metrics()["engine_fails"] is False


# The SDK leaves the socket of a connection that failed to the garbage collector, which complains of it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.docker
def test_an_engine_that_goes_away_and_comes_back_finds_the_pool_filled_again(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 2)
    lost = {waiting.box.container for waiting in kept_boxes.held}
    kept_boxes.relay.cut()
    kept_boxes.wait_for(lambda: kept_boxes.keeper.metrics()["died_waiting"] == 2)
    # Whoever checks meanwhile is not made to wait for the pool.
    assert said(kept_boxes.sandbox.run(job()))
    kept_boxes.relay.join()

    kept_boxes.wait_for(lambda: len(kept_boxes.held) == 2)
    kept_boxes.wait_for(lambda: not lost & set(containers_of(kept_boxes.owner)))
    gc.collect()


@pytest.mark.docker
def test_what_is_no_longer_wanted_goes(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 3)
    kept_boxes.hold(SHAPE, 1)
    kept_boxes.keeper.want([])

    kept_boxes.wait_for(lambda: len(kept_boxes.held) == 0)
    kept_boxes.wait_for(lambda: len(containers_of(kept_boxes.owner)) == 1)  # the empty network's


@pytest.mark.docker
def test_a_box_given_back_while_the_keeper_stops_is_removed(kept_boxes: KeptBoxes) -> None:
    kept_boxes.hold(SHAPE, 1)
    runs: list[BoxRun] = []
    worker = in_the_background(lambda: runs.append(kept_boxes.sandbox.run(job(SLOW))))
    kept_boxes.wait_for(lambda: kept_boxes.keeper.metrics()["claimed"] == 1)

    kept_boxes.stop()
    worker.join()

    assert runs[0].outcome is Outcome.FINISHED
    kept_boxes.wait_for(lambda: containers_of(kept_boxes.owner) == [], seconds=10)
    kept_boxes.start()  # for the end of the test to stop
