from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AboutConfig(AppConfig):
    name = "lms.about"
    label = "about"
    verbose_name = _("What the site says of itself")
