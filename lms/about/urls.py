"""Addresses of what the site says of itself."""

from django.urls import path

from lms.about import views

urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("accessibilite/signaler/", views.report_barrier, name="report_barrier"),
    path("accessibilite/signalements/", views.barrier_list, name="barriers"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:role>/", views.guide, name="guide"),
    path("mentions-legales/", views.legal, name="legal"),
]
