"""Forms about barriers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.about.models import Barrier


class BarrierForm(forms.ModelForm[Barrier]):
    class Meta:
        model = Barrier
        fields = ["text", "page", "reply_to"]
        labels = {
            "text": _("What could you not read or do?"),
            "page": _("On which page?"),
            "reply_to": _("Your e-mail, if you would like an answer"),
        }
        help_texts = {
            "text": _("Say it in your own words; if you like, with which device and which aid you read."),
            "page": _("Its address, or its title. Leave it empty if it is everywhere."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": _("Write a few words: what stopped you?")}}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What was done, or answered"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done, or answered.")},
    )
