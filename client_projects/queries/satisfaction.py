"""What clients think of their projects: one survey, and the figures of a school."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from client_projects.models import ClientProject, ClientQuote, SatisfactionSurvey
from client_projects.queries.projects import Person
from client_projects.satisfaction import QUESTIONS, Agreement
from client_projects.states import ProjectState, QuoteState
from client_projects.visibility import visible_surveys
from lms.people.models import School, User
from lms.people.roles import COORDINATOR

# Long enough for the usual wake-up to have done it.
_LATE = timedelta(minutes=1)


def surveys_visible_to(user: Person) -> QuerySet[SatisfactionSurvey]:
    return visible_surveys(user).select_related("project__client", "project__cohort__school")


def survey_of(project: ClientProject) -> SatisfactionSurvey | None:
    """Return the survey of this project, or None while its client was asked nothing; no query when prefetched."""
    return getattr(project, "satisfaction", None)


def quote_in(survey: SatisfactionSurvey) -> ClientQuote | None:
    """Return the words of this survey that the client lets us quote, or None."""
    return survey.quotes.filter(state=QuoteState.AGREED).first()


def stamp_of(survey: SatisfactionSurvey) -> str:
    """Return what a form sends back to say which answers, and which consent, were read beside it."""
    quote = quote_in(survey)
    return f"{survey.revision}.{quote.pk if quote else 0}"


def surveys_to_announce(*, now: datetime) -> QuerySet[SatisfactionSurvey]:
    late = SatisfactionSurvey.objects.filter(client_told_at=None, asked_at__lt=now - _LATE)
    return late.exclude(project__state=ProjectState.ARCHIVED).select_related("project")


@dataclass(frozen=True)
class QuestionFigures:
    """How often each word of the scale was chosen, in the order of the scale."""

    question: str
    counts: list[tuple[str, int]]


@dataclass(frozen=True)
class SchoolSatisfaction:
    """What the clients of one school said; `surveys` holds those that wait for an answer too."""

    school: School
    surveys: list[SatisfactionSurvey]
    figures: list[QuestionFigures]

    @property
    def asked(self) -> int:
        return len(self.surveys)

    @property
    def answered(self) -> int:
        return sum(survey.is_answered for survey in self.surveys)


def satisfaction_in_schools_of(coordinator: User) -> list[SchoolSatisfaction]:
    """Return what clients said in each school that `coordinator` coordinates, empty ones too; two queries."""
    schools = (
        School.objects.filter(posts__in=coordinator.posts.filter(role=COORDINATOR))
        .order_by("name")
        .distinct()
    )
    surveys = (
        SatisfactionSurvey.objects.filter(project__school__in=schools)
        .select_related("project__client", "project__cohort")
        .order_by("-answered_at", "-asked_at", "-pk")
    )
    by_school: dict[int, list[SatisfactionSurvey]] = {}
    for survey in surveys:
        by_school.setdefault(survey.project.school_id, []).append(survey)
    found = [(school, by_school.get(school.pk, [])) for school in schools]
    return [SchoolSatisfaction(school, rows, _figures(rows)) for school, rows in found]


def _figures(surveys: Iterable[SatisfactionSurvey]) -> list[QuestionFigures]:
    answered = [survey for survey in surveys if survey.is_answered]
    if not answered:
        return []
    figures = []
    for code, question in QUESTIONS.items():
        chosen = Counter(getattr(survey, code) for survey in answered)
        counts = [(str(word.label), chosen[word.value]) for word in Agreement]
        figures.append(QuestionFigures(str(question), counts))
    return figures
