"""The image in which a case's bare process runs: the box's own, with the client that the box has no use for."""

import hashlib
import subprocess
from pathlib import Path

from grader.bench.cases import Case
from grader.grading import shape_of

FOLDER = Path(__file__).parent / "bare"


def bare_image(case: Case) -> str:
    """Returns the name of the image, which is built if it is not there; `case` has a bare process."""
    box = shape_of(case.variant, case.request.limits).image
    packages = case.bare.packages if case.bare else ()
    if not packages:
        return box
    tag = tag_of(box, packages)
    if subprocess.run(["docker", "image", "inspect", tag], capture_output=True, check=False).returncode:
        subprocess.run(
            [
                *("docker", "build", "--quiet", "--network", "host", "--tag", tag),
                *("--build-arg", f"BOX_IMAGE={box}", "--build-arg", f"PACKAGES={' '.join(packages)}"),
                str(FOLDER),
            ],
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return tag


def tag_of(box: str, packages: tuple[str, ...]) -> str:
    """Follows the box's image, the packages and the recipe. Named like the boxes', it is tidied up with them."""
    recipe = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    digest = hashlib.sha256("\0".join([box, *packages, recipe]).encode()).hexdigest()[:12]
    return f"{box.partition(':')[0]}-bare:{digest}"
