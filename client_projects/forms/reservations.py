"""What a trainer says about a reservation."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from client_projects.states import Severity
from lms.core.forms import DayField
from lms.people.models import User


class ReservationForm(forms.Form):
    severity = forms.ChoiceField(
        label=_("How much it weighs"), choices=[("", _("To be sorted")), *Severity.choices]
    )
    owner = forms.ModelChoiceField(
        label=_("Who puts it right"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )
    due_on = DayField(label=_("Until when"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people

    def offer(self, people: Iterable[User]) -> None:
        """Draw these people without asking the database again: a page shows many of these forms."""
        choices = [(person.pk, person.get_full_name()) for person in people]
        self.fields["owner"].widget.choices = [("", _("Nobody yet")), *choices]
