"""Addresses of people's screens; allauth's views are mounted one by one, so that none comes along unnoticed."""

from allauth.account import views as account
from django.urls import path

from lms.people import views

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/confirmer/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/confirmer/", account.reauthenticate, name="account_reauthenticate"),
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
