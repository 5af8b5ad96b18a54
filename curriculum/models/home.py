from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HomePage(Page):
    """The root of the course tree: the programmes of the association."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["curriculum.ProgrammePage"]
    max_count = 1
    template = "curriculum/home_page.html"

    class Meta:
        verbose_name = _("course home")
        verbose_name_plural = _("course homes")
