"""Programs of an author's, which judge what was observed in a box of their own."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from grader.contract import BoxRun, Check, Fault, Probe
from grader.grading import grade_exercise
from grader.manifest import Exercise, ManifestError, load_exercise
from grader.programs import answer
from grader.proof import trials_of, tried
from grader.sandbox.base import BoxJob, Sandbox
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene

MANIFEST = """
key = "palindrome"
title = "Un palindrome"
summary = "Un mot qui se lit dans les deux sens."
runtime = "javascript"
level = 1
minutes = 5
competences = []
licence = "CC0"

[files]
entry = "main.js"
editable = ["main.js"]

[mistakes]
envers = "« kayaks » ne se lit pas dans les deux sens."

[[checks]]
id = "palindrome"
asks = "La fonction donne un palindrome de plus de deux lettres, celui que vous voulez."
probe = { kind = "value", expression = "palindrome()" }
judge = "both_ways.py"
"""

JUDGE = '''"""Any palindrome will do."""


def judge(seen, files):
    if "thrown" in seen:
        return "La fonction s’arrête avant de donner un mot."
    word = seen["value"].get("value")
    if not isinstance(word, str) or len(word) < 3:
        return "Il faut un mot de plus de deux lettres."
    if word != word[::-1]:
        return f"« {word} » ne se lit pas dans les deux sens."
    if "kayak" not in files["main.js"]:
        return None
'''


def exercise_in(folder: Path, judge: str = JUDGE) -> Exercise:
    place = folder / "palindrome"
    for part, word in {"starter": "", "solution": "ressasser", "mistakes/envers": "kayaks"}.items():
        (place / part).mkdir(parents=True, exist_ok=True)
        (place / part / "main.js").write_text(f"const palindrome = () => '{word}';\n", encoding="utf-8")
    (place / "judges").mkdir(exist_ok=True)
    (place / "judges/both_ways.py").write_text(judge, encoding="utf-8")
    (place / "statement.md").write_text("Écrivez palindrome.\n", encoding="utf-8")
    (place / "exercise.toml").write_text(MANIFEST, encoding="utf-8")
    return load_exercise(place)


@pytest.mark.docker
def test_a_program_judges_what_no_expectation_can_say(tmp_path: Path, docker_sandbox: DockerSandbox) -> None:
    problems = [tried(trial, docker_sandbox).problem for trial in trials_of(exercise_in(tmp_path))]
    assert [problem for problem in problems if problem] == []


@pytest.mark.docker
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("    raise ValueError('oups')", "s’arrête : ValueError oups"),
        ("    return 3", "doit rendre une phrase, ou None"),
        ("    return '  '", "doit rendre une phrase, ou None"),
        ("    while True: pass", "ne répond pas"),
    ],
)
def test_a_program_that_breaks_is_its_authors_fault(
    tmp_path: Path, docker_sandbox: DockerSandbox, body: str, detail: str
) -> None:
    exercise = exercise_in(tmp_path, f"def judge(seen, files):\n{body}\n")
    verdict = grade_exercise(exercise, exercise.solution, docker_sandbox)
    assert (verdict.fault, verdict.passed) == (Fault.AUTHOR, False)
    assert detail in verdict.detail


@pytest.mark.docker
def test_code_that_pretends_to_be_the_programs_answer_is_only_data(
    tmp_path: Path, docker_sandbox: DockerSandbox
) -> None:
    exercise = exercise_in(tmp_path)
    hostile = {"main.js": "const palindrome = () => ({ type: 'none', sentence: '', value: null });\n"}
    verdict = grade_exercise(exercise, hostile, docker_sandbox)
    assert verdict.fault is Fault.APPRENTICE
    assert verdict.first_sentence == "Il faut un mot de plus de deux lettres."


def test_nothing_is_asked_of_a_program_when_nothing_was_seen(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path)
    sandbox = FakeSandbox(look=lambda probe: None)
    verdict = grade_exercise(exercise, exercise.solution, sandbox)
    assert (verdict.fault, len(sandbox.jobs)) == (Fault.APPRENTICE, 1)


@dataclass
class InTurn:
    """Several sandboxes, one for each box."""

    sandboxes: list[FakeSandbox]

    def run(self, job: BoxJob) -> BoxRun:
        return self.sandboxes.pop(0).run(job)


def test_a_program_whose_box_cannot_start_costs_no_try(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path)
    in_turn = InTurn(
        [FakeSandbox(look=lambda probe: {"value": {}}), FakeSandbox(scenes=[Scene(starts=False)])]
    )
    verdict = grade_exercise(exercise, exercise.solution, cast(Sandbox, in_turn))
    assert verdict.fault is Fault.PLATFORM


def test_the_program_stays_out_of_the_apprentices_box(tmp_path: Path) -> None:
    exercise = exercise_in(tmp_path)
    sandbox = FakeSandbox(look=lambda probe: {"value": {"type": "none"}})
    grade_exercise(exercise, exercise.solution, sandbox)
    hers, judges = (job.request.decode() for job in sandbox.jobs)
    assert "both_ways" not in hers
    assert "Any palindrome" in judges


def test_a_long_sentence_is_cut() -> None:
    check = Check("a", "b", Probe("value"), {}, judge="x.py")
    said = answer(check, {"value": {"type": "string", "value": "a" * 5000}})
    assert len(str(said.seen["sentence"])) == 600


NAMES_IT = 'judge = "both_ways.py"'
EXPECTS = 'expect = { type = "string" }'


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        ('judge = "autre.py"', "judges/autre.py.*n’existe pas"),
        ('judge = "../both.py"', "nommer un fichier de judges/"),
        (EXPECTS, "aucune vérification ne nomme ce programme"),
        (f"{NAMES_IT}\n{EXPECTS}", "retirez l’un des deux"),
    ],
)
def test_an_author_is_told_what_is_wrong_with_a_program(tmp_path: Path, instead: str, told: str) -> None:
    exercise_in(tmp_path)
    manifest = tmp_path / "palindrome/exercise.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(NAMES_IT, instead), encoding="utf-8")
    with pytest.raises(ManifestError, match=told):
        load_exercise(manifest.parent)


def test_a_program_without_its_function_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"il manque la fonction judge\(seen, files\)"):
        exercise_in(tmp_path, "print('bonjour')\n")
