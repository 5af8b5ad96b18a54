"""What a trainer fills in to answer work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.states import ReviewDecision


class ReviewForm(forms.Form):
    comment = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is good, and what to look at next. Needed when the work is to be reworked."),
    )
    decision = forms.ChoiceField(choices=ReviewDecision.choices, widget=forms.HiddenInput, required=True)
