"""Inputs drawn by chance, compared with what the reference solution gives."""

from pathlib import Path
from typing import Any

import pytest

from grader.contract import Check, Fault, Probe
from grader.draws import BadDraw, drawn_checks, literal, validate_draw
from grader.expectations.drawn import alike
from grader.grading import grade_exercise
from grader.manifest import Exercise, ManifestError, load_exercise
from grader.proof import trials_of, tried
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene

MANIFEST = """
key = "{key}"
title = "Prix"
summary = "Le prix d’un panier."
runtime = "{runtime}"
level = 1
minutes = 5
competences = []
licence = "CC0"

[files]
entry = "{entry}"
editable = ["{entry}"]

[mistakes]
écrit = "Avec d’autres nombres, le prix est faux."

[[checks]]
id = "hasard"
asks = "Le prix est juste pour des paniers tirés au hasard."
probe = {{ kind = "value", expression = "prix({{notes}}, {{mot}}, {{taux}}, {{choix}})" }}
expect = {{ same_as_solution = true }}
otherwise = "Avec d’autres nombres, le prix est faux."

[checks.draw]
times = 4
notes = {{ list_of = {{ whole = [1, 99] }}, length = [1, 5] }}
mot = {{ text = [1, 9] }}
taux = {{ decimal = [0, 1] }}
choix = {{ one_of = ["l'été", true, 2] }}
"""

SOLUTIONS = {
    "javascript": (
        "main.js",
        "const somme = (notes) => notes.reduce((a, b) => a + b, 0);\n"
        "const prix = (notes, mot, taux, choix) => ({ somme: somme(notes) * taux, mot, choix });\n",
        # The same in another order, and with the keys turned round.
        "const somme = (notes, taux) => [...notes].reverse().reduce((a, b) => a + b * taux, 0);\n"
        "const prix = (notes, mot, taux, choix) => ({ choix, mot, somme: somme(notes, taux) });\n",
        "const prix = () => ({ somme: 12, mot: 'a', choix: 2 });\n",
    ),
    "python": (
        "main.py",
        "def prix(notes, mot, taux, choix):\n    return {'somme': sum(notes) * taux, 'mot': mot, 'choix': choix}\n",
        "def prix(n, m, t, c):\n    return {'choix': c, 'mot': m, 'somme': sum(x * t for x in n)}\n",
        "def prix(*_):\n    return {'somme': 12, 'mot': 'a', 'choix': 2}\n",
    ),
    "php": (
        "index.php",
        "<?php function prix($n, $m, $t, $c) {\n"
        "return ['somme' => array_sum($n) * $t, 'mot' => $m, 'choix' => $c]; }\n",
        "<?php function prix($n, $m, $t, $c) { $s = 0; foreach ($n as $x) { $s += $x * $t; } "
        "return ['somme' => $s, 'mot' => $m, 'choix' => $c]; }\n",
        "<?php function prix() { return ['somme' => 12, 'mot' => 'a', 'choix' => 2]; }\n",
    ),
}


def exercise_in(folder: Path, runtime: str) -> Exercise:
    entry, solution, other, mistake = SOLUTIONS[runtime]
    place = folder / f"prix-{runtime}"
    for part, text in {
        "starter": "",
        "solution": solution,
        "solutions/autre": other,
        "mistakes/ecrit": mistake,
    }.items():
        (place / part).mkdir(parents=True)
        (place / part / entry).write_text(text or {"php": "<?php\n"}.get(runtime, "\n"), encoding="utf-8")
    (place / "statement.md").write_text("Écrivez prix.\n", encoding="utf-8")
    manifest = MANIFEST.format(key=place.name, runtime=runtime, entry=entry).replace("écrit =", "ecrit =")
    (place / "exercise.toml").write_text(manifest, encoding="utf-8")
    return load_exercise(place)


# ---- drawing ------------------------------------------------------------------------------------------------


def test_the_same_work_meets_the_same_inputs_and_other_work_others(tmp_path: Path) -> None:
    checks = exercise_in(tmp_path, "javascript").checks

    def calls(files: dict[str, str]) -> list[str]:
        (drawn,) = drawn_checks("prix", checks, files, "javascript")
        return [str(probe.params["expression"]) for probe in drawn.probes]

    assert len(set(calls({"main.js": "un"}))) == 4
    assert calls({"main.js": "un"}) == calls({"main.js": "un"})
    assert calls({"main.js": "un"}) != calls({"main.js": "deux"})


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        ([1, 2.5], "javascript", "[1, 2.5]"),
        (True, "python", "True"),
        (True, "php", "true"),
        ("l'été $x", "php", r"'l\'été $x'"),
        ('dit "oui"', "python", r'"dit \"oui\""'),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(value: Any, language: str, written: str) -> None:
    assert literal(value, language) == written


@pytest.mark.parametrize(
    "draw",
    [
        {},
        {"times": 3},
        {"times": 0, "n": {"whole": [1, 2]}},
        {"times": True, "n": {"whole": [1, 2]}},
        {"n": {"whole": [2, 1]}},
        {"n": {"whole": [1, 2.5]}},
        {"n": {"whole": [1]}},
        {"n": {"whole": [1, 10**12]}},
        {"n": {"whole": [1, 2], "text": [1, 2]}},
        {"n": {"whole": [1, 2], "places": 2}},
        {"n": {"decimal": [1, 2], "places": 0}},
        {"n": {"text": [1, 400]}},
        {"n": {"one_of": []}},
        {"n": {"one_of": [[1]]}},
        {"n": {"list_of": {"list_of": {"whole": [1, 2]}}}},
        {"n": {"list_of": {"whole": [1, 2]}, "length": [0, 500]}},
        {"n": {"list_of": 3}},
        {"n": 3},
        {"m": {"whole": [1, 2]}},
        {"pas un nom": {"whole": [1, 2]}},
    ],
)
def test_what_cannot_be_drawn_is_refused(draw: dict[str, Any]) -> None:
    with pytest.raises(BadDraw):
        validate_draw(draw, "f({n})")


def test_an_author_is_told_which_check_draws_badly(tmp_path: Path) -> None:
    exercise_in(tmp_path, "javascript")
    manifest = tmp_path / "prix-javascript/exercise.toml"
    written = manifest.read_text(encoding="utf-8")
    manifest.write_text(written.replace("text = [1, 9]", "text = [9, 1]"), encoding="utf-8")
    with pytest.raises(ManifestError, match=r"« hasard ».*« mot » attend deux nombres"):
        load_exercise(manifest.parent)
    manifest.write_text(written.replace("same_as_solution = true", "equals = 3"), encoding="utf-8")
    with pytest.raises(ManifestError, match="same_as_solution = true"):
        load_exercise(manifest.parent)


# ---- comparing ----------------------------------------------------------------------------------------------


def number(value: float) -> dict[str, Any]:
    return {"type": "number", "value": value}


def array(*values: float) -> dict[str, Any]:
    return {"type": "array", "items": [number(value) for value in values]}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (number(0.1 + 0.2), number(0.3), True),
        (number(0.3), number(0.31), False),
        (number(1), {"type": "boolean", "value": True}, False),
        ({"type": "boolean", "value": True}, {"type": "boolean", "value": 1}, False),
        (
            {"type": "object", "entries": [["a", number(1)], ["b", number(2)]]},
            {"type": "object", "entries": [["b", number(2)], ["a", number(1)]]},
            True,
        ),
        (
            {"type": "array", "items": [number(1), number(2)]},
            {"type": "array", "items": [number(2), number(1)]},
            False,
        ),
        ({"type": "array", "items": [number(1)]}, {"type": "array", "items": []}, False),
    ],
)
def test_values_are_alike_whatever_the_order_of_keys(one: Any, other: Any, same: bool) -> None:
    assert alike(one, other) is same


def test_a_solution_that_says_nothing_is_the_authors_fault(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path, "javascript")
    sandbox = FakeSandbox(look=lambda probe: {"value": number(1)} if len(sandbox.jobs) == 1 else None)
    verdict = grade_exercise(exercise, exercise.starter, sandbox)
    assert (verdict.fault, verdict.passed) == (Fault.AUTHOR, False)
    assert "le corrigé ne répond pas" in verdict.detail


def test_a_second_box_that_cannot_start_costs_no_try(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path, "javascript")
    sandbox = FakeSandbox(scenes=[Scene(), Scene(starts=False)])
    assert grade_exercise(exercise, exercise.starter, sandbox).fault is Fault.PLATFORM


def test_no_solution_enters_the_box_of_the_apprentice(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path, "javascript")
    sandbox = FakeSandbox(look=lambda probe: {"value": number(1)})
    grade_exercise(exercise, exercise.starter, sandbox)
    hers, model = (job.request.decode() for job in sandbox.jobs)
    assert "reduce" not in hers
    assert "reduce" in model


def test_a_check_keeps_its_draw_when_it_is_stored() -> None:
    draw = {"n": {"whole": [1, 2]}}
    check = Check("a", "b", Probe("value", {"expression": "f({n})"}), {"same_as_solution": True}, draw=draw)
    assert Check.from_dict(check.to_dict()) == check
    assert "draw" not in Check("a", "b", Probe("value"), {}).to_dict()


@pytest.mark.docker
@pytest.mark.parametrize("runtime", SOLUTIONS)
def test_a_written_down_answer_fails_and_another_way_passes(
    tmp_path: Path, runtime: str, docker_sandbox: DockerSandbox
) -> None:
    problems = [tried(trial, docker_sandbox).problem for trial in trials_of(exercise_in(tmp_path, runtime))]
    assert [problem for problem in problems if problem] == []
