"""One competence of one apprentice: what speaks for it, what was decided and why; the pieces added by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.core.permissions import Denied
from lms.core.sent import number_in
from lms.core.uploads import UploadRefused, check_upload
from lms.people.models import Enrolment, User
from lms.people.queries import apprentices_followed_by, enrolments_followed_by, last_enrolment
from lms.records import actions
from lms.records.certification import CompetenceProgress
from lms.records.forms import AskForm, PieceForm, RevokeForm, ValidateForm
from lms.records.models import AddedPiece, Competence, Evidence, Validation
from lms.records.permissions import can_add_piece, can_ask_validation, can_open_pieces, can_validate
from lms.records.queries import competences_of, history_of, record_of, seen_until


def _person(request: HttpRequest, apprentice_id: int) -> User:
    """The apprentice herself, or somebody followed in the reader's school."""
    if request.user.pk == apprentice_id and request.user.is_authenticated:
        return request.user
    return get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)


def _seen_through(request: HttpRequest, person: User) -> Enrolment | None:
    """The enrolment in the reader's school; None when she reads her own."""
    return None if request.user == person else enrolments_followed_by(request.user, person).first()


def _entry(
    person: User, enrolment: Enrolment | None, competence_id: int
) -> CompetenceProgress[Competence, Evidence]:
    for progress in record_of(person, enrolment=enrolment):
        for block in progress.blocks:
            for entry in block.competences:
                if entry.competence.pk == competence_id:
                    return entry
    raise Http404


@login_required
def competence(request: HttpRequest, apprentice_id: int, competence_id: int) -> HttpResponse:
    """Show one competence; the apprentice asks here, her trainers validate and revoke."""
    person, today = _person(request, apprentice_id), timezone.localdate()
    enrolment = _seen_through(request, person)
    entry = _entry(person, enrolment, competence_id)
    may_validate, own = can_validate(request.user, person, on=today), request.user == person
    asked = request.POST if request.method == "POST" else None
    forms_shown = {
        "ask": AskForm(asked if asked and asked.get("do") == "ask" else None),
        "validate": ValidateForm(
            asked if asked and asked.get("do") == "validate" else None, entry=entry, initial=_before(entry)
        ),
        "revoke": RevokeForm(asked if asked and asked.get("do") == "revoke" else None),
    }
    if asked is not None:
        act = asked.get("do", "")
        if act not in forms_shown:
            raise Http404
        if (act == "ask" and not own) or (act != "ask" and not may_validate):
            raise Denied
        form = forms_shown[act]
        if form.is_valid() and _done(request, person, entry, act, form):
            return redirect("competence", person.pk, competence_id)
    context = {
        "person": person,
        "own": own,
        "entry": entry,
        "criteria": _criteria(entry),
        "history": history_of(
            person, entry.competence, until=seen_until(person, enrolment) if enrolment else None
        ),
        "opens_work": can_open_pieces(request.user, person, on=today),
        "may_ask": own
        and can_ask_validation(request.user, person)
        and entry.is_evidenced
        and not entry.is_validated
        and entry.request is None,
        "may_validate": may_validate,
        "may_add": can_add_piece(request.user, person, on=today),
        "forms": forms_shown,
    }
    refused = any(form.errors for form in forms_shown.values())
    return render(request, "records/competence.html", context, status=422 if refused else 200)


def _before(entry: CompetenceProgress[Competence, Evidence]) -> dict[str, Any]:
    """What the last validation said, so that a trainer changes only what changed."""
    if entry.validation is None:
        return {"evidence": [line.pk for line in entry.evidence if not line.is_formative]}
    findings, pieces = entry.validation.findings.all(), entry.validation.pieces.all()
    return {
        "level": entry.validation.level,
        "met": [one.criterion_id for one in findings if one.is_met],
        "evidence": [one.evidence_id for one in pieces if one.evidence_id],
    }


def _criteria(entry: CompetenceProgress[Competence, Evidence]) -> list[dict[str, Any]]:
    found = entry.validation.findings.all() if entry.validation else []
    met = {one.criterion_id: one.is_met for one in found}
    names = {
        one["n"]: one["title"] for one in entry.competence.block.version.settings.get("transversal") or []
    }
    return [
        {"criterion": one, "is_met": met.get(one.pk), "transversal": names.get(one.transversal)}
        for one in entry.competence.criteria.all()
    ]


def _done(
    request: HttpRequest,
    person: User,
    entry: CompetenceProgress[Competence, Evidence],
    act: str,
    form: forms.Form,
) -> bool:
    said: dict[str, Any] = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
    told = {
        "ask": _("Your trainers see your request."),
        "validate": _("Your decision is written in the book."),
        "revoke": _("The validation is revoked; it stays in the history."),
    }
    try:
        if act == "revoke":
            held = Validation.objects.filter(apprentice=person, competence=entry.competence)
            actions.revoke(validation=get_object_or_404(held, pk=_number(request)), **said)
        elif act == "ask":
            actions.ask_validation(apprentice=person, competence=entry.competence, **said)
        else:
            actions.validate(apprentice=person, competence=entry.competence, **said)
    except actions.ValidationRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, told[act])
    return True


def _number(request: HttpRequest) -> int:
    number = number_in(request.POST.get("validation", ""))
    if number is None:
        raise Http404
    return number


@login_required
def add_piece(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Add a file, or what a trainer saw, to the book of an apprentice."""
    person, today = _person(request, apprentice_id), timezone.localdate()
    if not can_add_piece(request.user, person, on=today):
        raise Denied
    enrolment = last_enrolment(person)
    if enrolment is None:
        raise Http404
    own = request.user == person
    form = PieceForm(
        request.POST or None,
        request.FILES or None,
        competences=competences_of(enrolment.cohort),
        is_own=own,
        initial={"happened_on": today, "competences": [request.GET.get("competence")]},
    )
    if request.method == "POST" and form.is_valid() and _added(request, person, form):
        return redirect("my_competences" if own else "apprentice_competences", *([] if own else [person.pk]))
    context = {"person": person, "own": own, "form": form}
    return render(request, "records/add_piece.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, person: User, form: PieceForm) -> bool:
    said = {**form.cleaned_data}
    upload = said.pop("file")
    try:
        file = None
        if upload:
            checked = check_upload(upload)
            file = actions.PieceFile(upload, checked.name, checked.content_type, checked.digest)
        actions.add_piece(apprentice=person, file=file, by=request.user, now=timezone.now(), **said)
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    except actions.ValidationRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The piece is in the book."))
    return True


def _piece(request: HttpRequest, piece_id: int) -> AddedPiece:
    found = get_object_or_404(AddedPiece.objects.select_related("apprentice", "added_by"), pk=piece_id)
    if not can_open_pieces(request.user, found.apprentice, on=timezone.localdate()):
        raise Http404
    return found


@login_required
@require_safe
def piece(request: HttpRequest, piece_id: int) -> HttpResponse:
    found = _piece(request, piece_id)
    context = {"piece": found, "own": request.user == found.apprentice}
    return render(request, "records/piece.html", context)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def piece_file(request: HttpRequest, piece_id: int) -> FileResponse:
    """Give the file of a piece, always to keep and never to show: it comes from outside."""
    found = _piece(request, piece_id)
    try:
        content = found.file.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content, as_attachment=True, filename=found.file_name, content_type=found.content_type
    )
