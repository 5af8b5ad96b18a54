"""What templates ask about a line of a sheet."""

from django import template

from lms.attendance.models import AttendanceMark
from lms.attendance.reasons import is_justified

register = template.Library()


@register.filter
def justified(mark: AttendanceMark) -> bool:
    """Whether that absence has a reason which justifies it."""
    return is_justified(mark.reason)
