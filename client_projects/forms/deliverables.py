"""Forms of a client project: decide, hand in, name a deliverable."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from client_projects.models import Milestone, SiteVersion
from client_projects.states import DecisionKind
from lms.core.uploads import ACCEPTED


class DecisionForm(forms.Form):
    """Three choices in the client's words; the hidden fingerprint ties her answer to what she was shown."""

    kind = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (DecisionKind.APPROVED, pgettext_lazy("choice", "I approve")),
            (
                DecisionKind.APPROVED_WITH_RESERVATIONS,
                pgettext_lazy("choice", "I approve, with reservations"),
            ),
            (DecisionKind.CHANGES_REQUESTED, pgettext_lazy("choice", "I ask for changes")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed if you have reservations or ask for changes: what should change?"),
    )
    seen_hash = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and kind != DecisionKind.APPROVED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please say in a few words what should change."))
        return cleaned


class SiteVersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: SiteVersion) -> str:
        return gettext("Version %(number)d of the site") % {"number": obj.number}


class HandInForm(forms.Form):
    """One of a link, a file, a version of the site; the last is only asked where there is one."""

    def __init__(self, *args: Any, site_versions: QuerySet[SiteVersion] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if site_versions is not None and site_versions.exists():
            self.fields["site"].queryset = site_versions
        else:
            del self.fields["site"]

    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of a page that can be looked at without signing in."),
    )
    upload = forms.FileField(
        label=_("Or a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("A picture (PNG, JPEG, WebP) or a PDF document, 10 MB at most."),
    )
    site = SiteVersionField(
        label=_("Or a version of the new site"),
        required=False,
        queryset=SiteVersion.objects.none(),
        empty_label=_("No version of the site"),
    )
    note = forms.CharField(
        label=_("Note for the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is new, what to look at. In plain words: it is read on a phone."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [bool(cleaned.get(name)) for name in ("link", "upload", "site")].count(True)
        if not self.errors and given != 1:
            raise forms.ValidationError(_("Give one thing: a link, a file or a version of the site."))
        return cleaned


class StageField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.stage.name}"


class DeliverableForm(forms.Form):
    milestone = StageField(label=_("Stage"), queryset=Milestone.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120)
    description = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One plain sentence for the client."),
    )

    def __init__(self, *args: Any, milestones: QuerySet[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = milestones
