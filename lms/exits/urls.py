"""Addresses of exits."""

from django.urls import path

from lms.exits import views

urlpatterns = [
    path("ecoles/<int:school_id>/sorties/", views.exit_figures, name="exit_figures"),
    path("ecoles/<int:school_id>/sorties/chiffres.csv", views.figures_csv, name="exit_figures_csv"),
    path("ecoles/<int:school_id>/sorties/chiffres.xlsx", views.figures_xlsx, name="exit_figures_xlsx"),
    path("inscriptions/<int:enrolment_id>/suites/", views.situations, name="situations"),
    path("suites/reponse/<str:token>/", views.outcome_survey, name="outcome_survey"),
    path("suites/<int:fact_id>/justificatif/", views.situation_proof, name="situation_proof"),
]
