"""A class that works, everybody at once, many who read, many who wait: how long each takes, and what gives way.

Everything is told beside a bare run of the same minutes: `node file.js` beside a check, the address that only says
« ok » beside a page.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.bench import machine
from grader.bench.rivals import BareProcesses
from script.steps.progress import Stop, say
from script.steps.sizing import quantile
from script.steps.whole_path import CASE, KEY, PEOPLE, Platform, running_platform

READERS = 64  # threads that ask; people are many more, and think between two pages
THINK_SECONDS = 30.0  # between two pages of one person
ASKS_AGAIN_SECONDS = 1.0  # whoever waits for a verdict
TOO_SLOW = 2.0
LOOKS_AT_MEMORY = 6  # while the class works
PEOPLE_READING = 1000
PEOPLE_WAITING = 5000


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    rounds: int = 20
    class_seconds: float = 300
    think_seconds: float = 20
    bursts: int = 3
    reading_seconds: float = 20
    # Pages a second that are asked for, one after the other: the last are those of a thousand people.
    rates: tuple[float, ...] = (5, 10, 20, PEOPLE_READING / THINK_SECONDS)

    @classmethod
    def quick(cls) -> "Amount":
        return cls(rounds=4, class_seconds=20, think_seconds=5, bursts=1, reading_seconds=6, rates=(5, 20))


@dataclass
class Heard:
    """What came back: seconds of each answer, and what else happened, counted."""

    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, taken: float, status: int) -> None:
        with self.lock:
            if 200 <= status < 400:
                self.seconds.append(taken)
            else:
                self.faults[str(status or "no answer")] += 1

    def told(self) -> dict[str, Any]:
        return {
            "count": len(self.seconds),
            "median_ms": round(quantile(self.seconds, 0.5) * 1000, 1),
            "p95_ms": round(quantile(self.seconds, 0.95) * 1000, 1),
            "faults": dict(self.faults),
        }


class Asker:
    """Asks a site for pages, as one who is signed in."""

    def __init__(self, port: int, session: str = "", *, seen: str = "") -> None:
        self.port = port
        self.headers = {
            "Host": f"localhost:{port}",
            **({"Cookie": f"sessionid={session}"} if session else {}),
            # As the page's script asks for the results alone, while it shows that they are waited for.
            **({"HX-Request": "true", "Seen": seen} if seen else {}),
        }

    def ask(self, address: str) -> tuple[float, int]:
        """Return the seconds until the whole answer was there, and its status; 0 where none came."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", address, headers=self.headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        return time.monotonic() - began, status


def measure_load(amount: Amount) -> dict[str, Any]:
    """Return everything measured, ready for JSON."""
    with running_platform() as platform, BareProcesses(CASE) as bare:
        say("Charge : la classe arrive")
        platform.wait_for_boxes(PEOPLE)
        before = held_mb(platform.owner)
        say("Charge : un clic à la fois, à côté de node file.js")
        alone, bares = _one_at_a_time(platform, bare, amount.rounds)
        say(f"Charge : une classe de {PEOPLE} pendant {amount.class_seconds:g} s")
        in_class = _class(platform, amount)
        say(f"Charge : {PEOPLE} clics d'un coup")
        bursts = [_burst(platform, bare) for _each in range(amount.bursts)]
        say("Charge : des personnes qui lisent")
        pages = ["/", f"/exercices/{KEY}/", "/cours/"]
        addresses = [page for page in pages if _asker(platform, 0).ask(page)[1] == 200]
        bare_page = _closed_loop(
            platform, lambda _number: "/healthz", seconds=amount.reading_seconds / 2, threads=1
        )
        reading = [_open_loop(platform, addresses, rate, amount.reading_seconds) for rate in amount.rates]
        say("Charge : des personnes qui attendent un verdict")
        waiting = _waiting(platform, amount.reading_seconds)
        return {
            "machine": machine.describe(),
            "durations": {"class_seconds": amount.class_seconds, "reading_seconds": amount.reading_seconds},
            "one": {"ours_ms": _ms(alone), "bare_ms": _ms(bares)},
            "class": in_class,
            "bursts": bursts,
            "bare_page": bare_page,
            "pages": addresses,
            "reading": reading,
            "waiting": waiting,
            "memory_mb": {"before": before, "after": held_mb(platform.owner)},
        }


def _one_at_a_time(platform: Platform, bare: BareProcesses, rounds: int) -> tuple[list[float], list[float]]:
    ours, bares = [], []
    for turn in range(rounds + 2):  # the first ones warm the processes up
        bare_taken, taken = bare.run(), platform.one().stored
        if turn >= 2:
            bares.append(bare_taken)
            ours.append(taken)
    return ours, bares


def _class(platform: Platform, amount: Amount) -> dict[str, Any]:
    heard, ends = Heard(), time.monotonic() + amount.class_seconds
    chance = random.Random(PEOPLE)  # noqa: S311 - thinking times, the same at every run

    def work(number: int, thoughts: Iterator[float]) -> None:
        for thought in thoughts:
            time.sleep(max(thought, 0.2))
            if time.monotonic() > ends:
                return
            try:
                heard.note(platform.timed(platform.people[number]).stored, 200)
            except (Stop, OSError, http.client.HTTPException) as fault:
                heard.note(0, 500 if isinstance(fault, Stop) else 0)

    threads = []
    for number in range(PEOPLE):
        thoughts = [chance.expovariate(1 / amount.think_seconds) for _each in range(500)]
        # Whoever ends the measure does not wait until they have thought.
        threads.append(threading.Thread(target=work, args=(number, iter(thoughts)), daemon=True))
    for thread in threads:
        thread.start()
    held = []
    for _each in range(LOOKS_AT_MEMORY):
        time.sleep(amount.class_seconds / LOOKS_AT_MEMORY)
        held.append(held_mb(platform.owner))
    for thread in threads:
        thread.join()
    return {"people": PEOPLE, "think_seconds": amount.think_seconds, "memory_mb": held, **heard.told()}


def _burst(platform: Platform, bare: BareProcesses) -> dict[str, float]:
    platform.wait_for_boxes(PEOPLE)
    return {"bare_s": round(bare.run(PEOPLE, 2), 3), "ours_s": round(platform.burst(PEOPLE), 3)}


def _waiting(platform: Platform, seconds: float) -> dict[str, Any]:
    """Have one work wait, and ask after it as fast as the site answers."""
    platform.site.stop_grading()
    last = platform.people[0].check()
    asker = _asker(platform, 0, seen=platform.people[0].seen(last))
    return _closed_loop(
        platform, lambda _number: f"/rendus/{last}/", seconds=seconds, threads=16, asker=asker
    )


def _asker(platform: Platform, number: int, *, seen: str = "") -> Asker:
    sessions = platform.site.sessions
    return Asker(platform.site.port, sessions[number % len(sessions)], seen=seen)


def _open_loop(platform: Platform, addresses: Sequence[str], rate: float, seconds: float) -> dict[str, Any]:
    """Ask for pages at a steady rate whether answers come or not, as people do who know nothing of each other."""
    heard, began = Heard(), time.monotonic()
    count = round(rate * seconds)

    def one(number: int) -> None:
        due = began + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        _taken, status = _asker(platform, number).ask(addresses[number % len(addresses)])
        # From when it was due: who could not even ask, because all ask already, waits as well.
        heard.note(time.monotonic() - due, status)

    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(one, range(count)))
    took = time.monotonic() - began
    told = {
        "asked_a_second": round(rate, 1),
        "answered_a_second": round(len(heard.seconds) / took, 1),
        **heard.told(),
    }
    return {**told, "people": round(rate * THINK_SECONDS), "gives_way": told["p95_ms"] > TOO_SLOW * 1000}


def _closed_loop(
    platform: Platform,
    address: Callable[[int], str],
    *,
    seconds: float,
    threads: int,
    asker: Asker | None = None,
) -> dict[str, Any]:
    """Have some ask again as soon as they are answered; return how many answers a second that makes."""
    heard, ends = Heard(), time.monotonic() + seconds

    def go_on(number: int) -> None:
        asks = asker or _asker(platform, number)
        while time.monotonic() < ends:
            heard.note(*asks.ask(address(number)))

    with ThreadPoolExecutor(threads) as askers:
        list(askers.map(go_on, range(threads)))
    return {"a_second": round(len(heard.seconds) / seconds, 1), **heard.told()}


def held_mb(owner: str) -> dict[str, float]:
    """Return the megabytes that the platform's processes hold, by program; a page that several share counts once."""
    mark, held = f"GRADER_OWNER={owner}".encode(), Counter[str]()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, StopIteration):
            if mark not in (entry / "environ").read_bytes().split(b"\0"):
                continue
            words = (entry / "cmdline").read_bytes().split(b"\0")
            lines = (entry / "smaps_rollup").read_text().splitlines()
            kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            held[_called(words)] += kilobytes
    return {name: round(kilobytes / 1024, 1) for name, kilobytes in sorted(held.items())}


def _called(words: Sequence[bytes]) -> str:
    told = [word.decode(errors="replace") for word in words]
    if "gunicorn" in told:
        return "web"
    after = (
        told[told.index(next(one for one in told if one.endswith("manage.py"))) + 1 :]
        if any(one.endswith("manage.py") for one in told)
        else []
    )
    return after[0] if after else Path(told[0]).name


def _ms(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(quantile(seconds, 0.5) * 1000, 1),
        "p95": round(quantile(seconds, 0.95) * 1000, 1),
    }


def load_table(found: dict[str, Any]) -> str:
    one, in_class, waiting, bare = found["one"], found["class"], found["waiting"], found["bare_page"]
    alone = one["ours_ms"]["median"] or 1
    lines = [
        "| verdicts | ours | bare | ratio |",
        "|---|---|---|---|",
        f"| one at a time, median, ms | {alone:g} | {one['bare_ms']['median']:g}"
        f" | {alone / (one['bare_ms']['median'] or 1):.2f} |",
        f"| class of {in_class['people']}, {found['durations']['class_seconds']:g} s, {in_class['count']} clicks:"
        f" median, ms | {in_class['median_ms']:g} | {one['bare_ms']['median']:g}"
        f" | {in_class['median_ms'] / (one['bare_ms']['median'] or 1):.2f} |",
        f"| the same: 95th percentile, ms | {in_class['p95_ms']:g} | {one['bare_ms']['p95']:g}"
        f" | {in_class['p95_ms'] / (one['bare_ms']['p95'] or 1):.2f} |",
    ]
    lines += [
        f"| burst of {PEOPLE}, last verdict, s | {burst['ours_s']:g} | {burst['bare_s']:g}"
        f" | {burst['ours_s'] / burst['bare_s']:.2f} |"
        for burst in found["bursts"]
    ]
    lines += [
        f"| faults in the class | {json.dumps(in_class['faults'])} | – | – |",
        "",
        f"| pages (bare: {bare['median_ms']:g} ms) | people | answered a second | median, ms | 95th percentile, ms"
        " | median / bare | faults |",
        "|---|---|---|---|---|---|---|",
    ]
    for rate in found["reading"]:
        lines.append(
            f"| {rate['asked_a_second']:g} asked a second | {rate['people']} | {rate['answered_a_second']:g}"
            f" | {rate['median_ms']:g} | {rate['p95_ms']:g} | {rate['median_ms'] / (bare['median_ms'] or 1):.1f}"
            f" | {json.dumps(rate['faults'])} |"
        )
    gives_way = next((rate for rate in found["reading"] if rate["gives_way"]), None)
    served = waiting["a_second"] * ASKS_AGAIN_SECONDS
    lines += [
        "",
        f"Pages give way at {gives_way['asked_a_second']:g} a second: one in twenty takes more than {TOO_SLOW:g} s."
        if gives_way
        else f"No page rate tried gives way (one in twenty above {TOO_SLOW:g} s).",
        "",
        f"Whoever waits for a verdict asks again each {ASKS_AGAIN_SECONDS:g} s: {waiting['a_second']:g} such answers"
        f" a second (median {waiting['median_ms']:g} ms) are {served:.0f} people who wait at once;"
        f" {PEOPLE_WAITING} would take {PEOPLE_WAITING / (served or 1):.0f} times as much.",
        "",
        "Memory of all processes, MB, while the class works, at regular moments: "
        + ", ".join(f"{sum(held.values()):.0f}" for held in in_class["memory_mb"]),
        "",
        f"Memory, MB, before and after: {json.dumps(found['memory_mb'])}",
    ]
    return "\n".join(lines) + "\n"
