"""What a trainer fills in to answer work, and questions."""

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


class HelpAnswerForm(forms.Form):
    """An answer; `paths` are the files of the code that was shown."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A question or a first step helps more than the solution."),
    )
    path = forms.ChoiceField(label=_("File"), required=False)
    line = forms.IntegerField(label=_("Line"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: object, paths: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(path, path) for path in paths]
