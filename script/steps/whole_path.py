"""From the click to the stored verdict: the whole platform, real processes, beside a bare `node file.js`.

The clock starts before the request leaves and stops when the verdict can be read in the database; the answer to the
request, which shows it, is timed beside it.
"""

import contextlib
import html
import http.client
import json
import random
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from grader.bench import machine
from grader.bench.cases import CASES
from grader.bench.rivals import BareProcesses
from grader.grading import shape_of
from script.steps.image import ONLY_SOURCES
from script.steps.instruments import throwaway_postgres, throwaway_valkey, without_platform_settings
from script.steps.listening import site_answers
from script.steps.places import PYTHON, ROOT
from script.steps.processes import background_processes, web_process
from script.steps.programs import log_tail
from script.steps.progress import Stop, say
from script.steps.supervisor import Supervisor

CASE = next(case for case in CASES if case.runtime == "javascript")
KEY = "mesure-cinq-points"
PEOPLE = 48
VERDICT_SECONDS = 60
FILL_SECONDS = 120

# Runs inside the platform: people who may hand work in, and their sessions.
PEOPLE_SCRIPT = """
import json, sys
from datetime import date
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from lms.people.models import Cohort, Enrolment, User
cohort, sessions = Cohort.objects.first(), []
for number in range({people}):
    user = User.objects.create_user(f"mesure{{number}}@example.test", first_name=f"Mesure {{number}}")
    Enrolment.objects.create(apprentice=user, cohort=cohort, enrolled_on=date.today())
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sessions.append(session.session_key)
print("SESSIONS " + json.dumps(sessions))
"""


# Where nothing of the demo school is needed: one class, and no exercise but the one that is measured.
CLASS_SCRIPT = """
from datetime import date, timedelta
from lms.people.models import Cohort, Programme, School
school = School.objects.create(name="Mesure", slug="mesure")
programme = Programme.objects.create(name="Mesure", slug="mesure")
today = date.today()
Cohort.objects.create(
    name="Mesure", school=school, programme=programme,
    starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=200),
)
"""


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    rounds: int = 40
    burst_rounds: int = 3
    class_seconds: float = 150
    think_seconds: float = 20

    @classmethod
    def quick(cls) -> "Amount":
        return cls(rounds=6, burst_rounds=1, class_seconds=15, think_seconds=4)


# A new school proves its whole catalogue by itself, for half an hour: what is measured would be measured beside it.
TAKEN_AS_PROVED = """
from django.utils import timezone
from exercises.models import ExerciseVersion
ExerciseVersion.objects.update(proof="holds", proof_ended_at=timezone.now())
"""


class Person:
    """One apprentice with the exercise page open."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"sessionid": session}
        page = self._ask("GET", f"/exercices/{KEY}/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token is None:
            raise Stop("la page de l'exercice n'a pas de formulaire ; lisez le journal du site.")
        self.token = token.group(1)
        self.tries = 0

    def _ask(
        self, method: str, address: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        # By its name: under its number, the site shows nothing but previews.
        site = {"Host": f"localhost:{self.port}", "Cookie": cookies}
        connection.request(method, address, body or None, {**site, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        if answer.status >= 400:
            raise Stop(f"{method} {address} répond {answer.status} : {text[:300]}")
        return text

    def check(self) -> int:
        """Press « Vérifier » on a right answer never handed in before; return the submission's number."""
        self.tries += 1
        source = f"{CASE.files['main.js']}// essai {self.tries}\n"
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, "file:main.js": source})
        panel = self._ask(
            "POST",
            f"/exercices/{KEY}/verifier/",
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
                "Referer": f"http://localhost:{self.port}/exercices/{KEY}/",
                "Origin": f"http://localhost:{self.port}",
            },
        )
        found = re.search(r"/rendus/(\d+)/", panel)
        if found is None:
            raise Stop("le panneau de résultats ne nomme pas le rendu.")
        return int(found.group(1))

    def read(self, submission: int) -> str:
        """Look at the results once, as the page's script does; return what they say: a state, or « waiting »."""
        panel = self._ask("GET", f"/rendus/{submission}/", headers={"HX-Request": "true"})
        found = re.search(r'class="report(?: report--(\w+))?"', panel)
        if found is None:
            raise Stop("le panneau de résultats ne dit rien.")
        return found.group(1) or "set_aside"

    def seen(self, submission: int) -> str:
        """Return what the page's script says it shows already, when it asks again after work that waits."""
        panel = self._ask("GET", f"/rendus/{submission}/", headers={"HX-Request": "true"})
        found = re.search(r'data-seen="([^"]*)"', panel)
        if found is None:
            raise Stop("le rendu n'attend pas.")
        return html.unescape(found.group(1))


# The database says itself when a verdict is stored: nobody has to ask it again and again, which would weigh on what
# is measured. A notice leaves with the commit.
_TELL = """
CREATE FUNCTION tell_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state NOT IN ('queued', 'running') THEN
    PERFORM pg_notify('verdict', NEW.id || ' ' || NEW.state);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tell_verdict AFTER UPDATE OF state ON exercises_submission
  FOR EACH ROW EXECUTE FUNCTION tell_verdict();
LISTEN verdict;
"""


class Records:
    """Hears from the database which verdict is stored, and when."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(_TELL)
        self._stored: dict[int, tuple[str, float]] = {}
        self._news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(psycopg.Error):  # the database goes when the measurement ends
            for notice in self._connection.notifies():
                heard = time.monotonic()
                number, _, state = notice.payload.partition(" ")
                with self._news:
                    self._stored[int(number)] = (state, heard)
                    self._news.notify_all()

    def stored_at(self, submission: int) -> float:
        """Return when the verdict of a right answer could be read (monotonic seconds); waits for it."""
        with self._news:
            if not self._news.wait_for(lambda: submission in self._stored, VERDICT_SECONDS):
                raise Stop(f"le rendu {submission} n'a pas de verdict ; lisez le journal de la correction.")
            state, heard = self._stored[submission]
        if state != "passed":
            raise Stop(f"le rendu {submission}, juste, a reçu « {state} ».")
        return heard


@dataclass(frozen=True)
class Timed:
    """Seconds from the click: until the verdict was stored, and until the page had its answer."""

    stored: float
    answered: float


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, who is signed in there (session keys), and where its processes write."""

    port: int
    sessions: list[str]
    manage: Callable[..., str]
    logs: Path
    # From then on, what is handed in waits.
    stop_grading: Callable[[], None]


class Platform:
    def __init__(self, people: list[Person], records: Records, owner: str, site: Site) -> None:
        self.people = people
        self.records = records
        self.owner = owner
        self.site = site
        self._next = 0

    def one(self) -> Timed:
        """Time one click; another person each time."""
        person = self.people[self._next % len(self.people)]
        self._next += 1
        return self.timed(person)

    def timed(self, person: Person) -> Timed:
        began = time.monotonic()
        submission = person.check()
        answered = time.monotonic()
        return Timed(self.records.stored_at(submission) - began, answered - began)

    def burst(self, count: int) -> float:
        """Return the seconds until the last verdict of `count` people who click at once."""
        began = time.monotonic()
        with ThreadPoolExecutor(count) as crowd:
            submissions = list(crowd.map(Person.check, self.people[:count]))
        return max(map(self.records.stored_at, submissions)) - began

    def wait_for_boxes(self, count: int) -> None:
        """Return once as many boxes wait as there are people present."""
        deadline = time.monotonic() + FILL_SECONDS
        filters = ["--filter", f"label=ecole.owner={self.owner}", "--filter", "label=ecole.run=waiting"]
        image = shape_of(CASE.variant, CASE.request.limits).image
        while time.monotonic() < deadline:
            listed = subprocess.run(
                ["docker", "ps", "-q", "--filter", f"ancestor={image}", *filters],
                capture_output=True,
                text=True,
                check=True,
            )
            if len(listed.stdout.split()) >= count:
                time.sleep(0.5)
                return
            time.sleep(0.3)
        said = log_tail(self.site.logs / "grading-pool.log")
        raise Stop(f"{count} boîtes n'attendent toujours pas ; ce que dit grading-pool :\n{said}")


def exercise_folder(folder: Path) -> Path:
    """Write the case as an exercise that can be published."""
    place = folder / KEY
    for part, source in (("starter", "const rien = 0;\n"), ("solution", CASE.files["main.js"])):
        (place / part).mkdir(parents=True)
        (place / part / "main.js").write_text(source, encoding="utf-8")
    (place / "statement.md").write_text("Cinq points à mesurer.\n", encoding="utf-8")
    lines = [
        f"key = {json.dumps(KEY)}",
        'title = "Mesure"\nsummary = "Cinq points."\nruntime = "javascript"\nlevel = 1\nminutes = 5',
        'competences = []\nlicence = "CC0"\n\n[files]\nentry = "main.js"\neditable = ["main.js"]\n',
    ]
    for check in CASE.checks:
        expression = json.dumps(check.probe.params["expression"], ensure_ascii=False)
        lines.append(f'[[checks]]\nid = "{check.id}"\nasks = {expression}')
        lines.append(f'probe = {{ kind = "value", expression = {expression} }}')
        lines.append(f"expect = {{ equals = {_toml(check.expect['equals'])} }}\n")
    (place / "exercise.toml").write_text("\n".join(lines), encoding="utf-8")
    return place


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def manage_with(env: Mapping[str, str], *words: str) -> str:
    """Run manage.py in that environment; return what it prints, raise Stop with what it says when it fails."""
    command = [str(PYTHON), "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"manage.py {words[0]} a échoué :\n{done.stderr[-2000:]}")
    return done.stdout


def sessions_of_new_people(env: Mapping[str, str], people: int) -> list[str]:
    """Add apprentices to the first class of a platform; return their sessions, already open."""
    told = manage_with(env, "shell", "-c", PEOPLE_SCRIPT.format(people=people))
    sessions: list[str] = json.loads(told.rpartition("SESSIONS ")[2])
    return sessions


def class_alone(env: Mapping[str, str], folder: Path, people: int) -> list[str]:
    """Fill an empty database with one class and the exercise that is measured; return its people's sessions."""
    manage_with(env, "migrate", "--verbosity", "0")
    manage_with(env, "shell", "--no-imports", "-c", CLASS_SCRIPT)
    manage_with(env, "publish_exercises", "--at-once", str(exercise_folder(folder)))
    return sessions_of_new_people(env, people)


@contextmanager
def running_platform(*, people: int = PEOPLE, as_on_a_server: bool = False) -> Iterator[Platform]:
    """Run the platform on PostgreSQL with people who have the exercise open; everything is thrown away after.

    Args:
        as_on_a_server: with the settings of production, which serve files compressed and kept for long.
    """
    with (
        tempfile.TemporaryDirectory() as data,
        throwaway_valkey() as valkey_url,
        throwaway_postgres() as database_url,
    ):
        folder, port, owner = Path(data), free_port(), f"bench-{uuid4().hex[:8]}"
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": data,
            "DATABASE_URL": database_url,
            "VALKEY_URL": valkey_url,
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": owner,
            "SECRET_KEY": uuid4().hex * 2,  # one for all: the sessions made here hold there
            "GRADER_CHECKS_PER_MINUTE": "600",  # who thinks fast by chance is not to be slowed down
            "GRADER_POOL_MEMORY_MB": "2048",  # a box for each person, beside one of each other language
        }

        manage = partial(manage_with, env)
        manage("migrate", "--verbosity", "0")
        manage("load_demo")
        manage("shell", "-c", TAKEN_AS_PROVED)
        manage("publish_exercises", "--at-once", str(exercise_folder(folder)))
        sessions = sessions_of_new_people(env, people)
        served = env
        if as_on_a_server:
            served = {**env, **server_settings(folder, port)}
            collect_static(served)
        with Supervisor(logs=folder / "logs", env=served, notes_signals=False) as supervisor:
            supervisor.start(web_process(host="127.0.0.1", port=port))
            for process in background_processes():
                supervisor.start(process)
            deadline = time.monotonic() + 120
            while not site_answers("127.0.0.1", port, "/connexion/"):
                supervisor.wait(0.3)
                if time.monotonic() > deadline:
                    raise Stop("le site ne répond pas.")
            present = [Person(port, session) for session in sessions]
            yield Platform(
                present,
                Records(database_url),
                owner,
                Site(port, sessions, manage, supervisor.logs, partial(supervisor.stop, "grading")),
            )


def server_settings(folder: Path, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "ALLOWED_HOSTS": "localhost",
        "PREVIEW_URL": f"http://127.0.0.1:{port}",
        "STATIC_ROOT": str(folder / "static"),
    }


def collect_static(env: Mapping[str, str]) -> None:
    command = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    command += [f"--ignore={pattern}" for pattern in ONLY_SOURCES]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"manage.py collectstatic a échoué :\n{done.stderr[-2000:]}")


def measure_whole_path(amount: Amount) -> dict[str, Any]:
    """Return everything measured, ready for JSON."""
    if CASE.bare is None:
        raise Stop("le cas mesuré n'a pas de programme nu à côté.")
    with running_platform() as platform, BareProcesses(CASE) as bare:
        say("Du clic au verdict : la classe arrive, les boîtes s’installent")
        platform.wait_for_boxes(PEOPLE)
        say("Du clic au verdict : un à la fois, à côté de node file.js")
        ours, bares = _in_turn(platform, bare, amount.rounds)
        say(f"Du clic au verdict : une classe de 12 pendant {amount.class_seconds:.0f} s")
        in_class = _class_of_twelve(platform, amount)
        bursts = {}
        for count in (12, 48):
            say(f"Du clic au verdict : rafale de {count}")
            bursts[str(count)] = _burst(platform, bare, count, amount.burst_rounds)
    return {
        "machine": machine.describe(),
        "one": {
            "ours": _spread([one.stored for one in ours]),
            "answered": _spread([one.answered for one in ours]),
            "bare": _spread(bares),
        },
        "class_of_12": _spread(in_class),
        "bursts": bursts,
        "left_over": machine.containers_of(platform.owner),
    }


def _in_turn(platform: Platform, bare: BareProcesses, rounds: int) -> tuple[list[Timed], list[float]]:
    ours: list[Timed] = []
    bares: list[float] = []
    for turn in range(rounds + 3):  # the first ones warm the processes up
        platform.wait_for_boxes(PEOPLE)  # what refills the pool must not weigh on either
        bare_taken, taken = bare.run(), platform.one()
        if turn >= 3:
            bares.append(bare_taken)
            ours.append(taken)
    return ours, bares


def _class_of_twelve(platform: Platform, amount: Amount) -> list[float]:
    seconds: list[float] = []
    ends = time.monotonic() + amount.class_seconds
    chance = random.Random(12)  # noqa: S311 - thinking times, the same at every run
    thoughts = [chance.expovariate(1 / amount.think_seconds) for _ in range(10_000)]

    def work(person: Person, thinking: Iterator[float]) -> None:
        for thought in thinking:
            # Nobody may check too often: a person who thinks very fast would be asked to slow down.
            time.sleep(max(thought, 0.2))
            if time.monotonic() > ends:
                return
            seconds.append(platform.timed(person).stored)

    threads = [
        threading.Thread(target=work, args=(person, iter(thoughts[number::12])))
        for number, person in enumerate(platform.people[:12])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def _burst(platform: Platform, bare: BareProcesses, count: int, rounds: int) -> dict[str, float]:
    ours: list[float] = []
    bares: list[float] = []
    for _ in range(rounds):
        platform.wait_for_boxes(PEOPLE)
        bares.append(bare.run(count, 2))
        ours.append(platform.burst(count))
    return {"ours_s": round(statistics.median(ours), 3), "bare_s": round(statistics.median(bares), 3)}


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))] if ordered else 0.0
    median = statistics.median(ordered) if ordered else 0.0
    return {
        "median_ms": round(median * 1000, 1),
        "p95_ms": round(p95 * 1000, 1),
        "count": len(ordered),
    }


def whole_path_table(found: Mapping[str, Any]) -> str:
    one, in_class, bursts = found["one"], found["class_of_12"], found["bursts"]
    few, many = bursts["12"], bursts["48"]
    rows = [
        (
            "one at a time, median, ms",
            one["ours"]["median_ms"],
            one["bare"]["median_ms"],
            one["ours"]["median_ms"] / one["bare"]["median_ms"],
            1.0,
        ),
        (
            "the same, until the page has its answer, ms",
            one["answered"]["median_ms"],
            one["bare"]["median_ms"],
            one["answered"]["median_ms"] / one["bare"]["median_ms"],
            None,
        ),
        (
            "class of 12: p95 against the median, ms",
            in_class["p95_ms"],
            in_class["median_ms"],
            in_class["p95_ms"] / in_class["median_ms"] if in_class["median_ms"] else 0,
            2.0,
        ),
        ("burst of 12, last verdict, s", few["ours_s"], few["bare_s"], few["ours_s"] / few["bare_s"], 1.2),
        (
            "burst of 48, last verdict, s",
            many["ours_s"],
            many["bare_s"],
            many["ours_s"] / many["bare_s"],
            1.5,
        ),
    ]
    lines = ["| from click to stored verdict | ours | against | ratio | goal |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {ours:g} | {other:g} | {ratio:.2f} | {'–' if goal is None else goal} |"
        for name, ours, other, ratio, goal in rows
    ]
    lines.append(f"| left-over containers | {found['left_over']} | – | – | 0 |")
    return "\n".join(lines) + "\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
