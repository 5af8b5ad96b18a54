"""Forms of the dossier professionnel and of the dossier de projet."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.core.uploads import ACCEPTED
from lms.dossiers.exporting import legible
from lms.dossiers.guidance import HEADINGS, OUTLINE
from lms.dossiers.models import FileExample
from lms.records.models import Evidence

LONGEST_TEXT = 12_000


class ExampleForm(forms.ModelForm):
    """Nothing is required: a text is stored while it grows, and what is missing is told before the declaration."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = FileExample
        fields = ("title", "tasks", "means", "with_whom", "organisation", "service", "period", "extra")
        help_texts = {
            "title": _("For example: the booking page of an association"),
            "tasks": _(
                "Write “I”. Say what you did yourself, step by step, in which conditions and with which limits."
            ),
            "means": _("Software, languages, documents, equipment."),
            "with_whom": _("Team, client, trainers: who did what with you."),
            "period": _("For example: from 3 to 28 March 2027"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", *HEADINGS):
            # Read by the label, which would otherwise call it optional.
            self.fields[name].needed_for = _("needed for the declaration")
        for name in ("tasks", "means", "with_whom", "extra"):
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_TEXT))
            self.fields[name].widget.attrs.update(
                {"rows": 4 if name != "tasks" else 12, "maxlength": LONGEST_TEXT}
            )

    def texts(self) -> dict[str, str]:
        return {name: legible(self.cleaned_data[name]) for name in self.Meta.fields}


class EvidenceForm(forms.Form):
    evidence = forms.ModelMultipleChoiceField(
        label=_("Evidence of this activity type in your book"),
        queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, evidence: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = evidence


class DocumentForm(forms.Form):
    caption = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("One sentence; it also replaces the picture for those who do not see it."),
    )
    content = forms.FileField(
        label=_("Picture or PDF, 10 MB at most"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )


class DiplomaForm(forms.Form):
    title = forms.CharField(label=_("Diploma, title or certificate"), max_length=200)
    given_by = forms.CharField(label=_("Given by"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2100, required=False)


class DeclarationForm(forms.Form):
    name = forms.CharField(label=_("Your first and last name"), max_length=160)
    place = forms.CharField(label=_("Signed at (town)"), max_length=120)
    is_mine = forms.BooleanField(
        label=_("I declare on my honour that this file is my own work and that what it tells is true.")
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("She and her trainers read it. It stays beside the file: no jury sees it."),
    )


class ProjectFileForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    title = forms.CharField(label=_("Name of the project"), max_length=150, required=False)
    summary = forms.CharField(
        label=_("Summary of the project"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    parts_done = forms.MultipleChoiceField(
        label=_("Parts that are written"),
        choices=[(part.code, part.title) for part in OUTLINE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ProjectUploadForm(forms.Form):
    content = forms.FileField(
        label=_("The dossier de projet, as a PDF of 10 MB at most"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )
    appendix_pages = forms.IntegerField(
        label=_("How many of its last pages are appendices?"), min_value=0, max_value=400, initial=0
    )
