"""Addresses of what calls for a visit."""

from django.urls import path

from lms.alerts import views

urlpatterns = [
    path("classes/<int:cohort_id>/blocages/", views.cohort_alerts, name="cohort_alerts"),
    path("blocages/<int:alert_id>/ecarter/", views.dismiss_alert, name="dismiss_alert"),
]
