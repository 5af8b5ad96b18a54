"""Forms of evidence: one's part in a version, a trainer's answer to it, quotes of the client."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from client_projects.forms.tickets import CompetencesField
from client_projects.queries.evidence import Written
from lms.people.models import User
from lms.records.models import Competence


def _competences(label: Any, help_text: Any = "", *, required: bool = True) -> CompetencesField:
    return CompetencesField(
        label=label,
        queryset=Competence.objects.none(),
        required=required,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def draw(field: Any, objects: Iterable[Any]) -> None:
    """Draw these choices without asking the database again: a page shows many of these forms."""
    field.widget.choices = [(one.pk, field.label_from_instance(one)) for one in objects]


class VersionPartForm(forms.Form):
    sentence = forms.CharField(
        label=_("What I did myself"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence, for your trainers and your file: “I wrote the form and its messages”."),
    )
    competences = _competences(
        _("Competences at work"),
        _("Proposed only: a trainer validates once the client has approved."),
        required=False,
    )

    def __init__(self, *args: Any, competences: QuerySet[Competence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competences"].queryset = competences


VALIDATE, RETURN, WITHDRAW = "validate", "return", "withdraw"


class PartReviewForm(forms.Form):
    """A trainer's answer; offers only what may follow, `withdraw` alone once it is evidence."""

    # Which sentence is read: one that has changed meanwhile gets no answer unread.
    seen_digest = forms.CharField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    competences = _competences(_("Competences it speaks for"), required=False)
    reason = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to ask for another sentence or to withdraw: the apprentice reads it."),
    )

    def __init__(
        self,
        *args: Any,
        competences: QuerySet[Competence],
        may_validate: bool,
        is_evidence: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (VALIDATE, pgettext_lazy("choice", "I validate")),
            (RETURN, pgettext_lazy("choice", "To say again")),
        ]
        if is_evidence:
            choices = [(WITHDRAW, pgettext_lazy("choice", "Withdraw this evidence"))]
            self.fields["verdict"].widget = forms.HiddenInput()
            self.fields["verdict"].initial = WITHDRAW
            self.fields["reason"].required = True
        elif not may_validate:
            choices = choices[1:]
        self.fields["verdict"].choices = choices
        if may_validate and not is_evidence:
            self.fields["competences"].queryset = competences
        else:
            del self.fields["competences"]

    def show_again_beside(self, digest: str) -> None:
        """Be shown with what was typed beside the sentence of this digest: it is that one which is read now."""
        data: Any = self.data.copy()
        data[self.add_prefix("seen_digest")] = digest
        self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") in {RETURN, WITHDRAW} and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please say why: the apprentice reads it."))
        if cleaned.get("verdict") == VALIDATE and not cleaned.get("competences"):
            self.add_error("competences", _("Choose the competences that this part speaks for."))
        return cleaned


class QuoteAskForm(forms.Form):
    """Which sentence of what the client wrote."""

    source = forms.ChoiceField(label=_("What the client wrote"))
    text = forms.CharField(
        label=_("The sentence, word for word"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, written: Iterable[Written], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one.key, one.text[:120]) for one in written]


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.get_full_name()


class QuoteAttachForm(forms.Form):
    apprentice = PersonField(label=_("For whom"), queryset=User.objects.none(), empty_label=None)
    competences = _competences(_("Competences it speaks for"))

    def __init__(
        self, *args: Any, people: QuerySet[User], competences: QuerySet[Competence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = people
        self.fields["competences"].queryset = competences
