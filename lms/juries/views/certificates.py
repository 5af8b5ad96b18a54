"""The page of a certificate, checkable without an account, and its paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.core.papers import PapersUnavailable, pdf_of
from lms.core.permissions import Denied
from lms.juries.actions import certificates
from lms.juries.forms import RevocationForm
from lms.juries.models import SchoolCertificate
from lms.people.permissions import can_coordinate


def _certificate_context(certificate: SchoolCertificate) -> dict[str, Any]:
    expires_on = parse_date(certificate.content.get("expires_on") or "")
    return {
        "certificate": certificate,
        "said": certificate.content,
        "day": parse_date(certificate.content["day"]),
        "expires_on": expires_on,
        "has_expired": expires_on is not None and expires_on < timezone.localdate(),
        "is_authentic": certificates.is_authentic(certificate),
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
            certificates.revoke_certificate(
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
