"""Addresses of first screens."""

from django.urls import path

from lms.dashboard import views

urlpatterns = [
    path("", views.home, name="home"),
    path("journal/", views.history_of, name="history"),
    path("ma-classe/maintenant/", views.class_today, name="class_today"),
    path("mon-cours/", views.course, name="course"),
    path("mes-competences/", views.my_competences, name="my_competences"),
    path("promotions/<int:cohort_id>/", views.cohort, name="cohort"),
    path("classes/<int:cohort_id>/passage/", views.handover_of, name="handover"),
    path("classes/<int:cohort_id>/grille/", views.class_grid, name="class_grid"),
    path("classes/<int:cohort_id>/validations/", views.class_validations, name="class_validations"),
    path("suivi-des-certifications/", views.cohort_validations, name="cohort_validations"),
    path("apprentis/<int:apprentice_id>/", views.apprentice_file, name="apprentice_file"),
    path(
        "apprentis/<int:apprentice_id>/competences/",
        views.apprentice_competences,
        name="apprentice_competences",
    ),
]
