"""Removes somebody's second factor: for who keeps the server, when no coordinator can."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.people import actions
from lms.people.models import User


class Command(BaseCommand):
    help = "Remove the second factor of somebody who lost it, sign her out everywhere and tell her by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"No account has the address {options['email']}.")
        actions.remove_second_factor(person=person, by=None, now=timezone.now())
        self.stdout.write(f"{person.email} signs in without a second factor, and can set up another.")
