"""Forms about exits."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.forms import DayField
from lms.core.uploads import ACCEPTED
from lms.exits.models import ContractType, EmployerKind, Moment, Situation

LONGEST_CONTRACT_MONTHS = 60


class SituationForm(forms.Form):
    moment = forms.ChoiceField(label=_("When"), choices=Moment.choices)
    situation = forms.ChoiceField(label=_("What she does"), choices=[("", ""), *Situation.choices])
    contract = forms.ChoiceField(
        label=_("Contract, for a job"), choices=[("", ""), *ContractType.choices], required=False
    )
    months = forms.IntegerField(
        label=_("Length in months, for a contract that ends"),
        min_value=1,
        max_value=LONGEST_CONTRACT_MONTHS,
        required=False,
    )
    starts_on = DayField(label=_("First day there"), required=False)
    employer = forms.ChoiceField(
        label=_("Kind of employer"), choices=[("", ""), *EmployerKind.choices], required=False
    )
    known_on = DayField(label=_("Known on"))
    proof = forms.FileField(
        label=_("Proof (a picture or a PDF)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Contract, certificate, message. Hide what does not concern the job."),
    )


_NOT_DECLARED = (Situation.OUT_OF_COUNT, Situation.UNREACHABLE)


class SurveyForm(forms.Form):
    """What a person says herself, in a minute, on a phone."""

    situation = forms.ChoiceField(
        label=_("What do you do now?"),
        choices=[(one.value, one.label) for one in Situation if one not in _NOT_DECLARED],
        widget=forms.RadioSelect,
    )
    contract = forms.ChoiceField(
        label=_("Your contract, if you have a job"),
        choices=[("", ""), *ContractType.choices],
        required=False,
    )
    months = forms.IntegerField(
        label=_("For how many months, if it ends"),
        min_value=1,
        max_value=LONGEST_CONTRACT_MONTHS,
        required=False,
    )
    starts_on = DayField(label=_("Since when"), required=False)


class AsOfForm(forms.Form):
    """Of which day, and of which moment, figures are wanted."""

    on = DayField(label=_("As of"))
    moment = forms.ChoiceField(label=_("What was known"), choices=Moment.choices)

    def __init__(self, asked: object, *, today: date) -> None:
        given = asked if isinstance(asked, dict) else {}
        super().__init__(
            {"on": given.get("on") or today.isoformat(), "moment": given.get("moment") or Moment.AT_EXIT}
        )
