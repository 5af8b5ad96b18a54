"""Addresses of the course beside its pages."""

from django.urls import path

from curriculum.views import calendar, exchange, feed, recordings, words
from curriculum.views import path as course_path

urlpatterns = [
    path("lecons/<int:lesson_id>/lue/", course_path.read_lesson, name="read_lesson"),
    path("lecons/enregistrements/<int:recording_id>/", recordings.recording, name="recording"),
    path(
        "lecons/enregistrements/<int:recording_id>/sous-titres.vtt",
        recordings.recording_captions,
        name="recording_captions",
    ),
    path("mots-du-web/", words.words, name="words"),
    path("mon-parcours/", course_path.my_path, name="my_path"),
    path("mon-calendrier/", feed.my_calendar, name="my_calendar"),
    path("calendrier/<slug:token>.ics", feed.calendar_feed, name="calendar_feed"),
    path("classes/<int:cohort_id>/calendrier/", calendar.cohort_calendar, name="cohort_calendar"),
    path(
        "classes/<int:cohort_id>/calendrier/modules/<int:module_id>/",
        calendar.calendar_module,
        name="calendar_module",
    ),
    path("classes/<int:cohort_id>/calendrier/periodes/", calendar.calendar_periods, name="calendar_periods"),
    path("classes/<int:cohort_id>/calendrier/preparer/", calendar.calendar_plan, name="calendar_plan"),
    path("edition/echanges/", exchange.exchange, name="exchange"),
    path("edition/echanges/cours/<int:page_id>/zip/", exchange.download_programme, name="download_programme"),
    path("edition/echanges/modules/<int:page_id>/zip/", exchange.download_module, name="download_module"),
]
