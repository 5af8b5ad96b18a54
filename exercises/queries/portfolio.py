"""Reading portfolios: what may be shown, what is shown, and who looks from outside."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from exercises.models import PortfolioAddress, PortfolioPiece, Submission
from exercises.queries.work import submissions_followed_by
from exercises.states import SubmissionState
from lms.people.models import User

QUIZ = "quiz"


def pieces_of(apprentice: User) -> QuerySet[PortfolioPiece]:
    """Return what she shows, in her order; work that no longer passes is left out."""
    return (
        PortfolioPiece.objects.filter(apprentice=apprentice, submission__state=SubmissionState.PASSED)
        .select_related("submission__version", "submission__exercise")
        .prefetch_related("submission__files")
    )


def pieces_seen_by(reader: User, apprentice: User) -> QuerySet[PortfolioPiece]:
    """Return what she shows of the work that `reader` follows: nothing of what she did at another school."""
    return pieces_of(apprentice).filter(
        submission__in=submissions_followed_by(reader).order_by().values("pk")
    )


def work_to_show(apprentice: User) -> QuerySet[Submission]:
    """Return the newest passed try at each exercise of which she shows none yet, the newest first."""
    passed = Submission.objects.filter(
        apprentice=apprentice, exercise=OuterRef("exercise"), state=SubmissionState.PASSED
    )
    shown = PortfolioPiece.objects.filter(
        apprentice=apprentice,
        submission__exercise=OuterRef("exercise"),
        submission__state=SubmissionState.PASSED,
    )
    return (
        Submission.objects.filter(
            ~Exists(shown),
            ~Exists(passed.filter(number__gt=OuterRef("number"))),
            apprentice=apprentice,
            state=SubmissionState.PASSED,
        )
        .exclude(version__runtime=QUIZ)
        .select_related("version", "exercise")
        .defer("version__definition")
        .order_by("-submitted_at")
    )


def address_of_portfolio(apprentice: User) -> PortfolioAddress | None:
    return PortfolioAddress.objects.filter(apprentice=apprentice).first()


def portfolio_at(token: str, *, now: datetime) -> PortfolioAddress | None:
    """Return the address `token`, as long as it is open and its person has an account."""
    return (
        PortfolioAddress.objects.select_related("apprentice")
        .filter(token=token, expires_at__gt=now, apprentice__is_active=True)
        .first()
    )
