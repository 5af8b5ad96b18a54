"""The steps from the Python environment to a platform that can run, in order; quick when already done."""

from script.steps.base_image import ensure_base_image
from script.steps.database import prepare_database
from script.steps.disk import FOR_RUNNING, require_space
from script.steps.engine import ensure_engine
from script.steps.node import build_assets, install_node_packages
from script.steps.papers import ensure_papers
from script.steps.places import DATA, LOGS, RUN
from script.steps.sandbox_images import ensure_sandbox_images
from script.steps.translations import compile_translations


def prepare_folders() -> None:
    require_space(DATA, needed=FOR_RUNNING, purpose="pour fonctionner")
    for folder in (RUN, LOGS):
        folder.mkdir(parents=True, exist_ok=True)


def prepare_sources() -> None:
    """Whatever is made from the repository itself: catalogues, style sheets, scripts."""
    prepare_folders()
    compile_translations()
    install_node_packages()
    build_assets()


def prepare_sandboxes() -> None:
    ensure_engine()
    ensure_base_image()
    ensure_sandbox_images()


def prepare_platform() -> None:
    prepare_sources()
    ensure_papers()
    prepare_sandboxes()
    prepare_database()
