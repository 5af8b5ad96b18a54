"""What is asked for the test book and for a signature."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from client_projects.states import AcceptanceDecision


class TestItemForm(forms.Form):
    area = forms.CharField(label=_("Page or path"), max_length=80)
    to_do = forms.CharField(label=_("What to do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    expected = forms.CharField(
        label=_("What should happen"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class TestRunForm(forms.Form):
    delivered = forms.CharField(
        label=_("What is delivered"),
        max_length=200,
        help_text=_("Number of the version, commit, day: what makes it unmistakable."),
    )
    address = forms.URLField(
        label=_("Where the client tries it"), required=False, max_length=500, assume_scheme="https"
    )


class SignatureForm(forms.Form):
    """A name written by hand and a box: what one does twice is meant."""

    name = forms.CharField(label=_("Your first name and name"), max_length=170)
    is_sure = forms.BooleanField(label=_("I have read it and I sign"))
    seen_hash = forms.CharField(widget=forms.HiddenInput)


class AcceptanceForm(SignatureForm):
    decision = forms.ChoiceField(
        label=_("Your decision"), choices=AcceptanceDecision.choices, widget=forms.RadioSelect
    )
    field_order = ["decision", "name", "is_sure", "seen_hash"]

    def __init__(self, *args: Any, allowed: Iterable[AcceptanceDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, one.label) for one in allowed]
