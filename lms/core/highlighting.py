"""Source code as highlighted HTML, done once for lessons, reviews and diffs."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

_SPANS = HtmlFormatter(nowrap=True)


def highlight_code(code: str, language: str) -> SafeString:
    """Return `code` as an HTML block whose colours come from the style sheet. Unknown languages stay plain."""
    # Focusable, because a long line scrolls sideways and the keyboard must be able to follow it.
    return format_html(
        '<div class="highlight"><pre tabindex="0"><code>{}</code></pre></div>',
        mark_safe(highlight(code, _lexer(language), _SPANS)),  # noqa: S308 - Pygments escapes the code
    )


def highlight_file_lines(path: str, content: str) -> list[SafeString]:
    """Return each line of a file as highlighted HTML; as many lines as `line_count` says."""
    html = highlight(content, _lexer_of_file(path), _SPANS).removesuffix("\n")
    return [mark_safe(line) for line in html.split("\n")]  # noqa: S308 - Pygments escapes the code


def line_count(content: str) -> int:
    """Return how many numbered lines a file is shown with; an empty one has one."""
    text = content.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    return text.count("\n") + 1


def highlight_lines(code: str, language: str) -> list[SafeString]:
    """Return each line of `code` as highlighted HTML, for lists in which a line is chosen."""
    html = highlight(code, _lexer(language), _SPANS).rstrip("\n")
    return [mark_safe(line) for line in html.split("\n")]  # noqa: S308 - Pygments escapes the code


def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)


def _lexer_of_file(path: str) -> Lexer:
    # Blank lines at either end stay: the numbers must be those of the file.
    try:
        return get_lexer_for_filename(path, stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)


def highlight_file(path: str, content: str, *, among: str = "") -> SafeString:
    """Return a whole file with line numbers that can be linked to (`#PATH-12`).

    Args:
        among: the name of its set of files, where a page shows several (`#NAME-PATH-12`).
    """
    formatter = HtmlFormatter(
        cssclass="highlight highlight--numbered",
        wrapcode=True,
        linenos="inline",
        linespans=(f"{among}/{path}" if among else path).replace("/", "-"),
    )
    # The first <pre> is Pygments' own; focusable for the same reason as above.
    block = highlight(content, _lexer_of_file(path), formatter).replace("<pre>", '<pre tabindex="0">', 1)
    return mark_safe(block)  # noqa: S308 - Pygments escapes the code
