"""What is timed, one file per runtime."""

from grader.bench.cases import framework, javascript, php, python, shell_git, sql, web
from grader.bench.cases.base import Bare, Case

CASES: tuple[Case, ...] = tuple(
    case for part in (javascript, web, python, php, sql, shell_git, framework) for case in part.CASES
)

__all__ = ["CASES", "Bare", "Case"]
