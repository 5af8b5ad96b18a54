"""Choosing what one shows, in which order, and to whom."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exercises.models import PortfolioAddress, PortfolioPiece, Submission
from exercises.permissions import check_can_keep_portfolio
from exercises.queries.portfolio import pieces_of, work_to_show
from lms.core.audit import record_event
from lms.people.models import User

MOST_PIECES = 12


class PortfolioRefused(Exception):
    """It cannot be shown; the message is a sentence for her."""


@transaction.atomic
def show_work(*, apprentice: User, submission: Submission, words: str, now: datetime) -> PortfolioPiece:
    """Show `submission` with a sentence, after what is shown already.

    Raises:
        Denied: she is no apprentice.
        PortfolioRefused: it is not her passed work, is shown already, or there are enough.
    """
    check_can_keep_portfolio(apprentice)
    # One at a time: two windows do not show the same work twice.
    User.objects.select_for_update(no_key=True).get(pk=apprentice.pk)
    if not work_to_show(apprentice).filter(pk=submission.pk).exists():
        raise PortfolioRefused(_("This work cannot be shown: choose one of the list."))
    if pieces_of(apprentice).count() >= MOST_PIECES:
        raise PortfolioRefused(_("Twelve pieces are enough: remove one first."))
    # A piece that no longer passed, and passes again, takes a new place.
    PortfolioPiece.objects.filter(submission=submission).delete()
    last = PortfolioPiece.objects.filter(apprentice=apprentice).aggregate(last=Max("position"))["last"] or 0
    piece = PortfolioPiece.objects.create(
        apprentice=apprentice, submission=submission, words=words.strip(), position=last + 1, added_at=now
    )
    record_event(action="portfolio_work_shown", subject=piece, by=apprentice, now=now)
    return piece


def say_otherwise(*, piece: PortfolioPiece, words: str) -> None:
    """Change the sentence of a piece of one's own portfolio."""
    check_can_keep_portfolio(piece.apprentice)
    PortfolioPiece.objects.filter(pk=piece.pk).update(words=words.strip())


@transaction.atomic
def move_piece(*, piece: PortfolioPiece, earlier: bool) -> None:
    """Let a piece change places with the one before it, or after it; at an end nothing changes."""
    check_can_keep_portfolio(piece.apprentice)
    User.objects.select_for_update(no_key=True).get(pk=piece.apprentice_id)
    order = list(pieces_of(piece.apprentice).values_list("pk", flat=True))
    if piece.pk not in order:
        return
    here = order.index(piece.pk)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, pk in enumerate(order, start=1):
        PortfolioPiece.objects.filter(pk=pk).update(position=position)


@transaction.atomic
def hide_work(*, piece: PortfolioPiece, now: datetime) -> None:
    """Show a piece no more; the work itself stays where it is."""
    check_can_keep_portfolio(piece.apprentice)
    record_event(action="portfolio_work_hidden", subject=piece, by=piece.apprentice, now=now)
    piece.delete()


@transaction.atomic
def open_address(*, apprentice: User, shown_name: str, lasts: timedelta, now: datetime) -> PortfolioAddress:
    """Give the portfolio a new address that nobody can guess, until a day; the one before opens nothing any more.

    Raises:
        Denied: she is no apprentice.
    """
    check_can_keep_portfolio(apprentice)
    address, _created = PortfolioAddress.objects.update_or_create(
        apprentice=apprentice,
        defaults={
            "token": secrets.token_urlsafe(32),
            "shown_name": shown_name.strip(),
            "made_at": now,
            "expires_at": now + lasts,
        },
    )
    record_event(action="portfolio_address_opened", subject=address, by=apprentice, now=now)
    return address


@transaction.atomic
def close_address(*, apprentice: User, now: datetime) -> None:
    """Let the address open nothing any more, at once. Twice does no harm."""
    check_can_keep_portfolio(apprentice)
    address = PortfolioAddress.objects.filter(apprentice=apprentice).first()
    if address is not None:
        record_event(action="portfolio_address_closed", subject=address, by=apprentice, now=now)
        address.delete()
