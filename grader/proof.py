"""Whether an exercise holds: its solution passes, its starter fails, each mistake brings its sentence first."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.contract import Fault, Json
from grader.grading import grade_exercise
from grader.manifest import Exercise
from grader.sandbox.base import Sandbox


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


def trials_of(exercise: Exercise) -> list[Trial]:
    """Returns what to try, the solution first."""
    trials = [
        Trial("solution", exercise, exercise.solution, None, True),
        *(
            Trial(f"solutions/{name}", exercise, files, None, True)
            for name, files in exercise.solutions.items()
        ),
        Trial("starter", exercise, exercise.starter, None, False),
    ]
    for name, mistake in exercise.mistakes.items():
        trials.append(Trial(f"mistakes/{name}", exercise, mistake.files, mistake.sentence, False))
    return trials


def problem_of(trial: Trial, sandbox: Sandbox) -> Problem | None:
    """Returns what is wrong with a trial, or None when it holds."""
    verdict = grade_exercise(trial.exercise, trial.files, sandbox)
    if verdict.fault in (Fault.PLATFORM, Fault.AUTHOR):
        text = f"pas de verdict ({verdict.fault} : {verdict.detail})"
        return Problem(trial.name, text, ours=verdict.fault is Fault.PLATFORM)
    if trial.passes and not verdict.passed:
        return Problem(trial.name, f"devrait réussir, mais : {verdict.first_sentence}")
    if not trial.passes and verdict.passed:
        return Problem(trial.name, "devrait échouer, et réussit")
    if trial.sentence is not None and verdict.first_sentence != trial.sentence:
        text = f"première phrase lue : {verdict.first_sentence!r}\n      attendue : {trial.sentence!r}"
        return Problem(trial.name, text)
    return None
