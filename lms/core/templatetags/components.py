"""The small pieces every screen is drawn with. /composants/ shows each of them."""

from collections.abc import Mapping
from types import MappingProxyType

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lms.core.guides import guide_for

register = template.Library()

# State -> (look, icon). The look says the colour, the icon and the word say it to those who see no colour.
BADGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "waiting": ("waiting", "clock"),
        "queued": ("waiting", "clock"),
        "todo": ("todo", "pencil"),
        "draft": ("todo", "pencil"),
        "running": ("running", "hourglass"),
        "current": ("running", "play"),
        "passed": ("passed", "check"),
        "done": ("passed", "check"),
        "approved": ("passed", "check"),
        "reservations": ("waiting", "message"),
        "returned": ("returned", "undo"),
        "failed": ("returned", "undo"),
        "changes": ("returned", "undo"),
        "platform_fault": ("waiting", "warning"),
        "late": ("waiting", "warning"),
        "locked": ("locked", "lock"),
        "info": ("info", "info"),
    }
)
NOTICE_ICONS: Mapping[str, str] = MappingProxyType(
    {"info": "info", "success": "check", "warning": "warning", "error": "cross"}
)
# Django's message levels, in our words.
NOTICE_KINDS: Mapping[str, str] = MappingProxyType({"debug": "info"})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of the sprite. Without a label it is hidden from screen readers."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" focusable="false" {}><use href="{}#{}"></use></svg>',
        meaning,
        static("core/icons.svg"),
        name,
    )


@register.simple_tag
def badge(state: str, label: str) -> SafeString:
    """Say a state with a colour, an icon and a word. An unknown state looks like plain information."""
    look, icon_name = BADGES.get(state, BADGES["info"])
    return format_html('<span class="badge badge--{}">{}<span>{}</span></span>', look, icon(icon_name), label)


@register.inclusion_tag("components/meter.html")
def meter(value: int, total: int, label: str, *, is_goal: bool = True) -> dict[str, object]:
    """Draw « 3 out of 8 »: the sentence is read, the bar is only looked at. `is_goal`: all of it is wished for."""
    complete = is_goal and 0 < total <= value
    return {"value": min(value, total), "total": total or 1, "label": label, "complete": complete}


@register.inclusion_tag("components/guide.html", takes_context=True)
def guide(context: Context, topic: str) -> dict[str, object]:
    """Lead to the guide on `topic` in the reader's own course; nothing is drawn where it has none."""
    return {"guide": guide_for(topic, context["request"].user)}


class NoticeNode(template.Node):
    """The block between `notice` and `endnotice`, in its frame."""

    def __init__(self, kind: FilterExpression, title: FilterExpression | None, body: NodeList) -> None:
        self.kind, self.title, self.body = kind, title, body

    def render(self, context: Context) -> SafeString:
        kind = str(self.kind.resolve(context))
        kind = NOTICE_KINDS.get(kind, kind)
        title = self.title.resolve(context) if self.title else ""
        return format_html(
            '<div class="notice notice--{}">{}<div class="notice__body">{}{}</div></div>',
            kind,
            icon(NOTICE_ICONS.get(kind, "info")),
            format_html('<p class="notice__title">{}</p>', title) if title else "",
            self.body.render(context),
        )


@register.tag
def notice(parser: Parser, token: Token) -> NoticeNode:
    """`{% notice "warning" title=_("Careful") %} … {% endnotice %}`, kinds: info, success, warning, error."""
    _, kind, *rest = token.split_contents()
    options = token_kwargs(rest, parser)
    body = parser.parse(("endnotice",))
    parser.delete_first_token()
    return NoticeNode(parser.compile_filter(kind), options.get("title"), body)
