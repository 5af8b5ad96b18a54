"""Addresses of exams and certificates."""

from django.urls import path

from lms.juries.views import certificates, jury, mock_exams, results, sessions, sitting

urlpatterns = [
    path("examens/", sessions.exam_sessions, name="exam_sessions"),
    path("examens/ouvrir/", sessions.exam_session_open, name="exam_session_open"),
    path("examens/<int:session_id>/", sessions.exam_session, name="exam_session"),
    path("examens/candidats/<int:candidate_id>/pret/", sessions.candidate_tick, name="candidate_tick"),
    path(
        "examens/candidats/<int:candidate_id>/retirer/",
        sessions.candidate_withdraw,
        name="candidate_withdraw",
    ),
    path("examens/candidats/<int:candidate_id>/resultat/", results.exam_outcome, name="exam_outcome"),
    path("examens/jury/<int:member_id>/retirer/", sessions.jury_member_remove, name="jury_member_remove"),
    path("examens/resultats/<int:outcome_id>/attestation/", results.certify_outcome, name="certify_outcome"),
    path("apprentis/<int:apprentice_id>/scores/", results.scores, name="scores"),
    path("scores/<int:result_id>/attestation/", results.certify_score, name="certify_score"),
    path("mes-examens/", results.my_exams, name="my_exams"),
    path("classes/<int:cohort_id>/examens-blancs/", mock_exams.mocks_of_class, name="mocks_of_class"),
    path("classes/<int:cohort_id>/examens-blancs/preparer/", mock_exams.mock_open, name="mock_open"),
    path("classes/<int:cohort_id>/temps-supplementaire/", mock_exams.extra_time, name="extra_time"),
    path("examens-blancs/<int:mock_id>/", mock_exams.mock_class, name="mock_class"),
    path("examens-blancs/<int:mock_id>/retirer/", mock_exams.mock_remove, name="mock_remove"),
    path("mes-examens/blancs/<int:mock_id>/", sitting.my_mock, name="my_mock"),
    path("mes-examens/blancs/<int:mock_id>/commencer/", sitting.my_mock_begin, name="my_mock_begin"),
    path("mes-examens/blancs/<int:mock_id>/rendre/", sitting.my_mock_hand_in, name="my_mock_hand_in"),
    path("mes-examens/blancs/<int:mock_id>/quiz/<int:quiz_id>/", sitting.my_mock_quiz, name="my_mock_quiz"),
    path("jury/", jury.jury_home, name="jury_home"),
    path("jury/candidats/<int:candidate_id>/", jury.jury_candidate, name="jury_candidate"),
    path(
        "jury/candidats/<int:candidate_id>/dossier-professionnel/",
        jury.jury_professional_file,
        name="jury_professional_file",
    ),
    path(
        "jury/candidats/<int:candidate_id>/dossier-de-projet/",
        jury.jury_project_file,
        name="jury_project_file",
    ),
    path(
        "jury/candidats/<int:candidate_id>/documents/<int:document_id>/",
        jury.jury_document,
        name="jury_document",
    ),
    path("attestation/<str:token>/", certificates.certificate, name="certificate"),
    path("attestation/<str:token>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
]
