"""Opening a cohort; asking, validating and revoking; adding a piece; taking a certification in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.core.dates import date_format
from lms.core.forms import DayField
from lms.core.uploads import ACCEPTED
from lms.people.actions import CohortPlan
from lms.people.models import PLACES, Programme, School, User
from lms.people.queries import schools_coordinated_by, trainers_of
from lms.records.certification import CompetenceProgress
from lms.records.models import CertificationVersion, Competence, Criterion, Evidence, Level

LONGEST_COHORT = timedelta(days=3 * 366)
LARGEST_REFERENTIAL = 1024 * 1024


class OpenCohortForm(forms.Form):
    """Offers only the schools that `coordinator` coordinates, and their trainers."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Name of the cohort"), max_length=120, help_text=_("For example: Promotion Ada")
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.order_by("name"), required=False
    )
    new_programme = forms.CharField(
        label=_("Or the name of a new programme"),
        max_length=120,
        required=False,
        help_text=_("Only if the list does not have it. All cohorts of a programme follow the same course."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=60, initial=PLACES)
    versions = forms.ModelMultipleChoiceField(
        label=_("Certifications prepared"),
        queryset=CertificationVersion.objects.select_related("certification"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("They decide which competences the work of the apprentices can prove."),
    )
    trainers = forms.ModelMultipleChoiceField(
        label=_("Training team"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Every trainer of the school sees the class; these are named as its team."),
    )

    def __init__(self, *args: Any, coordinator: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_coordinated_by(coordinator)
        self.fields["school"].queryset = schools
        self.fields["trainers"].queryset = trainers_of(schools)
        programmes = self.fields["programme"].queryset
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The last day comes after the first one."))
        elif starts and ends and ends - starts > LONGEST_COHORT:
            self.add_error("ends_on", _("A cohort lasts three years at the most."))
        name = cleaned.get("new_programme")
        if not name and not cleaned.get("programme") and "programme" not in self.errors:
            self.add_error("programme", _("Choose a programme, or name a new one."))
        elif name and not slugify(name):
            self.add_error("new_programme", _("A name has letters."))
        elif name and Programme.objects.filter(Q(name__iexact=name) | Q(slug=slugify(name)[:50])).exists():
            self.add_error("new_programme", _("This programme exists: choose it in the list."))
        school, trainers = cleaned.get("school"), cleaned.get("trainers")
        if school and trainers:
            elsewhere = trainers.exclude(pk__in=trainers_of(School.objects.filter(pk=school.pk)))
            if elsewhere:
                names = ", ".join(str(person) for person in elsewhere)
                self.add_error("trainers", _("Not a trainer of this school: %(names)s.") % {"names": names})
        return cleaned

    def opening(self) -> dict[str, Any]:
        """What `open_cohort_preparing` takes."""
        said = self.cleaned_data
        plan = CohortPlan(
            name=said["name"],
            school=said["school"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            places=said["places"],
            trainers=said["trainers"],
        )
        programme = said["new_programme"] or said["programme"]
        return {"plan": plan, "programme": programme, "versions": said["versions"]}


class CohortVersionsForm(forms.Form):
    versions = forms.ModelMultipleChoiceField(
        label=_("Certifications prepared"),
        queryset=CertificationVersion.objects.select_related("certification"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What was proved under another version stays as it was written."),
    )


class AskForm(forms.Form):
    message = forms.CharField(
        label=_("A word for the trainer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: which piece shows it best, and what you did yourself."),
    )


class PiecesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        day = date_format(timezone.localtime(obj.recorded_at), "j F Y")
        label = f"{obj.source_title} · {obj.kind}, {day}"
        return (
            gettext("%(piece)s (formative: never counts alone)") % {"piece": label}
            if obj.is_formative
            else label
        )


class ValidateForm(forms.Form):
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, widget=forms.RadioSelect)
    met = forms.ModelMultipleChoiceField(
        label=_("Criteria met"),
        queryset=Criterion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence = PiecesField(
        label=_("Pieces it rests on"),
        queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    comment = forms.CharField(
        label=_("Comment for the apprentice"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you choose “Not yet”: what is missing."),
    )

    def __init__(self, *args: Any, entry: CompetenceProgress[Competence, Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["met"].queryset = entry.competence.criteria.all()
        self.fields["evidence"].queryset = Evidence.objects.filter(pk__in=[one.pk for one in entry.evidence])
        if not entry.evidence:
            self.fields["evidence"].help_text = _("Nothing speaks for it yet: add a piece first.")


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it no longer holds"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CompetencesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.block.version.certification.short_name} · {obj.short_title}"


class PieceForm(forms.Form):
    """A file an apprentice or her trainer adds; without one, what a trainer saw being done."""

    title = forms.CharField(label=_("Title"), max_length=120)
    happened_on = DayField(label=_("Day"))
    own_part = forms.CharField(
        label=_("What she did herself"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In shared work, her own part."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("A picture (PNG, JPEG, WebP) or a PDF document, 10 MB at most."),
    )
    competences = CompetencesField(
        label=_("Competences it speaks for"),
        queryset=Competence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, competences: QuerySet[Competence], is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competences"].queryset = competences
        if is_own:
            self.fields["own_part"].label = _("What you did yourself")
            self.fields["own_part"].help_text = _("In shared work, your own part.")
            self.fields["file"].required = True
        else:
            self.fields["file"].label = _("File, if there is one")

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,  # or the lines that messages name would be others
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, text = cleaned.get("file"), cleaned.get("text")
        if not self.errors and bool(upload) == bool(text):
            raise forms.ValidationError(_("Give one thing: a file or a text."))
        if upload:
            if upload.size > LARGEST_REFERENTIAL:
                raise forms.ValidationError(_("This file is too large: 1 MB at most."))
            try:
                cleaned["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _("This file is not text: a referential is written as YAML.")
                ) from None
        cleaned["name"] = upload.name if upload else gettext("The text")
        return cleaned
