"""The contract suite runs on real boxes too."""

from tests.grader.boxes import docker_sandbox, grader_images

__all__ = ["docker_sandbox", "grader_images"]
