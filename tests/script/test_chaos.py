"""What breaks a platform on purpose, and what brings its processes back."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from script.steps.chaos import crowd as crowds
from script.steps.chaos import faults as breaking
from script.steps.chaos.crowd import Crowd
from script.steps.chaos.faults import faults_for, kill_at_random
from script.steps.chaos.found import Found, table
from script.steps.chaos.kept_running import KeptRunning
from script.steps.chaos.platform import clock_that_moves
from script.steps.processes import Process


def until(is_so, seconds=20):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def kept(tmp_path):
    sleeps = Process("dormeur", (sys.executable, "-c", "import time; time.sleep(600)"), grace=2)
    with KeptRunning([sleeps], logs=tmp_path, env={"PATH": "/usr/bin:/bin"}) as kept:
        until(lambda: "dormeur" in kept.children)
        yield kept


def test_what_is_killed_comes_back_and_nothing_is_left_at_the_end(tmp_path):
    sleeps = Process("dormeur", (sys.executable, "-c", "import time; time.sleep(600)"), grace=2)
    with KeptRunning([sleeps], logs=tmp_path, env={"PATH": "/usr/bin:/bin"}) as kept:
        until(lambda: "dormeur" in kept.children)
        first = kept.children["dormeur"]
        kept.kill("dormeur")
        until(lambda: kept.children["dormeur"] is not first)
        second = kept.children["dormeur"]
    assert first.poll() is not None
    assert second.poll() is not None


def test_what_is_held_stays_dead(kept):
    child = kept.children["dormeur"]
    kept.held.add("dormeur")
    kept.kill("dormeur")
    until(lambda: child.poll() is not None)
    time.sleep(2)
    assert kept.children["dormeur"] is child
    kept.held.discard("dormeur")
    until(lambda: kept.children["dormeur"].poll() is None)


@pytest.mark.parametrize(
    "wrong",
    [{"lost": 1}, {"twice": 1}, {"wrong": 1}, {"pending": 1}, {"untrue": ["x"]}, {"left": ["process 1"]}],
)
def test_a_fault_holds_only_when_nothing_went_wrong(wrong):
    assert Found("rien", judged=8, ours=1).holds
    found = Found("rien", judged=8, **wrong)
    assert not found.holds
    assert "**no**" in table([found])


def faults(database="sqlite", *, disks=(), has_own_engine=False, restart_engine=""):
    return faults_for(
        database,
        disks={what: Path("/nowhere") for what in disks},
        has_own_engine=has_own_engine,
        restart_engine=restart_engine,
    )


def test_the_machines_engine_is_left_alone_unless_somebody_says_how_to_restart_it():
    usual = faults()
    assert not [name for name in usual if "engine" in name or "image" in name]
    assert "database locked for 23 s" in usual
    assert "engine restarted" in faults(restart_engine="true")


def test_an_engine_of_its_own_is_stopped_hung_and_robbed():
    names = set(faults(has_own_engine=True)) - set(faults())
    assert names == {
        "kill -9 engine",
        "engine stopped for 12 s",
        "engine restarted twice",
        "engine hanging for 20 s",
        "image missing for 10 s",
    }


def test_each_database_has_its_own_faults_and_a_full_disk_needs_one_of_its_own():
    asked = faults("postgresql", disks=["data", "the database"])
    assert {"database connections cut", "database restarted", "kill -9 postgres"} <= set(asked)
    assert {"no room for data for 8 s", "no room for the database for 8 s"} <= set(asked)
    assert not [name for name in faults() if "no room" in name]


def test_what_lies_below_is_killed_and_held_through_what_stands_on_it(tmp_path):
    def sleeper(name):
        return Process(name, (sys.executable, "-c", "import time; time.sleep(600)"), grace=2)

    env = {"PATH": "/usr/bin:/bin"}
    with (
        KeptRunning([sleeper("below")], logs=tmp_path, env=env) as below,
        KeptRunning([sleeper("above")], logs=tmp_path, env=env, beside=below) as above,
    ):
        until(lambda: below.children and above.children)
        first = above.child("below")
        above.kill("below")
        until(lambda: below.children["below"] is not first)
        above.hold("below")
        assert below.held == {"below"}
        above.let_go("below")
        above.stop()
        assert above.children["above"].poll() is not None
        assert below.children["below"].poll() is None


@pytest.mark.parametrize(
    ("said", "stored", "is_true"),
    [
        ("passed", "passed", True),
        ("set_aside", "set_aside", True),
        ("waiting", "queued", True),
        ("passed", "running", False),
        ("waiting", "passed", False),
        ("failed", "passed", False),
    ],
)
def test_what_the_page_says_has_to_be_what_is_stored(said, stored, is_true, monkeypatch):
    monkeypatch.setattr(crowds, "LOOKS_AGAIN_SECONDS", 0.01)
    platform = SimpleNamespace(people=[], records=SimpleNamespace(state_of=lambda number: stored))
    crowd = Crowd(platform, 1)
    if said == "waiting":
        crowd._over.set()  # until then it may yet change
    crowd._read(SimpleNamespace(read=lambda number: said), 7)
    assert bool(crowd.untrue) != is_true


def test_only_what_lived_counts_as_killed(monkeypatch):
    alive = iter([True, False, True, True])
    at_work = iter([False])
    monkeypatch.setattr(breaking.time, "sleep", lambda seconds: None)
    platform = SimpleNamespace(
        kept=SimpleNamespace(kill=lambda name: next(alive)), is_at_work=lambda: next(at_work)
    )
    found = Found("rien")
    kill_at_random("web", "web")(platform, found)
    assert found.times == 3


def test_a_clock_moves_by_an_hour_and_the_one_that_never_jumps_does_not(tmp_path):
    env = {**os.environ, **clock_that_moves(tmp_path)}
    told = Path(env["MOVED_CLOCK"])
    program = (
        "import sys, time; from datetime import UTC, datetime; before = time.monotonic();"
        "first = datetime.now(UTC); open(sys.argv[1], 'w').write('3600'); time.sleep(0.01);"
        "print(round((datetime.now(UTC) - first).total_seconds() / 60), time.monotonic() - before < 1800)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, told], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["60", "True"]
