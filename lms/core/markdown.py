"""Authors' Markdown as HTML that cannot carry a script."""

from collections.abc import Mapping

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from lms.core.highlighting import highlight_code

_TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "hr", "kbd", "li", "ol", "p", "pre", "span",
    "img", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "hreflang", "lang"},
    "div": {"class"},
    "img": {"alt", "src"},
    "span": {"class"},
    "pre": {"class", "tabindex"},
}


def _highlighted(code: str, language: str, _attributes: str) -> str:
    return highlight_code(code, language or "text")


_markdown = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted}).enable("table")


def render_markdown(text: str, images: Mapping[str, str] | None = None) -> SafeString:
    """Return `text` as clean HTML: raw HTML is shown as text, links keep only web and mail addresses.

    Args:
        images: the address of each image by the name it has in the text; no other image is shown.
    """
    return _clean(_markdown.render(text), dict(images or {}))


def render_inline(text: str) -> SafeString:
    """Return one line of Markdown as clean HTML without a paragraph: for labels, legends and list items."""
    return _clean(_markdown.renderInline(text), {})


def _clean(html: str, addresses: Mapping[str, str]) -> SafeString:
    def kept(tag: str, attribute: str, value: str) -> str | None:
        return addresses.get(value) if (tag, attribute) == ("img", "src") else value

    clean = nh3.clean(
        html,
        tags=_TAGS if addresses else _TAGS - {"img"},
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(clean)  # noqa: S308 - cleaned just above
