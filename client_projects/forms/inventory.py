"""What is asked before an inventory begins."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BeginInventoryForm(forms.Form):
    upload = forms.FileField(
        label=_("Or a zip of the site"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=_("When the site is offline, or as a copy on a disk: 50 MB at most."),
    )
