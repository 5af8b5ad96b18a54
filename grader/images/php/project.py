"""The folder of the project, laid afresh for each probe."""

import contextlib
import os

from observing import write_files

WORK = "/tmp/work"  # noqa: S108 - inside the box
SITE = f"{WORK}/site"


def lay(files: dict[str, str], count: int) -> None:
    """Puts the files in a folder where nobody wrote before; `count` tells apart the folders put aside."""
    aside = f"/tmp/{count}"  # noqa: S108 - inside the box
    with contextlib.suppress(FileNotFoundError):
        os.rename(WORK, aside)
        with contextlib.suppress(OSError):  # nobody needs it to go: it only takes room
            _remove(aside)
    for folder in (WORK, SITE, f"{WORK}/temporary", f"{WORK}/sessions"):
        os.mkdir(folder, 0o700)
    write_files(files, SITE)


def _remove(folder: str) -> None:
    for _, folders, names, here in os.fwalk(folder, topdown=False):
        for name in names:
            os.unlink(name, dir_fd=here)
        for name in folders:
            # A link to a folder is listed with the folders.
            try:
                os.rmdir(name, dir_fd=here)
            except NotADirectoryError:
                os.unlink(name, dir_fd=here)
    os.rmdir(folder)
