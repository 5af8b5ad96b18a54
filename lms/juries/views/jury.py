"""What a member of a jury reads of the candidates whom she examines."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from lms.core.audit import record_reading
from lms.core.permissions import only
from lms.dossiers import exporting
from lms.dossiers.queries import contents_of, last_upload, professional_file_of, project_file_of
from lms.dossiers.views import FILE_POLICY, send_export, upload_response
from lms.evaluations.queries import SignedResults, signed_results_of
from lms.juries.models import Candidate, ExamSession
from lms.juries.permissions import can_examine, memberships_of, sessions_examined_by, without_those_trained_by
from lms.juries.queries import candidates_of, counted_blocks_of
from lms.people.permissions import is_jury


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
