"""The demo course is the one that comes with the platform: exercises of the catalogue, and lessons as pages."""

from datetime import datetime

from curriculum.actions.load import load_course
from curriculum.models import ProgrammePage
from curriculum.shipped import SUMMARY, shipped_package
from exercises import grading
from exercises.actions.author import publish_exercise
from lms.people.models import Programme


def publish_catalogue(*, now: datetime) -> int:
    """Publish every exercise of the catalogue; return how many there are."""
    folders = grading.catalogue_folders()
    for folder in folders:
        publish_exercise(content=grading.read_exercise_folder(folder), now=now)
    return len(folders)


def build_course(programme: Programme, *, now: datetime) -> ProgrammePage:
    """Place the course under the programme's page; what was changed since stays."""
    load_course(package=shipped_package(), programme=programme, summary=SUMMARY, now=now)
    return ProgrammePage.objects.get(programme=programme)
