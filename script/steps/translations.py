"""Compiles the French catalogues: .po files are the source, .mo files are never committed."""

from collections.abc import Iterator
from pathlib import Path

import polib

from script.steps.places import ROOT
from script.steps.progress import Stop, step

PACKAGES = ("lms", "curriculum", "exercises", "client_projects")


def catalogues(root: Path = ROOT) -> Iterator[Path]:
    for package in PACKAGES:
        yield from (root / package).glob("**/locale/*/LC_MESSAGES/*.po")


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_catalogue(source: Path) -> None:
    try:
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(source.with_suffix(".mo")))
    except (OSError, ValueError) as problem:
        raise Stop(
            f"le catalogue {source.relative_to(ROOT)} est illisible ({problem}) ; corrigez-le puis relancez."
        ) from None


def compile_translations() -> None:
    stale = [source for source in catalogues() if is_stale(source)]
    if not stale:
        return
    with step(f"Traductions ({len(stale)} catalogues)"):
        for source in stale:
            compile_catalogue(source)
