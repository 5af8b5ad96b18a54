"""What certifications consist of: read by whoever works for a school, taken in and taken away as YAML."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.core.permissions import only
from lms.records import actions
from lms.records.forms import ImportForm
from lms.records.models import Certification
from lms.records.permissions import can_import_referential, can_read_referentials
from lms.records.queries import certifications_known, referential_of, transversal_of, version_whole
from lms.records.referential import written


@only(can_read_referentials)
@require_safe
def certifications(request: HttpRequest) -> HttpResponse:
    context = {"certifications": certifications_known(), "may_import": can_import_referential(request.user)}
    return render(request, "records/certifications.html", context)


@only(can_read_referentials)
@require_safe
def certification_version(request: HttpRequest, key: str) -> HttpResponse:
    """Show one version: its blocks, competences and criteria."""
    version = version_whole(key)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "transversal": transversal_of(version),
        "score": version.settings.get("score"),
    }
    return render(request, "records/certification_version.html", context)


@only(can_read_referentials)
@require_safe
def export_certification(request: HttpRequest, certification_id: int) -> HttpResponse:
    certification = get_object_or_404(Certification, pk=certification_id)
    name = f"{slugify(certification.code) or 'certification'}.yaml"
    return HttpResponse(
        written(referential_of(certification)),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@only(can_import_referential)
def import_certification(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            certification = actions.import_referential(
                text=said["text"], name=said["name"], by=request.user, now=timezone.now()
            )
        except actions.ReferentialRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(title)s is taken in.") % {"title": certification.title})
            return redirect("certifications")
    return render(request, "records/import_certification.html", {"form": form})
