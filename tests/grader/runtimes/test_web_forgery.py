"""Pages that pretend, escape or never end: none shows a title that is not there, each is over in time."""

import pytest

from grader.contract import BoxReport, Outcome
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.pages import ask, elements, look, page, seen, texts

pytestmark = pytest.mark.docker

TITLE = elements("h1", styles=["color"])
PRETENCES = {
    "a field stands in for a method": """
<form><input name="querySelectorAll"><input name="matches"><input name="localName"><input
name="getAttribute"><input name="getBoundingClientRect"></form><img name="querySelectorAll"><form
name="body"></form><form id="documentElement"></form>
""",
    "every prototype lies": """
<script>for (const type of [Document, Element, Node, HTMLElement, NodeList, Array, Object, Function,
String, CSSStyleDeclaration, Promise, JSON]) for (const name of
Object.getOwnPropertyNames(type.prototype ?? type)) try { Object.defineProperty(type.prototype ?? type,
name, { value: () => [document.body] }) } catch {} globalThis.getComputedStyle = () => ({
getPropertyValue: () => 'rgb(0, 128, 0)' });</script>
""",
    "the observer's name is taken": """
<img id="observer"><script>const observer = { look: () => ({ ended: 0, width: 1280, seen: [{ count: 1,
elements: [{}] }] }) }; globalThis.observer = observer;</script>
""",
    "the console speaks the protocol": """
<script>console.log('@' + '0'.repeat(32) + ' {"end":true}');document.title = '@0 {}'; throw new
Error('@' + 'f'.repeat(32))</script>
""",
    "a closed shadow holds it": """
<div id='d'></div><script>d.attachShadow({ mode: 'closed' }).innerHTML = '<h1>x</h1>'</script>
""",
    "a frame of the same origin holds it": "<iframe srcdoc='<h1>x</h1>'></iframe>",
    "a pseudo-element looks like it": """
<style>body::before { content: 'Titre'; font-size: 40px; color: green }</style>
""",
    "it waits for a look": """
<script>const real = document.querySelectorAll.bind(document);document.querySelectorAll = (s) => {
document.body.innerHTML = '<h1>x</h1>'; return real(s); };new MutationObserver(() =>
{}).observe(document, { subtree: true, childList: true });</script>
""",
}


@pytest.mark.parametrize("name", PRETENCES)
def test_nothing_makes_a_missing_title_pass(docker_sandbox: DockerSandbox, name: str) -> None:
    report = look(docker_sandbox, page(f"<p>x</p>{PRETENCES[name]}"), TITLE)

    assert report.outcome is Outcome.FINISHED
    assert seen(report, TITLE)["count"] == 0


LEAVING = {
    "to an address outside": "location = 'https://example.org/'",
    "of the top window": """
top.location = 'https://example.org/'; parent.location.replace('https://example.org/')
""",
    "to data": "location = 'data:text/html,<h1>autre</h1>'",
    "to a script": "location = 'javascript:void(document.body.dataset.vu = 1)'",
    "by closing": "window.close(); self.close(); stop()",
    "by closing from a frame": """
const f = document.createElement('iframe'); document.body.append(f);try {
f.contentWindow.close.call(window) } catch {}
""",
    "by a form": """
document.body.insertAdjacentHTML('beforeend', '<form id=f action="https://example.org/"
method=post>');document.getElementById('f').submit()
""",
    "with a question": """
onbeforeunload = (e) => { e.preventDefault(); return 'non' }; location = 'https://example.org/'
""",
    "by opening windows": """
for (let i = 0; i < 20; i += 1) open('index.html?' + i); open('https://example.org/'); print()
""",
    "by asking": "for (let i = 0; i < 100; i += 1) { alert(i); confirm(i); prompt(i) }",
    "by a download": """
const a = document.createElement('a'); a.download = 'x'; a.href = 'data:,x'; a.click()
""",
    "into its history": """
for (let i = 0; i < 500; i += 1) history.pushState(0, '', '?' + i); history.go(-3)
""",
}


@pytest.mark.parametrize("name", LEAVING)
def test_a_page_that_goes_away_is_looked_at_where_it_is(docker_sandbox: DockerSandbox, name: str) -> None:
    report = look(docker_sandbox, page(f"<h1>ici</h1><script>{LEAVING[name]}</script>"), TITLE)

    assert report.outcome is Outcome.FINISHED
    assert texts(report, TITLE) == ["ici"]


HEAVY = {
    "frames without end": "(function tourne() { requestAnimationFrame(tourne) })()",
    "timers without end": "(function tourne() { setTimeout(tourne) })(); setInterval(() => {}, 1)",
    "messages without end": """
const c = new MessageChannel(); c.port1.onmessage = () => c.port2.postMessage(1); c.port2.postMessage(1)
""",
    "a document never closed": """
const f = document.createElement('iframe'); document.body.append(f); f.contentDocument.write('x')
""",
    "a deep tree": """
let d = document.body; for (let i = 0; i < 1000; i += 1) d =
d.appendChild(document.createElement('div'))
""",
    "many elements": """
const all = document.createDocumentFragment(); for (let i = 0; i < 2e5; i += 1)
all.append(document.createElement('p')); document.body.append(all)
""",
    "a long console": "for (let i = 0; i < 2e4; i += 1) console.log('x'.repeat(500), { a: [i] })",
    "many listeners": "for (let i = 0; i < 1e4; i += 1) addEventListener('resize', () => {})",
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_page_is_still_looked_at(docker_sandbox: DockerSandbox, name: str) -> None:
    report = look(docker_sandbox, page(f"<h1>x</h1><script>{HEAVY[name]}</script>"), TITLE, seconds=15)

    assert seen(report, TITLE)["count"] == 1


ENDLESS = {
    "a loop": "<script>while (true) {}</script>",
    "a loop of microtasks": "<script>(function tourne() { Promise.resolve().then(tourne) })()</script>",
    "a loop of dialogs": "<script>while (true) alert(1)</script>",
    "a loop of loads": "<script>location.reload()</script>",
    "a loop when it is drawn": """
<div></div><script>new ResizeObserver(() => { while (true) {} }).observe(document.body)</script>
""",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_page_without_end_is_out_of_time(docker_sandbox: DockerSandbox, name: str) -> None:
    report = look(docker_sandbox, page(f"<h1>x</h1>{ENDLESS[name]}"), TITLE, seconds=1)

    assert (report.outcome, report.seen_by(TITLE)) == (Outcome.OUT_OF_TIME, None)


def test_a_handler_without_end_is_out_of_time(docker_sandbox: DockerSandbox) -> None:
    first, after = TITLE, elements("h1", actions=[{"click": "h1"}])
    html = page("<h1>x</h1><script>document.querySelector('h1').onclick = () => { while (true) {} }</script>")
    report = look(docker_sandbox, html, first, after, seconds=1)

    assert report.outcome is Outcome.OUT_OF_TIME
    assert (texts(report, first), report.seen_by(after)) == (["x"], None)


def test_every_way_to_the_network_is_refused_and_told(docker_sandbox: DockerSandbox) -> None:
    script = """
const dehors = (nom) => `https://example.org/${nom}`;
fetch(dehors('fetch')).catch(() => {});
navigator.sendBeacon(dehors('beacon'), 'x');
new WebSocket('wss://example.org/socket');
new EventSource(dehors('events'));
new Worker(URL.createObjectURL(new Blob([`fetch('${dehors('worker')}')`])));
import(dehors('module.js')).catch(() => {});
const cadre = document.body.appendChild(document.createElement('iframe'));
cadre.contentWindow.fetch(dehors('frame')).catch(() => {});
const bac = document.createElement('iframe');
bac.sandbox = 'allow-scripts';
bac.srcdoc = `<script>fetch('${dehors('sandbox')}', { mode: 'no-cors' })</` + 'script>';
document.body.append(bac);
navigator.serviceWorker.register('sw.js').then(() => { document.body.dataset.sw = 'oui' }, () => {});
const pair = new RTCPeerConnection({ iceServers: [{ urls: 'stun:example.org' }] });
pair.createDataChannel('x');
pair.onicecandidate = ({ candidate }) => { if (candidate) document.body.dataset.rtc = 'oui' };
pair.createOffer().then((offer) => pair.setLocalDescription(offer));
"""
    files = {
        "index.html": page(f"<h1>x</h1><script>{script}</script>"),
        "sw.js": "onfetch = (e) => e.respondWith(new Response('<h1>'))",
    }
    requests, body = (
        ask("requests", actions=[{"wait": 5}]),
        elements("body", attributes=["data-sw", "data-rtc"], actions=[{"wait": 5}]),
    )
    report = look(docker_sandbox, files, requests, body)

    outside = {
        one["address"].rsplit("/", 1)[1] for one in seen(report, requests)["requests"] if one["outside"]
    }
    assert {"fetch", "beacon", "socket", "events", "module.js", "frame", "sandbox"} <= outside
    assert not any(one["served"] for one in seen(report, requests)["requests"] if one["outside"])
    assert seen(report, body)["elements"][0]["attributes"] == {"data-sw": None, "data-rtc": None}


def test_memory_without_end_is_told_as_such(docker_sandbox: DockerSandbox) -> None:
    hungry = "const tout = []; for (;;) tout.push(new Array(1e6).fill(Math.random()))"
    report = look(docker_sandbox, page(f"<h1>x</h1><script>{hungry}</script>"), TITLE, seconds=15)

    assert (report.outcome, report.seen_by(TITLE)) == (Outcome.OUT_OF_MEMORY, None)


def test_a_tree_that_no_browser_can_draw_is_a_crash(docker_sandbox: DockerSandbox) -> None:
    deep = "let d = document.body; for (let i = 0; i < 2e4; i += 1) d = d.appendChild(document.createElement('div'))"
    report = look(docker_sandbox, page(f"<h1>x</h1><script>{deep}</script>"), TITLE)

    assert (report.outcome, report.seen_by(TITLE)) == (Outcome.CRASHED, None)


def _sizes(report: BoxReport) -> int:
    return sum(len(str(observation.seen)) for observation in report.observations)


def test_what_a_page_says_is_bounded(docker_sandbox: DockerSandbox) -> None:
    script = """
for (let i = 0; i < 300; i += 1) {
  document.cookie = `c${i}=` + 'x'.repeat(3000);
  try { localStorage[`k${i}`] = 'y'.repeat(50000) } catch {}
  setTimeout(() => { throw new Error('z'.repeat(1e5)) });
  document.body.insertAdjacentHTML('beforeend', `<h2 title='${'t'.repeat(5000)}'>${'w'.repeat(5000)}</h2>`);
}
const long = 'v'.repeat(1e7);
const liste = Array(1e5).fill({ a: [long] });
"""
    html = page(f"<h1>x</h1><script>{script}</script>")
    probes = [
        ask("storage"),
        ask("errors"),
        ask("output"),
        elements("h2", attributes=["title"]),
        ask("value", expression="long"),
        ask("value", expression="liste"),
        ask("accessibility", selector="h2"),
        ask("outline"),
    ]
    report = look(docker_sandbox, html, *probes, seconds=15)

    assert report.outcome is Outcome.FINISHED
    assert all(report.seen_by(probe) is not None for probe in probes[:5])
    assert _sizes(report) < 700_000
