"""Addresses about mails."""

from django.urls import path

from lms.notifications import views

urlpatterns = [
    path("courriels/", views.mail_choices, name="mail_choices"),
    path("courriels/arreter/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
