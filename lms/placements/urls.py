"""Addresses of contracts and placements."""

from django.urls import path

from lms.placements import views

urlpatterns = [
    path("inscriptions/<int:enrolment_id>/immersions/", views.placements, name="placements"),
    path("immersions/<int:placement_id>/annuler/", views.cancel_placement, name="cancel_placement"),
]
