"""What is taught, as Wagtail pages, what has been read of it, and when it opens for a cohort."""

from curriculum.models.calendar import (
    CalendarAddress,
    Exemption,
    Extension,
    ModuleDates,
    Period,
    PeriodKind,
)
from curriculum.models.course import ModulePage, ProgrammePage, SharedPage
from curriculum.models.home import HomePage
from curriculum.models.lesson import LessonPage, exercise_keys_of
from curriculum.models.path import LessonReading
from curriculum.models.recording import Recording

__all__ = [
    "CalendarAddress",
    "Exemption",
    "Extension",
    "HomePage",
    "LessonPage",
    "LessonReading",
    "ModuleDates",
    "ModulePage",
    "Period",
    "PeriodKind",
    "ProgrammePage",
    "Recording",
    "SharedPage",
    "exercise_keys_of",
]
