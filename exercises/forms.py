"""What trainers fill in: answers to work and to questions, and what begins or finds an exercise."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from exercises import grading
from exercises.actions.review import Appraised
from exercises.folders import MAX_ZIP_BYTES
from exercises.importers.bringing_in import READERS
from exercises.models import Exercise, Submission
from exercises.states import AppraisalLevel, AuthoringState, ReviewDecision
from lms.people.models import School
from lms.records.models import Competence

# The fields of the review page stand in several places and are sent together, whichever button is pressed.
REVIEW_FORM = {"form": "review-form"}


class LineCommentForm(forms.Form):
    """Words on lines of a file; `paths` are the files of the work. `comment_id` names the comment being changed."""

    use_required_attribute = False  # the same form sends the review, which needs none of these

    path = forms.ChoiceField(label=_("File"), widget=forms.Select(attrs=REVIEW_FORM))
    first_line = forms.IntegerField(
        label=_("Line"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs=REVIEW_FORM),
        error_messages={"required": _("Which line?")},
    )
    last_line = forms.IntegerField(
        label=_("To line"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs=REVIEW_FORM),
    )
    text = forms.CharField(
        label=_("Your comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, **REVIEW_FORM}),
        error_messages={"required": _("Write a sentence first.")},
    )
    reuse = forms.BooleanField(
        label=_("Save it to write it again"), required=False, widget=forms.CheckboxInput(attrs=REVIEW_FORM)
    )
    comment_id = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs=REVIEW_FORM))

    def __init__(self, *args: Any, paths: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(path, path) for path in paths]

    def clean(self) -> dict[str, Any]:
        """Read two lines in either order; one line alone is from there to there."""
        asked = self.cleaned_data
        first, last = asked.get("first_line"), asked.get("last_line")
        if first is not None:
            asked["first_line"], asked["last_line"] = sorted((first, first if last is None else last))
        return asked


class ReviewForm(forms.Form):
    use_required_attribute = False

    comment = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, **REVIEW_FORM}),
        help_text=_("What is good, and what to look at next."),
    )
    next_step = forms.CharField(
        label=_("Next step"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=REVIEW_FORM),
        help_text=_("One sentence: what to do first. Needed when the work is to be reworked."),
    )
    decision = forms.ChoiceField(choices=ReviewDecision.choices, widget=forms.HiddenInput, required=True)

    def __init__(self, *args: Any, competences: Iterable[Competence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competences = list(competences)
        for competence in self.competences:
            self.fields[f"level:{competence.code}"] = forms.ChoiceField(
                label=competence.short_title,
                required=False,
                choices=[("", _("Not looked at")), *AppraisalLevel.choices],
                widget=forms.Select(attrs=REVIEW_FORM),
            )
            self.fields[f"words:{competence.code}"] = forms.CharField(
                label=_("In words"),
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs=REVIEW_FORM),
            )

    def rubric(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each competence: the level, and the words."""
        return [(self[f"level:{one.code}"], self[f"words:{one.code}"]) for one in self.competences]

    def clean(self) -> dict[str, Any]:
        """Refuse words about a competence without a level: nobody could tell what they mean."""
        asked = self.cleaned_data
        for one in self.competences:
            if asked.get(f"words:{one.code}") and not asked.get(f"level:{one.code}"):
                self.add_error(f"level:{one.code}", _("Say also whether it is seen, partly or not yet."))
        return asked

    def appraised(self) -> list[Appraised]:
        """Return what was said of each competence that was looked at."""
        asked = self.cleaned_data
        return [
            Appraised(one.code, AppraisalLevel(asked[f"level:{one.code}"]), asked[f"words:{one.code}"])
            for one in self.competences
            if asked[f"level:{one.code}"]
        ]


class SavedCommentForm(forms.Form):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
        self.fields["school"].initial = schools.first()


class HelpAnswerForm(forms.Form):
    """An answer; `paths` are the files of the code that was shown."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A question or a first step helps more than the solution."),
    )
    path = forms.ChoiceField(label=_("File"), required=False)
    line = forms.IntegerField(label=_("Line"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: object, paths: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(path, path) for path in paths]


class AuthoredFilter(forms.Form):
    """What narrows the authors' list; anything unknown narrows nothing, and the list says so."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    runtime = forms.ChoiceField(label=_("Runtime"), required=False)
    level = forms.TypedChoiceField(
        label=_("Level"), required=False, coerce=int, empty_value=None, choices=[("", _("All"))]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *AuthoringState.choices]
    )
    used = forms.ChoiceField(
        label=_("In a lesson"), required=False, choices=[("", _("All")), ("yes", _("Yes")), ("no", _("No"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["runtime"].choices = [("", _("All")), *((name, name) for name in grading.runtimes())]
        self.fields["level"].choices = [("", _("All")), *((level, str(level)) for level in range(1, 6))]

    def narrow(self, rows: QuerySet[Exercise], *, used: set[str]) -> QuerySet[Exercise]:
        """Return the rows that fit; `used` holds the keys that some lesson places."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            rows = rows.filter(Q(key__icontains=words) | Q(name__icontains=words))
        for name in ("runtime", "level", "state"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if asked.get("used") == "yes":
            rows = rows.filter(key__in=used)
        return rows.exclude(key__in=used) if asked.get("used") == "no" else rows


class NewExerciseForm(forms.Form):
    """A new exercise: from another one of its runtime, from a zip, or from a folder."""

    key = forms.SlugField(
        label=_("Name of the folder"),
        max_length=80,
        help_text=_("Small letters, digits and hyphens, such as html-carte-de-visite. It never changes."),
    )
    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    runtime = forms.ChoiceField(
        label=_("Begin from an example in"),
        help_text=_("A short exercise of the catalogue, to be rewritten. Left aside when files are sent."),
    )
    archive = forms.FileField(label=_("Or from a zip"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["runtime"].choices = [(name, name) for name in grading.runtimes()]


class BringInForm(forms.Form):
    """Exercises of another platform."""

    origin = forms.ChoiceField(
        label=_("Where it comes from"), choices=[(key, name) for key, (name, _reader) in READERS.items()]
    )
    material = forms.FileField(
        label=_("File"), help_text=_("A zip of the whole material, or one of its files. 20 MB at most.")
    )
    url = forms.URLField(label=_("Address"), required=False, assume_scheme="https")
    author = forms.CharField(label=_("Author"), required=False, max_length=200)
    licence = forms.CharField(
        label=_("Licence"),
        required=False,
        max_length=200,
        help_text=_("What the material does not say itself. It stays with each exercise."),
    )

    def clean_material(self) -> Any:
        material = self.cleaned_data["material"]
        if material.size > MAX_ZIP_BYTES:
            raise forms.ValidationError(
                _("This archive is larger than %(size)s MB.") % {"size": MAX_ZIP_BYTES >> 20}
            )
        return material


class ShowWorkForm(forms.Form):
    """One of the works that she may show, and what she says of it."""

    submission = forms.ModelChoiceField(
        label=_("Work that you have passed"), queryset=Submission.objects.none(), empty_label=None
    )
    words = forms.CharField(
        label=_("What this work shows, in a sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: “My first page that reads well on a phone.”"),
    )

    def __init__(self, *args: object, works: QuerySet[Submission], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["submission"]
        field.queryset = works
        field.label_from_instance = lambda work: work.version.title


class PieceForm(forms.Form):
    words = forms.CharField(
        label=_("What this work shows, in a sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PortfolioAddressForm(forms.Form):
    shown_name = forms.CharField(
        label=_("Name shown"),
        max_length=80,
        help_text=_("Your first name is enough; nothing else of you is shown."),
    )
    days = forms.ChoiceField(
        label=_("For how long"),
        choices=[("30", _("One month")), ("90", _("Three months")), ("180", _("Six months"))],
    )

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))
