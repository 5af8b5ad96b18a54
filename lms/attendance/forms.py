"""Forms about attendance."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.attendance.models import Hours, Presence, Reason
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


class HourField(forms.TimeField):
    """An hour, picked in the browser's own way; browsers understand this form of it only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **kwargs)


class HoursForm(forms.Form):
    """From when to when a class takes place."""

    morning_begins = HourField(label=_("Morning, from"))
    morning_ends = HourField(label=_("Morning, until"))
    afternoon_begins = HourField(label=_("Afternoon, from"))
    afternoon_ends = HourField(label=_("Afternoon, until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for earlier, later, refusal in (
            ("morning_begins", "morning_ends", gettext("The morning ends after it begins.")),
            ("morning_ends", "afternoon_begins", gettext("The afternoon begins after the morning.")),
            ("afternoon_begins", "afternoon_ends", gettext("The afternoon ends after it begins.")),
        ):
            first, last = cleaned.get(earlier), cleaned.get(later)
            may_touch = later == "afternoon_begins"
            if first and last and (last < first or (last == first and not may_touch)):
                self.add_error(later, refusal)
        return cleaned

    def hours(self) -> dict[str, Hours]:
        """What `set_hours` takes."""
        said = self.cleaned_data
        return {
            "morning": Hours(said["morning_begins"], said["morning_ends"]),
            "afternoon": Hours(said["afternoon_begins"], said["afternoon_ends"]),
        }
