"""Addresses of evaluations passed in training."""

from django.urls import path

from lms.evaluations import views

urlpatterns = [
    path("classes/<int:cohort_id>/evaluations/", views.class_evaluations, name="class_evaluations"),
    path("mon-livret/", views.my_booklet, name="my_booklet"),
    path("apprentis/<int:apprentice_id>/livret/<slug:key>/", views.booklet, name="booklet"),
    path(
        "apprentis/<int:apprentice_id>/livret/<slug:key>/imprimer/", views.booklet_print, name="booklet_print"
    ),
    path("apprentis/<int:apprentice_id>/livret/<slug:key>/pdf/", views.booklet_pdf, name="booklet_pdf"),
    path(
        "apprentis/<int:apprentice_id>/livret/<slug:key>/<int:block_id>/", views.main_sheet, name="main_sheet"
    ),
    path(
        "apprentis/<int:apprentice_id>/livret/<slug:key>/<int:block_id>/complement/",
        views.complementary_sheet,
        name="complementary_sheet",
    ),
]
