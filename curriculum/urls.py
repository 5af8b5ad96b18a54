"""Addresses of the course beside its pages."""

from django.urls import path

from curriculum import views

urlpatterns = [path("lecons/<int:lesson_id>/lue/", views.read_lesson, name="read_lesson")]
