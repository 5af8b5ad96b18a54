"""Screens of exits: the figures of a school, and what became of one person."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.core.audit import record_reading
from lms.core.permissions import Denied, only
from lms.core.spreadsheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from lms.core.uploads import UploadRefused, check_upload
from lms.exits import actions
from lms.exits.figures import counts_of, lines_to_give, rates_of
from lms.exits.forms import AsOfForm, SituationForm, SurveyForm
from lms.exits.models import ExitFact, Moment, OutcomeSurvey, Situation
from lms.exits.permissions import (
    can_export_figures,
    can_follow_exits,
    can_read_situations,
    may_have_exits,
)
from lms.exits.queries import (
    SchoolExits,
    category_of_fact,
    exits_of,
    left_on,
    situations_of,
    surveys_of,
)
from lms.exits.surveying import read_address
from lms.people.models import Enrolment, School
from lms.people.permissions import is_coordinator


def _school(request: HttpRequest, school_id: int) -> School:
    found = get_object_or_404(School, pk=school_id)
    if not can_follow_exits(request.user, found):
        raise Http404
    return found


def _asked(request: HttpRequest) -> tuple[AsOfForm, date, Moment]:
    """Return what figures are wanted; what cannot be read is said, and today is shown."""
    today = timezone.localdate()
    form = AsOfForm(request.GET.dict(), today=today)
    if form.is_valid() and form.cleaned_data["on"] > today:
        form.add_error("on", _("This day has not come yet."))
    if form.is_valid():
        return form, form.cleaned_data["on"], Moment(form.cleaned_data["moment"])
    return form, today, Moment.AT_EXIT


@only(may_have_exits)
@require_safe
def exit_figures(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the exits of a school as of one day: rates apart, cohort by cohort, and who is still to be asked."""
    school = _school(request, school_id)
    form, on, moment = _asked(request)
    exits = exits_of(school, on=on, moment=moment)
    surveys = surveys_of(school, moment)
    context = {
        "school": school,
        "form": form,
        "on": on,
        "moment": moment,
        "counts": counts_of(exits.total),
        "rates": rates_of(exits.total),
        "counted": exits.total.counted,
        "cohorts": [
            {
                "cohort": one.cohort,
                "rates": rates_of(one.figures),
                "figures": one.figures,
                "people": [
                    {
                        "left": left,
                        "fact": (fact := left.at(moment)),
                        "category": category_of_fact(fact).label if fact else "",
                        "survey": surveys.get(left.enrolment.pk),
                    }
                    for left in one.people
                ],
            }
            for one in exits.cohorts
        ],
        "may_export": can_export_figures(request.user, school),
    }
    return render(request, "exits/figures.html", context, status=422 if form.errors else 200)


def _to_give(request: HttpRequest, school_id: int) -> tuple[School, SchoolExits]:
    school = _school(request, school_id)
    if not can_export_figures(request.user, school):
        raise Denied
    form, on, moment = _asked(request)
    if form.errors:
        raise Http404
    return school, exits_of(school, on=on, moment=moment)


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@only(is_coordinator)
@require_safe
def figures_csv(request: HttpRequest, school_id: int) -> HttpResponse:
    """Give the figures as lines for a spreadsheet; no name is among them."""
    school, exits = _to_give(request, school_id)
    name = f"sorties-{school.slug}-{exits.on.isoformat()}.csv"
    return _attached(as_csv(lines_to_give(school, exits)), CSV_TYPE, name)


@only(is_coordinator)
@require_safe
def figures_xlsx(request: HttpRequest, school_id: int) -> HttpResponse:
    """Give the figures as a workbook; no name is among them."""
    school, exits = _to_give(request, school_id)
    name = f"sorties-{school.slug}-{exits.on.isoformat()}.xlsx"
    content = as_xlsx(lines_to_give(school, exits), title=_("Exits"), freeze="B6")
    return _attached(content, XLSX_TYPE, name)


@login_required
def situations(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Show what became of one person, to herself and to those who follow exits; they add what they learn."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("cohort__school", "apprentice"), pk=enrolment_id
    )
    if not can_read_situations(request.user, enrolment):
        raise Http404
    record_reading(
        action="situation_read",
        subject=enrolment,
        of=enrolment.apprentice,
        by=request.user,
        now=timezone.now(),
    )
    today = timezone.localdate()
    may_write = can_follow_exits(request.user, enrolment.cohort.school)
    if request.method == "POST" and not may_write:
        raise Denied
    form = SituationForm(request.POST or None, request.FILES or None, initial={"known_on": today})
    if request.method == "POST" and form.is_valid() and _recorded(request, enrolment, form):
        return redirect("situations", enrolment.pk)
    context = {
        "enrolment": enrolment,
        "person": enrolment.apprentice,
        "own": request.user.pk == enrolment.apprentice_id,
        "left_on": left_on(enrolment, on=today),
        "lines": [(fact, category_of_fact(fact).label) for fact in situations_of(enrolment)],
        "form": form,
        "may_write": may_write,
    }
    return render(request, "exits/situations.html", context, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, enrolment: Enrolment, form: SituationForm) -> bool:
    said = {**form.cleaned_data}
    upload, moment = said.pop("proof"), Moment(said.pop("moment"))
    told = actions.Told(**{**said, "situation": Situation(said["situation"])})
    try:
        proof = None
        if upload:
            checked = check_upload(upload)
            proof = actions.Proof(upload, checked.name, checked.content_type)
        actions.record_situation(
            enrolment=enrolment,
            moment=moment,
            told=told,
            by=request.user,
            now=timezone.now(),
            proof=proof,
        )
    except UploadRefused as refusal:
        form.add_error("proof", str(refusal))
        return False
    except actions.FactRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("It is written down. What was known before stays below."))
    return True


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def situation_proof(request: HttpRequest, fact_id: int) -> FileResponse:
    """Give the file of a line, always to keep and never to show: it comes from outside."""
    fact = get_object_or_404(
        ExitFact.objects.select_related("enrolment__cohort__school", "enrolment__apprentice").exclude(
            proof=""
        ),
        pk=fact_id,
    )
    if not can_read_situations(request.user, fact.enrolment):
        raise Http404
    record_reading(
        action="situation_read",
        subject=fact.enrolment,
        of=fact.enrolment.apprentice,
        by=request.user,
        now=timezone.now(),
    )
    try:
        content = fact.proof.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=fact.proof_name, content_type=fact.content_type)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a person what she does, at her signed address; nothing that was written of her is shown there."""
    survey = read_address(token)
    if survey is None:
        return _hers_alone(render(request, "exits/survey_unknown.html", status=404))
    form = SurveyForm(request.POST if request.method == "POST" else None)
    closed = ""
    try:
        if request.method == "POST" and "decline" in request.POST:
            actions.decline_survey(survey=survey, now=timezone.now())
            return _hers_alone(render(request, "exits/survey_done.html", {"declined": True}))
        if request.method == "POST" and form.is_valid() and _declared(survey, form):
            return _hers_alone(render(request, "exits/survey_done.html", {"survey": survey}))
        actions.check_is_open(survey=survey, now=timezone.now())
    except actions.SurveyClosed as closing:
        closed = str(closing)
    context = {"survey": survey, "form": form, "closed": closed, "person": survey.enrolment.apprentice}
    status = 422 if form.errors and not closed and "decline" not in request.POST else 200
    return _hers_alone(render(request, "exits/survey.html", context, status=status))


def _declared(survey: OutcomeSurvey, form: SurveyForm) -> bool:
    said = {**form.cleaned_data}
    told = actions.Told(
        **{**said, "situation": Situation(said["situation"]), "known_on": timezone.localdate()}
    )
    try:
        actions.answer_survey(survey=survey, told=told, now=timezone.now())
    except actions.FactRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _hers_alone(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    # The address is the key. Not "no-referrer": a browser would then hide from us where the form comes from.
    response["Referrer-Policy"] = "same-origin"
    return response
