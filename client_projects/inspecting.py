"""The one door to the grader: a site goes in, what its pages show comes out. For workers: boxes need Docker."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from grader.inspection import (
    DESKTOP,
    IMPACTS,
    MOST_PAGES,
    PAGES_PER_BOX,
    PHONE,
    WIDTHS,
    Barrier,
    CodeFault,
    Heading,
    Link,
    NoInspection,
    PageInspection,
    Site,
    SiteInspection,
    pages_of,
)
from grader.inspection import inspect_site as _inspect_site
from grader.sandbox.base import Sandbox
from grader.sandbox.docker import DockerSandbox

__all__ = [
    "DESKTOP",
    "IMPACTS",
    "MOST_PAGES",
    "PAGES_PER_BOX",
    "PHONE",
    "WIDTHS",
    "Barrier",
    "CodeFault",
    "Heading",
    "Link",
    "NoInspection",
    "PageInspection",
    "Site",
    "SiteInspection",
    "inspect_site",
    "leave_the_engine",
    "pages_of",
]


@cache
def _sandbox() -> Sandbox:
    """Boxes of their own: those that wait are for apprentices, who are in front of a page."""
    return DockerSandbox(
        owner=settings.GRADER["OWNER"],
        base_url=settings.GRADER["DOCKER_HOST"] or None,
        oci_runtime=settings.GRADER["OCI_RUNTIME"] or None,
    )


def inspect_site(
    site: Site, pages: Sequence[str] = (), *, run_id: str = "", sheets: bool = True
) -> SiteInspection:
    """Return what these pages of a site show (all of its pages when none is named), at most MOST_PAGES of them.

    Takes about two seconds of processor a page, in boxes without network that are used once.

    Raises:
        NoInspection: no box could be had. The fault is ours: try again later.
    """
    return _inspect_site(site, pages or pages_of(site.files), _sandbox(), run_id=run_id, sheets=sheets)


def leave_the_engine() -> None:
    """Return once nothing of this process is left there: for the end of a worker."""
    _sandbox().close()
    _sandbox.cache_clear()
