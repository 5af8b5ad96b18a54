"""Whether an exercise holds: its solutions pass, its starter fails, each mistake brings its sentence first."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.contract import Fault, Json, Outcome, Verdict
from grader.grading import grade_exercise
from grader.manifest import Exercise, RefusedFiles
from grader.sandbox.base import Sandbox

# Once may be luck: what depends on the time, on chance or on the machine's load shows on the second.
TIMES = 2
FEW_MISTAKES = 2
# The share of the time allowed beyond which a busy machine would stop honest work.
MUCH_TIME = 0.5


@dataclass(frozen=True, slots=True)
class Trial:
    """One set of files of an exercise and what must come of it. `sentence` None: any sentence will do."""

    name: str
    exercise: Exercise
    files: Mapping[str, str]
    sentence: str | None
    passes: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a trial, in French. `ours`: the platform failed, and the trial proved nothing."""

    trial: str
    text: str
    ours: bool = False

    def to_dict(self) -> dict[str, Json]:
        return {"trial": self.trial, "text": self.text}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial: its problem if any, the seconds that its slowest run took, what is read first."""

    trial: Trial
    problem: Problem | None
    seconds: float = 0.0
    sentence: str = ""

    @property
    def allowed(self) -> float:
        return self.trial.exercise.all_limits.wall_seconds

    @property
    def is_slow(self) -> bool:
        return self.seconds > self.allowed * MUCH_TIME


def trials_of(exercise: Exercise) -> list[Trial]:
    """Returns what to try, the solutions first."""
    answers = {"solution": exercise.solution} | {
        f"solutions/{name}": files for name, files in exercise.solutions.items()
    }
    trials = [Trial(name, exercise, files, None, True) for name, files in answers.items()]
    trials.append(Trial("starter", exercise, exercise.starter, None, False))
    for name, mistake in exercise.mistakes.items():
        trials.append(Trial(f"mistakes/{name}", exercise, mistake.files, mistake.sentence, False))
    return trials


def warnings_of(exercise: Exercise) -> list[str]:
    """Returns what an author should think about, in French; nothing of it keeps the exercise from holding."""
    if len(exercise.mistakes) < FEW_MISTAKES:
        return [
            f"{len(exercise.mistakes)} erreur typique : il en faut au moins {FEW_MISTAKES} pour savoir que les "
            "phrases aident. Ajoutez un dossier dans mistakes/ et sa phrase dans [mistakes]."
        ]
    return []


def problem_of(trial: Trial, sandbox: Sandbox, *, times: int = TIMES) -> Problem | None:
    """Returns what is wrong with a trial, or None when it holds."""
    return tried(trial, sandbox, times=times).problem


def tried(trial: Trial, sandbox: Sandbox, *, times: int = TIMES) -> Tried:
    """Tries files several times, in a box each; stops at the first problem. Files refused are a problem too."""
    seconds = 0.0
    first: Verdict | None = None
    for _ in range(times):
        try:
            verdict = grade_exercise(trial.exercise, trial.files, sandbox)
        except RefusedFiles as refusal:
            return Tried(trial, Problem(trial.name, str(refusal)))
        seconds = max(seconds, verdict.timings.run)
        if problem := _problem(trial, verdict) or _disagreement(trial, first, verdict):
            return Tried(trial, problem, seconds, verdict.first_sentence)
        first = first or verdict
    return Tried(trial, None, seconds, first.first_sentence if first else "")


def _problem(trial: Trial, verdict: Verdict) -> Problem | None:
    if verdict.fault in (Fault.PLATFORM, Fault.AUTHOR):
        text = f"pas de verdict ({verdict.fault} : {verdict.detail})"
        return Problem(trial.name, text, ours=verdict.fault is Fault.PLATFORM)
    if trial.passes and not verdict.passed:
        return Problem(trial.name, f"devrait réussir, mais : {verdict.first_sentence}")
    if not trial.passes and verdict.passed:
        return Problem(trial.name, "devrait échouer, et réussit")
    if trial.name == "starter" and verdict.outcome is Outcome.CRASHED:
        text = f"le départ doit échouer sans tout arrêter, mais : {verdict.first_sentence}"
        return Problem(trial.name, text)
    if trial.sentence is not None and verdict.first_sentence != trial.sentence:
        text = f"première phrase lue : {verdict.first_sentence!r}\n      attendue : {trial.sentence!r}"
        return Problem(trial.name, text)
    return None


def _disagreement(trial: Trial, first: Verdict | None, second: Verdict) -> Problem | None:
    """The same files judged twice must be told the same."""
    if first is None or _told(first) == _told(second):
        return None
    changed = [one.id for one, other in zip(first.results, second.results, strict=True) if one != other]
    return Problem(
        trial.name,
        f"deux essais ne disent pas la même chose ({', '.join(changed) or second.outcome}) : la vérification "
        "dépend de l’heure, du hasard ou du temps que prend le code.",
    )


def _told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.outcome, [(result.passed, result.sentence) for result in verdict.results]
