"""Addresses of the book: what certifications consist of, what cohorts are tied to, competences and pieces."""

from django.urls import path

from lms.records.views import cohorts, competences, referentials

urlpatterns = [
    path("promotions/ouvrir/", cohorts.open_cohort, name="open_cohort"),
    path("promotions/<int:cohort_id>/certifications/", cohorts.cohort_versions, name="cohort_versions"),
    path("certifications/", referentials.certifications, name="certifications"),
    path("certifications/importer/", referentials.import_certification, name="import_certification"),
    path(
        "certifications/<int:certification_id>/exporter/",
        referentials.export_certification,
        name="export_certification",
    ),
    path(
        "certifications/versions/<slug:key>/",
        referentials.certification_version,
        name="certification_version",
    ),
    path(
        "apprentis/<int:apprentice_id>/competences/<int:competence_id>/",
        competences.competence,
        name="competence",
    ),
    path("apprentis/<int:apprentice_id>/preuves/ajouter/", competences.add_piece, name="add_piece"),
    path("preuves/<int:piece_id>/", competences.piece, name="piece"),
    path("preuves/<int:piece_id>/fichier/", competences.piece_file, name="piece_file"),
]
