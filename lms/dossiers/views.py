"""The screens of the dossier professionnel and of the dossier de projet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from lms.core.audit import record_reading
from lms.core.papers import PapersUnavailable
from lms.core.permissions import Denied, only
from lms.dossiers import actions, exporting
from lms.dossiers.forms import (
    CommentForm,
    DeclarationForm,
    DiplomaForm,
    DocumentForm,
    EvidenceForm,
    ExampleForm,
    ProjectFileForm,
    ProjectUploadForm,
)
from lms.dossiers.guidance import (
    ADVISED_PAGES,
    CHARACTERS_PER_PAGE,
    OUTLINE,
    PAGES_PER_EXAMPLE,
    TO_COMPLETE,
    limits_of,
    remarks_on_pages,
    remarks_on_summary,
    words_in,
)
from lms.dossiers.models import (
    FileDiploma,
    FileDocument,
    FileExample,
    ProfessionalFile,
    ProjectFile,
    ProjectFileUpload,
)
from lms.dossiers.permissions import can_comment, can_read, can_write
from lms.dossiers.queries import (
    characters_of,
    contents_of,
    earlier_files,
    evidence_for,
    files_of_cohort,
    last_upload,
    pages_of_example,
    professional_file_of,
    professional_files,
    project_file_of,
    project_files,
    title_version_for,
    too_long,
)
from lms.people.models import Cohort
from lms.people.permissions import is_adviser, is_apprentice, is_staff
from lms.people.queries import cohorts_visible_to
from lms.records.models import CertificationBlock, CertificationKind
from lms.records.queries import versions_of

# What somebody handed in opens beside the platform and never inside it.
FILE_POLICY = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.NONE],
}


def _own_file(request: HttpRequest, file_id: int) -> ProfessionalFile:
    file = get_object_or_404(professional_files(), pk=file_id)
    if not can_read(request.user, file):
        raise Http404
    if not can_write(request.user, file):
        raise Denied
    return file


def _readable_file(request: HttpRequest, file_id: int) -> ProfessionalFile:
    file = get_object_or_404(professional_files(), pk=file_id)
    if not can_read(request.user, file):
        raise Http404
    return file


def _refuse(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do `act`; when it is refused, say why and return True."""
    try:
        act()
    except actions.DossierRefused as refusal:
        messages.error(request, str(refusal))
        return True
    return False


@only(is_apprentice)
def my_professional_file(request: HttpRequest) -> HttpResponse:
    """Show her dossier professionnel, part by part; begin it."""
    version = title_version_for(request.user)
    if request.method == "POST":
        _refuse(request, lambda: actions.open_professional_file(apprentice=request.user, now=timezone.now()))
        return redirect("my_professional_file")
    file = professional_file_of(request.user, version) if version else None
    if file is None:
        context = {"version": version, "earlier": earlier_files(request.user)}
        return render(request, "dossiers/begin.html", context)
    return render(request, "dossiers/file.html", _file_context(request, file))


def _file_context(request: HttpRequest, file: ProfessionalFile, **forms: Any) -> dict[str, Any]:
    contents = contents_of(file)
    return {
        "file": file,
        "contents": contents,
        "pages_per_example": PAGES_PER_EXAMPLE,
        "advised_pages": ADVISED_PAGES,
        "too_long": too_long(contents),
        "lengths": {example.pk: pages_of_example(example) for example in contents.examples},
        "document_form": DocumentForm(),
        "diploma_form": DiplomaForm(),
        "declaration_form": DeclarationForm(initial={"name": request.user.get_full_name()}),
        "comments": file.comments.select_related("author"),
        "earlier": earlier_files(request.user),
        **forms,
    }


@login_required
@require_POST
def example_add(request: HttpRequest, file_id: int, block_id: int) -> HttpResponse:
    file = _own_file(request, file_id)
    block = get_object_or_404(CertificationBlock, pk=block_id, version=file.version)
    try:
        example = actions.add_example(file=file, block=block, by=request.user, now=timezone.now())
    except actions.DossierRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_professional_file")
    return redirect("professional_file_example", example.pk)


def _own_example(request: HttpRequest, example_id: int) -> FileExample:
    example = get_object_or_404(
        FileExample.objects.select_related("file__apprentice", "file__version", "block"), pk=example_id
    )
    if not can_read(request.user, example.file):
        raise Http404
    if not can_write(request.user, example.file):
        raise Denied
    return example


@login_required
def professional_file_example(request: HttpRequest, example_id: int) -> HttpResponse:
    """Write one example; the page saves by itself, and says what it saved in JSON to the script that asks."""
    example = _own_example(request, example_id)
    evidence = evidence_for(request.user, example.block)
    choosing = EvidenceForm(evidence=evidence, initial={"evidence": example.evidence.all()})
    form = ExampleForm(request.POST or None, instance=example, initial={"revision": example.revision})
    conflict = ""
    if request.method == "POST":
        by_script = request.headers.get("Accept") == "application/json"
        if form.is_valid():
            try:
                revision = actions.write_example(
                    example=example,
                    texts=form.texts(),
                    seen_revision=form.cleaned_data["revision"],
                    by=request.user,
                    now=timezone.now(),
                )
            except actions.WrittenElsewhere as refusal:
                conflict = str(refusal)
            else:
                if by_script:
                    return JsonResponse({"revision": revision})
                return _written(request, example, evidence)
        if by_script:
            return JsonResponse({"problem": conflict or _first_error(form)}, status=409 if conflict else 422)
    context = {
        "example": example,
        "form": form,
        "choosing": choosing,
        "has_evidence": bool(evidence),
        "conflict": conflict,
        "mark": TO_COMPLETE,
        "pages": pages_of_example(example),
        "characters": characters_of(example),
        "characters_per_page": CHARACTERS_PER_PAGE,
        "pages_per_example": PAGES_PER_EXAMPLE,
    }
    return render(request, "dossiers/example.html", context, status=409 if conflict else 200)


def _first_error(form: ExampleForm | ProjectFileForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _written(request: HttpRequest, example: FileExample, evidence: Any) -> HttpResponse:
    """Answer the press of a button: take evidence in and stay, or go back to the whole file."""
    if request.POST.get("do") != "evidence":
        messages.success(request, _("Your example is saved."))
        return redirect("my_professional_file")
    choosing = EvidenceForm(request.POST, evidence=evidence)
    if choosing.is_valid():
        begun = actions.choose_evidence(
            example=example, evidence=choosing.cleaned_data["evidence"], by=request.user, now=timezone.now()
        )
        if begun:
            messages.success(
                request,
                _("Sentences are begun in your text: replace each %(mark)s by your own words.")
                % {"mark": TO_COMPLETE},
            )
        else:
            messages.success(request, _("Your choice of evidence is saved."))
    return redirect("professional_file_example", example.pk)


@login_required
@require_POST
def example_remove(request: HttpRequest, example_id: int) -> HttpResponse:
    actions.remove_example(example=_own_example(request, example_id), by=request.user, now=timezone.now())
    messages.success(request, _("The example is removed."))
    return redirect("my_professional_file")


def _shown_again(request: HttpRequest, file: ProfessionalFile, **forms: Any) -> HttpResponse:
    """The page of the file with a form as it was filled in, and what is wrong with it."""
    return render(request, "dossiers/file.html", _file_context(request, file, **forms), status=422)


@login_required
@require_POST
def document_add(request: HttpRequest, file_id: int, block_id: int) -> HttpResponse:
    file = _own_file(request, file_id)
    block = get_object_or_404(CertificationBlock, pk=block_id, version=file.version)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_document(
                file=file,
                block=block,
                upload=form.cleaned_data["content"],
                caption=form.cleaned_data["caption"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.DossierRefused as refusal:
            form.add_error("content", str(refusal))
        else:
            messages.success(request, _("The document is added."))
            return redirect("my_professional_file")
    return _shown_again(request, file, document_form_in=block.pk, filled_document_form=form)


def _document(request: HttpRequest, document_id: int) -> FileDocument:
    document = get_object_or_404(
        FileDocument.objects.select_related("file__apprentice", "file__version"), pk=document_id
    )
    if not can_read(request.user, document.file):
        raise Http404
    return document


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def document(request: HttpRequest, document_id: int) -> FileResponse:
    """Serve a document to those who may read the file: pictures on the page, PDF as downloads."""
    found = _document(request, document_id)
    try:
        content = found.content.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content, as_attachment=not found.is_picture, filename=found.name, content_type=found.content_type
    )


@login_required
@require_POST
def document_remove(request: HttpRequest, document_id: int) -> HttpResponse:
    actions.remove_document(document=_document(request, document_id), by=request.user, now=timezone.now())
    messages.success(request, _("The document is removed."))
    return redirect("my_professional_file")


@login_required
@require_POST
def diploma_add(request: HttpRequest, file_id: int) -> HttpResponse:
    file = _own_file(request, file_id)
    form = DiplomaForm(request.POST)
    if not form.is_valid():
        return _shown_again(request, file, diploma_form=form)
    actions.add_diploma(file=file, by=request.user, **form.cleaned_data)
    messages.success(request, _("The diploma is added."))
    return redirect("my_professional_file")


@login_required
@require_POST
def diploma_remove(request: HttpRequest, diploma_id: int) -> HttpResponse:
    diploma = get_object_or_404(FileDiploma.objects.select_related("file__apprentice"), pk=diploma_id)
    if not can_read(request.user, diploma.file):
        raise Http404
    actions.remove_diploma(diploma=diploma, by=request.user)
    messages.success(request, _("The diploma is removed."))
    return redirect("my_professional_file")


@login_required
@require_POST
def declare(request: HttpRequest, file_id: int) -> HttpResponse:
    file = _own_file(request, file_id)
    form = DeclarationForm(request.POST)
    if form.is_valid():
        try:
            actions.declare(
                file=file,
                name=form.cleaned_data["name"],
                place=form.cleaned_data["place"],
                seen_hash=request.POST.get("seen_hash", ""),
                by=request.user,
                now=timezone.now(),
            )
        except actions.DossierRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your declaration is signed: you can export your dossier professionnel.")
            )
            return _back_to(file)
    if _is_earlier(file):
        context = _reading_context(request, file, declaration_form=form)
        return render(request, "dossiers/read.html", context, status=422)
    return _shown_again(request, file, declaration_form=form)


def _back_to(file: ProfessionalFile) -> HttpResponse:
    return (
        redirect("read_professional_file", file.pk) if _is_earlier(file) else redirect("my_professional_file")
    )


@login_required
def read_professional_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show the whole text, to the candidate as to her readers; trainers comment beside it."""
    file = _readable_file(request, file_id)
    record_reading(
        action="professional_file_read", subject=file, of=file.apprentice, by=request.user, now=timezone.now()
    )
    comments = can_comment(request.user, file)
    form = CommentForm(request.POST or None)
    if request.method == "POST":
        if not comments:
            raise Denied
        if form.is_valid():
            actions.comment(file=file, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
            messages.success(request, _("Your comment is sent."))
            return redirect("read_professional_file", file.pk)
    context = _reading_context(request, file, form=form)
    return render(request, "dossiers/read.html", context)


def _reading_context(request: HttpRequest, file: ProfessionalFile, **forms: Any) -> dict[str, Any]:
    contents, own, is_earlier = contents_of(file), can_write(request.user, file), _is_earlier(file)
    return {
        "file": file,
        "contents": contents,
        "drawn": exporting.drawn(contents),
        "own": own,
        "is_earlier": is_earlier,
        # One of today's version is signed on the page where it is written.
        "may_sign": own and is_earlier and not contents.is_declared,
        "declaration_form": DeclarationForm(initial={"name": request.user.get_full_name()}),
        "may_comment": can_comment(request.user, file),
        "form": CommentForm(),
        "comments": file.comments.select_related("author"),
        **forms,
    }


def _is_earlier(file: ProfessionalFile | ProjectFile) -> bool:
    """Whether her cohort prepares for another version today."""
    return file.version != title_version_for(file.apprentice)


def send_export(request: HttpRequest, contents: Any, extension: str) -> HttpResponse | None:
    """Return the file as `extension`; None when it cannot be made, which is then said on the next page."""
    try:
        content = exporting.as_pdf(contents) if extension == "pdf" else exporting.as_docx(contents)
    except exporting.NotDeclared:
        messages.error(
            request, _("Sign the declaration first: nothing is exported before, nor after a change.")
        )
        return None
    except PapersUnavailable:
        messages.error(request, _("This server cannot make PDF files for now: print the page instead."))
        return None
    kind = "application/pdf" if extension == "pdf" else exporting.DOCX
    name = exporting.file_name(contents, extension)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def professional_file_export(request: HttpRequest, file_id: int, extension: str) -> HttpResponse:
    file = _readable_file(request, file_id)
    if extension not in ("pdf", "docx"):
        raise Http404
    record_reading(
        action="professional_file_exported",
        subject=file,
        of=file.apprentice,
        by=request.user,
        now=timezone.now(),
    )
    sent = send_export(request, contents_of(file), extension)
    return sent or redirect("read_professional_file", file.pk)


@only(is_apprentice)
def my_project_file(request: HttpRequest) -> HttpResponse:
    """Show her dossier de projet: summary, outline, what was handed in and whether it has the right length."""
    version = title_version_for(request.user)
    if version is None:
        nothing = {"version": None, "of_project": True, "earlier": earlier_files(request.user)}
        return render(request, "dossiers/begin.html", nothing)
    file, asked = project_file_of(request.user, version), request.POST.get("do", "")
    form = ProjectFileForm(
        request.POST if asked == "write" else None,
        initial={
            "title": file.title,
            "summary": file.summary,
            "parts_done": file.parts_done,
            "revision": file.revision,
        }
        if file
        else {},
    )
    handing_in = ProjectUploadForm(
        request.POST if asked == "hand_in" else None, request.FILES if asked == "hand_in" else None
    )
    now, conflict = timezone.now(), ""
    if asked == "write":
        answer, conflict = _project_written(request, form)
        if answer is not None:
            return answer
    if asked == "hand_in" and handing_in.is_valid():
        try:
            actions.hand_in_project_file(
                apprentice=request.user,
                upload=handing_in.cleaned_data["content"],
                appendix_pages=handing_in.cleaned_data["appendix_pages"],
                now=now,
            )
            messages.success(request, _("Your dossier de projet is handed in."))
            return redirect("my_project_file")
        except actions.DossierRefused as refusal:
            handing_in.add_error("content", str(refusal))
    context: dict[str, Any] = {
        **_project_context(file, version),
        "form": form,
        "handing_in": handing_in,
        "own": True,
        "may_write": True,
        "conflict": conflict,
        "earlier": earlier_files(request.user),
    }
    status = 409 if conflict else 422 if asked else 200
    return render(request, "dossiers/project_file.html", context, status=status)


def _project_written(request: HttpRequest, form: ProjectFileForm) -> tuple[HttpResponse | None, str]:
    """Save what was written; return the answer, or none where the page is shown again, and what conflicts."""
    by_script, conflict = request.headers.get("Accept") == "application/json", ""
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "summary", "parts_done")}
        try:
            file = actions.write_project_file(
                apprentice=request.user,
                seen_revision=form.cleaned_data["revision"],
                now=timezone.now(),
                **said,
            )
        except actions.WrittenElsewhere as refusal:
            conflict = str(refusal)
        else:
            if by_script:
                return JsonResponse({"revision": file.revision}), ""
            messages.success(request, _("Your dossier de projet is saved."))
            return redirect("my_project_file"), ""
    if by_script:
        problem = {"problem": conflict or _first_error(form)}
        return JsonResponse(problem, status=409 if conflict else 422), conflict
    return None, conflict


def _project_context(file: ProjectFile | None, version: Any) -> dict[str, Any]:
    limits, upload = limits_of(version.settings), last_upload(file)
    return {
        "version": version,
        "file": file,
        "limits": limits,
        "upload": upload,
        "on_pages": remarks_on_pages(limits, upload.pages, upload.appendix_pages) if upload else [],
        "on_summary": remarks_on_summary(limits, file.summary) if file else [],
        "summary_words": words_in(file.summary) if file else 0,
        "outline": [(part, file is not None and part.code in file.parts_done) for part in OUTLINE],
    }


def _readable_project(request: HttpRequest, file_id: int) -> ProjectFile:
    file = get_object_or_404(project_files(), pk=file_id)
    if not can_read(request.user, file):
        raise Http404
    return file


@login_required
@require_safe
def read_project_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a dossier de projet to those who follow the candidate, and one of an earlier version to herself."""
    file = _readable_project(request, file_id)
    own, is_earlier = can_write(request.user, file), _is_earlier(file)
    if own and not is_earlier:
        return redirect("my_project_file")
    record_reading(
        action="project_file_read", subject=file, of=file.apprentice, by=request.user, now=timezone.now()
    )
    context = {**_project_context(file, file.version), "own": own, "is_earlier": is_earlier}
    return render(request, "dossiers/project_file.html", context)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def project_file_upload(request: HttpRequest, upload_id: int) -> FileResponse:
    upload = get_object_or_404(ProjectFileUpload, pk=upload_id)
    file = _readable_project(request, upload.project_file_id)
    record_reading(
        action="project_file_read", subject=file, of=file.apprentice, by=request.user, now=timezone.now()
    )
    return upload_response(upload)


def upload_response(upload: ProjectFileUpload) -> FileResponse:
    """Return the PDF as a download. Raises Http404 when its bytes are gone."""
    try:
        content = upload.content.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=upload.name, content_type="application/pdf")


@only(is_staff)
@require_safe
def files_of_class(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show how far the files of a class are, to its trainers and its coordination."""
    cohort: Cohort = get_object_or_404(cohorts_visible_to(request.user), pk=cohort_id)
    if is_adviser(request.user):
        raise Denied
    titles = [
        one for one in versions_of(cohort) if one.certification.kind == CertificationKind.PROFESSIONAL_TITLE
    ]
    version = titles[0] if titles else None
    context = {
        "cohort": cohort,
        "version": version,
        "lines": files_of_cohort(cohort, version) if version else [],
        "advised_pages": ADVISED_PAGES,
    }
    return render(request, "dossiers/files_of_class.html", context)
