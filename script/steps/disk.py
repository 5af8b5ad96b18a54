"""Stops early, with a sentence, when the disk is nearly full: half-written images and databases are worse."""

import shutil
from pathlib import Path

from script.steps.progress import Stop

MEGABYTE = 1024**2
FOR_IMAGES = 3000 * MEGABYTE
FOR_RUNNING = 200 * MEGABYTE


def existing_parent(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def require_space(path: Path, *, needed: int, purpose: str) -> None:
    """Raise Stop when fewer than `needed` bytes are free where `path` lies or will lie."""
    free = shutil.disk_usage(existing_parent(path)).free
    if free >= needed:
        return
    raise Stop(
        f"il reste {free // MEGABYTE} Mo sur le disque de {path} et il en faut "
        f"{needed // MEGABYTE} {purpose} ; "
        "libérez de la place puis relancez."
    )
