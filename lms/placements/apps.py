from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacementsConfig(AppConfig):
    name = "lms.placements"
    label = "placements"
    verbose_name = _("Contracts and placements")
