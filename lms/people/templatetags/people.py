"""How people's machines are named on screen."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: Edge and Opera say they are Chrome as well, and Chrome that it is Safari.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X|Macintosh"),
    ("Linux", "Linux|X11"),
)


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, text)), "")


@register.filter
def browser_name(user_agent: str) -> str:
    """Return the browser and the system that a user agent names, in words; what is unknown is said to be."""
    found = [name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name]
    return " · ".join(found) or _("Unknown browser")
