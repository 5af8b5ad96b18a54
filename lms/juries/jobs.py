"""What the worker does for juries: close accounts whose time is over."""

from django.utils import timezone

from lms.juries import actions


def close_jury_accounts() -> None:
    actions.close_jury_accounts(now=timezone.now())
