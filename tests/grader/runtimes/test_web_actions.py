"""What a real browser shows of a page that somebody uses, with a mouse, a keyboard, and time."""

import pytest

from grader.contract import Json
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.pages import ask, elements, look, page, seen, texts

pytestmark = pytest.mark.docker

FORM = page(
    """<h1 id="titre">T</h1><form id="f" action="merci.html"><input id="nom" name="nom" required>
<input type="date" id="jour" name="jour"><input type="checkbox" id="ok" name="ok">
<select id="choix" name="choix"><option value="a">Un</option><option value="b">Deux</option></select>
<textarea id="texte"></textarea><button id="envoyer">Envoyer</button></form>
<script>const journal = [];
for (const nom of ['click', 'input', 'change', 'keydown', 'submit']) {
  addEventListener(nom, (e) => journal.push(`${nom}:${e.target.id}${e.key ?? ''}${e.isTrusted ? '' : '!'}`), true);
}</script>"""
)
SITE = {
    "index.html": FORM,
    "merci.html": page("<h1>Merci</h1><script>document.title = location.search</script>"),
}


def test_a_form_is_filled_as_a_person_does(docker_sandbox: DockerSandbox) -> None:
    actions: list[Json] = [
        {"type": "Zoé", "on": "#nom"},
        {"type": "2026-03-02", "on": "#jour"},
        {"check": "#ok"},
        {"check": "#ok"},
        {"select": "Deux", "on": "#choix"},
        {"type": "l1\nl2", "on": "#texte"},
        {"type": "Léa", "on": "#nom"},
    ]
    fields = elements("input, select, textarea", actions=actions)
    journal = ask("value", expression="journal.join(' ')", actions=actions)
    report = look(docker_sandbox, SITE, fields, journal)

    states = [one["state"] for one in seen(report, fields)["elements"]]
    assert [state["value"] for state in states] == ["Léa", "2026-03-02", "on", "b", "l1\nl2"]
    assert states[2]["checked"] is True
    told = seen(report, journal)["value"]["value"]
    assert told.startswith("keydown:nomZ input:nom keydown:nomo input:nom keydown:nomé input:nom change:nom")
    assert told.count("click:ok") == 1


def test_a_form_goes_where_it_says(docker_sandbox: DockerSandbox) -> None:
    filled: Json = {"type": "é x", "on": "#nom"}
    by_click = ask("address", actions=[filled, {"click": "#envoyer"}])
    by_key = ask("requests", actions=[filled, {"press": "Enter"}])
    by_force = elements("h1", actions=[filled, {"submit": "#f"}])
    refused = elements("h1", actions=[{"click": "#envoyer"}])
    report = look(docker_sandbox, SITE, by_click, by_key, by_force, refused)

    sent = "?nom=%C3%A9+x&jour=&choix=a"
    assert seen(report, by_click) == {"path": f"/merci.html{sent}", "title": sent}
    last = seen(report, by_key)["requests"][-1]
    assert (last["address"], last["query"], last["method"]) == ("merci.html", sent, "GET")
    assert texts(report, by_force) == ["Merci"]
    assert texts(report, refused) == ["T"]  # an empty required field keeps the form


ROOM = {
    "index.html": page(
        """<h1>T</h1><p>attente</p><button id="plus">+</button><button id="perdu" hidden>x</button>
<button id="mort" disabled>x</button>
<div style="position:relative"><button id="dessous">x</button><div style="position:absolute;inset:0">voile</div></div>
<label for="case">Case</label><input type="checkbox" id="case" style="display:none"><a href="deux.html">suite</a>
<script>const [h1, p] = document.querySelectorAll('h1, p');
plus.onclick = async () => {
  console.log('clic');
  localStorage.visites = Number(localStorage.visites ?? 0) + 1;
  sessionStorage.vu = 'oui';
  document.cookie = 'gout=menthe';
  p.className = 'parti';
  setTimeout(() => { p.textContent = 'fini'; }, 2500);
  h1.textContent = (await (await fetch('suite.json')).json()).titre;
};
h1.onclick = () => { h1.textContent = `${prompt('Nom ?')} ${confirm('Sûr ?')}`; alert('Merci'); };
let images = 0; (function tourne() { images += 1; requestAnimationFrame(tourne); })();
</script>""",
        "<style>p { transition: opacity 9s } .parti { opacity: .5 } h1:hover { color: #f00 }"
        "@media (max-width: 500px) { h1 { font-size: 10px } }</style>",
    ),
    "deux.html": page("<h1>Deux</h1>"),
    "suite.json": '{"titre": "venu"}',
}
CLICK: Json = {"click": "#plus"}


def test_what_a_click_begins_has_ended(docker_sandbox: DockerSandbox) -> None:
    every = elements("h1, p", styles=["opacity"], actions=[CLICK])
    output = ask("output", actions=[CLICK])
    report = look(docker_sandbox, ROOM, every, output)

    title, text = seen(report, every)["elements"]
    assert (title["text"], text["styles"]["opacity"]) == ("venu", "0.5")
    assert (text["text"], seen(report, output)["lines"]) == ("attente", ["clic"])


def test_nobody_waits_a_real_second(docker_sandbox: DockerSandbox) -> None:
    early, late = (elements("p", actions=[CLICK, {"wait": seconds}]) for seconds in (2, 60))
    until = elements("p", actions=[CLICK, {"wait_text": "fini"}])
    never = elements("p", actions=[{"wait_for": ".jamais"}])
    frames = ask("value", expression="images", actions=[{"wait": 10}])
    report = look(docker_sandbox, ROOM, early, late, until, never, frames)

    assert [texts(report, probe) for probe in (early, late, until)] == [["attente"], ["fini"], ["fini"]]
    assert seen(report, never)["stopped"] == {
        "action": 1,
        "verb": "wait_for",
        "on": ".jamais",
        "why": "never",
    }
    assert 550 <= seen(report, frames)["value"]["value"] <= 660


@pytest.mark.parametrize(
    ("on", "why"),
    [("#absent", "absent"), ("#perdu", "hidden"), ("#dessous", "covered"), ("#mort", "disabled")],
)
def test_a_click_that_nobody_could_make_stops_there(docker_sandbox: DockerSandbox, on: str, why: str) -> None:
    probe = elements("h1", actions=[{"wait": 1}, {"click": on}])

    found = seen(look(docker_sandbox, ROOM, probe), probe)
    assert found == {"stopped": {"action": 2, "verb": "click", "on": on, "why": why}}


def test_the_mouse_the_width_and_the_links_count(docker_sandbox: DockerSandbox) -> None:
    hovered = elements("h1", styles=["color"], actions=[{"hover": "h1"}])
    narrow = elements("h1", styles=["font-size"], actions=[{"resize": 400}])
    checked = ask("value", expression="document.querySelector('#case').checked", actions=[{"click": "label"}])
    followed = elements("h1", actions=[{"click": "a"}])
    report = look(docker_sandbox, ROOM, hovered, narrow, checked, followed)

    assert seen(report, hovered)["elements"][0]["styles"]["color"] == "rgb(255, 0, 0)"
    assert seen(report, narrow)["elements"][0]["styles"]["font-size"] == "10px"
    assert seen(report, checked)["value"]["value"] is True
    assert texts(report, followed) == ["Deux"]


def test_dialogs_are_answered_in_order_and_told(docker_sandbox: DockerSandbox) -> None:
    answered: dict[str, Json] = {"actions": [{"click": "h1"}], "dialogs": ["Léa", True]}
    title, dialogs = elements("h1", **answered), ask("dialogs", **answered)
    refused = elements("h1", actions=[{"click": "h1"}])
    report = look(docker_sandbox, ROOM, title, dialogs, refused)

    assert (texts(report, title), texts(report, refused)) == (["Léa true"], ["null false"])
    assert seen(report, dialogs)["dialogs"] == [
        {"kind": "prompt", "message": "Nom ?"},
        {"kind": "confirm", "message": "Sûr ?"},
        {"kind": "alert", "message": "Merci"},
    ]


def test_each_state_begins_with_nothing_kept(docker_sandbox: DockerSandbox) -> None:
    before = ask("storage")
    once = ask("storage", actions=[CLICK])
    again = ask("storage", actions=[CLICK, {"reload": True}, CLICK])
    elsewhere = ask("storage", actions=[CLICK], width=360)
    report = look(docker_sandbox, ROOM, before, once, again, elsewhere)

    kept = {"local": [["visites", "1"]], "session": [["vu", "oui"]], "cookies": [["gout", "menthe"]]}
    assert seen(report, before) == {"local": [], "session": [], "cookies": []}
    assert seen(report, once) == seen(report, elsewhere) == kept
    assert seen(report, again)["local"] == [["visites", "2"]]


def test_a_worker_has_time_to_answer(docker_sandbox: DockerSandbox) -> None:
    files = {
        "index.html": page(
            "<h1>x</h1><script>const w = new Worker('w.js'); w.onmessage = ({ data }) => {"
            "document.querySelector('h1').textContent = `double ${data}` }; w.postMessage(2)</script>"
        ),
        "w.js": "onmessage = ({ data }) => postMessage(2 * data)",
    }
    probe = elements("h1", actions=[{"wait_text": "double 4"}])
    assert texts(look(docker_sandbox, files, probe), probe) == ["double 4"]
