"""Forms about one's data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.privacy.models import Outcome, RequestKind


class AskForm(forms.Form):
    kind = forms.ChoiceField(label=_("What do you ask?"), choices=[("", ""), *RequestKind.choices])
    text = forms.CharField(
        label=_("In your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say which information it is about. Nothing has to be justified, except an objection."),
    )


class AnswerRequestForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What was done"), choices=[("", ""), *Outcome.choices])
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("She reads it as you write it. A refusal says why, and that she may turn to the CNIL."),
        error_messages={"required": _("Write what was done, or why not.")},
    )
