"""Fields that several packages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

# A slip of the hand in the year is told, not stored: no calendar reaches further.
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day, picked in the browser's own calendar."""

    default_validators = [
        MinValueValidator(_FIRST, _("Choose a day between 2000 and 2100.")),
        MaxValueValidator(_LAST, _("Choose a day between 2000 and 2100.")),
    ]

    def __init__(self, **kwargs: Any) -> None:
        # Browsers understand this form of a date only, whatever the language.
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)
