"""Addresses of what watches over the platform."""

from django.urls import path

from lms.watch import views

urlpatterns = [
    path("metrics", views.metrics, name="metrics"),
    path("etat/", views.platform_state, name="platform_state"),
    path("etat/erreurs/", views.faults, name="faults"),
]
