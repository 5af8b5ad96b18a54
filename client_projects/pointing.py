"""Pages of a preview in which one shows a place: the same pages, with a small script of ours at their top."""

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

_SCRIPT = (Path(__file__).parent / "pointing.js").read_text(encoding="ascii")
# What is kept of such a page by a browser is over when the script is another one.
EDITION = hashlib.sha256(_SCRIPT.encode()).hexdigest()[:12]
# Possessive, and all of it may be missing: it always matches, and never goes back over what it read.
_ATTRIBUTES = rb"""(?:\s(?:"[^"]*"|'[^']*'|[^>"']++)*+)?+"""
# As browsers read them: the first two shapes end where they begin. One that never ends is the rest of the page.
_COMMENT = rb"<!--(?:-?>|.*?--!?>)"
# What comes before the first element of the head. Nothing but a comment begins as one: a page of comments that never
# end would be read again from each of them.
_TOP = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|%(c)s|<(?:\?|!(?!--))[^>]*>)*+(?:<html%(a)s>)?(?:\s++|%(c)s)*+(?:<head%(a)s>)?"
    % {b"a": _ATTRIBUTES, b"c": _COMMENT},
    re.DOTALL | re.IGNORECASE,
)
_TWO_BYTES_A_LETTER = (b"\xff\xfe", b"\xfe\xff")


def with_pointing(content: bytes, *, status: int) -> bytes:
    """Return the page with our script at its top, before any rule of its own could stop it.

    Args:
        content: an HTML page, whatever it holds.
        status: of the answer, which the script tells the platform: a page that is missing holds no place.
    """
    if content.startswith(_TWO_BYTES_A_LETTER):
        return content
    page = {2: "there", 4: "missing"}.get(status // 100, "waiting")
    script = format_html(
        '<script data-platform="{}" data-page="{}">{}</script>',
        platform_origin(),
        page,
        mark_safe(_SCRIPT),  # noqa: S308 - a file of ours
    )
    found = _TOP.match(content)
    end = found.end() if found else 0
    return content[:end] + script.encode() + content[end:]


def platform_origin() -> str:
    """Return the only origin the script speaks to and listens to."""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}"
