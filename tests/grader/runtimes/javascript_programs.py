"""Small programs sent to a real JavaScript box, for the tests of that runtime."""

from typing import Any

from grader.contract import BoxReport, Check, GradingRequest, Limits, Probe, Verdict
from grader.grading import grade, observe
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox

QUICK = RUNTIMES["javascript"].default_limits().adjusted(probe_seconds=1, wall_seconds=8)


def value(expression: str, **params: str) -> Probe:
    return Probe("value", {"expression": expression, **params})


def request(source: str, *probes: Probe, limits: Limits = QUICK, **files: str) -> GradingRequest:
    """Other files are named by keywords: `calcul="…"` is calcul.js."""
    others = {f"{name}.js": text for name, text in files.items()}
    return GradingRequest("javascript", {"main.js": source, **others}, "main.js", probes, limits)


def report(sandbox: DockerSandbox, source: str, *probes: Probe, **files: str) -> BoxReport:
    return observe(request(source, *probes, limits=QUICK, **files), sandbox)


def see(sandbox: DockerSandbox, source: str, *expressions: str, **files: str) -> list[Any]:
    """Returns what each expression is seen to give."""
    probes = tuple(value(expression) for expression in expressions)
    seen = report(sandbox, source, *probes, **files)
    return [seen.seen_by(probe) for probe in probes]


def plain(seen: Any) -> Any:
    """The value itself, or its type where it has none, or the name of what was thrown."""
    if "thrown" in seen:
        return seen["thrown"]["name"]
    found = seen["value"]
    if found["type"] == "array":
        return [plain({"value": item}) for item in found["items"]]
    return found.get("value", found.get("text", found["type"]))


def judged(sandbox: DockerSandbox, source: str, expression: str, limits: Limits = QUICK) -> Verdict:
    """The verdict of one check, that the expression is worth 5."""
    check = Check("a", "Demandé.", value(expression), {"equals": 5})
    return grade(request(source, check.probe, limits=limits), [check], sandbox)
