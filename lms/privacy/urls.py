"""Addresses about personal data."""

from django.urls import path

from lms.privacy import views

urlpatterns = [
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/emporter/", views.take_my_data, name="take_my_data"),
    path("donnees-personnelles/registre/", views.register, name="data_register"),
    path("donnees-personnelles/demandes/", views.data_requests, name="data_requests"),
]
