"""What an author is told about an exercise that does not hold."""

from grader.manifest import Exercise
from grader.proof import Problem, Trial, problem_of, trials_of
from grader.sandbox.fake import FakeSandbox, Scene


def problem(trial: Trial, sandbox: FakeSandbox) -> Problem:
    found = problem_of(trial, sandbox)
    assert found is not None
    assert found.trial == trial.name
    return found


def test_an_exercise_is_tried_with_its_solution_starter_and_mistakes(js_somme: Exercise) -> None:
    trials = {trial.name: trial for trial in trials_of(js_somme)}

    assert list(trials) == ["solution", "starter", "mistakes/soustraction"]
    assert [trial.passes for trial in trials.values()] == [True, False, False]


def test_a_solution_that_fails_and_a_sentence_that_differs_are_problems(js_somme: Exercise) -> None:
    solution, starter, mistake = trials_of(js_somme)

    assert "devrait réussir" in problem(solution, FakeSandbox()).text
    assert problem_of(starter, FakeSandbox()) is None
    assert "première phrase" in problem(mistake, FakeSandbox()).text


def test_a_platform_that_fails_proves_nothing(js_somme: Exercise) -> None:
    _, starter, _ = trials_of(js_somme)

    found = problem(starter, FakeSandbox(scenes=[Scene(starts=False)]))

    assert found.ours
    assert "pas de verdict" in found.text
