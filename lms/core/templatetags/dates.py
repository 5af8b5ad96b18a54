"""The filters `date`, `time` and `as_hours` of every template, in French: see `lms.core.dates`."""

from typing import Any

from django import template
from django.template import defaultfilters

from lms.core import dates
from lms.core.dates import french

register = template.Library()
register.filter("as_hours", dates.as_hours)


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, wanted: str | None = None) -> str:
    return str(defaultfilters.date(value, french(value, wanted or "DATE_FORMAT")))


@register.filter(expects_localtime=True, is_safe=False)
def time(value: Any, wanted: str | None = None) -> str:
    return str(defaultfilters.time(value, french(value, wanted or "TIME_FORMAT")))
