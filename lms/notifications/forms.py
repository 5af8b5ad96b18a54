"""The form in which people choose what they receive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.notifications.hours import Rhythm
from lms.notifications.permissions import has_at_once
from lms.people.models import User
from lms.people.permissions import is_apprentice

NOW, LATER = "now", "digest"


class MailChoicesForm(forms.Form):
    """Asks only what matters for the role of `person`."""

    rhythm = forms.ChoiceField(label=_("The digest"), choices=Rhythm.choices, widget=forms.RadioSelect)
    at_once = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not has_at_once(person):
            del self.fields["at_once"]
            return
        field = self.fields["at_once"]
        if is_apprentice(person):
            field.label = _("When something is yours to do")
            field.help_text = _("Your work comes back to rework, or somebody answers your “I am stuck”.")
            field.choices = [(NOW, _("Write to me at once")), (LATER, _("Tell me in the digest"))]
        else:
            field.label = _("When a question is forgotten")
            field.help_text = _(
                "An apprentice said that she is stuck, and nobody has answered for half an hour."
            )
            field.choices = [(LATER, _("Tell me in the digest")), (NOW, _("Write to me at once"))]

    @property
    def wants_at_once(self) -> bool:
        return self.cleaned_data.get("at_once") == NOW
