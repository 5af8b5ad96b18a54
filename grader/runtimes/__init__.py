"""One file per language: its image, its probes, its self-test."""

from grader.runtimes.base import BadProbe, Runtime
from grader.runtimes.javascript import JAVASCRIPT
from grader.runtimes.web import WEB

RUNTIMES: dict[str, Runtime] = {runtime.name: runtime for runtime in (WEB, JAVASCRIPT)}

__all__ = ["RUNTIMES", "BadProbe", "Runtime"]
