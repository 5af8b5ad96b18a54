"""The guides of `docs/guides`, as pages of the site: the same words and pictures as on paper."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString

from lms.core.markdown import render_markdown
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, TRAINER

FOLDER = settings.BASE_DIR / "docs" / "guides"
# In this order. A jury reads for some days, and its page says what to do.
GUIDES = (APPRENTICE, TRAINER, CLIENT, COORDINATOR, ADVISER)


@dataclass(frozen=True)
class Guide:
    """One guide: whose, its title, and the rest as HTML."""

    role: str
    title: str
    html: SafeString


@cache
def read_guide(role: str) -> Guide:
    """Return the guide of a role, one of GUIDES; its pictures are served with the site's own."""
    title, _, text = (FOLDER / f"{role}.md").read_text(encoding="utf-8").partition("\n")
    pictures = {
        f"pictures/{path.name}": static(f"guides/{path.name}")
        for path in (FOLDER / "pictures").glob(f"{role}-*.webp")
    }
    return Guide(role, title.removeprefix("# "), render_markdown(text, pictures))


def titles() -> dict[str, str]:
    """Return the title of each guide by its role."""
    return {role: read_guide(role).title for role in GUIDES}
