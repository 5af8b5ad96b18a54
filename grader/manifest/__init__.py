"""From an exercise folder to an exercise, and from an apprentice's files to a request."""

from grader.manifest.bounds import MANIFEST, MAX_FILE_BYTES, PICTURES, STATEMENT
from grader.manifest.exercise import Exercise, Mistake, Source
from grader.manifest.problems import ManifestError, ManifestProblem, RefusedFiles
from grader.manifest.reading import load_exercise
from grader.manifest.request import request_for
from grader.manifest.trees import path_problem

__all__ = [
    "MANIFEST",
    "MAX_FILE_BYTES",
    "PICTURES",
    "STATEMENT",
    "Exercise",
    "ManifestError",
    "ManifestProblem",
    "Mistake",
    "RefusedFiles",
    "Source",
    "load_exercise",
    "path_problem",
    "request_for",
]
