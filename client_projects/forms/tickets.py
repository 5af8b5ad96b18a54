"""Forms of the board: write a ticket, say one's part, review."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from client_projects.models import Deliverable
from client_projects.states import TicketVerdict
from lms.people.models import User
from lms.records.models import Competence


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.get_full_name()


class CompetencesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.short_title}"


class TicketForm(forms.Form):
    """What to do, by whom, what it trains."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("A verb and a thing: “Write the contact page”.")
    )
    description = forms.CharField(
        label=_("What to do"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When will you know that it is done?"),
    )
    assignees = PeopleField(
        label=_("Who does it"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    half_days = forms.IntegerField(
        label=_("Estimate, in half-days"), required=False, min_value=1, max_value=40
    )
    deliverable = forms.ModelChoiceField(
        label=_("For which deliverable"),
        queryset=Deliverable.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    competences = CompetencesField(
        label=_("Competences at work"),
        queryset=Competence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Once a trainer has validated the ticket, it is evidence for these."),
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        deliverables: QuerySet[Deliverable],
        competences: QuerySet[Competence],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignees"].queryset = people
        self.fields["deliverable"].queryset = deliverables
        self.fields["competences"].queryset = competences


class TicketPartForm(forms.Form):
    sentence = forms.CharField(
        label=_("What I did myself"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence, for your trainers and your file: “I wrote the form and its messages”."),
    )


class TicketCommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by the team and the trainers. The client never sees it."),
    )


class TicketReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (TicketVerdict.VALIDATED, pgettext_lazy("choice", "I validate")),
            (TicketVerdict.REWORK, pgettext_lazy("choice", "To rework")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if there is something to rework: what, and how to go about it."),
    )


class TicketReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The evidence it gave is taken back until you validate it again."),
    )
