"""allauth's forms of second factors, in our words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


def _code(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class ActivateAppForm(ActivateTOTPForm):
    code = _code(_("Code shown by the application"))


class SecondStepForm(AuthenticateForm):
    code = _code(_("Code"), _("Six digits from your application, or one of your spare codes."))


class ConfirmByCodeForm(ReauthenticateForm):
    code = _code(_("Code"), _("Six digits from your application, or one of your spare codes."))


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the key"),
        max_length=80,
        help_text=_("For example: my phone, the key on my key ring."),
    )


class AddKeyForm(AddWebAuthnForm):
    name = _name()


class RenameKeyForm(EditWebAuthnForm):
    name = _name()
