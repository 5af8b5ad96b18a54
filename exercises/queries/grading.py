"""What the graders have to know: what waits, what is stuck, which languages can be believed, how fast they are."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from exercises.languages import Language
from exercises.models import Exercise, ExerciseVersion, GradingRun, LanguageHealth, Submission
from exercises.states import PENDING_STATES, Lane, LanguageState, ProofState, SubmissionState
from lms.people.models import User

WAKE_UP_LOST_AFTER = timedelta(seconds=30)
MEASURED_OVER = timedelta(hours=1)
USED_LATELY = timedelta(days=30)
_ALL_BUT_WHO_IT_IS = [
    f"apprentice__{column.attname}" for column in User._meta.concrete_fields if not column.primary_key
]
# A clock that was ahead leaves moments behind that are not to be waited for once it is right. Less than that, and two
# machines merely disagree a little.
CLOCK_WAS_AHEAD = timedelta(minutes=5)


def queue_position(submission: Submission) -> int | None:
    """Return how many submissions are judged before this one, itself included; None when it is not waiting.

    Only those of the same lane delay it, and those of a language that is down delay nobody.
    """
    if submission.state != SubmissionState.QUEUED:
        return None
    return (
        Submission.objects.filter(
            Q(submitted_at__lt=submission.submitted_at)
            | Q(submitted_at=submission.submitted_at, pk__lte=submission.pk),
            state__in=PENDING_STATES,
            lane=submission.lane,
        )
        .exclude(~Q(pk=submission.pk), _is_down("version"))
        .count()
    )


def _health_of(version: str) -> QuerySet[LanguageHealth]:
    """Return the health of the language of an outer row's `version`, on each grading host."""
    return LanguageHealth.objects.filter(
        runtime=OuterRef(f"{version}__runtime"), variant=OuterRef(f"{version}__variant")
    )


def _is_down(version: str) -> Q:
    """Whether the language of an outer row's `version` works nowhere: broken on one host, at best so on others."""
    known = _health_of(version)
    return Q(
        Exists(known.filter(state=LanguageState.BROKEN)), ~Exists(known.exclude(state=LanguageState.BROKEN))
    )


def waiting_submission(submission_id: int, *, host: str) -> tuple[Submission, LanguageState] | None:
    """Return a queued submission with its version, and what is known of its language on a grading host."""
    found = (
        Submission.objects.filter(pk=submission_id, state=SubmissionState.QUEUED)
        # All that judging and recording will ask for. Of the person, who it is: a machine that only grades may read
        # nothing else of her.
        .select_related("version", "exercise", "apprentice")
        .defer("version__definition", *_ALL_BUT_WHO_IT_IS)
        .annotate(language_state=Subquery(_health_of("version").filter(host=host).values("state")[:1]))
        .first()
    )
    return (found, LanguageState(found.language_state or LanguageState.UNSURE)) if found else None


def state_on(host: str, language: Language) -> LanguageState:
    """Return what a grading host found of a language."""
    row = _rows_of(language).filter(host=host).first()
    return LanguageState(row.state) if row else LanguageState.UNSURE


def works_elsewhere(language: Language, *, host: str) -> bool:
    """Return whether another grading host than `host` judges this language rightly, as far as anybody knows."""
    return _rows_of(language).filter(state=LanguageState.RIGHT).exclude(host=host).exists()


def language_is_down(language: Language) -> bool:
    """Return whether a language works on no grading host."""
    states = set(_rows_of(language).values_list("state", flat=True))
    return states == {LanguageState.BROKEN}


def _rows_of(language: Language) -> QuerySet[LanguageHealth]:
    return LanguageHealth.objects.filter(runtime=language.runtime, variant=language.variant)


# Of several hosts, the one that says most: somebody is judged rightly there, or will be.
_BEST_FIRST = (LanguageState.RIGHT, LanguageState.UNSURE, LanguageState.BROKEN)


def languages_known() -> list[LanguageHealth]:
    """Return how each language does where it does best, one line each whatever the number of hosts."""
    best: dict[Language, LanguageHealth] = {}
    for row in LanguageHealth.objects.all():
        known = best.get(Language.of(row))
        if known is None or _rank(row) < _rank(known):
            best[Language.of(row)] = row
    return list(best.values())


def _rank(row: LanguageHealth) -> int:
    return _BEST_FIRST.index(LanguageState(row.state))


def ill_hosts() -> dict[str, list[Language]]:
    """Return the grading hosts on which a language is broken that another one judges rightly."""
    right = {Language.of(row) for row in LanguageHealth.objects.filter(state=LanguageState.RIGHT)}
    found: dict[str, list[Language]] = {}
    for row in LanguageHealth.objects.filter(state=LanguageState.BROKEN):
        if Language.of(row) in right:
            found.setdefault(row.host, []).append(Language.of(row))
    return found


def someone_waits_live() -> bool:
    return Submission.objects.filter(state__in=PENDING_STATES, lane=Lane.LIVE).exists()


@dataclass(frozen=True)
class HandedInSoFar:
    """What an apprentice has handed in: the number of her last try at the exercise (0 when there is none), whether
    any of her live work is being checked, and how often she checked lately."""

    last_number: int
    is_waiting: bool
    lately: int


def handed_in_so_far(
    apprentice: User, exercise: Exercise, *, since: datetime, now: datetime
) -> HandedInSoFar:
    """Return, in one look, what decides whether she may hand in once more; "lately" is from `since` to `now`."""
    rows = Submission.objects.filter(apprentice=apprentice).order_by()
    found = rows.aggregate(
        last_number=Max("number", filter=Q(exercise=exercise)),
        waiting=Count("pk", filter=Q(state__in=PENDING_STATES, lane=Lane.LIVE)),
        lately=Count("pk", filter=Q(submitted_at__gt=since, submitted_at__lte=now)),
    )
    return HandedInSoFar(found["last_number"] or 0, bool(found["waiting"]), found["lately"])


def checks_since(apprentice: User, moment: datetime, *, now: datetime) -> list[datetime]:
    """Return when `apprentice` handed something in from `moment` to `now`, the earliest first."""
    rows = Submission.objects.filter(apprentice=apprentice, submitted_at__gt=moment, submitted_at__lte=now)
    return list(rows.order_by("submitted_at").values_list("submitted_at", flat=True))


def stuck_submissions(*, now: datetime) -> QuerySet[Submission]:
    """Return what runs past its lease: its worker is dead, or as good as."""
    return Submission.objects.filter(state=SubmissionState.RUNNING).filter(
        Q(current_run=None)
        | Q(current_run__lease_ends_at__lt=now)
        | Q(current_run__lease_ends_at__gt=now + CLOCK_WAS_AHEAD)
    )


def forgotten_submissions(*, now: datetime) -> QuerySet[Submission]:
    """Return what has waited so long that its wake-up may be lost; waking twice does no harm.

    What waits for a language that is down is woken when that language works again.
    """
    return (
        Submission.objects.filter(
            Q(submitted_at__lt=now - WAKE_UP_LOST_AFTER) | Q(submitted_at__gt=now + CLOCK_WAS_AHEAD),
            state=SubmissionState.QUEUED,
        )
        .exclude(_is_down("version"))
        .order_by("submitted_at")
    )


def submissions_waiting_in(language: Language) -> QuerySet[Submission]:
    return Submission.objects.filter(
        state=SubmissionState.QUEUED, version__runtime=language.runtime, version__variant=language.variant
    ).order_by("submitted_at")


def set_aside_of(exercise: Exercise) -> QuerySet[Submission]:
    """Return what could not be checked of one exercise, oldest first."""
    return (
        Submission.objects.filter(exercise=exercise, state=SubmissionState.SET_ASIDE)
        .select_related("exercise__current_version", "version", "current_run")
        .defer("version__definition", "exercise__current_version__definition")
        .order_by("submitted_at")
    )


def published_versions() -> QuerySet[ExerciseVersion]:
    """Return the version that newcomers get, of each exercise."""
    return ExerciseVersion.objects.filter(exercise__current_version=F("pk")).defer("definition")


def unproved_versions(*, now: datetime) -> QuerySet[ExerciseVersion]:
    """Return the versions that newcomers get or may get soon, that nobody is proving and that should be."""
    wanted = ExerciseVersion.objects.filter(Q(exercise__current_version=F("pk")) | Q(published_at=None))
    return wanted.defer("definition").filter(
        Q(proof_due_at=None) | Q(proof_due_at__lt=now - WAKE_UP_LOST_AFTER), proof=ProofState.WAITING
    )


def broken_versions() -> QuerySet[ExerciseVersion]:
    """Return the published versions that do not hold, the newest first."""
    return (
        published_versions()
        .filter(proof=ProofState.BROKEN)
        .select_related("exercise")
        .order_by("-published_at")
    )


def languages_in_use(*, now: datetime) -> list[Language]:
    """Return the languages of the published exercises, the most used of late first."""
    used = dict.fromkeys(published_versions().order_by().values_list("runtime", "variant"), 0)
    lately = Submission.objects.filter(
        exercise__current_version__in=published_versions().order_by(), submitted_at__gt=now - USED_LATELY
    )
    versions = "exercise__current_version__runtime", "exercise__current_version__variant"
    for runtime, variant, count in lately.order_by().values_list(*versions).annotate(count=Count("pk")):
        used[runtime, variant] = count
    return [Language(*one) for one in sorted(used, key=lambda one: (-used[one], one))]


def languages_to_try(*, host: str, now: datetime) -> list[Language]:
    """Return the languages in use that were never tried on a grading host, and those that are due again there."""
    known = {Language.of(row): row for row in LanguageHealth.objects.filter(host=host)}
    due = [language for language in languages_in_use(now=now) if language not in known]
    return due + [
        language
        for language, row in known.items()
        if row.state != LanguageState.RIGHT and (row.retry_at <= now or row.retry_at > now + CLOCK_WAS_AHEAD)
    ]


def languages_untried(*, host: str, now: datetime) -> list[Language]:
    """Return the languages in use of which a grading host does not know (yet) whether it can be believed."""
    rows = LanguageHealth.objects.filter(host=host).exclude(state=LanguageState.UNSURE)
    known = {Language.of(row) for row in rows}
    return [language for language in languages_in_use(now=now) if language not in known]


@dataclass
class LanguageFigures:
    """How one language does: its health, what waits, and the seconds from handing in to the verdict of late."""

    language: Language
    health: LanguageHealth | None = None
    waiting: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        return median(self.seconds) if self.seconds else None

    @property
    def p95(self) -> float | None:
        ordered = sorted(self.seconds)
        return ordered[math.ceil(len(ordered) * 0.95) - 1] if ordered else None


def language_figures(*, now: datetime) -> list[LanguageFigures]:
    """Return the figures of every language in use or known, the most used first."""
    figures = {language: LanguageFigures(language) for language in languages_in_use(now=now)}
    for health in languages_known():
        figures.setdefault(Language.of(health), LanguageFigures(Language.of(health))).health = health
    for runtime, variant, waiting in _waiting_counts():
        language = Language(runtime, variant)
        figures.setdefault(language, LanguageFigures(language)).waiting = waiting
    for runtime, variant, submitted_at, finished_at in _verdict_times(now):
        language = Language(runtime, variant)
        if finished_at is not None:
            seconds = (finished_at - submitted_at).total_seconds()
            figures.setdefault(language, LanguageFigures(language)).seconds.append(seconds)
    return list(figures.values())


def _waiting_counts() -> Iterable[tuple[str, str, int]]:
    return (
        Submission.objects.filter(state__in=PENDING_STATES)
        .order_by()
        .values("version__runtime", "version__variant")
        .annotate(waiting=Count("pk"))
        .values_list("version__runtime", "version__variant", "waiting")
    )


def _verdict_times(now: datetime) -> Iterable[tuple[str, str, datetime, datetime | None]]:
    """Return when live work was handed in and when its verdict came, of the last hour."""
    return (
        GradingRun.objects.filter(
            finished_at__gt=now - MEASURED_OVER,
            submission__lane=Lane.LIVE,
            fault__in=("nobody", "apprentice"),
        )
        .order_by()
        .values_list(
            "submission__version__runtime",
            "submission__version__variant",
            "submission__submitted_at",
            "finished_at",
        )
    )
