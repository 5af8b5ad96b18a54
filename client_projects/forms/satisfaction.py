"""What the client is asked about the project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from client_projects.satisfaction import LONGEST_WORDS, QUESTIONS, Agreement


class SatisfactionForm(forms.Form):
    """The questions, a few words of her own, and whether these may be quoted."""

    words = forms.CharField(
        label=_("In a few words, what would you like to tell the team?"),
        help_text=_("As you like; %(n)d signs at most.") % {"n": LONGEST_WORDS},
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    may_quote = forms.BooleanField(
        label=_("You may quote these words"),
        help_text=_(
            "With your name, in the files of the apprentices who worked for you. You can take it back."
        ),
        required=False,
    )
    # Which answers were read: those that somebody else changed meanwhile are not overwritten unread.
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, question in QUESTIONS.items():
            self.fields[code] = forms.ChoiceField(
                label=question, choices=Agreement.choices, widget=forms.RadioSelect
            )
        self.order_fields([*QUESTIONS, "words", "may_quote", "seen"])

    @property
    def said(self) -> dict[str, Any]:
        """What `answer_survey` takes, once the form is valid."""
        rest = {key: self.cleaned_data[key] for key in ("words", "may_quote", "seen")}
        return {"answers": {code: self.cleaned_data[code] for code in QUESTIONS}, **rest}

    def show_again_beside(self, stamp: str) -> None:
        """Be shown with what was typed beside the answers of this stamp: it is those which are read now."""
        data: Any = self.data.copy()
        data[self.add_prefix("seen")] = stamp
        self.data = data
