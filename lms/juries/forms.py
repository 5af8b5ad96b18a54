"""Forms about exams and certificates."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exercises.models import ExerciseVersion
from lms.core.forms import DayField
from lms.juries.models import Decision, ExamSession
from lms.juries.queries import quizzes_to_rehearse, versions_to_rehearse
from lms.people.models import Cohort, School, User
from lms.records.models import CertificationBlock, CertificationKind, CertificationVersion


class SessionForm(forms.Form):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    version = forms.ModelChoiceField(
        label=_("Title and version"), queryset=CertificationVersion.objects.none(), empty_label=None
    )
    held_on = DayField(label=_("Day of the exam"))
    place = forms.CharField(label=_("Place"), max_length=200)
    access_until = DayField(
        label=_("Last day on which the jury may read"),
        required=False,
        help_text=_("Two weeks after the exam unless you choose another day. Then its accounts close."),
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
        self.fields["version"].queryset = CertificationVersion.objects.filter(
            certification__kind=CertificationKind.PROFESSIONAL_TITLE, cohorts__cohort__school__in=schools
        ).distinct()


class CandidateForm(forms.Form):
    apprentice = forms.ModelChoiceField(label=_("Apprentice"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = people


class JuryMemberForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("An invitation is mailed. The account only shows the candidates of this session."),
    )


class OutcomeForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision of the jury"), choices=Decision.choices, widget=forms.RadioSelect
    )
    blocks = forms.ModelMultipleChoiceField(
        label=_("Blocks obtained in this session"),
        queryset=CertificationBlock.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    decided_on = DayField(label=_("Decided on"))
    because = forms.CharField(label=_("Why you correct it"), max_length=200, required=False)

    def __init__(self, *args: Any, session: ExamSession, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blocks"].queryset = session.version.blocks.all()
        if not is_correction:
            del self.fields["because"]


class ScoreForm(forms.Form):
    version = forms.ModelChoiceField(
        label=_("Scored certificate"), queryset=CertificationVersion.objects.none(), empty_label=None
    )
    score = forms.IntegerField(label=_("Score"), min_value=0)
    taken_on = DayField(label=_("Taken on"))
    because = forms.CharField(
        label=_("Why you correct it"),
        max_length=200,
        required=False,
        help_text=_("Only when a score of the same day is noted already."),
    )

    def __init__(self, *args: Any, versions: QuerySet[CertificationVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions


class RevocationForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is revoked"), max_length=200, help_text=_("Whoever checks it reads this.")
    )


class MockForm(forms.Form):
    version = forms.ModelChoiceField(
        label=_("Scored certificate"), queryset=CertificationVersion.objects.none(), empty_label=None
    )
    title = forms.CharField(label=_("Title of the mock exam"), max_length=120)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"), help_text=_("Whoever has begun in time may finish."))
    minutes = forms.IntegerField(
        label=_("Minutes allowed"),
        min_value=1,
        max_value=480,
        initial=60,
        help_text=_("For all its quizzes together, from the moment each person begins."),
    )
    quizzes = forms.ModelMultipleChoiceField(
        label=_("Quizzes"),
        queryset=ExerciseVersion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stay as they are today, even when a newer version is published."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions_to_rehearse(cohort)
        self.fields["quizzes"].queryset = quizzes_to_rehearse()
        self.fields["quizzes"].label_from_instance = lambda version: version.title
