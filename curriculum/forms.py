"""What an author sends to take in a course of another school."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.models import ProgrammePage


class TakeInForm(forms.Form):
    archive = forms.FileField(
        label=_("File from another school"),
        help_text=_("A zip made by “Download”, here or in another school."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    course = forms.ModelChoiceField(
        label=_("Course that receives it"),
        queryset=ProgrammePage.objects.none(),
        required=False,
        empty_label=_("The one named in the file"),
        help_text=_("For a module or an exercise alone, choose the course; exercises need none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = ProgrammePage.objects.order_by("title")
