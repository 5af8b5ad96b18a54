"""The plan of a class and its booklets; one candidate's booklet, its sheets, its papers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.core.audit import record_reading
from lms.core.papers import PapersUnavailable, pdf_of
from lms.core.permissions import Denied, only
from lms.core.sent import number_in
from lms.evaluations import actions
from lms.evaluations.forms import EvaluationForm, ResultForm, SynthesisForm
from lms.evaluations.models import PlannedEvaluation, Sheet, SheetKind, SheetRow
from lms.evaluations.permissions import can_evaluate, can_plan, can_read_evaluations, can_represent
from lms.evaluations.queries import (
    MOST_ROWS,
    BookletState,
    booklet_state,
    booklet_text,
    booklets_of_class,
    evaluated_versions,
    fingerprint_of_sheet,
    fingerprint_of_synthesis,
    planned_for,
    sheet_text,
    versions_with_booklet,
)
from lms.people.models import Cohort, Enrolment, User
from lms.people.permissions import is_apprentice, is_staff
from lms.people.queries import enrolments_followed_by, last_enrolment
from lms.records.models import CertificationVersion, Competence


@only(is_staff)
def class_evaluations(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the plan of a class and where each booklet stands; its trainers write the plan."""
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_read_evaluations(request.user, cohort):
        raise Http404
    competences = Competence.objects.filter(block__version__in=evaluated_versions(cohort)).select_related(
        "block"
    )
    adds = request.POST.get("do") == "add"
    form = EvaluationForm(request.POST if adds else None, competences=competences)
    if request.method == "POST":
        if not can_plan(request.user, cohort):
            raise Denied
        if adds and form.is_valid():
            try:
                said = form.cleaned_data
                actions.plan_evaluation(
                    cohort=cohort,
                    description=said["description"],
                    planned_on=said["day"],
                    competences=said["competences"],
                    by=request.user,
                    now=timezone.now(),
                )
                messages.success(request, _("The evaluation is in the plan."))
                return redirect("class_evaluations", cohort.pk)
            except actions.EvaluationRefused as refusal:
                form.add_error("competences", str(refusal))
        elif not adds:
            planned = get_object_or_404(
                PlannedEvaluation, pk=_number(request.POST.get("planned", "")), cohort=cohort
            )
            actions.remove_planned(planned=planned, by=request.user, now=timezone.now())
            messages.success(request, _("The evaluation is out of the plan."))
            return redirect("class_evaluations", cohort.pk)
    context = {
        "cohort": cohort,
        "planned": planned_for(cohort),
        "booklets": booklets_of_class(cohort),
        "form": form,
        "may_plan": can_plan(request.user, cohort),
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/class.html", context, status=422 if form.errors else 200)


def _number(asked: str) -> int:
    number = number_in(asked)
    if number is None:
        raise Http404
    return number


@only(is_apprentice)
@require_safe
def my_booklet(request: HttpRequest) -> HttpResponse:
    """Lead to her booklet; say so when what she prepares has none."""
    enrolment = last_enrolment(request.user)
    versions = versions_with_booklet(enrolment) if enrolment else []
    if versions:
        return redirect("booklet", request.user.pk, versions[0].key)
    return render(request, "evaluations/no_booklet.html")


def _enrolment(reader: User, apprentice_id: int) -> Enrolment:
    """The enrolment through which `reader` sees this candidate: her own last one, or that in the reader's school."""
    if reader.pk == apprentice_id:
        found = last_enrolment(reader)
    else:
        person = get_object_or_404(User, pk=apprentice_id)
        found = enrolments_followed_by(reader, person).first()
    if found is None:
        raise Http404
    return found


def _state(request: HttpRequest, apprentice_id: int, key: str) -> BookletState:
    enrolment = _enrolment(request.user, apprentice_id)
    version = get_object_or_404(CertificationVersion.objects.select_related("certification"), key=key)
    if version not in versions_with_booklet(enrolment):
        raise Http404
    record_reading(
        action="booklet_read", subject=enrolment, of=enrolment.apprentice, by=request.user, now=timezone.now()
    )
    return booklet_state(enrolment, version)


@login_required
def booklet(request: HttpRequest, apprentice_id: int, key: str) -> HttpResponse:
    """Show a booklet, activity by activity; its synthesis is signed here, and its copy acknowledged."""
    state = _state(request, apprentice_id, key)
    told: dict[str, Any] = {
        "enrolment": state.enrolment,
        "version": state.version,
        "by": request.user,
        "now": timezone.now(),
    }
    form = SynthesisForm(request.POST if request.POST.get("do") == "sign" else None)
    if request.method == "POST" and _signed(request, form, told):
        return redirect("booklet", apprentice_id, key)
    own = request.user == state.enrolment.apprentice
    signed_by = {visa.person_id for visa in state.visas}
    frozen = bool(state.booklet and getattr(state.booklet, "synthesis", None))
    context = {
        "state": state,
        "text": booklet_text(state),
        "own": own,
        "others": [one for one in versions_with_booklet(state.enrolment) if one != state.version],
        "may_evaluate": can_evaluate(request.user, state.enrolment, on=timezone.localdate()),
        "may_represent": can_represent(request.user, state.enrolment)
        and bool(state.visas)
        and not state.is_complete,
        "may_acknowledge": own and state.is_complete and state.booklet and state.booklet.received_at is None,
        "has_signed": request.user.pk in signed_by,
        "frozen": frozen,
        "form": form,
        "seen_hash": fingerprint_of_synthesis(state),
        # Refused because somebody signed first: what was typed is shown, to be kept elsewhere.
        "unsent": form.cleaned_data["observations"] if frozen and form.is_bound and form.is_valid() else "",
    }
    return render(request, "evaluations/booklet.html", context, status=409 if form.is_bound else 200)


def _signed(request: HttpRequest, form: SynthesisForm, told: dict[str, Any]) -> bool:
    act, seen_hash = request.POST.get("do"), request.POST.get("seen_hash", "")
    try:
        if act == "sign" and form.is_valid():
            actions.sign_synthesis(**told, **form.cleaned_data, seen_hash=seen_hash)
            messages.success(request, _("It is signed in your name."))
        elif act == "countersign":
            actions.countersign(**told, seen_hash=seen_hash)
            messages.success(request, _("It is signed in your name."))
        elif act == "acknowledge":
            actions.acknowledge_copy(**told)
            messages.success(request, _("It is noted that you have your copy."))
        else:
            raise Http404
    except actions.EvaluationRefused as refusal:
        messages.error(request, str(refusal))
        return act != "sign"
    return True


def main_sheet(request: HttpRequest, apprentice_id: int, key: str, block_id: int) -> HttpResponse:
    return _sheet(request, apprentice_id, key, block_id, SheetKind.MAIN)


def complementary_sheet(request: HttpRequest, apprentice_id: int, key: str, block_id: int) -> HttpResponse:
    return _sheet(request, apprentice_id, key, block_id, SheetKind.COMPLEMENTARY)


@login_required
def _sheet(
    request: HttpRequest, apprentice_id: int, key: str, block_id: int, kind: SheetKind
) -> HttpResponse:
    """Show one sheet; those who teach the candidate write and sign it.

    All of it is one form: whatever is pressed, what was typed elsewhere on the page is kept with it.
    """
    state = _state(request, apprentice_id, key)
    one = next((found for found in state.blocks if found.block.pk == block_id), None)
    if one is None or (
        kind == SheetKind.COMPLEMENTARY and not one.may_be_completed and not one.complementary
    ):
        raise Http404
    may_evaluate = can_evaluate(request.user, state.enrolment, on=timezone.localdate())
    if request.method == "POST" and not may_evaluate:
        raise Denied
    where = actions.Place(state.enrolment, state.version, one.block, kind)
    found = one.main if kind == SheetKind.MAIN else one.complementary
    typed = _Typed(request, where, found)
    if request.method == "POST":
        if typed.settled():
            return redirect(request.path)
        # A colleague may have written or signed in between: what stands now is shown above what was typed.
        state = booklet_state(where.enrolment, where.version)
        one = next(held for held in state.blocks if held.block.pk == block_id)
        found = one.main if kind == SheetKind.MAIN else one.complementary
    may_write = may_evaluate and not (found and found.is_frozen) and not state.visas
    context = {
        "state": state,
        "one": one,
        "kind": kind,
        "sheet": found,
        "text": sheet_text(found) if found else None,
        "seen_hash": fingerprint_of_sheet(found) if found else "",
        "may_write": may_write,
        "may_sign": may_evaluate
        and found is not None
        and not state.visas
        and request.user.pk not in {visa.person_id for visa in found.visas.all()}
        and len(found.visas.all()) < actions.MOST_EVALUATORS,
        "row_form": typed.row_form,
        "result_form": typed.result_form,
        "refusal": typed.refusal,
        "unsent": [] if may_write else typed.in_words(),
        "planned": [plan for plan in planned_for(state.enrolment.cohort) if plan.block_id == one.block.pk],
        "is_full": found is not None and len(found.rows.all()) >= MOST_ROWS[kind],
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/sheet.html", context, status=typed.status)


class _Typed:
    """What came with one press of a button on the page of a sheet: the act, and all that was typed there."""

    def __init__(self, request: HttpRequest, where: actions.Place, found: Sheet | None) -> None:
        competences = Competence.objects.filter(block=where.block).select_related("block")
        posted = request.POST if request.method == "POST" else None
        self.request, self.where = request, where
        self.act, _dash, self.number = request.POST.get("do", "").partition("-")
        self.status = 200
        self.refusal = ""
        self.row_form = EvaluationForm(posted, competences=competences, is_held=True)
        if posted is None or not (self.act == "row" or self.row_form.has_changed()):
            self.row_form = EvaluationForm(competences=competences, is_held=True)
        self.result_form = ResultForm(posted, competences=competences, initial=_result_of(found))
        if posted is None or not (self.act == "result" or self.result_form.has_changed()):
            self.result_form = ResultForm(competences=competences, initial=_result_of(found))

    @property
    def _forms(self) -> list[forms.Form]:
        return [form for form in (self.row_form, self.result_form) if form.is_bound]

    def settled(self) -> bool:
        """Do all of it or none; return whether the page may be asked for anew, with nothing typed left on it."""
        told: dict[str, Any] = {"by": self.request.user, "now": timezone.now()}
        answers = [form.is_valid() for form in self._forms]  # each of them says what it lacks
        if not all(answers):
            self.status, self.refusal = 422, _("Nothing is written yet: look first at what is marked below.")
            return False
        try:
            with transaction.atomic():
                said = self._done(told)
        except actions.EvaluationRefused as refusal:
            if not self._forms:
                messages.error(self.request, str(refusal))
                return True
            changed = isinstance(refusal, actions.ChangedMeanwhile)
            self.status, self.refusal = (409 if changed else 422), str(refusal)
            return False
        messages.success(self.request, said)
        return True

    def _done(self, told: dict[str, Any]) -> str:
        deeds: dict[str, Callable[[], Any]] = {
            "keep": lambda: None,
            "row": lambda: None,
            "result": lambda: None,
            "plan": lambda: _take_planned(self.where, _number(self.number), told),
            "remove": lambda: actions.remove_row(row=_row(self.where, _number(self.number)), **told),
            "sign": lambda: actions.sign_sheet(
                sheet=_stored(self.where), seen_hash=self.request.POST.get("seen_hash", ""), **told
            ),
        }
        if self.act not in deeds:
            raise Http404
        if self.result_form.is_bound:
            actions.write_result(
                place=self.where,
                **told,
                **self.result_form.cleaned_data,
                seen_hash=self.request.POST.get("seen_hash"),
            )
        if self.row_form.is_bound:
            row = self.row_form.cleaned_data
            actions.add_row(
                place=self.where,
                **told,
                description=row["description"],
                held_on=row["day"],
                competences=row["competences"],
            )
        if self.act == "sign" and self._forms:
            # Signed is what was read: the sheet with what was just typed has not been read yet.
            return _("What you typed is on the sheet. Read it as it is now, then put your visa.")
        deeds[self.act]()
        return _("It is signed in your name.") if self.act == "sign" else _("It is written on the sheet.")

    def in_words(self) -> list[tuple[str, str]]:
        """Return what was typed and is not stored, to be copied from a page that has no fields any more."""
        shown = []
        for field in (field for form in self._forms for field in form.visible_fields()):
            held = field.value() or ""
            names = {str(value): str(name) for value, name in getattr(field.field, "choices", ())}
            words = ", ".join(
                names.get(str(one), str(one)) for one in ([held] if isinstance(held, str) else held)
            )
            if words:
                shown.append((str(field.label), words))
        return shown


def _result_of(found: Sheet | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "result": found.result,
        "attention_points": found.attention_points,
        "to_reassess": [competence.pk for competence in found.to_reassess.all()],
        "observations": found.observations,
    }


def _take_planned(where: actions.Place, planned_id: int, told: dict[str, Any]) -> None:
    planned = get_object_or_404(planned_for(where.enrolment.cohort), pk=planned_id, block=where.block)
    if planned.planned_on > timezone.localdate():
        raise actions.EvaluationRefused(_("This day has not come yet."))
    actions.add_row(
        place=where,
        **told,
        description=planned.description,
        held_on=planned.planned_on,
        competences=list(planned.competences.all()),
    )


def _row(where: actions.Place, row_id: int) -> SheetRow:
    return get_object_or_404(
        SheetRow.objects.select_related("sheet__block"),
        pk=row_id,
        sheet__booklet__enrolment=where.enrolment,
        sheet__block=where.block,
        sheet__kind=where.kind,
    )


def _stored(where: actions.Place) -> Any:
    state = booklet_state(where.enrolment, where.version)
    one = next(found for found in state.blocks if found.block == where.block)
    sheet = one.main if where.kind == SheetKind.MAIN else one.complementary
    if sheet is None:
        raise actions.EvaluationRefused(_("Write at least one evaluation before you sign."))
    return sheet


@login_required
@require_safe
def booklet_print(request: HttpRequest, apprentice_id: int, key: str) -> HttpResponse:
    """Show the whole booklet on one page, to be printed."""
    state = _state(request, apprentice_id, key)
    context = {"state": state, "text": booklet_text(state)}
    return render(request, "evaluations/booklet_print.html", context)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def booklet_pdf(request: HttpRequest, apprentice_id: int, key: str) -> HttpResponse:
    state = _state(request, apprentice_id, key)
    try:
        content = pdf_of("evaluations/booklet_pdf.html", {"text": booklet_text(state)})
    except PapersUnavailable:
        messages.error(request, _("This server cannot make PDF files for now: print the page instead."))
        return redirect("booklet_print", apprentice_id, key)
    name = f"livret-ecf-{slugify(state.enrolment.apprentice.get_full_name())}-{state.version.key}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
