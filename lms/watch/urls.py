"""Addresses of what watches over the platform."""

from django.urls import path

from lms.watch import views

urlpatterns = [
    path("metrics", views.metrics, name="metrics"),
]
