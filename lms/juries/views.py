"""The screens of exams: for the school, for a jury, for the candidate, and for whoever checks a certificate."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from exercises import grading
from exercises.models import CheckResult, ExerciseVersion
from exercises.views.quiz import Answered, answers_told, posted_answers, questions_of
from lms.core.audit import record_reading
from lms.core.papers import PapersUnavailable, pdf_of
from lms.core.permissions import Denied, only
from lms.dossiers import exporting
from lms.dossiers.queries import contents_of, last_upload, professional_file_of, project_file_of
from lms.dossiers.views import FILE_POLICY, send_export, upload_response
from lms.evaluations.queries import SignedResults, signed_results_of
from lms.juries import actions
from lms.juries.forms import (
    CandidateForm,
    JuryMemberForm,
    MockForm,
    OutcomeForm,
    RevocationForm,
    ScoreForm,
    SessionForm,
)
from lms.juries.models import (
    Candidate,
    Decision,
    ExamOutcome,
    ExamSession,
    JuryMember,
    MockExam,
    MockSitting,
    SchoolCertificate,
    ScoredResult,
)
from lms.juries.permissions import (
    can_examine,
    can_manage,
    can_note_score,
    check_can_manage,
    cohorts_rehearsing_with,
    memberships_of,
    mocks_followed_by,
    mocks_of,
    sessions_examined_by,
    sessions_followed_by,
    without_those_trained_by,
)
from lms.juries.queries import (
    candidates_of,
    certificates_of,
    class_lines_of,
    counted_blocks_of,
    enrolments_for_extra_time,
    has_extra_time,
    is_over,
    jury_of,
    lines_of,
    mock_results,
    mock_results_of,
    outcomes_of,
    possible_candidates,
    quizzes_to_rehearse,
    scores_of,
    sessions_sat_by,
    sitting_of,
    versions_to_rehearse,
)
from lms.juries.rules import MockPlan, candidates_a_day, minutes_for
from lms.people.models import User
from lms.people.permissions import can_coordinate, is_apprentice, is_coordinator, is_jury, is_trainer
from lms.people.queries import apprentices_followed_by, enrolments_followed_by, schools_coordinated_by
from lms.records.models import CertificationVersion
from lms.records.queries import versions_of


def _follows_exams(user: User) -> bool:
    return is_trainer(user) or is_coordinator(user)


@only(_follows_exams)
@require_safe
def exam_sessions(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the schools where one trains or coordinates."""
    context = {
        "sessions": sessions_followed_by(request.user),
        "today": timezone.localdate(),
        "may_open": is_coordinator(request.user),
    }
    return render(request, "juries/sessions.html", context)


@only(is_coordinator)
def exam_session_open(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, schools=schools_coordinated_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.open_session(by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The session is open: add its candidates and its jury."))
            return redirect("exam_session", session.pk)
        except actions.ExamRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "juries/open.html", {"form": form})


@only(_follows_exams)
def exam_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show one session: who sits, who examines, what is ready; the coordination adds people here."""
    session = get_object_or_404(sessions_followed_by(request.user), pk=session_id)
    asked = request.POST.get("do", "")
    candidate_form = CandidateForm(
        request.POST if asked == "candidate" else None, people=possible_candidates(session)
    )
    jury_form = JuryMemberForm(request.POST if asked == "jury" else None)
    if request.method == "POST":
        check_can_manage(request.user, session)
        told = {"session": session, "by": request.user, "now": timezone.now()}
        acts: dict[str, tuple[Any, Callable[..., object]]] = {
            "candidate": (candidate_form, actions.add_candidate),
            "jury": (jury_form, actions.add_jury_member),
        }
        if asked in acts and acts[asked][0].is_valid():
            form, act = acts[asked]
            try:
                act(**told, **form.cleaned_data)
                return redirect("exam_session", session.pk)
            except actions.ExamRefused as refusal:
                form.add_error(None, str(refusal))
    today = timezone.localdate()
    lines = lines_of(session, today=today)
    a_day = candidates_a_day(session.version.settings)
    context = {
        "session": session,
        "lines": lines,
        "jury": jury_of(session),
        "manages": can_manage(request.user, session),
        "candidate_form": candidate_form,
        "jury_form": jury_form,
        "is_over": session.held_on <= today,
        "access_ended": session.access_until < today,
        "too_many": a_day if a_day and len(lines) > a_day else None,
    }
    return render(request, "juries/session.html", context, status=422 if asked else 200)


def _candidate(request: HttpRequest, candidate_id: int) -> Candidate:
    return get_object_or_404(
        Candidate.objects.filter(session__in=sessions_followed_by(request.user)).select_related(
            "session__school", "session__version__certification", "apprentice"
        ),
        pk=candidate_id,
    )


@only(_follows_exams)
@require_POST
def candidate_tick(request: HttpRequest, candidate_id: int) -> HttpResponse:
    candidate = _candidate(request, candidate_id)
    try:
        actions.tick(
            candidate=candidate,
            code=request.POST.get("code", ""),
            is_done=request.POST.get("done") == "yes",
            by=request.user,
            now=timezone.now(),
        )
    except actions.ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("exam_session", candidate.session_id)


@only(_follows_exams)
@require_POST
def candidate_withdraw(request: HttpRequest, candidate_id: int) -> HttpResponse:
    candidate = _candidate(request, candidate_id)
    try:
        actions.withdraw_candidate(candidate=candidate, by=request.user, now=timezone.now())
        messages.success(
            request, _("%(name)s does not sit in this session.") % {"name": candidate.apprentice}
        )
    except actions.ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("exam_session", candidate.session_id)


@only(_follows_exams)
@require_POST
def jury_member_remove(request: HttpRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(
        JuryMember.objects.filter(session__in=sessions_followed_by(request.user)).select_related(
            "session__school"
        ),
        pk=member_id,
    )
    actions.remove_jury_member(member=member, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is not in the jury any more.") % {"name": member})
    return redirect("exam_session", member.session_id)


@only(_follows_exams)
def exam_outcome(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Note what the jury decided, or correct it; what was noted before stays below."""
    candidate = _candidate(request, candidate_id)
    check_can_manage(request.user, candidate.session)
    if request.method != "POST" and candidate.withdrawn_at is not None:
        messages.error(request, _("%(name)s does not sit in this session.") % {"name": candidate.apprentice})
        return redirect("exam_session", candidate.session_id)
    outcomes = list(candidate.outcomes.prefetch_related("blocks").select_related("recorded_by"))
    holding = next((one for one in outcomes if one.replaced_at is None), None)
    initial = {"decided_on": candidate.session.held_on}
    form = OutcomeForm(
        request.POST or None, session=candidate.session, is_correction=holding is not None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.note_outcome(
                candidate=candidate,
                decision=Decision(asked["decision"]),
                blocks=asked["blocks"],
                decided_on=asked["decided_on"],
                because=asked.get("because", ""),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The decision of the jury is noted."))
            return redirect("exam_session", candidate.session_id)
        except actions.ExamRefused as refusal:
            form.add_error(None, str(refusal))
    counted = counted_blocks_of([candidate.apprentice], candidate.session.version)
    context = {
        "candidate": candidate,
        "form": form,
        "outcomes": outcomes,
        "counted": counted[candidate.apprentice_id],
    }
    return render(request, "juries/outcome.html", context)


@only(_follows_exams)
@require_POST
def certify_outcome(request: HttpRequest, outcome_id: int) -> HttpResponse:
    outcome = get_object_or_404(
        ExamOutcome.objects.filter(candidate__session__in=sessions_followed_by(request.user)).select_related(
            "candidate__session__school",
            "candidate__session__version__certification",
            "candidate__apprentice",
        ),
        pk=outcome_id,
    )
    return _issued(
        request,
        lambda: actions.certify_outcome(outcome=outcome, by=request.user, now=timezone.now()),
        redirect("exam_session", outcome.candidate.session_id),
    )


def _issued(
    request: HttpRequest, issue: Callable[[], SchoolCertificate], otherwise: HttpResponse
) -> HttpResponse:
    try:
        certificate = issue()
    except actions.ExamRefused as refusal:
        messages.error(request, str(refusal))
        return otherwise
    messages.success(request, _("The certificate is issued: its address can be given to anybody."))
    return redirect("certificate", certificate.token)


@only(is_coordinator)
def scores(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Note the score of an apprentice at a scored certificate, and see those before."""
    person = get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
    if not can_note_score(request.user, person):
        raise Denied
    known = [
        version.pk
        for enrolment in enrolments_followed_by(request.user, person)
        for version in versions_of(enrolment.cohort)
        if version.settings.get("score")
    ]
    versions = CertificationVersion.objects.filter(pk__in=known).select_related("certification")
    form = ScoreForm(request.POST or None, versions=versions)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_score(apprentice=person, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The score is noted."))
            return redirect("scores", person.pk)
        except actions.ExamRefused as refusal:
            form.add_error(None, str(refusal))
    results = ScoredResult.objects.filter(apprentice=person).select_related(
        "version__certification", "recorded_by"
    )
    context = {
        "person": person,
        "form": form if known else None,
        "results": results.order_by("-taken_on", "-pk"),
        "certificates": certificates_of(person),
    }
    return render(request, "juries/scores.html", context)


@only(is_coordinator)
@require_POST
def certify_score(request: HttpRequest, result_id: int) -> HttpResponse:
    result = get_object_or_404(
        ScoredResult.objects.filter(apprentice__in=apprentices_followed_by(request.user)).select_related(
            "apprentice"
        ),
        pk=result_id,
    )
    return _issued(
        request,
        lambda: actions.certify_score(result=result, by=request.user, now=timezone.now()),
        redirect("scores", result.apprentice_id),
    )


@only(is_apprentice)
@require_safe
def my_exams(request: HttpRequest) -> HttpResponse:
    """Show a candidate her sessions with what she still needs, what she obtained, and her certificates."""
    now = timezone.now()
    today = timezone.localdate(now)
    lines = [
        line
        for session in sessions_sat_by(request.user)
        for line in lines_of(session, today=today)
        if line.candidate.apprentice_id == request.user.pk
    ]
    context = {
        "lines": lines,
        "outcomes": outcomes_of(request.user),
        "scores": scores_of(request.user),
        "certificates": certificates_of(request.user),
        "mocks": _mocks_to_sit(request.user, now=now),
        "mock_results": mock_results_of(request.user, now=now),
        "today": today,
    }
    return render(request, "juries/my_exams.html", context)


@only(is_jury)
@require_safe
def jury_home(request: HttpRequest) -> HttpResponse:
    """Show a member of a jury her sessions and their candidates; nothing else is hers to see."""
    today = timezone.localdate()
    examined = [
        (session, without_those_trained_by(request.user, candidates_of(session)))
        for session in sessions_examined_by(request.user, on=today)
    ]
    sessions = [(session, _with_results(session, candidates)) for session, candidates in examined]
    context = {"sessions": sessions, "had_some": memberships_of(request.user).exists()}
    return render(request, "juries/jury_home.html", context)


def _with_results(session: ExamSession, candidates: list[Candidate]) -> list[tuple[Candidate, SignedResults]]:
    found = signed_results_of([one.apprentice for one in candidates], session.version)
    return [(one, found[one.apprentice_id]) for one in candidates]


def _examined(request: HttpRequest, candidate_id: int) -> Candidate:
    candidate = get_object_or_404(
        Candidate.objects.select_related("session__school", "session__version__certification", "apprentice"),
        pk=candidate_id,
    )
    if not can_examine(request.user, candidate, on=timezone.localdate()):
        raise Http404
    record_reading(
        action="candidate_read",
        subject=candidate,
        of=candidate.apprentice,
        by=request.user,
        now=timezone.now(),
    )
    return candidate


@only(is_jury)
@require_safe
def jury_candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show a jury what it decides from: dossier professionnel as declared, evaluations in training as signed,
    project summary and dossier de projet."""
    candidate = _examined(request, candidate_id)
    version = candidate.session.version
    file = professional_file_of(candidate.apprentice, version)
    contents = contents_of(file) if file is not None else None
    shown = contents if contents is not None and contents.is_declared else None
    project = project_file_of(candidate.apprentice, version)
    context = {
        "candidate": candidate,
        "file": file,
        "contents": shown,
        "drawn": exporting.drawn(shown) if shown else [],
        "project": project,
        "upload": last_upload(project),
        "for_jury": candidate.pk,
        "results": signed_results_of([candidate.apprentice], version)[candidate.apprentice_id],
        "counted": counted_blocks_of([candidate.apprentice], version)[candidate.apprentice_id],
    }
    return render(request, "juries/jury_candidate.html", context)


@only(is_jury)
@require_safe
@cache_control(private=True, no_cache=True)
def jury_professional_file(request: HttpRequest, candidate_id: int) -> HttpResponse:
    candidate = _examined(request, candidate_id)
    file = professional_file_of(candidate.apprentice, candidate.session.version)
    if file is None:
        raise Http404
    return send_export(request, contents_of(file), "pdf") or redirect("jury_candidate", candidate.pk)


@only(is_jury)
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def jury_project_file(request: HttpRequest, candidate_id: int) -> FileResponse:
    candidate = _examined(request, candidate_id)
    upload = last_upload(project_file_of(candidate.apprentice, candidate.session.version))
    if upload is None:
        raise Http404
    return upload_response(upload)


@only(is_jury)
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def jury_document(request: HttpRequest, candidate_id: int, document_id: int) -> FileResponse:
    """Serve a document of a declared dossier professionnel to the jury of its candidate."""
    candidate = _examined(request, candidate_id)
    file = professional_file_of(candidate.apprentice, candidate.session.version)
    if file is None or not contents_of(file).is_declared:
        raise Http404
    found = get_object_or_404(file.documents, pk=document_id)
    try:
        content = found.content.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content, as_attachment=not found.is_picture, filename=found.name, content_type=found.content_type
    )


def _certificate_context(certificate: SchoolCertificate) -> dict[str, Any]:
    expires_on = parse_date(certificate.content.get("expires_on") or "")
    return {
        "certificate": certificate,
        "said": certificate.content,
        "day": parse_date(certificate.content["day"]),
        "expires_on": expires_on,
        "has_expired": expires_on is not None and expires_on < timezone.localdate(),
        "is_authentic": actions.is_authentic(certificate),
    }


def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Say to anybody with the address what a school certifies, and whether it still holds; its school revokes it."""
    found = get_object_or_404(SchoolCertificate.objects.select_related("school"), token=token)
    may_revoke = request.user.is_authenticated and can_coordinate(request.user, found.school)
    form = RevocationForm(request.POST or None) if may_revoke and found.revoked_at is None else None
    if request.method == "POST":
        if form is None:
            raise Denied
        if form.is_valid():
            actions.revoke_certificate(
                certificate=found, because=form.cleaned_data["because"], by=request.user, now=timezone.now()
            )
            messages.success(request, _("The certificate is revoked: this page says so from now on."))
            return redirect("certificate", token)
    context = {
        **_certificate_context(found),
        "form": form,
        "address": request.build_absolute_uri(request.path),
    }
    response = render(request, "juries/certificate.html", context)
    return _kept_apart(response)


def _kept_apart(response: HttpResponse) -> HttpResponse:
    """The address is the key: search engines and other sites do not learn it here."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Send the certificate as tagged PDF, with the address at which it is checked."""
    found = get_object_or_404(SchoolCertificate.objects.select_related("school"), token=token)
    page = redirect("certificate", token)
    context = {**_certificate_context(found), "address": request.build_absolute_uri(page["Location"])}
    try:
        content = pdf_of("juries/certificate_paper.html", context)
    except PapersUnavailable:
        messages.error(request, _("This server cannot make PDF files for now: print the page instead."))
        return page
    name = f"attestation-{slugify(found.content['name'])}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept_apart(response)


# --- mock exams ---


@only(_follows_exams)
@require_safe
def mocks_of_class(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user), pk=cohort_id)
    context = {
        "cohort": cohort,
        "mocks": mocks_followed_by(request.user).filter(cohort=cohort),
        "today": timezone.localdate(),
        "may_open": versions_to_rehearse(cohort).exists(),
    }
    return render(request, "juries/mocks.html", context)


@only(_follows_exams)
def mock_open(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user), pk=cohort_id)
    form = MockForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.cleaned_data
            mock = actions.open_mock(
                cohort=cohort,
                version=asked["version"],
                plan=MockPlan(asked["title"], asked["opens_on"], asked["closes_on"], asked["minutes"]),
                quizzes=asked["quizzes"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The mock exam is ready: the class finds it under “My exams”."))
            return redirect("mock_class", mock.pk)
        except actions.ExamRefused as refusal:
            form.add_error(None, str(refusal))
    is_possible = versions_to_rehearse(cohort).exists() and quizzes_to_rehearse().exists()
    return render(request, "juries/mock_open.html", {"cohort": cohort, "form": form if is_possible else None})


@only(_follows_exams)
@require_safe
def mock_class(request: HttpRequest, mock_id: int) -> HttpResponse:
    """Show what a mock exam is made of, and what each person of the class obtained."""
    mock = get_object_or_404(mocks_followed_by(request.user), pk=mock_id)
    lines = class_lines_of(mock, now=timezone.now())
    context = {
        "mock": mock,
        "quizzes": mock.quizzes.select_related("version").defer("version__definition"),
        "lines": lines,
        "may_remove": not any(line.sitting for line in lines),
    }
    return render(request, "juries/mock_class.html", context)


@only(_follows_exams)
@require_POST
def mock_remove(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = get_object_or_404(mocks_followed_by(request.user), pk=mock_id)
    cohort_id = mock.cohort_id
    try:
        actions.remove_mock(mock=mock, by=request.user, now=timezone.now())
    except actions.ExamRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("mock_class", mock_id)
    messages.success(request, _("The mock exam is removed."))
    return redirect("mocks_of_class", cohort_id)


@only(_follows_exams)
def extra_time(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who of a class may take a third more time; its coordination gives that and takes it back."""
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user).select_related("school"), pk=cohort_id)
    enrolments = enrolments_for_extra_time(cohort)
    if request.method == "POST":
        asked = request.POST.get("enrolment", "")
        if not asked.isascii() or not asked.isdigit():
            raise Http404
        enrolment = get_object_or_404(enrolments, pk=int(asked[:15]))
        told: dict[str, Any] = {"enrolment": enrolment, "by": request.user, "now": timezone.now()}
        if request.POST.get("do") == "withdraw":
            actions.withdraw_extra_time(**told)
            messages.success(
                request, _("%(who)s has the same time as the class.") % {"who": enrolment.apprentice}
            )
        else:
            actions.grant_extra_time(**told)
            messages.success(request, _("%(who)s has a third more time.") % {"who": enrolment.apprentice})
        return redirect("extra_time", cohort.pk)
    context = {
        "cohort": cohort,
        "enrolments": enrolments,
        "may_grant": can_coordinate(request.user, cohort.school),
    }
    return render(request, "juries/extra_time.html", context)


def _mocks_to_sit(user: User, *, now: datetime) -> list[MockExam]:
    """What she may still begin or go on with."""
    begun = {one.mock_id: one for one in MockSitting.objects.filter(apprentice=user)}
    today = timezone.localdate(now)
    return [
        mock
        for mock in mocks_of(user)
        if (not is_over(begun[mock.pk], now=now) if mock.pk in begun else mock.closes_on >= today)
    ]


def _my_mock(request: HttpRequest, mock_id: int) -> MockExam:
    return get_object_or_404(mocks_of(request.user), pk=mock_id)


@only(is_apprentice)
@require_safe
def my_mock(request: HttpRequest, mock_id: int) -> HttpResponse:
    """Show a mock exam before it is begun, while it lasts, or what came out of it."""
    mock, now = _my_mock(request, mock_id), timezone.now()
    sitting = sitting_of(request.user, mock)
    over = sitting is not None and is_over(sitting, now=now)
    # Not before the last day is over: classmates may still be sitting.
    explained = over and mock.closes_on < timezone.localdate(now)
    kept = {one.quiz_id: one for one in sitting.answers.all()} if sitting else {}
    quizzes = [
        {
            "quiz": quiz,
            "kept": kept.get(quiz.pk),
            "answers": _told(quiz.version, kept[quiz.pk].content if quiz.pk in kept else "{}")
            if explained
            else [],
        }
        for quiz in mock.quizzes.select_related("version").defer("version__definition")
    ]
    today = timezone.localdate(now)
    context = {
        "mock": mock,
        "sitting": sitting,
        "is_over": over,
        "explained": explained,
        "quizzes": quizzes,
        "result": next(iter(mock_results(MockSitting.objects.filter(pk=sitting.pk), now=now)), None)
        if sitting
        else None,
        "is_open": mock.opens_on <= today <= mock.closes_on,
        "is_to_come": today < mock.opens_on,
        "minutes": sitting.minutes
        if sitting
        else minutes_for(mock.minutes, has_extra_time=has_extra_time(request.user, mock.cohort)),
    }
    return render(request, "juries/my_mock.html", context)


def _told(version: ExerciseVersion, content: str) -> list[Answered]:
    """Each question of a quiz with her answer, what is right, and why."""
    results = [
        CheckResult(check_id=one.id, asks=one.asks, passed=one.passed, sentence=one.sentence)
        for one in grading.judge_quiz_answers(version, content).results
    ]
    return answers_told(version, {grading.ANSWERS: content}, results, whole=True)


@only(is_apprentice)
@require_POST
def my_mock_begin(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = _my_mock(request, mock_id)
    try:
        actions.begin_mock(mock=mock, by=request.user, now=timezone.now())
    except actions.ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_mock", mock.pk)


@only(is_apprentice)
@require_POST
def my_mock_hand_in(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = _my_mock(request, mock_id)
    sitting = sitting_of(request.user, mock)
    if sitting is not None:
        actions.hand_in_mock(sitting=sitting, by=request.user, now=timezone.now())
    return redirect("my_mock", mock.pk)


@only(is_apprentice)
def my_mock_quiz(request: HttpRequest, mock_id: int, quiz_id: int) -> HttpResponse:
    """Show one quiz of a sitting that lasts, and keep what is answered."""
    mock, now = _my_mock(request, mock_id), timezone.now()
    quizzes = list(mock.quizzes.select_related("version").defer("version__definition"))
    place = next((number for number, one in enumerate(quizzes) if one.pk == quiz_id), None)
    if place is None:
        raise Http404
    quiz, sitting = quizzes[place], sitting_of(request.user, mock)
    if sitting is None:
        return redirect("my_mock", mock.pk)
    following = quizzes[place + 1] if place + 1 < len(quizzes) else None
    if request.method == "POST":
        try:
            actions.save_mock_answers(
                sitting=sitting, quiz=quiz, content=posted_answers(request.POST), by=request.user, now=now
            )
        except actions.ExamRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("my_mock", mock.pk)
        messages.success(request, _("Your answers are saved. You can change them until the end."))
        if request.POST.get("then") == "next" and following is not None:
            return redirect("my_mock_quiz", mock.pk, following.pk)
        return redirect("my_mock", mock.pk)
    if is_over(sitting, now=now):
        return redirect("my_mock", mock.pk)
    kept = sitting.answers.filter(quiz=quiz).first()
    context = {
        "mock": mock,
        "quiz": quiz,
        "sitting": sitting,
        "following": following,
        "number": place + 1,
        "total": len(quizzes),
        "questions": questions_of(
            quiz.version, {grading.ANSWERS: kept.content if kept else "{}"}, request.user
        ),
    }
    return render(request, "juries/my_mock_quiz.html", context)
