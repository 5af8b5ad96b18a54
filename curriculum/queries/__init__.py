"""What is read of the course: the path of one apprentice, and what travels to another school."""

from curriculum.queries.path import (
    ExerciseStep,
    LessonSurroundings,
    ModuleStep,
    course_of,
    exercise_usage,
    modules_of,
    next_step,
    outline,
    placement_of,
    surroundings_of,
)
from curriculum.queries.sharing import courses, package_of

__all__ = [
    "ExerciseStep",
    "LessonSurroundings",
    "ModuleStep",
    "course_of",
    "courses",
    "exercise_usage",
    "modules_of",
    "next_step",
    "outline",
    "package_of",
    "placement_of",
    "surroundings_of",
]
