"""Opening a cohort: its school, its dates, and the certifications it prepares for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lms.core.forms import DayField
from lms.people.actions import CohortPlan
from lms.people.models import PLACES, Programme, School, User
from lms.people.queries import schools_coordinated_by, trainers_of
from lms.records.models import CertificationVersion

LONGEST_COHORT = timedelta(days=3 * 366)


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
