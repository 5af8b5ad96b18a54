"""Forms about a project itself: open it, plan it, bring people together around it, hand it on."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from client_projects.models import Client
from client_projects.stages import STAGES
from lms.core.uploads import ACCEPTED
from lms.people.models import Cohort, User


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CohortField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.school.name}"


class ClientField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.school.name}"


class ProjectForm(forms.Form):
    """What a project is about."""

    name = forms.CharField(
        label=_("Name of the project"),
        max_length=120,
        help_text=_("For example: the new site of the gardens"),
    )
    summary = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words: the client reads it too."),
    )
    old_site_url = forms.URLField(
        label=_("Address of the present site"), required=False, max_length=200, assume_scheme="https"
    )
    starts_on = _day(_("Starts on"))


class ProjectSettingsForm(ProjectForm):
    """What a project is about, and where its client may call."""

    call_phone = forms.CharField(
        label=_("Telephone that the client may call"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Of the school, not your own. The client finds it on her page."),
    )


class ContactForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("A mail invites her: one button, no password.")
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class OpenProjectForm(ProjectForm):
    """A project, its client (known or new), and the first person who speaks for her (may come later)."""

    cohort = CohortField(label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=None)
    client = ClientField(
        label=_("A client we know"),
        required=False,
        queryset=Client.objects.none(),
        empty_label=_("A new client"),
    )
    client_name = forms.CharField(label=_("Or the name of the new client"), required=False, max_length=120)
    first_name = forms.CharField(label=_("First name of the contact"), required=False, max_length=80)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("A mail invites her: one button, no password. You can also do it later."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    CLIENT_FIELDS = ("client", "client_name")
    CONTACT_FIELDS = ("first_name", "last_name", "email", "phone")
    PROJECT_FIELDS = ("cohort", "name", "summary", "old_site_url", "starts_on")

    def __init__(
        self, *args: Any, cohorts: QuerySet[Cohort], clients: QuerySet[Client], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts
        self.fields["client"].queryset = clients

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        client, name, cohort = cleaned.get("client"), cleaned.get("client_name"), cleaned.get("cohort")
        if client is None and not name and "client" not in self.errors:
            self.add_error("client_name", _("Choose a client we know, or give the name of a new one."))
        if client is not None and name:
            self.add_error("client_name", _("Either a client we know or a new one, not both."))
        if client is not None and cohort is not None and client.school_id != cohort.school_id:
            self.add_error("client", _("This client belongs to another school than the cohort."))
        if bool(cleaned.get("email")) != bool(cleaned.get("first_name")) and "email" not in self.errors:
            missing = "first_name" if cleaned.get("email") else "email"
            self.add_error(missing, _("To invite a contact, give her first name and her address."))
        return cleaned

    def part(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def client_part(self) -> list[forms.BoundField]:
        return self.part(self.CLIENT_FIELDS)

    @property
    def contact_part(self) -> list[forms.BoundField]:
        return self.part(self.CONTACT_FIELDS)

    @property
    def project_part(self) -> list[forms.BoundField]:
        return self.part(self.PROJECT_FIELDS)


class DatesForm(forms.Form):
    """A day for the end of each of the twelve stages; each may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in STAGES.values():
            self.fields[stage.code] = _day(f"{stage.number}. {stage.name}", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        latest = None
        for code in STAGES:
            day = cleaned.get(code)
            if day is not None and latest is not None and day < latest:
                self.add_error(code, _("This stage would end before the one above it."))
            latest = day or latest
        return cleaned


class TeamForm(forms.Form):
    apprentice = forms.ModelChoiceField(label=_("Apprentice"), queryset=User.objects.none(), empty_label=None)
    part = forms.CharField(
        label=_("Part in the team"), required=False, max_length=120, help_text=_("For example: mock-ups")
    )
    joined_on = _day(_("Since"))

    def __init__(self, *args: Any, apprentices: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = apprentices


class ConventionForm(forms.Form):
    signed_on = _day(_("Signed on"))
    upload = forms.FileField(
        label=_("The signed paper"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF or picture, 10 MB at most. The school and the client can read it."),
    )


class HandOnForm(forms.Form):
    cohort = CohortField(
        label=_("The cohort that takes over"), queryset=Cohort.objects.none(), empty_label=None
    )
    name = forms.CharField(label=_("Name of the project"), max_length=120)
    starts_on = _day(_("Starts on"))

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts


class AskForAccessForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AccessCodeForm(AskForAccessForm):
    code = forms.CharField(
        label=_("The code of the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
