"""Makes the first account of a server; everybody else is invited on screen."""

from collections.abc import Callable
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.people.models import User


class Command(BaseCommand):
    help = "Ask for an address, a first name and a password, and make a coordinator who may also do everything else."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = User(
                email=self._asked(_("E-mail address"), self._checked_email),
                first_name=self._asked(_("First name"), self._checked_first_name),
            )
            password = self._asked_password(person)
        except (KeyboardInterrupt, EOFError):
            self.stdout.write("")
            raise CommandError(_("No account was made.")) from None
        User.objects.create_superuser(person.email, password, first_name=person.first_name)
        self.stdout.write(_("The account of %(email)s is there.") % {"email": person.email})

    def _asked(self, question: str, check: Callable[[str], str]) -> str:
        while True:
            try:
                return check(input(f"{question}\N{NO-BREAK SPACE}: ").strip())
            except ValidationError as problem:
                self._say(problem)

    def _asked_password(self, person: User) -> str:
        while True:
            password = getpass(f"{_('Password (nothing shows while you type)')}\N{NO-BREAK SPACE}: ")
            try:
                validate_password(password, person)
                if getpass(f"{_('The same once more')}\N{NO-BREAK SPACE}: ") == password:
                    return password
                raise ValidationError(_("These are two different passwords."))
            except ValidationError as problem:
                self._say(problem)

    def _say(self, problem: ValidationError) -> None:
        for sentence in problem.messages:
            self.stderr.write(f"  {sentence}")

    @staticmethod
    def _checked_email(told: str) -> str:
        email = User.objects.normalize_email(told)
        User._meta.get_field("email").run_validators(email)
        if not email:
            raise ValidationError(_("An address is needed."))
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("There is an account with this address already."))
        return email

    @staticmethod
    def _checked_first_name(told: str) -> str:
        if not told:
            raise ValidationError(_("A first name is needed."))
        User._meta.get_field("first_name").run_validators(told)
        return told
