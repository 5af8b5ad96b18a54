"""What a browser receives and how soon one can read, write and know: real Chromium, a server's settings.

A weak link and an old phone are Chromium's own emulation: 400 kbit/s, 400 ms, a processor four times slower. The
bare page beside them is the one that says there is no connection: no script of ours to wait for, no database.
"""

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from grader.bench import machine
from grader.bench.rivals import BareProcesses
from script.steps.instruments import CHROMIUM
from script.steps.progress import say
from script.steps.whole_path import CASE, KEY, Platform, running_platform

EXERCISE = "/exercices/html-carte-de-visite/"
BARE_PAGE = "/hors-ligne/"
PHONE = {"width": 390, "height": 844}
SLOWER = 4
LINK = {"latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
LINES = 500
EDITOR = ("exercises/build/editor", "exercises/build/chunks")

# Runs inside the platform: a session for one person of each role.
_SESSIONS = """
import json
import tomllib
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from lms.people.models import User
from lms.demo.people import CONTENT
sessions = {}
for role, email in tomllib.loads((CONTENT / "school.toml").read_text())["sign_ins"].items():
    user, session = User.objects.get(email=email), SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sessions[role] = session.session_key
print("SESSIONS " + json.dumps(sessions))
"""

_WATCH_EDITOR = """
new MutationObserver((_, watching) => {
  if (!document.querySelector(".cm-content")) return;
  watching.disconnect();
  requestAnimationFrame(() => { window.editorAt = performance.now(); });
}).observe(document, { childList: true, subtree: true });
"""
_WATCH_KEYS = """
window.keys = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "keydown") window.keys.push(entry.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
_CLICK_AND_WAIT = """() => new Promise((resolve) => {
  const results = document.querySelector("#results");
  const before = results.querySelector(".report__head")?.textContent;
  let from;
  const watching = new MutationObserver(() => {
    const report = results.querySelector(".report--passed .report__head");
    if (!report || report.textContent === before) return;
    watching.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - from));
  });
  watching.observe(results, { childList: true, subtree: true });
  from = performance.now();
  document.querySelector(".action-bar [type=submit]").click();
})"""


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    visits: int = 5
    keys: int = 120
    clicks: int = 30

    @classmethod
    def quick(cls) -> "Amount":
        return cls(visits=1, keys=20, clicks=4)


@dataclass
class Received:
    """Bytes of one visit, as they travelled."""

    total: int = 0
    editor: int = 0
    foreign: list[str] = field(default_factory=list)
    _urls: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession, host: str) -> None:
        session.send("Network.enable")

        def asked(event: dict[str, Any]) -> None:
            url = event["request"]["url"]
            self._urls[event["requestId"]] = url
            if url.startswith("http") and host not in url:
                self.foreign.append(url)

        def over(event: dict[str, Any]) -> None:
            size, url = int(event["encodedDataLength"]), self._urls.get(event["requestId"], "")
            self.total += size
            if any(part in url for part in EDITOR):
                self.editor += size

        session.on("Network.requestWillBeSent", asked)
        session.on("Network.loadingFinished", over)


class Visitors:
    """Fresh browsers of people who are signed in."""

    PAGES: ClassVar[dict[str, list[str]]] = {
        "": ["/connexion/"],
        "apprentice": [
            "/",
            "/cours/ecole-du-web/",
            "/cours/ecole-du-web/html-ecrire-une-page/votre-premiere-page/",
            EXERCISE,
            "/mes-competences/",
        ],
        "trainer": ["/", "/correction/", "/edition/exercices/"],
        "coordinator": ["/"],
        "client": ["/projets/refonte-du-site-des-jardins-de-la-brume/"],
    }

    def __init__(self, browser: Browser, platform: Platform) -> None:
        self.browser = browser
        self.site = platform.site
        self.url = f"http://localhost:{self.site.port}"
        told = self.site.manage("shell", "-c", _SESSIONS)
        self.sessions: dict[str, str] = json.loads(told.rpartition("SESSIONS ")[2])

    @contextmanager
    def page(self, session: str = "", **options: Any) -> Iterator[tuple[Page, CDPSession]]:
        """Yield a page whose browser has seen nothing of the site yet."""
        context = self.browser.new_context(**{"service_workers": "block", "locale": "fr-FR", **options})
        try:
            if session:
                context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
            page = context.new_page()
            yield page, _protocol(context, page)
        finally:
            context.close()


def _protocol(context: BrowserContext, page: Page) -> CDPSession:
    return context.new_cdp_session(page)


def measure_in_browser(amount: Amount) -> dict[str, Any]:
    """Return everything measured, ready for JSON."""
    with running_platform(people=2, as_on_a_server=True) as platform, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        visitors = Visitors(browser, platform)
        say("Dans le navigateur : le poids de chaque page, à la première visite")
        weights = _weights(visitors)
        say("Dans le navigateur : un vieux téléphone sur une mauvaise ligne")
        phone = _phone(visitors, amount.visits)
        say(f"Dans le navigateur : écrire dans un fichier de {LINES} lignes sur ce téléphone")
        typing = _typing(visitors, amount.keys)
        say("Dans le navigateur : du clic au verdict affiché, à côté de node file.js")
        verdict = _verdict(visitors, platform, amount.clicks)
        browser.close()
    return {
        "machine": machine.describe(),
        "weights": weights,
        "phone": phone,
        "typing": typing,
        "verdict": verdict,
    }


def _weights(visitors: Visitors) -> list[dict[str, Any]]:
    rows = []
    for role, addresses in visitors.PAGES.items():
        for address in addresses:
            with visitors.page(visitors.sessions.get(role, "")) as (page, protocol):
                received = Received()
                received.listen(protocol, f":{visitors.site.port}")
                page.goto(visitors.url + address)
                page.wait_for_load_state("networkidle")
            rows.append(
                {
                    "role": role or "anybody",
                    "address": address,
                    "kB": round(received.total / 1000, 1),
                    "without_editor_kB": round((received.total - received.editor) / 1000, 1),
                    "foreign": received.foreign,
                }
            )
    return rows


def _slow(protocol: CDPSession, *, link: bool) -> None:
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if link:
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", {"offline": False, **LINK})


def _phone(visitors: Visitors, visits: int) -> dict[str, Any]:
    readable, writable, bare = [], [], []
    for _ in range(visits):
        with visitors.page(viewport=PHONE) as (page, protocol):
            _slow(protocol, link=True)
            page.goto(visitors.url + BARE_PAGE, timeout=60_000)
            bare.append(_first_paint(page))
        with visitors.page(visitors.sessions["apprentice"], viewport=PHONE) as (page, protocol):
            page.add_init_script(_WATCH_EDITOR)
            _slow(protocol, link=True)
            page.goto(visitors.url + EXERCISE, timeout=60_000, wait_until="commit")
            page.locator(".cm-content").first.wait_for(state="attached", timeout=60_000)
            page.wait_for_timeout(1000)  # it notes the moment itself, once it is drawn
            readable.append(_first_paint(page))
            writable.append(float(page.evaluate("window.editorAt")))
    return {
        "statement_readable_ms": round(statistics.median(readable)),
        "typing_possible_ms": round(statistics.median(writable)),
        "bare_page_ms": round(statistics.median(bare)),
        "visits": visits,
    }


def _first_paint(page: Page) -> float:
    """Return when the text of the page was first drawn, in ms from the click: its style sheet holds it back."""
    return float(
        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity")
    )


def _typing(visitors: Visitors, keys: int) -> dict[str, Any]:
    with visitors.page(visitors.sessions["apprentice"], viewport=PHONE) as (page, protocol):
        page.goto(visitors.url + EXERCISE)
        editor = page.locator(".cm-content").first
        editor.wait_for(state="attached")
        page.get_by_role("tab", name="Code").click()
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        line = '  <li class="jour"><a href="jour.html">Atelier du jour</a> à 14 heures</li>\n'
        page.keyboard.insert_text("<!DOCTYPE html>\n<ul>\n" + line * LINES + "</ul>\n")
        page.wait_for_timeout(3000)
        page.evaluate(_WATCH_KEYS)
        _slow(protocol, link=False)
        for number in range(keys):
            page.keyboard.press("abcde fghij"[number % 11])
            page.wait_for_timeout(120)
        page.wait_for_timeout(500)
        seen = [float(one) for one in page.evaluate("window.keys")]
    # The browser tells of no key that was drawn within 16 ms.
    durations = sorted([*seen, *[16.0] * max(0, keys - len(seen))])
    return {
        "median_ms": statistics.median(durations),
        "p95_ms": durations[round(0.95 * (len(durations) - 1))],
        "keys": keys,
        "lines": LINES,
    }


def _verdict(visitors: Visitors, platform: Platform, clicks: int) -> dict[str, Any]:
    shown, bares = [], []
    with visitors.page(platform.site.sessions[0]) as (page, _), BareProcesses(CASE) as bare:
        page.goto(f"{visitors.url}/exercices/{KEY}/")
        editor = page.locator(".cm-content").first
        editor.wait_for()
        page.wait_for_load_state("networkidle")
        for turn in range(clicks + 2):  # the first ones warm the processes up
            platform.wait_for_boxes(2)
            editor.click()
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.insert_text(f"{CASE.files['main.js']}// essai {turn}\n")
            time.sleep(0.3)
            taken, alone = float(page.evaluate(_CLICK_AND_WAIT)), bare.run()
            if turn >= 2:
                shown.append(taken)
                bares.append(alone * 1000)
    return {
        "shown_ms": round(statistics.median(shown), 1),
        "bare_ms": round(statistics.median(bares), 1),
        "added_ms": round(statistics.median(shown) - statistics.median(bares), 1),
        "clicks": clicks,
    }


def in_browser_table(found: Mapping[str, Any]) -> str:
    """Return what was measured as tables in Markdown, beside what is aimed at."""
    lines = [
        "| first visit, kB that travel | role | in all | without the editor | goal |",
        "|---|---|---|---|---|",
    ]
    for row in found["weights"]:
        goal = "260 and 60" if row["address"] == EXERCISE else "60"
        lines.append(
            f"| `{row['address']}` | {row['role']} | {row['kB']:g} | {row['without_editor_kB']:g} | {goal} |"
        )
    foreign = sum(len(row["foreign"]) for row in found["weights"])
    phone, typing, verdict = found["phone"], found["typing"], found["verdict"]
    bare = phone["bare_page_ms"]
    lines += [
        f"| requests to other sites | – | {foreign} | – | 0 |",
        "",
        "| slow phone, ms | ours | against | ratio | goal |",
        "|---|---|---|---|---|",
        _row("statement readable", phone["statement_readable_ms"], bare, "3000 ms"),
        _row("typing possible", phone["typing_possible_ms"], bare, "8000 ms"),
        f"| one key in {typing['lines']} lines, median | {typing['median_ms']:g} | 16 (a frame) "
        f"| {typing['median_ms'] / 16:.2f} | 50 ms |",
        f"| one key in {typing['lines']} lines, 95th percentile | {typing['p95_ms']:g} | 16 (a frame) "
        f"| {typing['p95_ms'] / 16:.2f} | 50 ms |",
        _row(
            "from the click to the verdict shown (on the desk)", verdict["shown_ms"], verdict["bare_ms"], "–"
        ),
        f"| … of which beyond the bare run | {verdict['added_ms']:g} | – | – | 150 ms |",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, ours: float, other: float, goal: str) -> str:
    return f"| {name} | {ours:g} | {other:g} | {ours / other:.2f} | {goal} |"
