"""Forms of the new site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from client_projects.sites import SiteContent, SiteRefused, read_site_zip


class SiteUploadForm(forms.Form):
    archive = forms.FileField(
        label=_("The site, as a zip"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=_(
            "The files as they are put online, “index.html” or “index.php” at the top: 30 MB at most."
        ),
    )
    note = forms.CharField(
        label=_("What is new"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one sentence, for the team and the trainers."),
    )

    def clean_archive(self) -> SiteContent:
        upload = self.cleaned_data["archive"]
        try:
            return read_site_zip(upload, upload.size)
        except SiteRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
