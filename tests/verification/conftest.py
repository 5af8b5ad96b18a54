"""The contract suite runs on real boxes too."""

from tests.grader.boxes import docker_sandbox, grader_images, kept_boxes

__all__ = ["docker_sandbox", "grader_images", "kept_boxes"]
