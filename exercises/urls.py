"""Addresses of exercises and work."""

from django.urls import path

from exercises.views import (
    apprentice,
    authoring,
    grading,
    help,
    proving,
    statement,
    trainer,
    upkeep,
    versions,
)

urlpatterns = [
    path("exercices/apercu/", apprentice.preview_frame, name="preview_frame"),
    path("exercices/<slug:key>/", apprentice.exercise, name="exercise"),
    path("exercices/<slug:key>/brouillon/", apprentice.save_draft, name="save_draft"),
    path("exercices/<slug:key>/verifier/", apprentice.submit, name="submit"),
    path("exercices/<slug:key>/aide/", help.ask, name="ask_for_help"),
    path("exercices/<slug:key>/aide/terminer/", help.found_out, name="found_out"),
    path("exercices/<slug:key>/sante/", upkeep.health, name="exercise_health"),
    path("exercices/<slug:key>/recorriger/", upkeep.begin, name="begin_regrading"),
    path("exercices-a-revoir/", upkeep.in_need, name="exercises_in_need"),
    path("recorrections/<int:regrading_id>/", upkeep.regrading, name="regrading"),
    path("recorrections/<int:regrading_id>/appliquer/", upkeep.apply, name="apply_regrading"),
    path("recorrections/<int:regrading_id>/annuler/", upkeep.cancel, name="cancel_regrading"),
    path("aide/<int:request_id>/", help.answer, name="answer_help"),
    path("aide/<int:request_id>/terminer/", help.settle, name="settle_help"),
    path(
        "exercices/versions/<int:version_id>/images/<str:name>",
        statement.statement_image,
        name="statement_image",
    ),
    path("exercices/<slug:key>/version/", versions.change_version, name="change_version"),
    path("edition/exercices/", authoring.author_list, name="author_list"),
    path("edition/exercices/nouveau/", authoring.author_create, name="author_create"),
    path("edition/exercices/importer/", authoring.author_bring_in, name="author_bring_in"),
    path("edition/exercices/<slug:key>/modifier/", authoring.author_edit, name="author_edit"),
    path("edition/exercices/<slug:key>/essais/", proving.author_trials, name="author_trials"),
    path("edition/exercices/<slug:key>/prouver/", proving.author_prove, name="author_prove"),
    path("edition/exercices/<slug:key>/publier/", proving.author_publish, name="author_publish"),
    path("edition/exercices/<slug:key>/retirer/", proving.author_withdraw, name="author_withdraw"),
    path("edition/exercices/<slug:key>/usage/", proving.author_usage, name="author_usage"),
    path("edition/exercices/<slug:key>/versions/", proving.author_versions, name="author_versions"),
    path("edition/exercices/<slug:key>/zip/", proving.author_export, name="author_export"),
    path("edition/exercices/<slug:key>/essayer/", proving.author_preview, name="author_preview"),
    path(
        "edition/exercices/<slug:key>/essayer/brouillon/",
        proving.author_preview_draft,
        name="author_preview_draft",
    ),
    path(
        "edition/exercices/<slug:key>/essayer/resultat/",
        proving.author_preview_results,
        name="author_preview_results",
    ),
    path("correction/", grading.grading_state, name="grading_state"),
    path("rendus/<int:submission_id>/", apprentice.submission, name="submission"),
    path("rendus/<int:submission_id>/relire/", trainer.review, name="review"),
    path("rendus/<int:submission_id>/reessayer/", trainer.retry, name="retry_submission"),
]
