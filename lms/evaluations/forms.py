"""Planning an evaluation, writing it on a sheet, its result, the synthesis."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core.forms import DayField
from lms.evaluations.models import SheetResult
from lms.records.models import Competence


class CompetencesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.short_title}"


class EvaluationForm(forms.Form):
    """One evaluation: planned, or held and written on a sheet."""

    # On a sheet it stands in one form with the result, where it may stay empty.
    use_required_attribute = False

    description = forms.CharField(
        label=_("Description"), max_length=300, help_text=_("The task and how it is carried out.")
    )
    day = DayField(label=_("Day"))
    competences = CompetencesField(
        label=_("Competences evaluated"),
        queryset=Competence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, competences: QuerySet[Competence], is_held: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competences"].queryset = competences
        self._is_held = is_held

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if self._is_held and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class ResultForm(forms.Form):
    """What the evaluations of a sheet showed; the page carries what it said before, to know what was typed."""

    use_required_attribute = False

    result = forms.ChoiceField(label=_("Result"), choices=SheetResult.choices, widget=forms.RadioSelect)
    attention_points = forms.CharField(
        label=_("Points of attention"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when the criteria are not met."),
    )
    to_reassess = CompetencesField(
        label=_("Competences to reassess"),
        queryset=Competence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("At least one when the criteria are not met."),
    )
    observations = forms.CharField(
        label=_("Observations"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, competences: QuerySet[Competence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_reassess"].queryset = competences
        for field in self.fields.values():
            field.show_hidden_initial = True


class SynthesisForm(forms.Form):
    observations = forms.CharField(
        label=_("Observations"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
