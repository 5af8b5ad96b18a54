"""Addresses that belong to no package."""

from django.urls import path
from django.views.generic import TemplateView

from lms.core import views

urlpatterns = [
    path("composants/", TemplateView.as_view(template_name="core/components_page.html"), name="components"),
    path("media/images/<path:path>", views.course_picture, name="course_picture"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("hors-ligne/", views.offline, name="offline"),
]
