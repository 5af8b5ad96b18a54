"""Addresses of attendance."""

from django.urls import path, register_converter

from lms.attendance import views
from lms.attendance.converters import DayConverter, HalfDayConverter, MonthConverter

register_converter(DayConverter, "isodate")
register_converter(HalfDayConverter, "half")
register_converter(MonthConverter, "month")

urlpatterns = [
    path("classes/<int:cohort_id>/presence/", views.who_is_there, name="who_is_there"),
    path("classes/<int:cohort_id>/presence/<isodate:day>/<half:half>/", views.sheet, name="attendance_sheet"),
    path(
        "classes/<int:cohort_id>/presence/<month:first>.pdf",
        views.attendance_paper,
        name="attendance_paper",
    ),
    path(
        "classes/<int:cohort_id>/presence/<month:first>.csv",
        views.attendance_hours,
        name="attendance_hours",
    ),
    path("ma-presence/", views.my_attendance, name="my_attendance"),
    path("classes/<int:cohort_id>/absences/", views.leaves, name="leaves"),
    path("absences/<int:leave_id>/retirer/", views.withdraw_leave, name="withdraw_leave"),
]
