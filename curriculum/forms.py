"""What an author sends to take in a course of another school, and what a trainer sets in a calendar."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from curriculum.models import PeriodKind, ProgrammePage
from lms.core.forms import DayField
from lms.core.working_days import LONGEST_DELAY
from lms.people.models import Cohort, User


class TakeInForm(forms.Form):
    archive = forms.FileField(
        label=_("File from another school"),
        help_text=_("A zip made by “Download”, here or in another school."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    course = forms.ModelChoiceField(
        label=_("Course that receives it"),
        queryset=ProgrammePage.objects.none(),
        required=False,
        empty_label=_("The one named in the file"),
        help_text=_("For a module or an exercise alone, choose the course; exercises need none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = ProgrammePage.objects.order_by("title")


class DatesForm(forms.Form):
    opens_on = DayField(label=_("Opens on"))
    due_on = DayField(
        label=_("Expected until"), required=False, help_text=_("Without a last day, nobody is ever late.")
    )


class PostponeForm(forms.Form):
    days = forms.IntegerField(label=_("By how many days"), min_value=1, max_value=LONGEST_DELAY, initial=7)
    following = forms.BooleanField(
        label=_("Also all the modules that follow"),
        required=False,
        help_text=_("What is open already stays open: only its last day moves."),
    )


class _ForOne(forms.Form):
    apprentice = forms.ModelChoiceField(
        label=_("Apprentice"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = people


class ExtendForm(_ForOne):
    due_on = DayField(label=_("Expected until, for this person"))


class ExemptForm(_ForOne):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("The apprentice and your colleagues read it. Nothing about health or private life."),
    )


class PeriodForm(forms.Form):
    kind = forms.ChoiceField(label=_("What happens"), choices=PeriodKind.choices)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    label = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("For instance: first placement.")
    )


class ProposeForm(forms.Form):
    starts_on = DayField(label=_("First day of the course"))


class CopyForm(forms.Form):
    source = forms.ModelChoiceField(
        label=_("Cohort to copy from"), queryset=Cohort.objects.none(), empty_label=_("Choose a cohort")
    )
    starts_on = DayField(label=_("The first module opens on"))

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = cohorts
