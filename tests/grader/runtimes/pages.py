"""Pages for the tests of the web runtime, and how they are looked at."""

from typing import Any

from grader.contract import BoxReport, GradingRequest, Json, Probe
from grader.grading import observe
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox

WEB = RUNTIMES["web"]
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Essai</title>{head}</head><body>{body}</body></html>
"""


def page(body: str, head: str = "") -> str:
    return PAGE.format(body=body, head=head)


def ask(kind: str, **params: Json) -> Probe:
    """Returns a complete probe of the web runtime."""
    return WEB.validated(Probe(kind, params))


def elements(selector: str, **params: Json) -> Probe:
    return ask("elements", selector=selector, **params)


def look(
    sandbox: DockerSandbox, files: dict[str, str] | str, *probes: Probe, seconds: float = 5
) -> BoxReport:
    known = {"index.html": files} if isinstance(files, str) else files
    limits = WEB.default_limits().adjusted(probe_seconds=seconds)
    return observe(GradingRequest("web", known, "index.html", probes, limits), sandbox)


def seen(report: BoxReport, probe: Probe) -> Any:
    found = report.seen_by(probe)
    assert found is not None, report
    return found


def texts(report: BoxReport, probe: Probe) -> list[str]:
    """The texts of the elements that a probe saw."""
    return [element["text"] for element in seen(report, probe)["elements"]]
