from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientProjectsConfig(AppConfig):
    name = "client_projects"
    label = "client_projects"
    verbose_name = _("Client projects")
