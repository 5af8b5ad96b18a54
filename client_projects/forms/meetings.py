"""What is asked for the notes of a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from client_projects.models import ClientProject, Deliverable, Ticket
from lms.core.forms import DayField


class MeetingForm(forms.Form):
    held_on = DayField(label=_("Held on"))
    subject = forms.CharField(label=_("Subject"), max_length=120)
    present = forms.CharField(
        label=_("Who was there"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    notes = forms.CharField(
        label=_("What was said"),
        help_text=_("In words that the client understands: she reads it once a trainer shares it."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class MeetingDecisionForm(forms.Form):
    text = forms.CharField(label=_("What was decided"), max_length=300)
    owner = forms.CharField(label=_("Who does it"), max_length=120, required=False)
    due_on = DayField(label=_("Until when"), required=False)
    deliverable = forms.ModelChoiceField(
        label=_("About a deliverable"),
        queryset=Deliverable.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    ticket = forms.ModelChoiceField(
        label=_("About a ticket"),
        help_text=_("The client does not see the tickets."),
        queryset=Ticket.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, project: ClientProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deliverable"].queryset = Deliverable.objects.filter(milestone__project=project)
        self.fields["ticket"].queryset = project.tickets.order_by("number")
