"""Addresses of exercises and work."""

from django.urls import path

from exercises.views import apprentice, grading, help, statement, trainer, upkeep

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
    path("correction/", grading.grading_state, name="grading_state"),
    path("rendus/<int:submission_id>/", apprentice.submission, name="submission"),
    path("rendus/<int:submission_id>/relire/", trainer.review, name="review"),
    path("rendus/<int:submission_id>/reessayer/", trainer.retry, name="retry_submission"),
]
