"""What breaks a platform on purpose, and what brings its processes back."""

import sys
import time

import pytest

from script.steps.chaos import Found, faults_for, table
from script.steps.kept_running import KeptRunning
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


def test_the_engine_is_left_alone_unless_somebody_says_how_to_restart_it():
    usual = faults_for("sqlite", own_disk=False, restart_engine="")
    assert "engine restarted" not in usual
    assert "database locked for 23 s" in usual
    assert "engine restarted" in faults_for("sqlite", own_disk=False, restart_engine="true")


def test_each_database_has_its_own_fault_and_a_full_disk_needs_one_of_its_own():
    asked = faults_for("postgresql", own_disk=True, restart_engine="")
    assert "database connections cut" in asked
    assert "no room for data for 8 s" in asked
    assert "no room for data for 8 s" not in faults_for("sqlite", own_disk=False, restart_engine="")
