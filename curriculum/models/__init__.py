"""What is taught, as Wagtail pages, and what has been read of it."""

from curriculum.models.course import ModulePage, ProgrammePage, SharedPage
from curriculum.models.home import HomePage
from curriculum.models.lesson import LessonPage
from curriculum.models.path import LessonReading

__all__ = ["HomePage", "LessonPage", "LessonReading", "ModulePage", "ProgrammePage", "SharedPage"]
