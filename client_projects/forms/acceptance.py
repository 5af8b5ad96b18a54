"""What is asked for the test book and for a signature."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from client_projects.models import SiteVersion, TestItem
from client_projects.states import AcceptanceDecision


class TestItemForm(forms.Form):
    area = forms.CharField(label=_("Page or path"), max_length=80)
    to_do = forms.CharField(label=_("What to do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    expected = forms.CharField(
        label=_("What should happen"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class TestRunForm(forms.Form):
    """Which version is tested: one of those handed in here, or another, said in words."""

    site_version = forms.ModelChoiceField(
        label=_("Version of the site"),
        queryset=SiteVersion.objects.none(),
        required=False,
        empty_label=_("Another, not handed in here"),
        help_text=_("The client can visit it as soon as the round is open."),
    )
    delivered = forms.CharField(
        label=_("What is delivered"),
        required=False,
        max_length=200,
        help_text=_(
            "Number of the version, commit, day: what makes it unmistakable. Empty for a version chosen above."
        ),
    )
    address = forms.URLField(
        label=_("Where the client tries it"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, versions: QuerySet[SiteVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["site_version"]
        choice.queryset = versions
        choice.label_from_instance = lambda version: (
            _("Version %(number)d of the site") % {"number": version.number}
        )
        if not versions.exists():
            del self.fields["site_version"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("site_version") and not said.get("delivered") and "delivered" not in self.errors:
            self.add_error("delivered", _("Choose a version of the site, or say what is delivered."))
        return said


class NewerVersionForm(forms.Form):
    """Which lines that worked have to be tried again on a newer version."""

    again = forms.ModelMultipleChoiceField(
        label=_("To try again"),
        queryset=TestItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, works: Iterable[TestItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        works = list(works)
        if works:
            self.fields["again"].queryset = TestItem.objects.filter(pk__in=[item.pk for item in works])
        else:
            del self.fields["again"]


class SignatureForm(forms.Form):
    """A name written by hand and a box: what one does twice is meant."""

    name = forms.CharField(label=_("Your first name and name"), max_length=170)
    is_sure = forms.BooleanField(label=_("I have read it and I sign"))
    seen_hash = forms.CharField(widget=forms.HiddenInput)


class AcceptanceForm(SignatureForm):
    decision = forms.ChoiceField(
        label=_("Your decision"), choices=AcceptanceDecision.choices, widget=forms.RadioSelect
    )
    field_order = ["decision", "name", "is_sure", "seen_hash"]

    def __init__(self, *args: Any, allowed: Iterable[AcceptanceDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, one.label) for one in allowed]
