"""Courses that go to another school, and come from one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from curriculum.actions.take_in import Report, take_in_package
from curriculum.forms import TakeInForm
from curriculum.models import ModulePage, ProgrammePage
from curriculum.packages import Package, from_folder, to_folder
from curriculum.queries import courses, package_of
from exercises.folders import FolderRefused, read_zip, write_zip
from exercises.views.authoring import authors_screen


@authors_screen
def exchange(request: HttpRequest) -> HttpResponse:
    form = TakeInForm(request.POST or None, request.FILES or None)
    report: Report | None = None
    if request.method == "POST" and form.is_valid():
        try:
            report = take_in_package(
                package=from_folder(read_zip(form.cleaned_data["archive"].read())),
                course=form.cleaned_data["course"],
                by=request.user,
                now=timezone.now(),
            )
        except FolderRefused as refusal:
            form.add_error("archive", str(refusal))
    context = {"form": form if report is None else TakeInForm(), "report": report, "courses": courses()}
    status = 422 if form.errors and report is None else 200
    return render(request, "curriculum/exchange.html", context, status=status)


@authors_screen
def download_programme(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(ProgrammePage.objects.live(), pk=page_id)
    return _zip(package_of(programme=page), page.slug)


@authors_screen
def download_module(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(ModulePage.objects.live(), pk=page_id)
    return _zip(package_of(modules=[page]), page.slug)


def _zip(package: Package, name: str) -> HttpResponse:
    response = HttpResponse(write_zip(to_folder(package)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
