"""What is asked for: the list, then what the client gives for each line of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from client_projects.models import ClientProject, Milestone
from client_projects.states import AccessWay, ContentKind, PeopleShown, PictureRights
from lms.core.forms import DayField

PICTURES = "image/jpeg,image/png,image/webp"


class WantedContentForm(forms.Form):
    """One line of the list, written for somebody who makes no websites."""

    title = forms.CharField(label=_("What the client gives"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=ContentKind.choices)
    details = forms.CharField(
        label=_("What exactly is needed"),
        help_text=_("How many, how long, which size: the client reads this sentence."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    page = forms.CharField(label=_("For which page"), max_length=120, required=False)
    milestone = forms.ModelChoiceField(
        label=_("For which stage"), queryset=Milestone.objects.none(), required=False, empty_label=_("None")
    )
    wanted_on = DayField(label=_("Wanted by"), required=False)

    def __init__(self, *args: Any, project: ClientProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = self.fields["milestone"]
        stages.queryset = project.milestones.order_by("number")
        stages.label_from_instance = lambda milestone: milestone.stage.name


class IncompleteForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing"),
        help_text=_("The client reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GiveTextForm(forms.Form):
    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    document = forms.FileField(
        label=_("Or a PDF document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class GiveAccessForm(forms.Form):
    """How, never what: there is no field for a password, and the sentence says so."""

    way = forms.ChoiceField(
        label=_("How you gave us the access"), choices=AccessWay.choices, widget=forms.RadioSelect
    )
    holder = forms.CharField(
        label=_("Who holds it now"), max_length=120, help_text=_("A name: whoever to ask if it is lost.")
    )
    text = forms.CharField(
        label=_("Something to know about it"),
        help_text=_("The address of the service, an account name. Never a password."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SeveralPhotos(forms.FileInput):
    """A file input for several photos at once: a telephone opens its camera or its album."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosForm(forms.Form):
    """The photos alone; each is looked at by itself, so that one refusal loses no other."""

    photos = forms.Field(
        label=_("Your photos"),
        help_text=_("Several at once, straight from your telephone if you like. 10 MB each at most."),
        required=False,
        widget=SeveralPhotos(attrs={"accept": PICTURES}),
    )


class RightsForm(forms.Form):
    """One declaration for the photos that were just given."""

    author = forms.CharField(label=_("Who took or made them"), max_length=120)
    rights = forms.ChoiceField(
        label=_("May they be on your site?"),
        choices=[*PictureRights.choices, ("unknown", pgettext_lazy("rights", "I do not know"))],
        widget=forms.RadioSelect,
    )
    permission = forms.CharField(
        label=_("Who agreed and when, or the name of the licence"), max_length=200, required=False
    )
    people = forms.ChoiceField(
        label=_("People one can recognise"),
        choices=[
            *PeopleShown.choices,
            ("not_yet", pgettext_lazy("people", "Somebody has not agreed yet, or I do not know")),
        ],
        widget=forms.RadioSelect,
    )
