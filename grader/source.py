"""Looks at the text of files, outside any box: reading it runs nothing of it."""

from collections.abc import Iterator, Mapping, Sequence

from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.token import Comment, String
from pygments.util import ClassNotFound

from grader.contract import Check, Json, Observation, Probe
from grader.runtimes.source import OUTSIDE


def source_observations(checks: Sequence[Check], files: Mapping[str, str]) -> tuple[Observation, ...]:
    """Returns what the probes of kind `source` see in these files; nothing for a file that is not there."""
    probes = {check.probe.id: check.probe for check in checks if check.probe.kind in OUTSIDE}
    return tuple(Observation(id_, seen) for id_, probe in probes.items() if (seen := _seen(probe, files)))


def _seen(probe: Probe, files: Mapping[str, str]) -> dict[str, Json]:
    name = str(probe.params["file"])
    if name not in files:
        return {}
    kept = "".join(_kept(probe, _lexer(name), files[name]))
    return {"text": kept}


def _lexer(name: str) -> Lexer:
    try:
        return get_lexer_for_filename(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False, ensurenl=False)


def _kept(probe: Probe, lexer: Lexer, text: str) -> Iterator[str]:
    """Yields the text with spaces in place of what is left out, so that lines stay where they are."""
    for kind, words in lexer.get_tokens(text):
        is_comment = kind in Comment and kind not in Comment.Preproc
        left_out = (is_comment and not probe.params["comments"]) or (
            kind in String and not probe.params["strings"]
        )
        yield "".join("\n" if sign == "\n" else " " for sign in words) if left_out else words
