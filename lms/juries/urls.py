"""Addresses of exams and certificates."""

from django.urls import path

from lms.juries import views

urlpatterns = [
    path("examens/", views.exam_sessions, name="exam_sessions"),
    path("examens/ouvrir/", views.exam_session_open, name="exam_session_open"),
    path("examens/<int:session_id>/", views.exam_session, name="exam_session"),
    path("examens/candidats/<int:candidate_id>/pret/", views.candidate_tick, name="candidate_tick"),
    path(
        "examens/candidats/<int:candidate_id>/retirer/", views.candidate_withdraw, name="candidate_withdraw"
    ),
    path("examens/candidats/<int:candidate_id>/resultat/", views.exam_outcome, name="exam_outcome"),
    path("examens/jury/<int:member_id>/retirer/", views.jury_member_remove, name="jury_member_remove"),
    path("examens/resultats/<int:outcome_id>/attestation/", views.certify_outcome, name="certify_outcome"),
    path("apprentis/<int:apprentice_id>/scores/", views.scores, name="scores"),
    path("scores/<int:result_id>/attestation/", views.certify_score, name="certify_score"),
    path("mes-examens/", views.my_exams, name="my_exams"),
    path("classes/<int:cohort_id>/examens-blancs/", views.mocks_of_class, name="mocks_of_class"),
    path("classes/<int:cohort_id>/examens-blancs/preparer/", views.mock_open, name="mock_open"),
    path("classes/<int:cohort_id>/temps-supplementaire/", views.extra_time, name="extra_time"),
    path("examens-blancs/<int:mock_id>/", views.mock_class, name="mock_class"),
    path("examens-blancs/<int:mock_id>/retirer/", views.mock_remove, name="mock_remove"),
    path("mes-examens/blancs/<int:mock_id>/", views.my_mock, name="my_mock"),
    path("mes-examens/blancs/<int:mock_id>/commencer/", views.my_mock_begin, name="my_mock_begin"),
    path("mes-examens/blancs/<int:mock_id>/rendre/", views.my_mock_hand_in, name="my_mock_hand_in"),
    path("mes-examens/blancs/<int:mock_id>/quiz/<int:quiz_id>/", views.my_mock_quiz, name="my_mock_quiz"),
    path("jury/", views.jury_home, name="jury_home"),
    path("jury/candidats/<int:candidate_id>/", views.jury_candidate, name="jury_candidate"),
    path(
        "jury/candidats/<int:candidate_id>/dossier-professionnel/",
        views.jury_professional_file,
        name="jury_professional_file",
    ),
    path(
        "jury/candidats/<int:candidate_id>/dossier-de-projet/",
        views.jury_project_file,
        name="jury_project_file",
    ),
    path(
        "jury/candidats/<int:candidate_id>/documents/<int:document_id>/",
        views.jury_document,
        name="jury_document",
    ),
    path("attestation/<str:token>/", views.certificate, name="certificate"),
    path("attestation/<str:token>/pdf/", views.certificate_pdf, name="certificate_pdf"),
]
