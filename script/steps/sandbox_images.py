"""Builds the images that the sandboxes start from; the grader knows which, and when they are stale."""

import subprocess

from script.steps import disk
from script.steps.base_image import docker_folder
from script.steps.engine import engine_client, has_image
from script.steps.places import PYTHON, ROOT
from script.steps.programs import run_shown
from script.steps.progress import step

GRADER_IMAGES = (str(PYTHON), "-m", "grader", "images")


def wanted_images() -> list[str]:
    listed = subprocess.run(
        [*GRADER_IMAGES, "--list"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.split()


def ensure_sandbox_images() -> None:
    client = engine_client()
    if all(has_image(client, tag) for tag in wanted_images()):
        return
    disk.require_space(docker_folder(client), needed=disk.FOR_IMAGES, purpose="pour construire les images")
    with step("Images des bacs à sable"):
        run_shown(
            GRADER_IMAGES,
            failure=(
                "les images de correction n'ont pas été construites ; vérifiez la connexion puis relancez."
            ),
        )
