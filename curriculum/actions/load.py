"""Bring the course that comes with the platform to a programme, or what is new in it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from curriculum.actions.take_in import Report, take_in_package
from curriculum.models import HomePage, ProgrammePage
from curriculum.packages import Package
from lms.people.models import Programme


@transaction.atomic
def load_course(*, package: Package, programme: Programme, summary: str, now: datetime) -> Report:
    """Place the modules of `package` under the page of `programme`, which is made if it has none.

    What was changed or added here since stays; nothing is deleted. `summary` introduces a new page.
    """
    course = ProgrammePage.objects.filter(programme=programme).first()
    if course is None:
        course = ProgrammePage(
            title=programme.name, slug=programme.slug, programme=programme, summary=summary
        )
        _home().add_child(instance=course)
    return take_in_package(package=package, course=course, by=None, now=now)


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title="Cours", slug="accueil-des-cours")
        Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
    )
    # Wagtail's own welcome page would otherwise stay beside the course.
    Page.objects.filter(depth=2).exclude(pk=home.pk).filter(slug="home").delete()
    return home
