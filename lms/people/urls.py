"""Addresses of people's screens; allauth's views are mounted one by one, so that none comes along unnoticed."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as spare_codes
from allauth.mfa.totp import views as app_codes
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.urls import path

from lms.people import views

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/confirmer/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("connexion/deuxieme-preuve/", second_factor.authenticate, name="mfa_authenticate"),
    path("connexion/confirmer/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("connexion/confirmer/cle/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Everything under it is somebody's own: closed to who looks through her eyes (lms.people.acting).
    path("securite/", views.Security.as_view(), name="mfa_index"),
    path("securite/application/", app_codes.activate_totp, name="mfa_activate_totp"),
    path("securite/application/retirer/", app_codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/codes/", spare_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/codes/nouveaux/", spare_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "securite/codes/telecharger/", spare_codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("securite/cles/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("securite/appareils/", sessions.list_usersessions, name="usersessions_list"),
    path("comptes/", views.accounts, name="accounts"),
    path(
        "comptes/<int:person_id>/deuxieme-preuve/retirer/",
        views.reset_second_factor,
        name="reset_second_factor",
    ),
    path("deconnexion/", account.logout, name="account_logout"),
    path("compte/ferme/", account.account_inactive, name="account_inactive"),
    # Reversed by allauth's own pages; nobody signs up alone, the page says so.
    path("inscription/", account.signup, name="account_signup"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe/oublie/nouveau/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/oublie/fait/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/liste/", views.invite_list, name="invite_list"),
    path("invitations/<int:invitation_id>/", views.change_invitation, name="change_invitation"),
    path("ecoles/ouvrir/", views.open_school, name="open_school"),
    path("apprentis/<int:apprentice_id>/depart/", views.record_exit, name="record_exit"),
    path("apprentis/<int:apprentice_id>/noter/", views.write_note, name="write_note"),
    path("classes/<int:cohort_id>/annonces/", views.announcements, name="announcements"),
    path(
        "annonces/<int:announcement_id>/retirer/",
        views.withdraw_announcement,
        name="withdraw_announcement",
    ),
    path("classes/<int:cohort_id>/questions/", views.ask_class, name="ask_class"),
    path("questions/<int:message_id>/repondre/", views.answer_class, name="answer_class"),
    path(
        "questions/<int:message_id>/retirer/",
        views.withdraw_class_message,
        name="withdraw_class_message",
    ),
    path("remplacements/<int:substitution_id>/terminer/", views.end_substitution, name="end_substitution"),
    path("voir-comme/<int:person_id>/", views.act_as, name="act_as"),
    path("voir-comme/revenir/", views.stop_acting_as, name="stop_acting"),
    path("confort/", views.comfort, name="comfort"),
    path("qui-peut-faire-quoi/", views.roles, name="roles"),
]
