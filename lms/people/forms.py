"""Forms about people: accepting an invitation, sending one."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.people.comfort import SETTINGS
from lms.people.models import SEEN_BY, Cohort, ExitKind, NoteAudience, School, User
from lms.people.roles import ADVISER, APPRENTICE, COORDINATOR, ROLES, TRAINER
from lms.people.roster import decoded

LARGEST_LIST = 200_000


class AcceptInvitationForm(forms.Form):
    password = forms.CharField(
        label=_("Choose a password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Optional: without a password, you receive a code by mail each time you sign in."),
    )

    def clean_password(self) -> str | None:
        password = self.cleaned_data["password"]
        if not password:
            return None
        validate_password(password)
        return password


class OpenSchoolForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the school"), max_length=120, help_text=_("For example: École du web de Poissy")
    )
    city = forms.CharField(label=_("City"), max_length=120)


class InviteApprenticeForm(forms.Form):
    """Invites into one of the cohorts the inviter may see, so that a foreign cohort is not even a choice."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    cohort = forms.ModelChoiceField(label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=None)

    def __init__(self, *args: object, cohorts: QuerySet[Cohort], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts

    def invitation(self) -> dict[str, object]:
        return {**self.cleaned_data, "role": APPRENTICE}


class RosterForm(forms.Form):
    """A class list, written or brought as a file; `text` is what is read, whichever way it came."""

    cohort = forms.ModelChoiceField(label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("A file of the list (CSV)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=_("In your spreadsheet: « Save as », then « CSV »."),
    )
    text = forms.CharField(
        label=_("Or the list itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("One line for each person: first name; last name; address. A title line is understood."),
    )

    def __init__(self, *args: object, cohorts: QuerySet[Cohort], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file is not None and file.size > LARGEST_LIST:
            self.add_error("file", _("This file is too large to be a class list."))
            return cleaned
        if file is not None:
            text = decoded(file.read())
        if not text.strip():
            self.add_error("text", _("Write the list here, or choose a file."))
        # As browsers send it back: the same list is the same text.
        cleaned["text"] = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        return cleaned


class InviteStaffForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=[(code, ROLES[code].name) for code in (TRAINER, ADVISER, COORDINATOR)]
    )
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)

    def __init__(self, *args: object, schools: QuerySet[School], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools

    def invitation(self) -> dict[str, object]:
        return dict(self.cleaned_data)


class ExitForm(forms.Form):
    left_on = forms.DateField(
        label=_("Last day here"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    exit_kind = forms.ChoiceField(
        label=_("Why she leaves"),
        choices=ExitKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Leaving early for a job is a success, not a drop-out."),
    )


class NoteForm(forms.Form):
    """Offers only the audiences that the writer may write for, each with all who will read it."""

    text = forms.CharField(
        label=_("What you note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    audience = forms.ChoiceField(label=_("Who sees this"), widget=forms.RadioSelect)

    def __init__(self, *args: object, audiences: list[NoteAudience], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (audience.value, str(SEEN_BY[audience]).capitalize()) for audience in audiences
        ]


class ComfortForm(forms.Form):
    """One question for each setting, or only those that were sent: the menu of a page sends one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        asked = [one for one in SETTINGS if not self.is_bound or one.code in self.data]
        for setting in asked:
            self.fields[setting.code] = forms.ChoiceField(
                label=setting.label,
                choices=setting.choices,
                help_text=setting.help,
                widget=forms.RadioSelect,
            )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question to the class"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody in the class and your trainers read it, and may answer."),
    )


class ClassAnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AnnouncementForm(forms.Form):
    text = forms.CharField(
        label=_("What you say to the class"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody in the cohort reads it on “Today” for two weeks."),
    )


class HandoverNoteForm(forms.Form):
    text = forms.CharField(
        label=_("A word for those who teach this class, too"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Seen by the trainers of the school and by who substitutes here; not by apprentices, nor by coordination."
        ),
    )


class SubstituteForm(forms.Form):
    trainer = forms.ModelChoiceField(label=_("Trainer of another school"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Two weeks at the most. It ends by itself."),
    )

    def __init__(self, *args: Any, trainers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = trainers
