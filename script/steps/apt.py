"""Installs Debian and Ubuntu packages when this account may."""

import subprocess
from collections.abc import Sequence

from script.steps.programs import find_program, is_root, run_logged
from script.steps.progress import step

QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}


def can_install() -> bool:
    return is_root() and find_program("apt-get") is not None


def install(packages: Sequence[str], *, why: str, where_known: Sequence[str] = ()) -> None:
    """Install `packages`; raise Stop when apt cannot. Ask `can_install` first.

    Args:
        where_known: packages more, for releases that have them: the others ship the same under another name.
    """
    names = " ".join(packages)
    remedy = (
        f"apt n'a pas pu installer {names} ; vérifiez la connexion et les dépôts (« apt-get "
        f"update ») puis relancez."
    )
    with step(f"Installation par apt de {names} ({why})"):
        run_logged(["apt-get", "update"], log="apt-update", failure=remedy, env=QUIET)
        more = [name for name in where_known if is_known(name)]
        # Services must not fail the installation on a machine where nothing starts services.
        run_logged(
            ["apt-get", "install", "-y", "--no-install-recommends", *packages, *more],
            log="apt-install",
            failure=remedy,
            env=QUIET,
        )


def is_known(package: str) -> bool:
    """Whether this release has a package of that name that can be installed."""
    done = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", package],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0 and bool(done.stdout.strip())
