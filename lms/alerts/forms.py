"""Forms about alerts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.alerts.actions import MOST_DAYS


class SilentAfterForm(forms.Form):
    days = forms.IntegerField(
        label=_("Tell us after so many working days without work"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Weekends, holidays, placements and absences do not count."),
        error_messages={
            "min_value": _("Choose between 1 and 20 working days."),
            "max_value": _("Choose between 1 and 20 working days."),
        },
    )
