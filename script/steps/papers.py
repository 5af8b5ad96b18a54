"""The library that draws PDF papers: without it the platform runs, and pages are printed instead."""

from ctypes.util import find_library

from script.steps import apt
from script.steps.progress import say

# What WeasyPrint loads, and the Debian packages that hold it.
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def missing_libraries() -> list[str]:
    return [name for name in LIBRARIES if find_library(name) is None]


def ensure_papers() -> None:
    if not missing_libraries():
        return
    if apt.can_install():
        apt.install(PACKAGES, why="les documents signés se gardent en PDF")
    else:
        say(
            f"Les PDF ne seront pas proposés : il manque {', '.join(PACKAGES)} "
            f"(« sudo apt-get install {' '.join(PACKAGES)} »)."
        )
