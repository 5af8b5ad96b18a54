"""Questions that first screens ask back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.dashboard.history import KINDS


class HistoryForm(forms.Form):
    """What narrows the history; everything may be left empty."""

    name = forms.CharField(label=_("Name or address"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=())
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *KINDS.items()]
