"""The plain summary of the register, for the public page."""

from typing import Any

from django import template

from lms.privacy.register import REGISTER

register = template.Library()


@register.inclusion_tag("privacy/_summary.html")
def kept_of_people() -> dict[str, Any]:
    """Show for each treatment what it is for and how long it lasts."""
    return {"treatments": REGISTER}
