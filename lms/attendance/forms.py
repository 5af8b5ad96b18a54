"""Forms about attendance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.attendance.models import Presence, Reason
from lms.people.models import Cohort, User
from lms.people.queries import apprentices_of


class MarkForm(forms.Form):
    """One tap on one person; the choice of people is her class."""

    apprentice = forms.ModelChoiceField(queryset=User.objects.none())
    presence = forms.ChoiceField(choices=Presence.choices)
    reason = forms.ChoiceField(choices=[("", ""), *Reason.choices], required=False)
    because = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = User.objects.filter(enrolments__cohort=cohort)


class LeaveForm(forms.Form):
    apprentice = forms.ModelChoiceField(label=_("Apprentice"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Reason.choices,
        help_text=_("Seen by those who work in the school. Nothing about health is written here."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = apprentices_of(cohort)
