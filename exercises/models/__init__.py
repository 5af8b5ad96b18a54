"""Exercises and what is handed in, marked and reviewed."""

from exercises.models.alike import Fingerprint, Likeness
from exercises.models.authoring import AuthorTry, ExerciseRevision
from exercises.models.comment import CommentAnswer, LineComment
from exercises.models.dry_run import DryRun
from exercises.models.exercise import Exercise, ExerciseVersion
from exercises.models.grading import CheckResult, GradingRun, PagePicture
from exercises.models.help import HelpMessage, HelpRequest
from exercises.models.language import LanguageHealth
from exercises.models.portfolio import PortfolioAddress, PortfolioPiece
from exercises.models.regrading import RegradedWork, Regrading
from exercises.models.review import Appraisal, Review, ReviewDraft, ReviewHold
from exercises.models.saved_comment import SavedComment
from exercises.models.solution import SolutionAccess
from exercises.models.submission import Draft, Submission, SubmittedFile

__all__ = [
    "Appraisal",
    "AuthorTry",
    "CheckResult",
    "CommentAnswer",
    "Draft",
    "DryRun",
    "Exercise",
    "ExerciseRevision",
    "ExerciseVersion",
    "Fingerprint",
    "GradingRun",
    "HelpMessage",
    "HelpRequest",
    "LanguageHealth",
    "Likeness",
    "LineComment",
    "PagePicture",
    "PortfolioAddress",
    "PortfolioPiece",
    "RegradedWork",
    "Regrading",
    "Review",
    "ReviewDraft",
    "ReviewHold",
    "SavedComment",
    "SolutionAccess",
    "Submission",
    "SubmittedFile",
]
