"""What an author is told about an exercise that does not hold."""

from dataclasses import replace

from grader.manifest import Exercise
from grader.proof import Problem, Trial, problem_of, trials_of, warnings_of
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


def test_a_starter_that_stops_everything_is_a_problem(js_somme: Exercise) -> None:
    _, starter, _ = trials_of(js_somme)

    assert "sans tout arrêter" in problem(starter, FakeSandbox(scenes=[Scene(says=b"")])).text


def test_two_runs_that_do_not_agree_are_a_problem(js_somme: Exercise) -> None:
    _, starter, _ = trials_of(js_somme)
    trial = replace(starter, name="mistakes/hasard")

    found = problem(trial, FakeSandbox(scenes=[Scene(), Scene(takes=60)]))

    assert "ne disent pas la même chose" in found.text


def test_few_mistakes_are_told(js_somme: Exercise) -> None:
    assert "1 erreur typique" in warnings_of(js_somme)[0]
    assert (
        warnings_of(replace(js_somme, mistakes=dict.fromkeys("ab", js_somme.mistakes["soustraction"]))) == []
    )
