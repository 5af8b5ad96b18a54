"""The first screen of each role: what to do next, at a glance."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from client_projects.queries import (
    decisions_awaited_from,
    parts_to_validate_by,
    projects_visible_to,
    projects_waiting_for_trainer,
    remarks_to_sort_by,
    tickets_to_review_by,
    tickets_under_way_of,
)
from curriculum.queries import course_of
from exercises.queries import (
    commented_work_of,
    help_requests_of,
    help_waiting_for,
    looked_at_by_others,
    returned_work_of,
    review_to_undo,
    submissions_waiting_for,
    work_awaiting_review_of,
)
from lms.alerts.queries import alerts_for
from lms.core.audit import record_reading
from lms.core.live import is_asked_live, live_part
from lms.core.permissions import Denied, only
from lms.core.sent import number_in
from lms.core.spreadsheets import CSV_TYPE, as_csv
from lms.dashboard import cards, file, grid, handover, history, validations
from lms.dashboard.forms import HistoryForm
from lms.dashboard.news import news_for
from lms.juries.permissions import can_note_score
from lms.people.actions import SubstitutionRefused, leave_note, note_visit, substitute
from lms.people.forms import HandoverNoteForm, SubstituteForm
from lms.people.models import Cohort
from lms.people.permissions import (
    can_act_as,
    can_arrange_substitutes,
    can_teach,
    is_apprentice,
    is_client,
    is_coordinator,
    is_jury,
    is_staff,
    is_trainer,
    people_to_act_as,
    substitutions_of,
)
from lms.people.queries import (
    announcements_for,
    apprentices_followed_by,
    class_questions_waiting_for,
    classes_of,
    cohorts_taught_by,
    cohorts_visible_to,
    enrolments_followed_by,
    exits_of,
    handover_notes_of,
    possible_substitutes,
    schools_of,
    substitutions_in,
)
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, JURY, TRAINER
from lms.records.permissions import can_see_record, can_tie
from lms.records.queries import record_of, requests_waiting_for, seen_until, validations_elsewhere


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return HOMES[request.user.role](request)


def _apprentice(request: HttpRequest) -> HttpResponse:
    today = cards.apprentice_today(request.user)
    now = timezone.now()
    since = note_visit(person=request.user, now=now)
    context = {
        **today,
        "announcements": announcements_for(request.user, now=now)[:3],
        "since": since,
        "news": news_for(request.user, today["modules"], since=since, now=now) if since else [],
        "questions": help_requests_of(request.user),
        "returned": returned_work_of(request.user),
        "commented": commented_work_of(request.user),
        "awaiting": work_awaiting_review_of(request.user),
        "now": now,
        "projects": projects_visible_to(request.user),
        "tickets": tickets_under_way_of(request.user),
    }
    return render(request, "dashboard/apprentice.html", context)


def _trainer(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    classes = classes_of(request.user, on=timezone.localdate(now)).prefetch_related("periods")
    context = {
        **_class_today(request, now),
        **_since_last_visit(request, now),
        "substitutions": substitutions_of(request.user, on=timezone.localdate(now)),
        "classes": cards.class_cards(classes),
    }
    return render(request, "dashboard/trainer.html", context)


def _class_today(request: HttpRequest, now: datetime) -> dict[str, object]:
    """Return the three lists of a trainer: what waits for her, who seems stuck, who is away."""
    taught = list(cohorts_taught_by(request.user, on=timezone.localdate(now)).prefetch_related("periods"))
    waiting = list(submissions_waiting_for(request.user))
    looking = looked_at_by_others(request.user, waiting, now=now)
    return {
        "questions": help_waiting_for(request.user),
        "class_questions": class_questions_waiting_for(request.user, now=now),
        "to_undo": review_to_undo(request.user, now=now),
        "validations_asked": requests_waiting_for(request.user),
        "waiting": [(submission, looking.get(submission.pk)) for submission in waiting],
        "alerts": alerts_for(request.user, now=now),
        "projects_waiting": projects_waiting_for_trainer(request.user),
        "remarks_to_sort": remarks_to_sort_by(request.user),
        "parts_to_validate": parts_to_validate_by(request.user),
        "tickets_to_review": tickets_to_review_by(request.user),
        "who_is_there": cards.who_is_there(taught, now=now),
        "now": now,
    }


def _since_last_visit(request: HttpRequest, now: datetime) -> dict[str, object]:
    acting_by = getattr(request, "acting_by", None)
    since = note_visit(person=request.user, now=now) if acting_by is None else None
    if since is None:
        return {"since": None, "by_others": []}
    cohorts = list(cohorts_taught_by(request.user, on=timezone.localdate(now)))
    return {"since": since, "by_others": handover.done_by_others(request.user, cohorts, since=since)}


@only(lambda user: is_trainer(user) or is_coordinator(user))
def handover_of(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what was done in a class lately, leave a word for the others, let a substitute in."""
    cohort = get_object_or_404(Cohort.objects.select_related("school", "programme"), pk=cohort_id)
    teaches, arranges = can_teach(request.user, cohort), can_arrange_substitutes(request.user, cohort)
    if not (teaches or arranges):
        raise Http404
    now, asked = timezone.now(), request.POST.get("do", "")
    note = HandoverNoteForm(request.POST if asked == "note" else None)
    who = SubstituteForm(
        request.POST if asked == "substitute" else None, trainers=possible_substitutes(cohort)
    )
    if asked == "note" and note.is_valid():
        leave_note(cohort=cohort, text=note.cleaned_data["text"], by=request.user, now=now)
        messages.success(request, _("Your word is left."))
        return redirect("handover", cohort.pk)
    if asked == "substitute" and who.is_valid():
        try:
            substitute(cohort=cohort, by=request.user, now=now, **who.cleaned_data)
            messages.success(request, _("The substitute may teach this class on these days."))
            return redirect("handover", cohort.pk)
        except SubstitutionRefused as refusal:
            who.add_error(None, str(refusal))
    # What is between trainers stays there, whoever looks through their eyes.
    reads_notes = teaches and getattr(request, "acting_by", None) is None
    context = {
        "cohort": cohort,
        "arranges": arranges,
        "reads_notes": reads_notes,
        "notes": handover_notes_of(cohort)[:30] if reads_notes else [],
        "note_form": note,
        "substitute_form": who,
        "substitutions": substitutions_in(cohort, on=timezone.localdate(now)),
        "by_others": handover.done_by_others(request.user, [cohort], since=now - handover.LATELY)
        if reads_notes
        else [],
    }
    return render(request, "dashboard/handover.html", context)


@only(is_trainer)
def class_today(request: HttpRequest) -> HttpResponse:
    """Send the three lists again to the page that shows them; nothing where they are the same."""
    return live_part(request, "dashboard/_class_today.html", _class_today(request, timezone.now()))


def _coordinator(request: HttpRequest) -> HttpResponse:
    context = {
        "schools": cards.school_cards(request.user, now=timezone.now()),
        "projects": projects_visible_to(request.user),
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
    return render(request, "dashboard/coordinator.html", context)


def _adviser(request: HttpRequest) -> HttpResponse:
    schools = list(schools_of(request.user))
    asked = request.GET.get("ecole")
    # One school a page: each brings a list of names, and most advisers have only one.
    school = next((one for one in schools if str(one.pk) == asked), schools[0] if schools else None)
    classes = classes_of(request.user, on=timezone.localdate()).filter(school=school)
    context = {"schools": schools, "school": school, "classes": cards.class_cards(classes)}
    return render(request, "dashboard/adviser.html", context)


def _client(request: HttpRequest) -> HttpResponse:
    projects = list(projects_visible_to(request.user)[:2])
    if len(projects) == 1:
        return redirect(projects[0])
    context = {
        "projects": projects_visible_to(request.user),
        "awaited": decisions_awaited_from(request.user),
    }
    return render(request, "dashboard/client.html", context)


def _jury(request: HttpRequest) -> HttpResponse:
    return redirect("jury_home")


HOMES = {
    APPRENTICE: _apprentice,
    TRAINER: _trainer,
    COORDINATOR: _coordinator,
    ADVISER: _adviser,
    CLIENT: _client,
    JURY: _jury,
}


@only(is_apprentice)
def my_competences(request: HttpRequest) -> HttpResponse:
    certifications = record_of(request.user)
    context = {
        "certifications": certifications,
        "ways": cards.ways_to_evidence(request.user, certifications),
        "elsewhere": validations_elsewhere(request.user, [one.version for one in certifications]),
        "person": None,
        "opens_work": True,
    }
    return render(request, "dashboard/competences.html", context)


@login_required
def apprentice_file(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Show what is known of one apprentice: to herself, and to those who work in a school where she is or was."""
    own = is_apprentice(request.user) and request.user.pk == apprentice_id
    person = (
        request.user if own else get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
    )
    record_reading(action="file_read", subject=person, of=person, by=request.user, now=timezone.now())
    context = {
        **file.file_of(
            person,
            reader=request.user,
            acting_by=getattr(request, "acting_by", None),
            today=timezone.localdate(),
            everything="tout" in request.GET,
        ),
        "may_act_as": can_act_as(request.user, person),
        "may_note_scores": not own and can_note_score(request.user, person),
        "person": person,
        "own": own,
        # Coordinators and advisers follow the path; the work itself is between apprentice and trainer.
        "opens_work": own or is_trainer(request.user),
    }
    return render(request, "dashboard/file.html", context)


@only(is_staff)
def apprentice_competences(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    person = get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
    if not can_see_record(request.user, person):
        raise Denied
    enrolment = enrolments_followed_by(request.user, person).first()
    certifications = record_of(person, enrolment=enrolment)
    is_here = enrolment is not None and seen_until(person, enrolment) is None
    versions = [one.version for one in certifications]
    context = {
        "certifications": certifications,
        "elsewhere": validations_elsewhere(person, versions) if is_here else [],
        "person": person,
        # Coordinators and advisers follow the path; the work itself is between apprentice and trainer.
        "opens_work": is_trainer(request.user),
    }
    return render(request, "dashboard/competences.html", context)


@only(lambda user: user.is_authenticated and not is_client(user) and not is_jury(user))
def course(request: HttpRequest) -> HttpResponse:
    """Lead to the course one follows or teaches; say so when there is none yet."""
    found = course_of(request.user)
    return redirect(found.url) if found else render(request, "dashboard/no_course.html")


@only(is_staff)
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who is in a cohort, for whoever works in its school."""
    found = get_object_or_404(cohorts_visible_to(request.user).prefetch_related("trainers"), pk=cohort_id)
    context = {
        "cohort": found,
        "card": cards.class_cards([found])[0],
        "exits": exits_of(found),
        "team_to_act_as": people_to_act_as(request.user).filter(posts__school=found.school_id),
        "today": timezone.localdate(),
        "teaches": can_teach(request.user, found),
        "arranges": can_arrange_substitutes(request.user, found),
        "may_tie": can_tie(request.user, found),
    }
    return render(request, "dashboard/cohort.html", context)


@only(is_trainer)
def class_validations(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who has validated what in a class, who is not ready and why, and what no exercise covers."""
    found = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_teach(request.user, found):
        raise Http404
    context = {"cohort": found, "tables": validations.class_validations(found)}
    return render(request, "dashboard/class_validations.html", context)


@only(is_coordinator)
def cohort_validations(request: HttpRequest) -> HttpResponse:
    """Show how far each cohort of the coordinator's schools is toward each certification."""
    cohorts = cohorts_visible_to(request.user)
    context = {"lines": validations.cohort_lines(cohorts), "now": timezone.now()}
    return render(request, "dashboard/cohort_validations.html", context)


GRID_FILES = {
    "csv": (grid.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (grid.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@only(is_trainer)
def class_grid(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show where each apprentice of a class stands at the exercises of one module, or send it as a table."""
    cohort = get_object_or_404(Cohort.objects.select_related("school", "programme"), pk=cohort_id)
    if not can_teach(request.user, cohort):
        raise Http404
    asked = number_in(request.GET.get("module", ""))
    chosen = [kind for kind in grid.KINDS if kind in request.GET.getlist("genre")] or list(grid.KINDS)
    found = grid.grid_of(cohort, module_id=asked, kinds=chosen)
    if (name := request.GET.get("format")) in GRID_FILES:
        write, kind = GRID_FILES[name]
        response = HttpResponse(write(found), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="grille-{cohort.pk}.{name}"'
        return response
    context = {"grid": found, "words": grid.WORDS.values(), "chosen": chosen}
    if is_asked_live(request):
        return live_part(request, "dashboard/_grid.html", context)
    return render(request, "dashboard/grid.html", context)


HISTORY_PAGE = 50


@only(is_coordinator)
@require_safe
def history_of(request: HttpRequest) -> HttpResponse:
    """Who did or read what touches the people of one's schools; as a page, or as lines for a spreadsheet."""
    form = HistoryForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    events = history.narrowed(
        history.events_for(request.user),
        name=asked.get("name", ""),
        kind=asked.get("kind", ""),
        first=asked.get("first"),
        last=asked.get("last"),
    )
    if "csv" in request.GET and (not form.is_bound or form.is_valid()):
        content = as_csv(history.lines_of(events[: history.LINES_AT_MOST]))
        headers = {"Content-Disposition": 'attachment; filename="journal.csv"'}
        return HttpResponse(content, content_type=CSV_TYPE, headers=headers)
    page = Paginator(events, HISTORY_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [(event, history.KINDS[event.action]) for event in page],
        "asked": urlencode({key: value for key, value in asked.items() if value}),
        "is_narrowed": any(asked.values()),
    }
    return render(request, "dashboard/history.html", context)
