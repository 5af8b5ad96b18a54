"""`script/chaos`: breaks a platform of its own while people hand in, and reads afterwards what became of their work.

What is asked after each fault: every submission that was acknowledged has exactly one verdict, or says that it is
our fault; no container, no process and no temporary file is left; the site answered nothing untrue meanwhile.
"""

import argparse
import contextlib
import http.client
import json
import os
import pwd
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import redis

from grader import images
from grader.bench import machine
from script.steps import own_engine, valkey
from script.steps.engine import stop_own_engine
from script.steps.instruments import (
    POSTGRES_USER,
    postgres_folder,
    start_cluster,
    unprivileged_account,
    without_platform_settings,
)
from script.steps.kept_running import KeptRunning
from script.steps.listening import site_answers
from script.steps.own_engine import OwnEngine
from script.steps.places import LOGS, PYTHON, ROOT
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.processes import Process, background_processes, queue_process, web_process
from script.steps.programs import find_program, is_root, tied
from script.steps.progress import Stop, end_with_sentence, say
from script.steps.whole_path import CLASS_SCRIPT, PEOPLE_SCRIPT, Person, exercise_folder, free_port

KEPT = ROOT / "docs" / "measurements" / "chaos.json"
PEOPLE = 24
MOST_SUBMISSIONS = 2000
READY_SECONDS = 180
SETTLE_SECONDS = 150  # a lease of 30 s, the scheduler's pace, and a loaded machine
# Graders look each minute for what dead ones left, and twice before they take what stands still.
LEFTOVER_SECONDS = 150
DATA_ROOM_MB, DATABASE_ROOM_MB, ENGINE_ROOM_MB = 1024, 512, 1536
HUNG_SECONDS = 20
LEAST_KILLS = 3
BETWEEN_KILLS = (2.0, 12.0)
SECONDS_FOR_EACH = 3  # what a submission may take on a loaded machine, people waiting for each other
CLOCK = "clock an hour ahead for 20 s, then right again"
MOVED_CLOCK = ROOT / "script" / "steps" / "moved_clock.c"
LOOKS_AGAIN_SECONDS = 1.5
JUDGED, OURS, WAITING = ("passed", "failed"), ("set_aside",), ("queued", "running")


@dataclass
class Found:
    """What one fault did to the work handed in while it lasted."""

    fault: str
    times: int = 0
    acknowledged: int = 0
    judged: int = 0
    ours: int = 0
    lost: int = 0
    twice: int = 0
    wrong: int = 0
    pending: int = 0
    settled_seconds: float = 0
    answers: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.twice or self.wrong or self.pending or self.untrue or self.left)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "answers": dict(self.answers), "holds": self.holds}


class Records:
    """The rows, read from outside of the platform."""

    def __init__(self, url: str, file: Path) -> None:
        self.url, self.file = url, file

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return what the database answers; where it was just broken, it is given time to come back."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                return self._asked(question)
            except (psycopg.OperationalError, sqlite3.OperationalError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _asked(self, question: str) -> list[tuple[Any, ...]]:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                return connection.execute(question.encode()).fetchall()
        with contextlib.closing(
            sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=60)
        ) as connection:
            return connection.execute(question).fetchall()

    def states(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, state FROM exercises_submission"))

    def state_of(self, submission: int) -> str:
        found = self.rows(f"SELECT state FROM exercises_submission WHERE id = {int(submission)}")  # noqa: S608
        return str(found[0][0]) if found else "lost"

    def verdicts(self) -> dict[int, int]:
        """Return how many verdicts each submission was ever given: ended runs that were nobody's fault but hers."""
        return dict(
            self.rows(
                "SELECT submission_id, count(*) FROM exercises_gradingrun WHERE finished_at IS NOT NULL"
                " AND fault IN ('nobody', 'apprentice') GROUP BY submission_id"
            )
        )

    def holder_of(self, submission: int) -> int | None:
        """Return the process that grades it now."""
        found = self.rows(
            "SELECT s.id, r.worker FROM exercises_submission s"
            " JOIN exercises_gradingrun r ON r.id = s.current_run_id WHERE s.state = 'running'"
        )
        holders = {number: int(worker.rpartition(":")[2]) for number, worker in found}
        return holders.get(submission)


@dataclass
class Platform:
    """A platform that runs, and where its parts are."""

    folder: Path
    temporary: Path
    port: int
    owner: str
    kept: KeptRunning
    records: Records
    people: list[Person]
    valkey_url: str
    env: dict[str, str]
    # Disks of their own that can be filled, by what lies on them.
    disks: dict[str, Path]
    engine: OwnEngine | None
    # Whether people still hand in; a fault that comes again and again ends with them.
    is_at_work: Callable[[], bool] = field(default=lambda: False)

    def queue(self) -> redis.Redis:
        return redis.Redis.from_url(self.valkey_url, socket_timeout=5)

    def files(self) -> set[str]:
        return {path.name for path in self.temporary.iterdir()}

    def containers(self, *filters: str) -> list[str]:
        words = ["ps", "-aq", "--filter", f"label=ecole.owner={self.owner}"]
        for one in filters:
            words += ["--filter", one]
        return self.ask_engine(*words).split()

    def ask_engine(self, *words: str) -> str:
        return self._told_by_engine(*words).stdout

    def engine_answers(self) -> bool:
        return self._told_by_engine("version").returncode == 0

    def _told_by_engine(self, *words: str) -> subprocess.CompletedProcess[str]:
        if self.engine:
            return self.engine.ask(*words)
        return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)

    def strangers(self) -> list[str]:
        """Return processes of this platform that nobody looks after any more."""
        alive = {child.pid for child in self.kept.children.values()}
        mark = f"GRADER_OWNER={self.owner}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                group = os.getpgid(int(entry.name))
                if mark in (entry / "environ").read_bytes().split(b"\0") and group not in alive:
                    found.append(f"{entry.name} {(entry / 'comm').read_text().strip()}")
        return found


Fault = Callable[[Platform, Found], None]


# ---- the faults --------------------------------------------------------------------------------------------
def kill_at_random(what: str, *names: str) -> Fault:
    """Kill one of `names` again and again for as long as people hand in, and three times at least."""

    def break_it(platform: Platform, found: Found) -> None:
        chance = random.Random(what)  # noqa: S311 - moments, the same at every run
        while found.times < LEAST_KILLS or platform.is_at_work():
            # It has to come back in between, else nothing is killed but what is dead.
            time.sleep(chance.uniform(*BETWEEN_KILLS) if found.times else chance.uniform(0.2, 2))
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
    status, said = ask(platform.port, "/readyz")
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
    names += ["engine"] if has_own_engine else []
    found: dict[str, Fault] = {f"kill -9 {name}": kill_at_random(name, name) for name in names}
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


# ---- people and what they are told -----------------------------------------------------------------------------
def ask(port: int, address: str) -> tuple[int, str]:
    """Return the status and the text of an answer; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address, headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


class Crowd:
    """People who hand in and look at their page until it says how it went, again until enough was acknowledged."""

    def __init__(self, platform: Platform, wanted: int) -> None:
        self.platform, self.wanted = platform, wanted
        self.acknowledged: set[int] = set()
        self.answers: Counter[str] = Counter()
        self.untrue: set[str] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._deadline = time.monotonic() + SETTLE_SECONDS + wanted * SECONDS_FOR_EACH
        # The last person is kept for the poison.
        self._threads = [threading.Thread(target=self._work, args=(one,)) for one in platform.people[:-1]]
        self._threads.append(threading.Thread(target=self._look))

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def wants_more(self) -> bool:
        """Return whether not enough is acknowledged yet, and there is time for more."""
        return len(self.acknowledged) < self.wanted and time.monotonic() < self._deadline

    def wait(self) -> None:
        while self.wants_more():
            time.sleep(0.2)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person) -> None:
        while not self._over.is_set() and self.wants_more():
            number = self._told(person.check)
            if number is None:
                self._over.wait(0.7)
                continue
            self._count("taken")
            with self._lock:
                self.acknowledged.add(number)
            self._read(person, number)

    def _read(self, person: Person, number: int) -> None:
        """Look at the page until it says how it went, or all is over; what it says has to be what is stored."""
        said = None
        while said is None and not self._over.wait(LOOKS_AGAIN_SECONDS):
            said = self._told(lambda: person.read(number))
            said = None if said == "waiting" else said
        # All is over: the site itself may still be on its way back.
        deadline = time.monotonic() + READY_SECONDS
        while said is None and time.monotonic() < deadline:
            said = self._told(lambda: person.read(number))
            if said is None:
                time.sleep(LOOKS_AGAIN_SECONDS)
        stored = self.platform.records.state_of(number)
        if said != ("waiting" if stored in WAITING else stored):
            with self._lock:
                self.untrue.add(f"the page of {number} says {said or 'nothing'}, stored is {stored}")
        self._count(f"told {said or 'nothing'}")

    def _told[Answer](self, ask_for: Callable[[], Answer]) -> Answer | None:
        """Return what a page answers; None when it says no, or nobody is there."""
        try:
            return ask_for()
        except Stop as refusal:
            self._count(f"refused {str(refusal).partition('répond ')[2][:3] or 'otherwise'}")
        except (OSError, http.client.HTTPException):
            self._count("nobody there")
        return None

    def _look(self) -> None:
        while not self._over.wait(0.5):
            for address in ("/healthz", "/connexion/"):
                self._count(f"{address} {ask(self.platform.port, address)[0] or 'nobody there'}")

    def _count(self, what: str) -> None:
        with self._lock:
            self.answers[what] += 1


# ---- one fault, and what became of the work ---------------------------------------------------------------------
def try_fault(platform: Platform, name: str, fault: Fault, wanted: int) -> Found:
    found = Found(name)
    before, files = set(platform.records.states()), platform.files()
    crowd = Crowd(platform, wanted)
    platform.is_at_work = crowd.wants_more
    crowd.begin()
    time.sleep(0.5)
    try:
        fault(platform, found)
        crowd.wait()
        over = time.monotonic()
        states = _settled(platform, before, over)
        found.settled_seconds = round(time.monotonic() - over, 1)
    finally:
        crowd.end()
    _read_work(platform, found, states, crowd.acknowledged)
    found.answers = crowd.answers
    found.untrue += sorted(crowd.untrue)
    if len(crowd.acknowledged) < wanted:
        found.untrue.append(f"only {len(crowd.acknowledged)} of {wanted} were taken in time")
    found.left = _leftovers(platform, files)
    return found


def _settled(platform: Platform, before: set[int], since: float) -> dict[int, str]:
    """Return the states of what was handed in meanwhile, once nothing of it waits, or after long enough."""
    while True:
        states = {
            number: state for number, state in platform.records.states().items() if number not in before
        }
        waits = any(state not in (*JUDGED, *OURS) for state in states.values())
        if not waits or time.monotonic() - since > SETTLE_SECONDS:
            return states
        time.sleep(0.5)


def _read_work(platform: Platform, found: Found, states: dict[int, str], acknowledged: set[int]) -> None:
    verdicts = platform.records.verdicts()
    found.acknowledged = len(acknowledged)
    found.lost = len(acknowledged - set(states))
    for number, state in states.items():
        found.judged += state in JUDGED
        found.ours += state in OURS
        found.pending += state not in (*JUDGED, *OURS)
        # Every answer is right: another verdict than that is a false one.
        found.wrong += state == "failed"
        found.twice += verdicts.get(number, 0) != (1 if state in JUDGED else 0)


def _leftovers(platform: Platform, files: set[str]) -> list[str]:
    """Return what was there when the work was over and still is, long enough after.

    What comes meanwhile is at work: languages are tried by themselves.
    """
    deadline = time.monotonic() + LEFTOVER_SECONDS
    left = _present(platform, files)
    while left and time.monotonic() < deadline:
        time.sleep(1)
        left &= _present(platform, files)
    return sorted(left)


def _present(platform: Platform, files: set[str]) -> set[str]:
    if not platform.engine_answers():
        return {"nobody knows which containers: the engine does not answer"}
    # What may stay: boxes that wait for somebody, and the sleeping one whose empty network they share.
    waiting = {*platform.containers("label=ecole.run=waiting"), *platform.containers("label=ecole.role")}
    waiting -= set(platform.containers("status=exited"))
    return {
        *(f"container {one}" for one in set(platform.containers()) - waiting),
        *(f"process {one}" for one in platform.strangers()),
        *(f"file {one}" for one in platform.files() - files),
    }


# ---- the platform -----------------------------------------------------------------------------------------
@contextmanager
def small_disk(folder: Path, room_mb: int) -> Iterator[bool]:
    """Give a folder a disk of its own that can be filled; yield whether that was possible."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={room_mb}m", "ecole-chaos", str(folder)]
    mounted = is_root() and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def can_move_clocks() -> bool:
    """Return whether this machine has the compiler that it takes (package gcc)."""
    return find_program("cc") is not None


def _postgres_process(folder: Path) -> Process:
    """Make a cluster in `folder`, and return how to run it: it is killed and restarted as the others are."""
    binaries, account = postgres_folder(), unprivileged_account()
    if binaries is None:
        raise Stop("PostgreSQL est introuvable ; « script/test » l'installe.")
    if account:
        shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)
    server = start_cluster(binaries, folder, tied(account))
    server.send_signal(signal.SIGINT)
    server.wait(timeout=30)
    # Its own children are no left-over processes of the platform.
    command = [
        *tied(account),
        "env",
        "-u",
        "GRADER_OWNER",
        str(binaries / "postgres"),
        "-D",
        str(folder / "data"),
    ]
    return Process("postgres", (*command, "-c", "listen_addresses=", "-k", str(folder)))


def _wait_for_database(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


@contextmanager
def running_platform(database: str, *, moves_clock: bool = False) -> Iterator[Platform]:
    """Run a platform whose parts come back when they are killed; everything is thrown away after.

    Args:
        moves_clock: its processes, not its database and queue, live by a clock that can be moved.
    """
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ecole-chaos-")))
        home.chmod(0o711)
        folder, temporary = home / "data", home / "tmp"
        temporary.mkdir()
        disks = {}
        rooms = {"data": (folder, DATA_ROOM_MB)}
        if database == "postgresql":
            rooms["the database"] = (home / "pg", DATABASE_ROOM_MB)
        engine = OwnEngine(home / "engine") if own_engine.can_run() else None
        if engine:
            rooms["the engine"] = (engine.data, ENGINE_ROOM_MB)
            stack.callback(engine.leave_nothing)
        for what, (place, room_mb) in rooms.items():
            if stack.enter_context(small_disk(place, room_mb)):
                disks[what] = place
        foundation = [_postgres_process(home / "pg")] if database == "postgresql" else []
        database_url = f"postgres://{POSTGRES_USER}@/postgres?host={home / 'pg'}" if foundation else ""
        foundation += [engine.process] if engine else []
        port, owner = free_port(), f"chaos-{uuid4().hex[:8]}"
        socket = home / "valkey.sock"
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": str(folder),
            "TMPDIR": str(temporary),
            "VALKEY_URL": valkey.embedded_url(socket),
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": owner,
            "GRADER_POOL_SOCKET": str(home / "boxes.sock"),
            "PREVIEW_SOCKET": str(home / "previews.sock"),
            "SECRET_KEY": uuid4().hex * 2,
            "GRADER_CHECKS_PER_MINUTE": "600",
            **({"DATABASE_URL": database_url} if database_url else {}),
            **({"DOCKER_HOST": engine.address} if engine else {}),
        }
        below = stack.enter_context(KeptRunning(foundation, logs=home / "logs", env=env))
        if database_url:
            _wait_for_database(database_url)
        if engine:
            engine.wait()
            engine.load(images.tag("javascript"))
        sessions = _filled(env, folder)
        if moves_clock:
            env |= clock_that_moves(home)
        queue = queue_process(socket, folder / "valkey")
        processes = [queue, web_process(host="127.0.0.1", port=port), *background_processes()]
        kept = stack.enter_context(KeptRunning(processes, logs=home / "logs", env=env, beside=below))
        _wait_for_site(port, kept)
        people = [Person(port, session) for session in sessions]
        records = Records(database_url, folder / "db.sqlite3")
        platform = Platform(
            folder=folder,
            temporary=temporary,
            port=port,
            owner=owner,
            kept=kept,
            records=records,
            people=people,
            valkey_url=env["VALKEY_URL"],
            env=env,
            disks=disks,
            engine=engine,
        )
        stack.callback(shutil.copytree, home / "logs", LOGS / f"chaos-{database}", dirs_exist_ok=True)
        stack.callback(_end_containers, platform)
        yield platform


def clock_that_moves(home: Path) -> dict[str, str]:
    """Return the variables under which programs live by a clock that the file MOVED_CLOCK moves, in seconds."""
    library, told = home / "clock.so", home / "clock"
    told.write_text("0\n")
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(MOVED_CLOCK), "-ldl"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Stop(
            f"pour bouger l'horloge, il faut un compilateur C (« apt-get install gcc ») :\n{made.stderr}"
        )
    return {"LD_PRELOAD": str(library), "MOVED_CLOCK": str(told)}


def _filled(env: dict[str, str], folder: Path) -> list[str]:
    """Make the rows that people need, and return their sessions."""

    def manage(*words: str) -> str:
        command = [str(PYTHON), "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Stop(f"manage.py {words[0]} a échoué :\n{done.stderr[-2000:]}")
        return done.stdout

    manage("migrate", "--verbosity", "0")
    manage("shell", "--no-imports", "-c", CLASS_SCRIPT)
    manage("publish_exercises", "--at-once", str(exercise_folder(folder)))
    told = manage("shell", "-c", PEOPLE_SCRIPT.format(people=PEOPLE))
    sessions: list[str] = json.loads(told.rpartition("SESSIONS ")[2])
    return sessions


def _wait_for_site(port: int, kept: KeptRunning) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not site_answers("127.0.0.1", port, "/connexion/"):
        time.sleep(0.3)
        if time.monotonic() > deadline:
            raise Stop(f"le site ne répond pas ; lisez {kept.logs}/web.log.")
    log = kept.logs / "grading-worker.log"
    while "ready" not in (log.read_text(errors="replace") if log.exists() else ""):
        time.sleep(0.5)
        if time.monotonic() > deadline:
            raise Stop(f"la correction n'est pas prête ; lisez {log}.")


def _end_containers(platform: Platform) -> None:
    platform.kept.stop()
    if left := platform.containers():
        say(f"Après l’arrêt, {len(left)} conteneur(s) restaient ; ils sont retirés.")
        platform.ask_engine("rm", "-f", *left)


# ---- the command ------------------------------------------------------------------------------------------
def table(found: list[Found]) -> str:
    lines = [
        "| fault | times | taken | judged | our fault | lost | judged twice | false | pending | settled after, s |"
        " left over | untrue | holds |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.fault} | {one.times} | {one.acknowledged} | {one.judged} | {one.ours} | {one.lost} | {one.twice}"
        f" | {one.wrong} | {one.pending} | {one.settled_seconds:g} | {'; '.join(one.left) or '–'}"
        f" | {'; '.join(one.untrue) or '–'} | {'yes' if one.holds else '**no**'} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description="Casse une plateforme exprès.")
    parser.add_argument("words", nargs="*", help="seulement les pannes dont le nom contient un de ces mots")
    parser.add_argument("--submissions", type=int, default=200, help="travaux rendus, toutes pannes ensemble")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument(
        "--restart-engine",
        default="",
        metavar="COMMANDE",
        help="relance le moteur de conteneurs de la machine",
    )
    parser.add_argument("--keep", action="store_true", help=f"range les résultats dans {KEPT.name}")
    asked = parser.parse_intermixed_args()
    if not 1 <= asked.submissions <= MOST_SUBMISSIONS:
        parser.error(f"entre 1 et {MOST_SUBMISSIONS} travaux")
    return asked


def main() -> int:
    asked = arguments()
    found: list[Found] = []
    try:
        prepare_sources()
        prepare_sandboxes()
        found = _try_faults(asked)
    finally:
        stop_own_engine()
    say(table(found))
    return 0 if all(one.holds for one in found) else 1


def _try_faults(asked: argparse.Namespace) -> list[Found]:
    """Try what was asked for; the clock in a platform of its own, since all that looks at it is slowed down."""

    def is_wanted(name: str) -> bool:
        return not asked.words or any(word in name for word in asked.words)

    found: list[Found] = []
    with running_platform(asked.database) as platform:
        faults = faults_for(
            asked.database,
            disks=platform.disks,
            has_own_engine=platform.engine is not None,
            restart_engine=asked.restart_engine,
        )
        chosen = {name: fault for name, fault in faults.items() if is_wanted(name)}
        moves_clock = is_wanted(CLOCK) and can_move_clocks()
        if not chosen and not moves_clock:
            raise Stop(f"aucune panne ne porte ce nom ; il y a : {', '.join([*faults, CLOCK])}.")
        each = max(1, asked.submissions // (len(chosen) + moves_clock))
        for name, fault in chosen.items():
            found.append(_tried(platform, asked, (name, fault), each))
    if moves_clock:
        with running_platform(asked.database, moves_clock=True) as platform:
            found.append(_tried(platform, asked, (CLOCK, move_clock), each))
    return found


def _tried(platform: Platform, asked: argparse.Namespace, named: tuple[str, Fault], each: int) -> Found:
    name, fault = named
    say(f"Panne : {name} ({each} travaux)")
    one = try_fault(platform, name, fault, each)
    if asked.keep:  # at once: what was found stays when a later fault ends the run
        _keep(asked.database, one)
    say(f"  {'tient' if one.holds else 'NE TIENT PAS'} : {json.dumps(one.as_json())}")
    return one


def _keep(database: str, found: Found) -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    # What was not tried this time stays as it was found.
    stamp = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine.describe()}
    kept.setdefault(database, {})[found.fault] = {**stamp, **found.as_json()}
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    end_with_sentence(main)
