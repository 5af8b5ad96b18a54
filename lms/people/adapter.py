"""What we ask of django-allauth: nobody signs up alone, and mails speak for the school."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes

from lms.people import actions
from lms.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that the ways into her account changed, and write it down.

        One mail of ours stands for allauth's: `template_prefix` only says what happened.
        """
        if isinstance(user, User):
            change = template_prefix.rsplit("/", 1)[-1]
            actions.note_account_change(person=user, change=change, now=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors under the school's name, with secrets that a copy of the database does not give away."""

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Return what locks and unlocks secrets: with the key of now, or one that was in use before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"second factor:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
