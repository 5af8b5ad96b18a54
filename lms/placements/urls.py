"""Addresses of contracts and placements."""

from django.urls import path

from lms.placements import views

urlpatterns = [
    path("inscriptions/<int:enrolment_id>/immersions/", views.placements, name="placements"),
    path("immersions/<int:placement_id>/annuler/", views.cancel_placement, name="cancel_placement"),
    path("immersions/<int:placement_id>/", views.placement, name="placement"),
    path("immersions/convention/<int:agreement_id>/", views.agreement, name="placement_agreement"),
    path("immersions/journal/<int:entry_id>/", views.comment_journal, name="comment_journal"),
]
