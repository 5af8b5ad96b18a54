"""Forms about contracts and placements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.forms import DayField
from lms.placements.models import AgreementState, Aim


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


class AgreementForm(forms.Form):
    prefix = "agreement"
    state = forms.ChoiceField(label=_("Where it stands"), choices=AgreementState.choices)
    document = forms.FileField(
        label=_("Agreement (PDF)"), widget=forms.ClearableFileInput(attrs={"accept": ".pdf"})
    )


class JournalForm(forms.Form):
    prefix = "journal"
    day = DayField(label=_("Day"), help_text=_("One entry a day, or one for the week, on its last day."))
    text = forms.CharField(
        label=_("What I did, what I learned, what was difficult"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    # Which text is being changed, if any: one that was not read is not overwritten.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
