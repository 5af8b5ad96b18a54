"""What templates ask about a line of a sheet."""

from django import template

from lms.attendance.models import AttendanceMark, Hours
from lms.attendance.reasons import is_justified
from lms.core.dates import time_format

register = template.Library()


@register.filter
def justified(mark: AttendanceMark) -> bool:
    """Whether that absence has a reason which justifies it."""
    return is_justified(mark.reason)


@register.filter
def from_to(hours: Hours) -> str:
    """Write from when to when a half-day lasts: « 9 h 00 – 12 h 30 »."""
    return f"{time_format(hours.begins_at, 'H:i')} – {time_format(hours.ends_at, 'H:i')}"
