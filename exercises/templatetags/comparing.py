"""Two texts that look the same and are not: their spaces, shown."""

from django import template

from exercises.comparing import only_blanks_differ, with_blanks_shown

register = template.Library()
register.filter("with_blanks_shown", with_blanks_shown)
register.filter("differs_by_blanks_from", only_blanks_differ)
