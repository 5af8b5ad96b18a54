"""Addresses of the course beside its pages."""

from django.urls import path

from curriculum.views import exchange
from curriculum.views import path as course_path

urlpatterns = [
    path("lecons/<int:lesson_id>/lue/", course_path.read_lesson, name="read_lesson"),
    path("edition/echanges/", exchange.exchange, name="exchange"),
    path("edition/echanges/cours/<int:page_id>/zip/", exchange.download_programme, name="download_programme"),
    path("edition/echanges/modules/<int:page_id>/zip/", exchange.download_module, name="download_module"),
]
