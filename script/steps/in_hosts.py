"""Several machines that grade for one site: how much they do together, and what becomes of work when one is lost.

Each host is a network namespace with an engine, a keeper of boxes and two workers of its own; it reaches the site's
PostgreSQL and its Valkey over TLS, by the accounts that `script/grading-host` gives, and nothing else. The engine,
the keeper and the workers of each are held to a part of a processor, so that on a machine of two there is room for
three of them beside the site and the database; only what runs inside boxes, a small part of the work, is not.
"""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from grader import images
from grader.bench import machine
from script.steps.host_access import (
    SERVER_NOTICES_SILENCE,
    VALKEY_PORT,
    account_of_host,
    acl_lines,
    addresses_for,
    host_based_access,
    make_authority,
    make_server_certificate,
    postgres_account,
    rights_of_graders,
)
from script.steps.instruments import (
    require_package,
    throwaway_postgres,
    unprivileged_account,
    without_platform_settings,
)
from script.steps.listening import site_answers
from script.steps.places import PYTHON, ROOT
from script.steps.processes import background_processes, web_process
from script.steps.programs import find_program, is_root, log_tail, tied
from script.steps.progress import Stop, say
from script.steps.supervisor import Supervisor
from script.steps.whole_path import CLASS_SCRIPT, PEOPLE_SCRIPT, Person, exercise_folder, free_port

SITE, NETWORK = "10.213.77.1", 24
BRIDGE = "ecolehosts"
HOSTS = ("un", "deux", "trois")
WORKERS = 2
PEOPLE = 24
# Of processors, for each host. Its boxes lie beside: the kernel starts none that may use more than what holds it.
SHARE = 0.4
BOXES = "-boxes"  # what the group of a host's boxes is called after its own
PERIOD = 100_000  # microseconds
STARTUP_SECONDS = 240  # on a part of a processor
SETTLE_SECONDS = 150
CUT_SECONDS = 45  # longer than a lease
_WAITING = "SELECT id FROM exercises_submission WHERE state IN ('queued', 'running')"
GROUPS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    seconds: float = 25
    fault_seconds: float = 20

    @classmethod
    def quick(cls) -> "Amount":
        return cls(seconds=8, fault_seconds=6)


@dataclass
class Host:
    """One machine that grades."""

    name: str
    number: int
    folder: Path
    env: dict[str, str]
    share: Path | None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return f"ecole-{self.name}"

    @property
    def cable(self) -> str:
        return f"ecole{self.number}"

    @property
    def engine(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    def start_engine(self) -> None:
        options = ["--bridge=none", "--iptables=false", "--pidfile", str(self.folder / "docker.pid")]
        options += ["--data-root", str(self.folder / "data"), "--exec-root", str(self.folder / "exec")]
        if self.share:
            options += ["--cgroup-parent", f"/{self.share.name}{BOXES}"]
        self._run("dockerd", ["dockerd", "-H", self.engine, *options])
        deadline = time.monotonic() + STARTUP_SECONDS
        while self._docker("version").returncode:
            if time.monotonic() > deadline:
                raise Stop(f"le moteur de {self.name} ne démarre pas :\n{log_tail(self._log('dockerd'))}")
            time.sleep(0.3)

    def load(self, image: str) -> None:
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
            done = subprocess.run(
                ["docker", "-H", self.engine, "load"], stdin=saved.stdout, capture_output=True, check=False
            )
        if done.returncode:
            raise Stop(
                f"l'image des boîtes n'est pas arrivée sur {self.name} : {done.stderr.decode()[-500:]}"
            )

    def start_graders(self) -> None:
        manage = [str(PYTHON), str(ROOT / "manage.py")]
        self._run("grading-pool", [*manage, "grading_pool"])
        for number in range(1, WORKERS + 1):
            self._run(f"worker-{number}", [*manage, "grading_worker", "--lane", "live"])

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + STARTUP_SECONDS
        while "ready" not in self._log("worker-1").read_text(errors="replace"):
            if time.monotonic() > deadline:
                raise Stop(f"{self.name} ne corrige pas :\n{log_tail(self._log('worker-1'))}")
            time.sleep(0.3)

    def pull_the_cable(self) -> None:
        _ip("link", "set", self.cable, "down")

    def put_the_cable_back(self) -> None:
        _ip("link", "set", self.cable, "up")

    def lose_power(self) -> None:
        """Kill everything at once, the engine and its boxes included."""
        if self.share:
            for path in self.share.parent.glob(f"{self.share.name}*/**/cgroup.procs"):
                with contextlib.suppress(OSError):
                    for number in path.read_text().split():
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(int(number), signal.SIGKILL)
        for process in self.running.values():
            process.kill()
            process.wait()
        self.running.clear()

    def drain(self) -> float:
        """Ask the workers to stop; return the seconds until all of them have."""
        began = time.monotonic()
        leaving = [self.running.pop(name) for name in list(self.running) if name.startswith("worker")]
        for process in leaving:
            process.terminate()
        for process in leaving:
            process.wait(timeout=120)
        return time.monotonic() - began

    def end(self) -> None:
        for name in ("worker-1", "worker-2", "grading-pool"):
            if process := self.running.get(name):
                process.terminate()
        for name in ("worker-1", "worker-2", "grading-pool"):
            if process := self.running.pop(name, None):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=20)
        if left := self._docker("ps", "-aq").stdout.split():
            self._docker("rm", "-f", *left)
        if engine := self.running.get("dockerd"):
            engine.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                engine.wait(timeout=20)
        self.lose_power()

    def _docker(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "-H", self.engine, *words], capture_output=True, text=True, check=False
        )

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _run(self, name: str, command: list[str]) -> None:
        # `ip netns exec` would give it another /sys, without the control groups that an engine needs.
        inside = ["nsenter", f"--net=/run/netns/{self.namespace}", "--", *tied(), *command]
        joins = f'echo $$ > {self.share}/cgroup.procs && exec "$@"' if self.share else 'exec "$@"'
        with self._log(name).open("ab") as output:
            self.running[name] = subprocess.Popen(
                ["sh", "-c", joins, "sh", *inside],
                cwd=ROOT,
                env={**self.env, "DOCKER_HOST": self.engine, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


@dataclass
class Setting:
    """The site, its people, and the hosts that grade for it."""

    database: str
    people: list[Person]
    hosts: list[Host]

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(question.encode()).fetchall()


class Crowd:
    """People who hand in, each again as soon as her last work is judged."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.taken: set[int] = set()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._waiting: tuple[float, set[int]] = (0.0, set())  # when the rows were read, and what waited then
        self._threads = [threading.Thread(target=self._work, args=(one,)) for one in setting.people]
        self._threads.append(threading.Thread(target=self._look))

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person) -> None:
        while not self._over.is_set():
            number = None
            # A page that says that her last work still waits, and nothing more: she asks again.
            with contextlib.suppress(Stop, OSError):
                number = person.check()
                with self._lock:
                    self.taken.add(number)
            self._over.wait(0.1)
            if number is not None:
                self._wait_for(number)

    def _wait_for(self, number: int) -> None:
        """Return once it is judged. She asks the database, not the site, which has to serve those who hand in."""
        handed_in = time.monotonic()
        while not self._over.wait(0.1):
            read_at, waiting = self._waiting
            if read_at > handed_in and number not in waiting:
                return

    def _look(self) -> None:
        while not self._over.wait(0.2):
            began = time.monotonic()
            with contextlib.suppress(psycopg.Error):
                self._waiting = began, {number for (number,) in self.setting.ask(_WAITING)}


# ---- what is measured --------------------------------------------------------------------------------------------
def measure_hosts(amount: Amount) -> dict[str, Any]:
    """Return everything measured, ready for JSON."""
    with running_setting() as setting:
        curve, faults = [], []
        for count, host in enumerate(setting.hosts, 1):
            host.start_graders()
            host.wait_until_ready()
            say(f"Débit avec {count} machine(s) de correction")
            curve.append({"hosts": count, **_throughput(setting, amount.seconds)})
        one, two, three = setting.hosts
        say("Une machine est coupée du réseau, puis le retrouve")
        faults.append(_fault(setting, amount, f"one of three cut off for {CUT_SECONDS} s", lambda: _cut(two)))
        say("Une machine perd le courant, puis revient")
        faults.append(_fault(setting, amount, "one of three loses power", lambda: _lose_power(one)))
        say("Une machine est vidée pour entretien")
        faults.append(_fault(setting, amount, "one of three drained", lambda: _drain(three, setting)))
        return {
            "machine": machine.describe(),
            "share": SHARE if setting.hosts[0].share else None,
            "curve": curve,
            "faults": faults,
        }


def _throughput(setting: Setting, seconds: float) -> dict[str, Any]:
    with Crowd(setting):
        time.sleep(4)  # the line has formed
        before, began = _judged(setting), time.monotonic()
        time.sleep(seconds)
        after, took = _judged(setting), time.monotonic() - began
    _settle(setting)
    by_host = {
        host.name: after.get(host.name, 0) - before.get(host.name, 0)
        for host in setting.hosts
        if after.get(host.name, 0) > before.get(host.name, 0)
    }
    return {"a_second": round(sum(by_host.values()) / took, 2), "by_host": by_host}


def _judged(setting: Setting) -> dict[str, int]:
    return dict(
        setting.ask(
            "SELECT split_part(worker, '/', 1), count(*) FROM exercises_gradingrun"
            " WHERE finished_at IS NOT NULL AND fault IN ('nobody', 'apprentice') GROUP BY 1"
        )
    )


def _fault(setting: Setting, amount: Amount, name: str, break_it: Any) -> dict[str, Any]:
    before = {number for (number,) in setting.ask("SELECT id FROM exercises_submission")}
    with Crowd(setting) as crowd:
        time.sleep(3)
        told = break_it()
        time.sleep(amount.fault_seconds)
    began = time.monotonic()
    _settle(setting)
    states = dict(setting.ask("SELECT id, state FROM exercises_submission"))
    verdicts = dict(
        setting.ask(
            "SELECT submission_id, count(*) FROM exercises_gradingrun WHERE finished_at IS NOT NULL"
            " AND fault IN ('nobody', 'apprentice') GROUP BY submission_id"
        )
    )
    taken = crowd.taken - before
    return {
        "fault": name,
        "taken": len(taken),
        "judged": sum(states.get(one) in ("passed", "failed") for one in taken),
        "false": sum(states.get(one) == "failed" for one in taken),
        "our_fault": sum(states.get(one) == "set_aside" for one in taken),
        "lost": sum(one not in states for one in taken),
        "twice": sum(verdicts.get(one, 0) > 1 for one in taken),
        "waiting": sum(states.get(one) in ("queued", "running") for one in taken),
        "settled_seconds": round(time.monotonic() - began, 1),
        **told,
    }


def _cut(host: Host) -> dict[str, Any]:
    host.pull_the_cable()
    time.sleep(CUT_SECONDS)
    host.put_the_cable_back()
    return {}


def _lose_power(host: Host) -> dict[str, Any]:
    host.lose_power()
    time.sleep(5)
    host.start_engine()
    host.start_graders()
    return {}


def _drain(host: Host, setting: Setting) -> dict[str, Any]:
    took = host.drain()
    unfinished = setting.ask(
        "SELECT count(*) FROM exercises_gradingrun WHERE finished_at IS NULL"  # noqa: S608 (a name of ours)
        f" AND worker LIKE '{host.name}/%' AND claimed_at > now() - interval '1 minute'"
    )
    return {"drained_in_seconds": round(took, 1), "left_unfinished": unfinished[0][0]}


def _settle(setting: Setting) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    waiting = "SELECT count(*) FROM exercises_submission WHERE state IN ('queued', 'running')"
    while setting.ask(waiting)[0][0] and time.monotonic() < deadline:
        time.sleep(0.5)


# ---- the machines ------------------------------------------------------------------------------------------------
@contextmanager
def running_setting() -> Iterator[Setting]:
    _require_what_it_takes()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ecole-hosts-")))
        home.chmod(0o711)
        stack.enter_context(_network())
        passwords = {name: uuid4().hex for name in HOSTS}
        own_password = uuid4().hex
        authority = _certificates(home)
        database = stack.enter_context(throwaway_postgres(options=_database_options(home)))
        stack.enter_context(_queue(home, own_password, passwords))
        port = free_port()
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": str(home / "site"),
            "DATABASE_URL": database,
            "VALKEY_URL": f"rediss://:{own_password}@{SITE}:{VALKEY_PORT}/0?ssl_ca_certs={authority}",
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": f"hosts-{uuid4().hex[:8]}",
            "GRADER_CHECKS_PER_MINUTE": "600",
            "SECRET_KEY": uuid4().hex * 2,
        }
        sessions = _filled(env, home)
        _give_accounts(database, passwords)
        hosts = [stack.enter_context(_host(home, name, env, passwords[name])) for name in HOSTS]
        # From this thread: the kernel ends what is tied to a thread when that one ends.
        for host in hosts:
            host.start_engine()
        with ThreadPoolExecutor(len(hosts)) as several:
            list(several.map(lambda host: host.load(images.tag("javascript")), hosts))
        supervisor = stack.enter_context(Supervisor(logs=home / "logs", env=env))
        supervisor.start(web_process(host="127.0.0.1", port=port))
        for process in background_processes():
            if process.name in ("worker", "scheduler"):
                supervisor.start(process)
        deadline = time.monotonic() + STARTUP_SECONDS
        while not site_answers("127.0.0.1", port, "/connexion/"):
            supervisor.wait(0.3)
            if time.monotonic() > deadline:
                raise Stop("le site ne répond pas.")
        yield Setting(database, [Person(port, session) for session in sessions], hosts)


def _require_what_it_takes() -> None:
    if not is_root():
        raise Stop("plusieurs machines sur une seule : il faut être root pour leur faire des réseaux.")
    for package, program in (("iproute2", "ip"), ("util-linux", "nsenter")):
        require_package(package, present=find_program(program) is not None, why="chaque machine a son réseau")
    require_package(
        "redis-server",
        present=_queue_program() is not None,
        why="la file embarquée ne parle pas TLS, celle de Debian si",
    )


def _queue_program() -> str | None:
    return find_program("valkey-server") or find_program("redis-server")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"ip {' '.join(words)} : {done.stderr.strip()}")


@contextmanager
def _network() -> Iterator[None]:
    """Lay a cable from each host to a switch where the site listens as well."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{SITE}/{NETWORK}", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, name in enumerate(HOSTS, 1):
            space, cable = f"ecole-{name}", f"ecole{number}"
            _ip("netns", "add", space)
            _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", cable, "master", BRIDGE, "up")
            own = f"{SITE.rpartition('.')[0]}.{10 + number}/{NETWORK}"
            _ip("-n", space, "addr", "add", own, "dev", "eth0")
            _ip("-n", space, "link", "set", "eth0", "up")
            _ip("-n", space, "link", "set", "lo", "up")
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", f"ecole-{name}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def _certificates(home: Path) -> Path:
    now = datetime.now(UTC)
    authority = make_authority(now=now)
    pair = make_server_certificate(authority, [SITE], now=now)
    (home / "ca.pem").write_bytes(authority.certificate)
    (home / "server.pem").write_bytes(pair.certificate)
    (home / "server.key").write_bytes(pair.key)
    (home / "server.key").chmod(0o600)
    return home / "ca.pem"


def _database_options(home: Path) -> list[str]:
    theirs = home / "postgres"
    theirs.mkdir()
    for name in ("server.pem", "server.key"):
        shutil.copy2(home / name, theirs / name)
    (theirs / "pg_hba.conf").write_text(host_based_access())
    if account := unprivileged_account():
        for path in (theirs, *theirs.iterdir()):
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)
    settings = {
        "listen_addresses": SITE,
        "ssl": "on",
        "ssl_cert_file": str(theirs / "server.pem"),
        "ssl_key_file": str(theirs / "server.key"),
        "hba_file": str(theirs / "pg_hba.conf"),
        **SERVER_NOTICES_SILENCE,
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


@contextmanager
def _queue(home: Path, own_password: str, passwords: dict[str, str]) -> Iterator[None]:
    """Run a queue that speaks TLS alone, with the accounts of a server that other machines grade for."""
    data = home / "queue"
    data.mkdir()
    (data / "users.acl").write_text(acl_lines(own_password, passwords))
    lines = {
        "port": "0",
        "tls-port": str(VALKEY_PORT),
        "bind": SITE,
        "tls-cert-file": str(home / "server.pem"),
        "tls-key-file": str(home / "server.key"),
        "tls-ca-cert-file": str(home / "ca.pem"),
        "tls-auth-clients": "no",
        "aclfile": str(data / "users.acl"),
        "dir": str(data),
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "save": '""',
    }
    (data / "valkey.conf").write_text("\n".join(f"{name} {value}" for name, value in lines.items()) + "\n")
    program = _queue_program()
    if program is None:
        raise Stop("ni valkey-server ni redis-server après leur installation.")
    with (data / "log").open("wb") as output:
        server = subprocess.Popen(
            [*tied(), program, str(data / "valkey.conf")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        time.sleep(1)
        if server.poll() is not None:
            raise Stop(f"la file ne démarre pas :\n{log_tail(data / 'log')}")
        yield
    finally:
        server.terminate()
        server.wait(timeout=15)


def _filled(env: dict[str, str], home: Path) -> list[str]:
    def manage(*words: str) -> str:
        command = [str(PYTHON), "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Stop(f"manage.py {words[0]} a échoué :\n{done.stderr[-2000:]}")
        return done.stdout

    (home / "site").mkdir()
    manage("migrate", "--verbosity", "0")
    manage("shell", "--no-imports", "-c", CLASS_SCRIPT)
    manage("publish_exercises", "--at-once", str(exercise_folder(home)))
    told = manage("shell", "-c", PEOPLE_SCRIPT.format(people=PEOPLE))
    sessions: list[str] = json.loads(told.rpartition("SESSIONS ")[2])
    return sessions


def _give_accounts(database: str, passwords: dict[str, str]) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in rights_of_graders("postgres"):
            connection.execute(statement.encode())
        for name, password in passwords.items():
            for statement in account_of_host(name, password):
                connection.execute(statement.encode())
        held = connection.execute(
            "SELECT has_table_privilege(%s, 'people_invitation', 'SELECT')", [postgres_account(HOSTS[0])]
        ).fetchone()
    if held is None or held[0]:
        raise Stop("une machine de correction peut lire les invitations.")


@contextmanager
def _host(home: Path, name: str, site: dict[str, str], password: str) -> Iterator[Host]:
    number, folder, authority = HOSTS.index(name) + 1, home / name, home / "ca.pem"
    folder.mkdir()
    env = {
        **site,
        **addresses_for(name, password, address=SITE, authority=str(authority), database="postgres"),
        "DATA_DIR": str(folder),
        "GRADER_POOL_SOCKET": str(folder / "boxes.sock"),
        "SECRET_KEY": uuid4().hex * 2,
    }
    share = _share(f"ecole-hosts-{name}")
    host = Host(name, number, folder, env, share)
    try:
        yield host
    finally:
        host.end()
        _give_share_back(share)
        # What an engine mounted would keep the folder from going.
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            if line.split()[1].startswith(str(folder)):
                subprocess.run(["umount", "-l", line.split()[1]], capture_output=True, check=False)


def _share(name: str) -> Path | None:
    """Make a control group that has a share of a processor; None where the system has none to give."""
    for above in GROUPS:
        group = above / name
        try:
            group.mkdir(exist_ok=True)
            if (group / "cpu.cfs_quota_us").exists():
                (group / "cpu.cfs_period_us").write_text(str(PERIOD))
                (group / "cpu.cfs_quota_us").write_text(str(int(SHARE * PERIOD)))
                return group
            if (group / "cpu.max").exists():
                (group / "cpu.max").write_text(f"{int(SHARE * PERIOD)} {PERIOD}")
                return group
        except OSError:
            continue
    return None


def _give_share_back(group: Path | None) -> None:
    if group is None:
        return
    time.sleep(0.5)
    for path in sorted(group.parent.glob(f"{group.name}*/**/"), reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir()


# ---- what is told ------------------------------------------------------------------------------------------------
def hosts_table(found: dict[str, Any]) -> str:
    alone = found["curve"][0]["a_second"] or 1
    lines = ["| grading hosts | verdicts a second | beside one | by host |", "|---|---|---|---|"]
    lines += [
        f"| {one['hosts']} | {one['a_second']:g} | {one['a_second'] / alone:.2f}"
        f" | {', '.join(f'{name} {count}' for name, count in one['by_host'].items())} |"
        for one in found["curve"]
    ]
    lines += [
        "",
        "| fault | taken | judged | false | our fault | lost | judged twice | still waiting | settled after, s"
        " | besides |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found["faults"]:
        besides = ", ".join(
            f"{name.replace('_', ' ')}: {one[name]:g}"
            for name in ("drained_in_seconds", "left_unfinished")
            if name in one
        )
        figures = ("taken", "judged", "false", "our_fault", "lost", "twice", "waiting", "settled_seconds")
        lines.append(
            f"| {one['fault']} | {' | '.join(f'{one[name]:g}' for name in figures)} | {besides or '–'} |"
        )
    return "\n".join(lines) + "\n"


def holds(found: dict[str, Any]) -> bool:
    """Return whether no work was lost, judged twice, judged wrongly or left waiting."""
    return not any(
        one[name] for one in found["faults"] for name in ("lost", "twice", "false", "waiting")
    ) and not any(one.get("left_unfinished") for one in found["faults"])
