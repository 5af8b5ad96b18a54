"""The web runtime: what a real browser shows of honest and of hostile pages."""

from typing import Any

import pytest

from grader.contract import BoxReport, Check, Fault, GradingRequest, Json, Outcome, Probe, Verdict
from grader.grading import canary, grade, grade_exercise, observe
from grader.manifest import Exercise
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

WEB = RUNTIMES["web"]
LIMITS = WEB.default_limits()
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Essai</title>{head}</head><body>{body}</body></html>
"""


def elements(selector: str, **params: Json) -> Probe:
    return WEB.validated(Probe("elements", {"selector": selector, **params}))


def page(body: str, head: str = "") -> str:
    return PAGE.format(body=body, head=head)


def look(sandbox: DockerSandbox, files: dict[str, str] | str, *probes: Probe) -> BoxReport:
    known = {"index.html": files} if isinstance(files, str) else files
    return observe(GradingRequest("web", known, "index.html", probes, LIMITS), sandbox)


def seen(report: BoxReport, probe: Probe) -> Any:
    found = report.seen_by(probe)
    assert found is not None, report
    return found


def judged(sandbox: DockerSandbox, html: str, seconds: float = 5) -> Verdict:
    check = Check("titre", "Un titre.", elements("h1"), {"count": 1})
    limits = LIMITS.adjusted(probe_seconds=seconds)
    return grade(
        GradingRequest("web", {"index.html": html}, "index.html", (check.probe,), limits), [check], sandbox
    )


@pytest.mark.parametrize(
    "probe",
    [
        Probe("elements", {}),
        Probe("elements", {"selector": "h1", "width": 20}),
        Probe("elements", {"selector": "h1", "width": True}),
        Probe("elements", {"selector": "h1", "styles": "color"}),
        Probe("elements", {"selector": "h1", "colour": 1}),
        Probe("validity", {"file": "main.js"}),
        Probe("value", {}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(probe: Probe) -> None:
    with pytest.raises(BadProbe):
        WEB.validated(probe)


@pytest.mark.docker
class TestInTheBox:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(WEB, docker_sandbox).alive

    def test_elements_come_with_text_attributes_styles_and_box(self, docker_sandbox: DockerSandbox) -> None:
        probe = elements("a", attributes=["href", "title"], styles=["color", "display"])
        html = page('<a href="/x" style="color: #f00"> Un <b>lien</b>\n </a><a>B</a>')
        found = seen(look(docker_sandbox, html, probe), probe)

        assert found["count"] == 2
        first = found["elements"][0]
        assert (first["tag"], first["text"]) == ("a", "Un lien")
        assert first["attributes"] == {"href": "/x", "title": None}
        assert first["styles"] == {"color": "rgb(255, 0, 0)", "display": "inline"}
        assert first["box"]["width"] > 10

    def test_styles_are_those_of_each_width(self, docker_sandbox: DockerSandbox) -> None:
        narrow, wide = elements("p", width=360, styles=["color"]), elements("p", width=1280, styles=["color"])
        files = {
            "index.html": page("<p>x</p>", '<link rel="stylesheet" href="css/style.css">'),
            "css/style.css": "p { color: #000 } @media (max-width: 600px) { p { color: #fff } }",
        }
        report = look(docker_sandbox, files, narrow, wide)

        assert seen(report, narrow)["elements"][0]["styles"]["color"] == "rgb(255, 255, 255)"
        assert seen(report, wide)["elements"][0]["styles"]["color"] == "rgb(0, 0, 0)"

    def test_what_a_page_writes_is_kept_once_however_many_widths(self, docker_sandbox: DockerSandbox) -> None:
        report = look(
            docker_sandbox,
            page("<script>console.log('fait')</script>"),
            elements("h1", width=360),
            elements("h1", width=1280),
        )

        assert (report.note("printed") or {})["lines"] == ["fait"]

    def test_a_pages_own_script_has_run(self, docker_sandbox: DockerSandbox) -> None:
        probe = elements("li")
        files = {
            "index.html": page('<ul></ul><script src="app.js"></script>'),
            "app.js": "document.querySelector('ul').innerHTML = '<li>a<li>b'; console.log('fait');",
        }
        report = look(docker_sandbox, files, probe)

        assert seen(report, probe)["count"] == 2
        assert (report.note("printed") or {})["lines"] == ["fait"]

    def test_an_error_in_a_script_is_a_note_with_its_line(self, docker_sandbox: DockerSandbox) -> None:
        files = {"index.html": page('<script src="app.js"></script>'), "app.js": "\nnope();"}
        note = look(docker_sandbox, files, elements("h1")).note("page_error") or {}

        assert (note["file"], note["line"]) == ("app.js", 2)

    def test_a_selector_that_cannot_be_read_is_the_authors_fault(self, docker_sandbox: DockerSandbox) -> None:
        check = Check("a", "A.", elements("h1["), {"count": 1})
        request = GradingRequest("web", {"index.html": page("")}, "index.html", (check.probe,), LIMITS)

        assert grade(request, [check], docker_sandbox).fault is Fault.AUTHOR

    def test_validity_of_html_and_css_is_told_with_its_place(self, docker_sandbox: DockerSandbox) -> None:
        html, css = (WEB.validated(Probe("validity", {"file": file})) for file in ("index.html", "style.css"))
        files = {
            "index.html": page('<p id="a">x</p>\n<p id="a">y</p>'),
            "style.css": "p { colour: red }\nq { color: #ggg }",
        }
        report = look(docker_sandbox, files, html, css)

        assert [(e["rule"], e["line"]) for e in seen(report, html)["errors"]] == [("no-dup-id", 3)]
        assert [(e["rule"], e["line"]) for e in seen(report, css)["errors"]] == [
            ("property-no-unknown", 1),
            ("declaration-property-value-no-unknown", 2),
        ]

    def test_a_file_that_is_not_there_cannot_be_valid(self, docker_sandbox: DockerSandbox) -> None:
        probe = WEB.validated(Probe("validity", {"file": "absent.css"}))
        report = look(docker_sandbox, page(""), probe)

        assert (report.outcome, report.seen_by(probe)) == (Outcome.FINISHED, None)

    @pytest.mark.parametrize("name", ["titre-oublie", "menu-en-ligne"])
    def test_a_typical_mistake_brings_its_sentence(
        self, docker_sandbox: DockerSandbox, page_titre: Exercise, name: str
    ) -> None:
        mistake = page_titre.mistakes[name]

        assert grade_exercise(page_titre, mistake.files, docker_sandbox).first_sentence == mistake.sentence

    # ---- hostile pages ------------------------------------------------------------------------------
    def test_a_remote_resource_is_refused_and_told(self, docker_sandbox: DockerSandbox) -> None:
        html = page(
            '<h1>x</h1><img src="https://example.org/a.png" alt=""><link rel="stylesheet" href="styles.css">'
            "<script>fetch('http://169.254.169.254/latest').catch(() => document.body.append('x'))</script>"
        )
        report = look(docker_sandbox, html, elements("h1"))

        addresses = {note["address"] for note in report.notes if note["kind"] == "refused_request"}
        assert addresses == {"https://example.org/a.png", "http://169.254.169.254/latest"}
        assert (report.note("missing_file") or {})["address"] == "styles.css"

    @pytest.mark.parametrize(
        "body",
        [
            "<script>while (true) {}</script><h1>x</h1>",
            "<h1>x</h1><script>onload = () => setTimeout(() => { while (true) {} })</script>",
            "<script>location = location.href + 'x'; while (true) {}</script>",
        ],
    )
    def test_an_endless_script_is_out_of_time(self, docker_sandbox: DockerSandbox, body: str) -> None:
        verdict = judged(docker_sandbox, page(body), seconds=2)

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert verdict.timings.run < 8

    @pytest.mark.parametrize(
        "script",
        [
            "document.querySelectorAll = Document.prototype.querySelectorAll = () => [document.body];",
            "Array.from = () => [1]; Object.defineProperty(NodeList.prototype, 'length', { value: 1 });",
            "console.log('@' + 'x'.repeat(32) + ' {\"end\":true}');",
            "alert('x'); confirm('y'); prompt('z'); window.open('https://example.org'); window.close();",
            "window.print(); navigator.serviceWorker?.register('/sw.js');",
        ],
    )
    def test_no_script_of_the_page_makes_a_missing_title_pass(
        self, docker_sandbox: DockerSandbox, script: str
    ) -> None:
        verdict = judged(docker_sandbox, page(f"<p>x</p><script>{script}</script>"))

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "body",
        [
            "<h1>x</h1>" + "<div>" * 8_000,
            "<h1>x</h1><script>for (let i = 0; i < 1e5; i += 1) document.body.append(i, '\\n')</script>",
            "<h1>x</h1><script>for (let i = 0; i < 1e4; i += 1) console.log('x'.repeat(1000))</script>",
            "<h1>x</h1><iframe src='index.html'></iframe>",
        ],
    )
    def test_a_heavy_page_is_still_looked_at(self, docker_sandbox: DockerSandbox, body: str) -> None:
        assert judged(docker_sandbox, page(body), seconds=10).passed

    def test_a_page_that_eats_all_memory_does_not_pass(self, docker_sandbox: DockerSandbox) -> None:
        hungry = "<script>const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));</script><h1>x</h1>"
        verdict = judged(docker_sandbox, page(hungry), seconds=10)

        assert not verdict.passed
        assert verdict.fault is Fault.APPRENTICE
        assert verdict.outcome in (Outcome.OUT_OF_MEMORY, Outcome.FINISHED)

    def test_a_good_page_passes_after_a_hostile_one(self, docker_sandbox: DockerSandbox) -> None:
        judged(docker_sandbox, page("<script>while (true) {}</script>"), seconds=1)

        assert judged(docker_sandbox, page("<h1>x</h1>")).passed
