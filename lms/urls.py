"""Every address of the platform. Each one has a row in the role table test."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler500 = "lms.core.views.failed"

urlpatterns = [
    path("", include("lms.dashboard.urls")),
    path("", include("lms.alerts.urls")),
    path("", include("lms.privacy.urls")),
    path("", include("lms.notifications.urls")),
    path("", include("lms.watch.urls")),
    path("", include("lms.attendance.urls")),
    path("", include("lms.placements.urls")),
    path("", include("lms.about.urls")),
    path("", include("lms.exits.urls")),
    path("", include("lms.people.urls")),
    path("", include("lms.records.urls")),
    path("", include("lms.dossiers.urls")),
    path("", include("lms.juries.urls")),
    path("", include("lms.evaluations.urls")),
    path("", include("lms.core.urls")),
    path("", include("exercises.urls")),
    path("", include("client_projects.urls")),
    path("", include("curriculum.urls")),
    path("edition/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("cours/", include(wagtail_urls)),
]
