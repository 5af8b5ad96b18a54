"""What can be broken, by its name."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from grader import images
from script.steps.chaos.crowd import SETTLE_SECONDS
from script.steps.chaos.found import Found
from script.steps.chaos.platform import Platform
from script.steps.chaos.records import OURS, WAITING
from script.steps.processes import background_processes
from script.steps.progress import Stop

HUNG_SECONDS = 20
LEAST_KILLS = 3
BETWEEN_KILLS = (2.0, 12.0)
# It starts for some seconds, and a language is believed again once a trial has passed: killed as often as the others,
# it judged nothing in between.
BETWEEN_KILLS_OF_ENGINE = (20.0, 60.0)
CLOCK = "clock an hour ahead for 20 s, then right again"

Fault = Callable[[Platform, Found], None]


def kill_at_random(what: str, *names: str, between: tuple[float, float] = BETWEEN_KILLS) -> Fault:
    """Kill one of `names` again and again for as long as people hand in, and three times at least.

    Args:
        between: seconds from one kill to the next, at least and at most.
    """

    def break_it(platform: Platform, found: Found) -> None:
        chance = random.Random(what)  # noqa: S311 - moments, the same at every run
        while found.times < LEAST_KILLS or platform.is_at_work():
            # It has to come back in between, else nothing is killed but what is dead.
            time.sleep(chance.uniform(*between) if found.times else chance.uniform(0.2, 2))
            found.times += platform.kept.kill(chance.choice(names))

    return break_it


def kill_every_process(platform: Platform, found: Found) -> None:
    for name in list(platform.kept.processes):
        found.times += platform.kept.kill(name)


def keep_valkey_away(platform: Platform, found: Found) -> None:
    platform.kept.hold("valkey")
    platform.kept.kill("valkey")
    found.times += 1
    time.sleep(3)
    status, said = platform.ask("/readyz")
    if status == 200 and json.loads(said)["queue"]:
        found.untrue.append("readyz: the queue answers, while it is dead")
    time.sleep(5)
    platform.kept.let_go("valkey")


def empty_valkey(platform: Platform, found: Found) -> None:
    for _each in range(3):
        time.sleep(1.5)
        platform.queue().flushall()
        found.times += 1


def make_valkey_read_only(platform: Platform, found: Found) -> None:
    # Writes are refused while fewer replicas than this follow; there are none.
    platform.queue().config_set("min-replicas-to-write", 1)
    found.times += 1
    time.sleep(8)
    platform.queue().config_set("min-replicas-to-write", 0)


def fill_valkey(platform: Platform, found: Found) -> None:
    """Leave it no memory: it refuses to note anything, and goes on reading."""
    platform.queue().config_set("maxmemory", 1)
    found.times += 1
    time.sleep(8)
    platform.queue().config_set("maxmemory", 0)


def stop_engine(platform: Platform, found: Found) -> None:
    platform.kept.hold("engine")
    platform.kept.child("engine").terminate()
    found.times += 1
    time.sleep(12)
    platform.kept.let_go("engine")


def restart_own_engine(platform: Platform, found: Found) -> None:
    for _each in range(2):
        platform.kept.child("engine").terminate()
        found.times += 1
        time.sleep(6)


def hang_engine(platform: Platform, found: Found) -> None:
    """It takes calls and answers none."""
    number = platform.kept.child("engine").pid
    os.kill(number, signal.SIGSTOP)
    found.times += 1
    try:
        time.sleep(HUNG_SECONDS)
    finally:
        os.kill(number, signal.SIGCONT)


def take_image_away(platform: Platform, found: Found) -> None:
    image = images.tag("javascript")
    platform.ask_engine("rmi", "--force", image)
    # What waits was started from it, and is used up.
    if waiting := platform.containers():
        platform.ask_engine("rm", "--force", *waiting)
    found.times += 1
    time.sleep(10)
    if platform.engine is not None:
        platform.engine.load(image)


def restart_database(platform: Platform, found: Found) -> None:
    for _each in range(2):
        time.sleep(2)
        platform.kept.child("postgres").send_signal(signal.SIGINT)
        found.times += 1


def move_clock(platform: Platform, found: Found) -> None:
    told = Path(platform.env["MOVED_CLOCK"])
    told.write_text("3600\n")
    found.times += 1
    time.sleep(20)
    told.write_text("0\n")


def kill_containers(platform: Platform, found: Found) -> None:
    for _each in range(4):
        time.sleep(1.5)
        if alive := platform.containers("status=running"):
            platform.ask_engine("kill", *alive)
            found.times += len(alive)


def poison(platform: Platform, found: Found) -> None:
    """One submission whose worker dies each time it takes it, as if the work had killed it."""
    try:
        number = platform.people[-1].check()
    except (Stop, OSError):
        found.untrue.append("the poisoned submission was not taken")
        return
    killed: set[int] = set()
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline and platform.records.states().get(number) in WAITING:
        holder = platform.records.holder_of(number)
        if holder is not None and holder not in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(holder, signal.SIGKILL)
            killed.add(holder)
            found.times += 1
        time.sleep(0.005)
    state = platform.records.states().get(number)
    if state not in (*OURS, "passed"):
        found.untrue.append(f"the poisoned submission is {state}")


def lock_database(platform: Platform, found: Found) -> None:
    """Hold the only right to write for longer than anybody waits for it."""
    if platform.records.url:
        with psycopg.connect(platform.records.url) as connection:
            connection.execute(
                "LOCK TABLE exercises_submission, exercises_gradingrun IN ACCESS EXCLUSIVE MODE"
            )
            found.times += 1
            time.sleep(23)
            connection.rollback()
        return
    with contextlib.closing(sqlite3.connect(platform.records.file, timeout=30, isolation_level=None)) as rows:
        rows.execute("BEGIN IMMEDIATE")
        found.times += 1
        time.sleep(23)
        rows.execute("ROLLBACK")


def cut_database(platform: Platform, found: Found) -> None:
    """End every connection, three times, as the restart of a server does."""
    for _each in range(3):
        time.sleep(1.5)
        platform.records.rows(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        found.times += 1


def fill_disk(what: str) -> Fault:
    def break_it(platform: Platform, found: Found) -> None:
        _fill(platform.disks[what] / "ballast", found)

    return break_it


def _fill(ballast: Path, found: Found) -> None:
    ends = time.monotonic() + 8
    with ballast.open("wb", buffering=0) as file:
        # Again and again: what others let go meanwhile is taken too.
        while time.monotonic() < ends:
            try:
                file.write(bytes(1024 * 1024))
            except OSError:
                found.times = 1
                time.sleep(0.2)
    ballast.unlink()
    if not found.times:
        found.untrue.append("the disk could not be filled")


def faults_for(
    database: str, *, disks: dict[str, Path], has_own_engine: bool, restart_engine: str
) -> dict[str, Fault]:
    names = ["web", *(process.name for process in background_processes()), "valkey"]
    names += ["postgres"] if database == "postgresql" else []
    found: dict[str, Fault] = {f"kill -9 {name}": kill_at_random(name, name) for name in names}
    if has_own_engine:
        names.append("engine")
        found["kill -9 engine"] = kill_at_random("engine", "engine", between=BETWEEN_KILLS_OF_ENGINE)
    found |= {
        "kill -9 of any, one after the other": kill_at_random("any", *names),
        "kill -9 of all at once": kill_every_process,
        "valkey away for 8 s": keep_valkey_away,
        "valkey emptied": empty_valkey,
        "valkey read-only for 8 s": make_valkey_read_only,
        "valkey out of memory for 8 s": fill_valkey,
        "containers killed": kill_containers,
        "poisoned submission": poison,
    }
    found["database locked for 23 s"] = lock_database
    if database == "postgresql":
        found["database connections cut"] = cut_database
        found["database restarted"] = restart_database
    found |= {f"no room for {what} for 8 s": fill_disk(what) for what in disks}
    if has_own_engine:
        found |= {
            "engine stopped for 12 s": stop_engine,
            "engine restarted twice": restart_own_engine,
            f"engine hanging for {HUNG_SECONDS} s": hang_engine,
            "image missing for 10 s": take_image_away,
        }
    if restart_engine:

        def restart(platform: Platform, seen: Found) -> None:
            subprocess.run(restart_engine, shell=True, check=True)  # noqa: S602 - given on the command line
            seen.times += 1

        found["engine restarted"] = restart
    return found
