"""Addresses of the book: where a cohort is tied to what it prepares for."""

from django.urls import path

from lms.records import views

urlpatterns = [path("promotions/ouvrir/", views.open_cohort, name="open_cohort")]
