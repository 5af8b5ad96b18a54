"""Addresses that belong to no package."""

from django.urls import path
from django.views.generic import TemplateView

from lms.core.views import course_picture

urlpatterns = [
    path("composants/", TemplateView.as_view(template_name="core/components_page.html"), name="components"),
    path("media/images/<path:path>", course_picture, name="course_picture"),
]
