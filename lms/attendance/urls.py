"""Addresses of attendance and leaves."""

from django.urls import path, register_converter

from lms.attendance.converters import DayConverter, HalfDayConverter, MonthConverter
from lms.attendance.views import papers, sheets, signing

register_converter(DayConverter, "isodate")
register_converter(HalfDayConverter, "half")
register_converter(MonthConverter, "month")

_CLASS = "classes/<int:cohort_id>/presence/"

urlpatterns = [
    path(_CLASS, sheets.who_is_there, name="who_is_there"),
    path(f"{_CLASS}<isodate:day>/<half:half>/", sheets.sheet, name="attendance_sheet"),
    path(f"{_CLASS}<isodate:day>/<half:half>/faire-signer/", signing.hand_round, name="hand_round"),
    path(f"{_CLASS}semaine/<isodate:day>/", papers.week, name="attendance_week"),
    path(f"{_CLASS}semaine/<isodate:day>.pdf", papers.week_paper, name="attendance_week_paper"),
    path(f"{_CLASS}<month:first>.pdf", papers.attendance_paper, name="attendance_paper"),
    path(f"{_CLASS}heures/<month:first>.pdf", papers.hours_paper, name="hours_paper"),
    path(f"{_CLASS}<month:first>.csv", papers.attendance_hours, name="attendance_hours"),
    path(f"{_CLASS}horaires/", sheets.hours_of_class, name="hours_of_class"),
    path("signer-ici/", signing.sign_here, name="sign_here"),
    path("ma-presence/", signing.my_attendance, name="my_attendance"),
    path("classes/<int:cohort_id>/absences/", sheets.leaves, name="leaves"),
    path("absences/<int:leave_id>/retirer/", sheets.withdraw_leave, name="withdraw_leave"),
]
