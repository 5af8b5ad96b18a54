"""Builds the images that the sandboxes start from; the grader knows which, and when they are stale."""

from script.steps import disk
from script.steps.base_image import docker_folder
from script.steps.engine import engine_client
from script.steps.places import PYTHON, ROOT
from script.steps.programs import run_shown
from script.steps.progress import step
from script.steps.stamps import Stamp, digest_of


def ensure_sandbox_images() -> None:
    """Ask the grader for its images. It decides; the stamp only spares a second start the question."""
    sources = [path for path in (ROOT / "grader" / "images").rglob("*") if path.is_file()]
    client = engine_client()
    present = ",".join(sorted(tag for image in client.images.list() for tag in image.tags))
    stamp, digest = Stamp("sandbox-images"), f"{digest_of(sources)} {present}"
    if stamp.matches(digest):
        return
    disk.require_space(docker_folder(client), needed=disk.FOR_IMAGES, purpose="pour construire les images")
    with step("Images des bacs à sable"):
        run_shown(
            [PYTHON, "-m", "grader", "images"],
            failure=(
                "les images de correction n'ont pas pu être construites ; vérifiez la connexion puis "
                "relancez."
            ),
        )
    present = ",".join(sorted(tag for image in client.images.list() for tag in image.tags))
    stamp.write(f"{digest_of(sources)} {present}")
