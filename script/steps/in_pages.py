"""How soon each page of those who work in a school answers, with a year of work of a thousand apprentices in it.

The site runs with a server's settings; one person asks, one page at a time, another class or another work each time.
Between two pages she asks for the bare one, which says there is no connection and needs no database: the baseline of
the same minutes.
"""

import http.client
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

from grader.bench import machine
from script.steps.instruments import throwaway_postgres, throwaway_valkey, without_platform_settings
from script.steps.listening import site_answers
from script.steps.places import PYTHON, ROOT
from script.steps.processes import web_process
from script.steps.progress import Stop, say
from script.steps.supervisor import Supervisor
from script.steps.whole_path import collect_static, free_port, server_settings

DATABASES = ("sqlite", "postgresql")
BARE_PAGE = "/hors-ligne/"
GOAL_MS = 150
WARMING = 6  # two processes serve: each must have loaded what it needs


@dataclass(frozen=True)
class Amount:
    """How much is measured, and on how many people."""

    rounds: int = 40
    schools: int = 20
    apprentices: int = 1000

    @classmethod
    def quick(cls) -> "Amount":
        return cls(rounds=6, schools=2, apprentices=40)


@dataclass
class Page:
    """One page as one role sees it, and how long it took each time, in milliseconds."""

    role: str
    name: str
    addresses: list[str]
    taken: list[float] = field(default_factory=list)
    kilobytes: float = 0


class Visitor:
    """One signed-in person who keeps her connection."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, address: str) -> tuple[int, str, int, float]:
        """Return the status, the kind and the bytes of an answer, and how many milliseconds it took."""
        headers = {"Host": f"localhost:{self.port}", "Cookie": f"sessionid={self.session}"}
        began = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        size = len(answer.read())
        taken = (time.perf_counter() - began) * 1000
        return answer.status, answer.getheader("Content-Type", ""), size, taken


def measure_pages(amount: Amount, databases: tuple[str, ...] = DATABASES) -> dict[str, Any]:
    """Return what each page takes on each database, ready for JSON."""
    found: dict[str, Any] = {}
    for database in databases:
        with _populated_site(database, amount) as (port, told, loaded):
            say(f"Pages, {database} : {amount.rounds} tours")
            found[database] = {"population_seconds": round(loaded, 1), **_measure(port, told, amount.rounds)}
    return {
        "machine": machine.describe(),
        "rounds": amount.rounds,
        "schools": amount.schools,
        "apprentices": amount.apprentices,
        "databases": found,
    }


@contextmanager
def _populated_site(database: str, amount: Amount) -> Iterator[tuple[int, dict[str, Any], float]]:
    with (
        tempfile.TemporaryDirectory() as data,
        throwaway_valkey() as valkey_url,
        throwaway_postgres() if database == "postgresql" else nullcontext("") as database_url,
    ):
        folder, port = Path(data), free_port()
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": data,
            "VALKEY_URL": valkey_url,
            "PUBLIC_URL": f"http://localhost:{port}",
            "SECRET_KEY": uuid4().hex * 2,  # one for all: the sessions made here hold there
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        say(f"Pages, {database} : {amount.apprentices} apprenant·es dans {amount.schools} écoles")
        _manage(env, "migrate", "--verbosity", "0")
        began = time.monotonic()
        people = (f"--schools={amount.schools}", f"--apprentices={amount.apprentices}")
        _manage(env, "load_population", *people)
        loaded = time.monotonic() - began
        if database_url:
            # PostgreSQL does it by itself within minutes; the measurement does not wait for it.
            _manage(
                env, "shell", "-c", "from django.db import connection; connection.cursor().execute('ANALYZE')"
            )
        told = _manage(env, "shell", "-c", "from script.steps.page_addresses import tell; tell()")
        served = {**env, **server_settings(folder, port)}
        collect_static(served)
        with Supervisor(logs=folder / "logs", env=served) as supervisor:
            supervisor.start(web_process(host="127.0.0.1", port=port))
            deadline = time.monotonic() + 120
            while not site_answers("127.0.0.1", port, "/connexion/"):
                supervisor.wait(0.3)
                if time.monotonic() > deadline:
                    raise Stop("le site ne répond pas.")
            yield port, json.loads(told.rpartition("PAGES ")[2]), loaded


def _manage(env: Mapping[str, str], *words: str) -> str:
    command = [str(PYTHON), "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"manage.py {words[0]} a échoué :\n{done.stderr[-2000:]}")
    return done.stdout


def _measure(port: int, told: Mapping[str, Any], rounds: int) -> dict[str, Any]:
    bare: list[float] = []
    pages: list[Page] = []
    for role, given in told.items():
        visitor = Visitor(port, given["session"])
        own = [
            page
            for name, addresses in given["pages"].items()
            if (page := _page(visitor, role, name, addresses))
        ]
        turns = [(page, cycle(page.addresses)) for page in own]
        for number in range(rounds + WARMING):
            for page, addresses in turns:
                aside, taken = visitor.ask(BARE_PAGE)[3], visitor.ask(next(addresses))[3]
                if number >= WARMING:
                    bare.append(aside)
                    page.taken.append(taken)
        pages += own
    return {
        "bare": _spread(bare),
        "pages": [
            {"role": page.role, "page": page.name, "kilobytes": page.kilobytes, **_spread(page.taken)}
            for page in pages
        ],
    }


def _page(visitor: Visitor, role: str, name: str, addresses: list[str]) -> Page | None:
    """Return what can be measured of a page: its addresses that show this person something."""
    shown = []
    size = 0
    for address in addresses:
        status, kind, taken_bytes, _taken = visitor.ask(address)
        if status >= 500:
            raise Stop(f"{address} répond {status} à qui a le rôle « {role} » ; lisez le journal du site.")
        if status == 200 and kind.startswith("text/html"):
            shown.append(address)
            size = max(size, taken_bytes)
    return Page(role, name, shown, kilobytes=round(size / 1000, 1)) if shown else None


def _spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[round(0.95 * (len(ordered) - 1))], 1),
        "count": len(ordered),
    }


def pages_table(found: Mapping[str, Any]) -> str:
    """Return one line for each page, the slowest first, with the ratio to the bare page of the same run."""
    databases: dict[str, Any] = found["databases"]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for database, told in databases.items():
        for page in told["pages"]:
            rows.setdefault((page["page"], page["role"]), {})[database] = page
    heads = [part for name in databases for part in (f"{name}, median", f"{name}, p95", "/ bare")]
    lines = [
        f"| page, ms | role | {' | '.join(heads)} | kB | p95 ≤ {GOAL_MS} |",
        "|---" * (len(heads) + 4) + "|",
        "| the bare page | anybody | "
        + " | ".join(
            f"{told['bare']['median_ms']:g} | {told['bare']['p95_ms']:g} | 1" for told in databases.values()
        )
        + " | – | – |",
    ]
    for (name, role), by_database in sorted(rows.items(), key=lambda row: -_slowest(row[1])):
        cells = []
        for database, told in databases.items():
            page = by_database.get(database)
            ratio = page["median_ms"] / told["bare"]["median_ms"] if page else 0
            cells.append(f"{page['median_ms']:g} | {page['p95_ms']:g} | {ratio:.1f}" if page else "– | – | –")
        weight = max(page["kilobytes"] for page in by_database.values())
        reached = "yes" if _slowest(by_database) <= GOAL_MS else "**no**"
        lines.append(f"| `{name}` | {role} | {' | '.join(cells)} | {weight:g} | {reached} |")
    return "\n".join(lines) + "\n"


def _slowest(by_database: Mapping[str, Any]) -> float:
    return max(float(page["p95_ms"]) for page in by_database.values())
