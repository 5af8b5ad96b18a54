"""What a real browser tells of a page that nobody has used yet."""

import base64
from typing import Any

import pytest

from grader.contract import Check, Fault, GradingRequest, Outcome
from grader.expectations.picture import size_of, taken
from grader.grading import grade
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.pages import WEB, ask, elements, look, page, seen, texts

pytestmark = pytest.mark.docker


def test_elements_come_with_what_shows_and_what_fields_hold(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<h1>T</h1><p hidden>x</p><input value="a" disabled><input type="checkbox" checked>'
        '<div style="width:50px;overflow:auto"><i style="display:block;width:90px">x</i></div>'
        "<select><option>un<option selected>deux</select><details open></details>",
        "<style>h1::before { content: '→'; color: #00f } h1:hover { color: red }</style>",
    )
    before = elements("h1", styles=["content", "color"], pseudo="::before")
    every = elements("h1, p, input, div, select, details")
    report = look(docker_sandbox, html, before, every)

    (title,) = seen(report, before)["elements"]
    assert title["styles"] == {"content": '"→"', "color": "rgb(0, 0, 255)"}
    h1, p, field, box, div, select, details = seen(report, every)["elements"]
    assert (h1["visible"], p["visible"]) == (True, False)
    assert (field["state"]["value"], field["state"]["disabled"]) == ("a", True)
    assert box["state"]["checked"] is True
    assert div["overflow"] == {"x": 40, "y": 0}
    assert select["state"]["value"] == "deux"
    assert details["state"]["open"] is True


def test_what_sticks_out_of_the_page_is_named(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<div class="bande"><p style="width:900px">x</p></div>'
        '<div style="overflow:hidden"><p style="width:5000px">caché</p></div>'
    )
    narrow, wide = ask("overflow", width=360), ask("overflow", width=1280)
    report = look(docker_sandbox, html, narrow, wide)

    assert seen(report, narrow)["page"] > 900
    assert [one["name"] for one in seen(report, narrow)["sticking"]] == ["p"]
    assert seen(report, wide) == {"page": 1280, "screen": 1280, "sticking": []}


def test_a_screen_reader_is_told_roles_names_and_states(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<header><nav><a href="#x">Accueil</a></nav></header><main><h1>Un</h1><h3>Trois</h3>'
        '<label>Nom <input required></label><button aria-expanded="false" aria-describedby="d">Ok</button>'
        '<p id="d">Envoie</p><form></form></main>'
    )
    things, outline = ask("accessibility", selector="a, input, button"), ask("outline")
    report = look(docker_sandbox, html, things, outline)

    link, field, button = seen(report, things)["elements"]
    assert (link["role"], link["name"]) == ("link", "Accueil")
    assert (field["role"], field["name"], field["states"]["required"]) == ("textbox", "Nom", "true")
    assert (button["description"], button["states"]["expanded"]) == ("Envoie", "false")
    assert seen(report, outline) == {
        "headings": [{"level": 1, "text": "Un"}, {"level": 3, "text": "Trois"}],
        "landmarks": [{"role": role, "name": ""} for role in ("banner", "navigation", "main")],
    }


def test_barriers_are_found_and_those_asked_only(docker_sandbox: DockerSandbox) -> None:
    html = page('<main><h1>T</h1><img src="x.svg"><p style="color:#aaa">pâle</p></main>')
    all_rules, one = ask("axe"), ask("axe", rules=["image-alt"])
    report = look(docker_sandbox, {"index.html": html, "x.svg": "<svg/>"}, all_rules, one)

    found = {violation["rule"]: violation for violation in seen(report, all_rules)["violations"]}
    assert set(found) == {"image-alt", "color-contrast"}
    assert (found["image-alt"]["impact"], found["image-alt"]["targets"]) == ("critical", ["img"])
    assert [violation["rule"] for violation in seen(report, one)["violations"]] == ["image-alt"]


def test_the_keyboard_goes_through_the_page(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<a href="#a">Un</a><a href="#b" class="nu">Deux</a><a>rien</a><button tabindex="-1">non</button>'
        '<input aria-label="Nom"><button disabled>non</button><div id="hote"></div>'
        "<script>hote.attachShadow({ mode: 'open' }).innerHTML = '<button>dedans</button>'</script>",
        "<style>.nu:focus { outline: none }</style>",
    )
    way = ask("focus", selectors=["a", ".nu", "input"])
    found = seen(look(docker_sandbox, html, way), way)

    assert [(stop["text"], stop["shown"]) for stop in found["order"]] == [
        ("Un", True),
        ("Deux", False),
        ("Nom", True),
        ("dedans", True),
    ]
    assert [stop["matches"] for stop in found["order"]] == [["a"], [".nu", "a"], ["input"], []]
    assert found["whole"] is True


def test_a_keyboard_trap_is_told(docker_sandbox: DockerSandbox) -> None:
    html = page("".join(f'<a href="#{i}">{i}</a>' for i in range(9)))
    way = ask("focus", most=4)
    found = seen(look(docker_sandbox, html, way), way)

    assert ([stop["text"] for stop in found["order"]], found["whole"]) == (["0", "1", "2", "3"], False)


VALUES = {
    "1 + 1": {"type": "number", "value": 2},
    "panier.total()": {"type": "number", "value": 7.5},
    "'é😀'": {"type": "string", "value": "é😀", "length": 3},
    "[1, null, undefined, NaN, -0, 10n]": {
        "type": "array",
        "length": 6,
        "items": [
            {"type": "number", "value": 1},
            {"type": "null"},
            {"type": "undefined"},
            {"type": "NaN"},
            {"type": "number", "text": "-0"},
            {"type": "bigint", "value": "10"},
        ],
    },
    "({ a: [1] })": {
        "type": "object",
        "name": "Object",
        "length": 1,
        "entries": [["a", {"type": "array", "length": 1, "items": [{"type": "number", "value": 1}]}]],
    },
    "new Map([['a', 1]])": {
        "type": "map",
        "length": 1,
        "entries": [[{"type": "string", "value": "a", "length": 1}, {"type": "number", "value": 1}]],
    },
    "new Set([1])": {"type": "set", "length": 1, "items": [{"type": "number", "value": 1}]},
    "new Date(0)": {"type": "date", "value": "1970-01-01T00:00:00.000Z"},
    "/a/g": {"type": "regexp", "value": "/a/g"},
    "new TypeError('non')": {"type": "error", "name": "TypeError", "message": "non"},
    "panier.total": {"type": "function", "name": "total"},
    "plusTard('x')": {"type": "string", "value": "x", "length": 1},
    "boucle": {
        "type": "object",
        "name": "Object",
        "length": 1,
        "entries": [["moi", {"type": "circular"}]],
    },
    "document.title": {"type": "string", "value": "Essai", "length": 5},
}
SCRIPT = """
const panier = { articles: [2.5, 5], total() { return this.articles.reduce((a, b) => a + b, 0); } };
const plusTard = (valeur) => new Promise((fini) => setTimeout(() => fini(valeur), 30_000));
const boucle = {}; boucle.moi = boucle;
let compte = 0; const ajouter = () => { compte += 1; return compte; };
const vide = null; function casse() {
  return vide.nom; }
"""


def test_values_are_typed_as_in_javascript_alone(docker_sandbox: DockerSandbox) -> None:
    probes = {expression: ask("value", expression=expression) for expression in VALUES}
    files = {"index.html": page('<script src="app.js"></script>'), "app.js": SCRIPT}
    report = look(docker_sandbox, files, *probes.values())

    found = {expression: seen(report, probe).get("value") for expression, probe in probes.items()}
    assert found == VALUES


def test_a_value_that_changes_the_page_changes_it_for_itself_alone(docker_sandbox: DockerSandbox) -> None:
    once, twice, then = (
        ask("value", expression=text) for text in ("ajouter()", "ajouter() + ajouter()", "compte")
    )
    files = {"index.html": page('<script src="app.js"></script>'), "app.js": SCRIPT}
    report = look(docker_sandbox, files, once, twice, then)

    assert [seen(report, probe)["value"]["value"] for probe in (once, twice, then)] == [1, 3, 0]


def test_what_is_thrown_comes_with_its_place(docker_sandbox: DockerSandbox) -> None:
    broken, absent = ask("value", expression="casse()"), ask("value", expression="rien()")
    files = {"index.html": page('<script src="app.js"></script>'), "app.js": SCRIPT}
    report = look(docker_sandbox, files, broken, absent)

    thrown: dict[str, Any] = seen(report, broken)["thrown"]
    assert (thrown["name"], thrown["file"], thrown["line"]) == ("TypeError", "app.js", 7)
    assert thrown["message"].startswith("Cannot read properties of null")
    assert seen(report, absent)["thrown"]["message"] == "rien is not defined"


def test_console_errors_and_requests_can_be_asked_for(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<img src="absente.png" alt=""><script>console.log("a", [1, "b"], { c: 2 }); console.warn("d\\ne");'
        "fetch('https://example.org/x').catch(() => {}); nope()</script>"
    )
    output, errors, requests = ask("output"), ask("errors"), ask("requests")
    report = look(docker_sandbox, html, output, errors, requests)

    assert seen(report, output)["lines"] == ["a [ 1, 'b' ] { c: 2 }", "d", "e"]
    assert [(one["name"], one["message"]) for one in seen(report, errors)["errors"]] == [
        ("ReferenceError", "nope is not defined")
    ]
    told = {(one["address"], one["kind"], one["served"]) for one in seen(report, requests)["requests"]}
    assert told == {
        ("index.html", "document", True),
        ("absente.png", "image", False),
        ("https://example.org/x", "fetch", False),
    }


def test_time_place_and_preferences_are_those_asked(docker_sandbox: DockerSandbox) -> None:
    code = (
        "[new Date().toLocaleDateString(), new Date().getHours(), navigator.language, innerWidth + 'x' + innerHeight,"
        " ...['color-scheme: dark', 'reduced-motion: reduce'].map((one) => matchMedia(`(prefers-${one})`).matches)]"
    )
    plain = ask("value", expression=code)
    asked = ask(
        "value",
        expression=code,
        width=360,
        height=640,
        at="2024-02-29T08:30",
        prefers={"color-scheme": "dark", "reduced-motion": "no-preference"},
    )
    report = look(docker_sandbox, page("x"), plain, asked)

    found = [[item["value"] for item in seen(report, probe)["value"]["items"]] for probe in (plain, asked)]
    assert found == [
        ["05/01/2026", 10, "fr-FR", "1280x800", False, True],
        ["29/02/2024", 8, "fr-FR", "360x640", True, False],
    ]


def test_nothing_moves_while_it_is_looked_at(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<p>une fois</p><i>toujours</i><script>document.querySelector("p").onanimationend = () => {'
        "document.body.append('fini') }</script>",
        "<style>@keyframes va { from { opacity: 0 } to { opacity: .5 } }"
        "p { animation: va 20s forwards } i { animation: va 1s infinite }</style>",
    )
    every, body = elements("p, i", styles=["opacity"]), elements("body")
    report = look(docker_sandbox, html, every, body)

    assert [one["styles"]["opacity"] for one in seen(report, every)["elements"]] == ["0.5", "0"]
    assert texts(report, body) == ["une foistoujours fini"]


def test_a_picture_is_the_window_and_the_same_each_time(docker_sandbox: DockerSandbox) -> None:
    html = page(
        '<h1 style="color:#fff;background:#004">Bonjour</h1><p>Texte</p><input autofocus>',
        "<style>@keyframes va { to { background: red } } body { animation: va 1s infinite }</style>",
    )
    whole, part = ask("picture", width=400, height=300), ask("picture", width=400, height=300, selector="h1")
    reports = [look(docker_sandbox, html, whole, part) for _ in range(2)]

    first, second = (base64.b64decode(seen(report, whole)["picture"]) for report in reports)
    assert size_of(first) == (400, 300)
    assert taken(seen(reports[0], whole)).tobytes() == taken(seen(reports[1], whole)).tobytes(), (
        first,
        second,
    )
    cut = taken(seen(reports[0], part))
    assert (cut.width, cut.height) == (384, 37)
    assert cut.getpixel((300, 20)) == (0, 0, 0x44)


def test_another_page_of_the_exercise_can_be_looked_at(docker_sandbox: DockerSandbox) -> None:
    files = {
        "index.html": page("<h1>Un</h1>"),
        "deux.html": page("<h1>Deux</h1>"),
        "trois/index.html": page("<h1>3</h1>"),
    }
    probes = [elements("h1"), elements("h1", page="deux.html"), elements("h1", page="trois/index.html")]
    report = look(docker_sandbox, files, *probes)

    assert [texts(report, probe) for probe in probes] == [["Un"], ["Deux"], ["3"]]


def test_modules_and_chains_of_requests_have_ended(docker_sandbox: DockerSandbox) -> None:
    files = {
        "index.html": page('<ul></ul><script type="module" src="app.mjs"></script>'),
        "app.mjs": "import { ajoute } from './outils.js'; const lu = async (nom) => (await fetch(nom)).json();"
        "for (const nom of await lu('noms.json')) ajoute((await lu(`${nom}.json`)).titre);",
        "outils.js": "export const ajoute = (nom) => { document.querySelector('ul').innerHTML += `<li>${nom}`; };",
        "noms.json": '["a", "b"]',
        "a.json": '{"titre": "A"}',
        "b.json": '{"titre": "B"}',
    }
    items = elements("li")
    assert texts(look(docker_sandbox, files, items), items) == ["A", "B"]


@pytest.mark.parametrize("selector", ["h1[", "a::", ":is"])
def test_a_selector_that_cannot_be_read_is_the_authors(docker_sandbox: DockerSandbox, selector: str) -> None:
    checks = [
        Check("a", "A.", ask("accessibility", selector=selector), {"role": "link"}),
        Check("b", "B.", elements("h1", actions=[{"click": selector}]), {"count": 1}),
    ]
    for check in checks:
        request = GradingRequest(
            "web", {"index.html": page("")}, "index.html", (check.probe,), WEB.default_limits()
        )
        verdict = grade(request, [check], docker_sandbox)
        assert (verdict.fault, verdict.outcome) == (Fault.AUTHOR, Outcome.FINISHED)
