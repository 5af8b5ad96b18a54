"""Takes the pictures that an exercise's checks compare with: those of its own solution, in the real box."""

from pathlib import Path

from grader.expectations.picture import NotAPicture, taken
from grader.grading import observe
from grader.manifest import PICTURES, load_exercise, request_for
from grader.sandbox.base import Sandbox


class NoPicture(ValueError):
    """A picture could not be taken; the French text says which."""


def take_pictures(folder: Path, sandbox: Sandbox) -> list[str]:
    """Writes `pictures/` of an exercise folder anew and returns the names; raises ManifestError or NoPicture."""
    exercise = load_exercise(folder, with_pictures=False)
    checks = [check for check in exercise.checks if check.probe.kind == "picture"]
    if not checks:
        raise NoPicture("Aucune vérification ne compare une image (sonde « picture »).")
    report = observe(request_for(exercise, exercise.solution), sandbox)
    place = folder / PICTURES
    place.mkdir(exist_ok=True)
    for check in checks:
        try:
            image = taken(report.seen_by(check.probe) or {})
        except NotAPicture as error:
            raise NoPicture(
                f"{check.id} : la solution n’a pas pu être prise en photo ({error}). {report.detail}"
            ) from error
        image.save(place / str(check.expect["like"]), "PNG", optimize=True)
    # Read again with them: what will be refused later is refused now.
    return sorted(load_exercise(folder).pictures)
