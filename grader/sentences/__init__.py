"""French sentences that an apprentice reads when the author wrote none: one file per language explains its errors."""

from collections.abc import Callable

from grader.sentences import javascript, php, python, shell_git, sql
from grader.sentences.base import (
    at_place,
    error_text,
    fill,
    placed,
    plural,
    quoted,
    say,
    short,
    show_json,
    typeset,
)
from grader.sentences.html_css import explain_barrier, explain_rule

# Language, as the observer names it -> (name, message) to a sentence with no capital and no place, or nothing.
EXPLAIN: dict[str, Callable[[str, str], str]] = {
    "javascript": javascript.explain,
    "php": php.explain,
    "python": python.explain,
    "shell_git": shell_git.explain,
    "sql": sql.explain,
}


def explain_error(name: str, message: str, language: str = "javascript") -> str:
    """Returns a French explanation of an error, with no capital and no place; never empty."""
    known = EXPLAIN.get(language)
    explained = known(name, message) if known else ""
    if explained:
        return explained
    shown = error_text(name, message)
    return (
        say("erreur « {error} ».", error=shown) if shown else say("le code lance une erreur qui ne dit rien.")
    )


__all__ = [
    "EXPLAIN",
    "at_place",
    "error_text",
    "explain_barrier",
    "explain_error",
    "explain_rule",
    "fill",
    "placed",
    "plural",
    "quoted",
    "say",
    "short",
    "show_json",
    "typeset",
]
