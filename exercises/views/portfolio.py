"""The portfolio: kept by its apprentice, read by those who follow her, seen by whoever has its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exercises import grading
from exercises.actions import portfolio as actions
from exercises.forms import PieceForm, PortfolioAddressForm, ShowWorkForm
from exercises.models import PortfolioPiece
from exercises.permissions import can_keep_portfolio
from exercises.queries.portfolio import (
    address_of_portfolio,
    pieces_of,
    pieces_seen_by,
    portfolio_at,
    work_to_show,
)
from lms.core.highlighting import highlight_file
from lms.core.permissions import only
from lms.people.models import User
from lms.people.queries import apprentices_followed_by

DRAWN = "web"


@dataclass(frozen=True)
class ShownPiece:
    """A piece as it is drawn: its code, and what its page needs to be drawn in the frame of the previews."""

    piece: PortfolioPiece
    title: str
    summary: str
    code: list[tuple[str, SafeString]]
    page: dict[str, Any] | None
    has_programs: bool


def _shown(pieces: Iterable[PortfolioPiece]) -> list[ShownPiece]:
    return [_shown_piece(piece) for piece in pieces]


def _shown_piece(piece: PortfolioPiece) -> ShownPiece:
    content = grading.content_of(piece.submission.version)
    files = {file.path: file.content for file in piece.submission.files.all()}
    page = (
        {"entry": content.entry, "files": {**content.starter, **files}} if content.runtime == DRAWN else None
    )
    code = [(path, highlight_file(path, text)) for path, text in files.items()]
    has_programs = page is not None and any(
        path.endswith(".js") or "<script" in text for path, text in page["files"].items()
    )
    return ShownPiece(piece, content.title, content.summary, code, page, has_programs)


def _frame() -> str:
    return settings.PREVIEW_URL + reverse("preview_frame")


@only(can_keep_portfolio)
@never_cache
def my_portfolio(request: HttpRequest) -> HttpResponse:
    """Show what she shows, and let her choose another piece of passed work."""
    form = ShowWorkForm(request.POST or None, works=work_to_show(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_work(apprentice=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.PortfolioRefused as refusal:
            form.add_error("submission", str(refusal))
        else:
            messages.success(request, _("This work is in your portfolio."))
            return redirect("my_portfolio")
    return _mine(request, adding=form)


def _mine(
    request: HttpRequest,
    *,
    adding: ShowWorkForm | None = None,
    saying: tuple[int, PieceForm] | None = None,
    opening: PortfolioAddressForm | None = None,
) -> HttpResponse:
    works = work_to_show(request.user)
    now = timezone.now()
    address = address_of_portfolio(request.user)
    pieces = [
        (piece, saying[1] if saying and saying[0] == piece.pk else _piece_form(piece))
        for piece in pieces_of(request.user)
    ]
    opening = opening or PortfolioAddressForm(
        initial={
            "shown_name": address.shown_name if address else request.user.first_name,
            "days": "90",
        },
        auto_id="address_%s",
    )
    context = {
        "pieces": pieces,
        "adding": adding or ShowWorkForm(works=works),
        "has_work": works.exists(),
        "address": address,
        "is_open": address is not None and address.expires_at > now,
        "link": request.build_absolute_uri(reverse("shared_portfolio", args=[address.token]))
        if address
        else "",
        "opening": opening,
    }
    is_refused = saying or (adding is not None and adding.is_bound) or opening.is_bound
    return render(request, "exercises/my_portfolio.html", context, status=422 if is_refused else 200)


def _piece_form(piece: PortfolioPiece, data: Any = None) -> PieceForm:
    return PieceForm(data, initial={"words": piece.words}, auto_id=f"piece_{piece.pk}_%s")


@only(can_keep_portfolio)
@require_POST
def change_piece(request: HttpRequest, piece_id: int) -> HttpResponse:
    """Do with a piece what the button pressed says: change its sentence, move it, remove it."""
    piece = get_object_or_404(PortfolioPiece, pk=piece_id, apprentice=request.user)
    if "remove" in request.POST:
        actions.hide_work(piece=piece, now=timezone.now())
        messages.success(request, _("This work is no longer shown. It stays among your tries."))
    elif "earlier" in request.POST or "later" in request.POST:
        actions.move_piece(piece=piece, earlier="earlier" in request.POST)
    else:
        form = _piece_form(piece, request.POST)
        if not form.is_valid():
            return _mine(request, saying=(piece.pk, form))
        actions.say_otherwise(piece=piece, words=form.cleaned_data["words"])
        messages.success(request, _("Your sentence is kept."))
    return redirect("my_portfolio")


@only(can_keep_portfolio)
@require_POST
def share_portfolio(request: HttpRequest) -> HttpResponse:
    """Open the portfolio to whoever has its address, or close it."""
    if "close" in request.POST:
        actions.close_address(apprentice=request.user, now=timezone.now())
        messages.success(request, _("The address is closed: it opens nothing any more."))
        return redirect("my_portfolio")
    form = PortfolioAddressForm(request.POST, auto_id="address_%s")
    if not form.is_valid():
        return _mine(request, opening=form)
    actions.open_address(
        apprentice=request.user,
        shown_name=form.cleaned_data["shown_name"],
        lasts=form.lasts,
        now=timezone.now(),
    )
    messages.success(request, _("Here is your new address. The one before opens nothing any more."))
    return redirect(reverse("my_portfolio") + "#partager")


@login_required
@require_safe
@never_cache
def apprentice_portfolio(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Show a portfolio to its apprentice and to those who work in a school where she is or was."""
    if request.user.pk == apprentice_id and can_keep_portfolio(request.user):
        person: User = request.user
        pieces = pieces_of(person)
    else:
        person = get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
        pieces = pieces_seen_by(request.user, person)
    context = {
        "pieces": _shown(pieces),
        "name": str(person),
        "person": person,
        "is_mine": person == request.user,
        "frame": _frame(),
    }
    return render(request, "exercises/portfolio.html", context)


@require_safe
@never_cache
def shared_portfolio(request: HttpRequest, token: str) -> HttpResponse:
    """Show a portfolio to whoever knows its address, under the name she chose, and nothing else about her."""
    address = portfolio_at(token, now=timezone.now())
    if address is None:
        raise Http404
    context = {
        "pieces": _shown(pieces_of(address.apprentice)),
        "name": address.shown_name,
        "is_public": True,
        "frame": _frame(),
    }
    response = render(request, "exercises/portfolio.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
