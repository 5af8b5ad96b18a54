"""One file per language: its images, its probes, its self-tests."""

from grader.runtimes.base import BadProbe, Runtime, Variant
from grader.runtimes.framework import FRAMEWORK
from grader.runtimes.javascript import JAVASCRIPT
from grader.runtimes.php import PHP
from grader.runtimes.python import PYTHON
from grader.runtimes.shell_git import SHELL_GIT
from grader.runtimes.sql import SQL
from grader.runtimes.web import WEB

RUNTIMES: dict[str, Runtime] = {
    runtime.name: runtime for runtime in (WEB, JAVASCRIPT, PHP, PYTHON, SHELL_GIT, SQL, FRAMEWORK)
}

__all__ = ["RUNTIMES", "BadProbe", "Runtime", "Variant"]
