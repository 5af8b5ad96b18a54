"""Addresses of the dossier professionnel and of the dossier de projet."""

from django.urls import path

from lms.dossiers import views

FILE = "dossier-professionnel/<int:file_id>/"

urlpatterns = [
    path("mon-dossier-professionnel/", views.my_professional_file, name="my_professional_file"),
    path(f"{FILE}lire/", views.read_professional_file, name="read_professional_file"),
    path(f"{FILE}declaration/", views.declare, name="professional_file_declare"),
    path(f"{FILE}export/<slug:extension>/", views.professional_file_export, name="professional_file_export"),
    path(
        f"{FILE}activites/<int:block_id>/exemples/", views.example_add, name="professional_file_example_add"
    ),
    path(
        f"{FILE}activites/<int:block_id>/documents/",
        views.document_add,
        name="professional_file_document_add",
    ),
    path(f"{FILE}diplomes/", views.diploma_add, name="professional_file_diploma_add"),
    path(
        "dossier-professionnel/exemples/<int:example_id>/",
        views.professional_file_example,
        name="professional_file_example",
    ),
    path(
        "dossier-professionnel/exemples/<int:example_id>/retirer/",
        views.example_remove,
        name="professional_file_example_remove",
    ),
    path(
        "dossier-professionnel/documents/<int:document_id>/",
        views.document,
        name="professional_file_document",
    ),
    path(
        "dossier-professionnel/documents/<int:document_id>/retirer/",
        views.document_remove,
        name="professional_file_document_remove",
    ),
    path(
        "dossier-professionnel/diplomes/<int:diploma_id>/retirer/",
        views.diploma_remove,
        name="professional_file_diploma_remove",
    ),
    path("mon-dossier-de-projet/", views.my_project_file, name="my_project_file"),
    path("dossier-de-projet/<int:file_id>/", views.read_project_file, name="read_project_file"),
    path(
        "dossier-de-projet/fichiers/<int:upload_id>/", views.project_file_upload, name="project_file_upload"
    ),
    path("classes/<int:cohort_id>/dossiers/", views.files_of_class, name="files_of_class"),
]
