"""Forms about contracts and placements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.forms import DayField
from lms.placements.models import Aim


class ContractForm(forms.Form):
    prefix = "contract"
    first = DayField(label=_("First day"))
    last = DayField(label=_("Planned last day"))
    weekly_hours = forms.DecimalField(
        label=_("Hours a week"), min_value=1, max_value=48, max_digits=4, decimal_places=2
    )


class PlacementForm(forms.Form):
    prefix = "placement"
    host = forms.CharField(label=_("Host: company, association or public body"), max_length=120)
    tutor = forms.CharField(label=_("Tutor there"), max_length=120)
    aim = forms.ChoiceField(label=_("Aim"), choices=Aim.choices)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
