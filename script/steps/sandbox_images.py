"""Builds the images that the sandboxes start from; the grader knows which, and when they are stale."""

import subprocess
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import docker

from script.steps import disk
from script.steps.base_image import docker_folder
from script.steps.engine import engine_client, has_image
from script.steps.places import PYTHON, ROOT
from script.steps.programs import run_shown
from script.steps.progress import say, step

GRADER_IMAGES = (str(PYTHON), "-m", "grader", "images")
# A tag changes with each change of its files, and the former one keeps its gigabyte. What is younger may belong
# to another copy of this repository that works on the same machine.
SUPERSEDED = "ecole-grader-*"
KEPT_FOR = timedelta(days=1)


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
    client, wanted = engine_client(), wanted_images()
    if all(has_image(client, tag) for tag in wanted):
        return
    disk.require_space(docker_folder(client), needed=disk.FOR_IMAGES, purpose="pour construire les images")
    with step("Images des bacs à sable"):
        run_shown(
            GRADER_IMAGES,
            failure=(
                "les images de correction n'ont pas été construites ; vérifiez la connexion puis relancez."
            ),
        )
    if removed := remove_superseded(client, wanted, now=datetime.now(UTC)):
        say(f"• {len(removed)} images remplacées sont effacées.")


def remove_superseded(
    client: docker.DockerClient, wanted: Collection[str], *, now: datetime, named: str = SUPERSEDED
) -> list[str]:
    """Remove the tags called like `named` that nobody wants any more; return them.

    An image that a container uses stays, as does one that was tagged a short while ago.
    """
    used = {container.attrs["Image"] for container in client.containers.list(all=True, ignore_removed=True)}
    removed = []
    for image in client.images.list(filters={"reference": named}):
        if image.id in used or now - _tagged_at(image) < KEPT_FOR:
            continue
        for tag in set(image.tags) - set(wanted):
            try:
                # Never by force: should somebody have begun to use it, the engine refuses, and is right.
                client.images.remove(tag)
            except docker.errors.APIError:
                continue
            removed.append(tag)
    return removed


def _tagged_at(image: docker.models.images.Image) -> datetime:
    attributes = image.client.api.inspect_image(image.id)
    tagged = attributes.get("Metadata", {}).get("LastTagTime") or attributes["Created"]
    return datetime.fromisoformat(tagged)
