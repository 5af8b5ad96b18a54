"""`python -m grader`: an author grades a folder without the site, with the real boxes.

python -m grader FOLDER [--work DIR]    grade DIR, by default the folder's solution (--seen: with what was seen)
python -m grader check FOLDER...        solutions pass, starter fails, mistakes say their sentence, twice
python -m grader new FOLDER --runtime R  begins an exercise in a new folder
python -m grader schema                 writes the JSON Schema of exercise.toml
python -m grader images [--list]        build the images that are missing
python -m grader pictures FOLDER        takes the pictures that checks name, of the folder's solution
python -m grader canary                 one known good, bad and endless program per runtime
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grader import images
from grader.contract import Fault, Verdict
from grader.grading import canary, grade_exercise, observe
from grader.manifest import (
    MANIFEST,
    PICTURES,
    Exercise,
    ManifestError,
    RefusedFiles,
    load_exercise,
    request_for,
)
from grader.pictures import NoPicture, take_pictures
from grader.proof import Trial, Tried, trials_of, tried, warnings_of
from grader.quiz import ANSWERS, BadAnswers, Quiz, with_numbers
from grader.quiz.answers import written
from grader.runtimes import RUNTIMES
from grader.sandbox.base import Sandbox
from grader.sandbox.docker import DockerSandbox, EngineError
from grader.schema import json_schema
from grader.skeletons import LANGUAGES, NotMade, make_exercise

PASSED, FAILED, TROUBLE = 0, 1, 2
CHECK_WORKERS = max(2, os.cpu_count() or 2)
_COMMANDS = ("new", "check", "images", "canary", "grade", "pictures", "schema")


def open_sandbox() -> DockerSandbox:
    """A sandbox of this command's own: its boxes are nobody else's."""
    return DockerSandbox(
        owner=f"grader-cli-{secrets.token_hex(4)}", oci_runtime=os.environ.get("GRADER_OCI_RUNTIME") or None
    )


# ---- images -----------------------------------------------------------------------------------------
def build_missing_images(sandbox: DockerSandbox, say: Callable[[str], None] = print) -> None:
    """Builds every image that the engine lacks, parents first; raises EngineError."""
    for name in images.PARENTS:
        if sandbox.has_image(name):
            say(f"{images.tag(name)} : déjà là")
            continue
        began = time.monotonic()
        say(f"{images.tag(name)} : construction…")
        sandbox.build_image(name, lambda line: say(f"  {line}") if line.startswith("Step ") else None)
        say(f"{images.tag(name)} : construite en {time.monotonic() - began:.1f} s")


def _images(only_list: bool) -> int:
    if only_list:
        print("\n".join(images.tag(name) for name in images.PARENTS))
        return PASSED
    try:
        with open_sandbox() as sandbox:
            build_missing_images(sandbox, lambda line: print(line, flush=True))
    except EngineError as error:
        print(f"Les images n’ont pas pu être construites : {error}", file=sys.stderr)
        return TROUBLE
    return PASSED


# ---- one folder -------------------------------------------------------------------------------------
def _read_work(folder: Path, exercise: Exercise) -> dict[str, str]:
    files = {}
    for path in sorted({*exercise.editable, *exercise.starter}):
        source = folder / path
        if source.is_file() and not source.is_symlink():
            files[path] = source.read_bytes()[: 1024 * 1024].decode("utf-8", "replace")
    return files if exercise.quiz is None else _numbered(exercise.quiz, files)


def _numbered(quiz: Quiz, files: Mapping[str, str]) -> dict[str, str]:
    try:
        return {path: written(with_numbers(quiz, text)) for path, text in files.items()}
    except BadAnswers as error:
        raise RefusedFiles(f"{ANSWERS} : {error}.") from error


def _print_verdict(verdict: Verdict) -> None:
    for result in verdict.results:
        print(f"{'✓' if result.passed else '✗'} {result.asks}")
        if not result.passed:
            print(f"    {result.sentence}")
    print(verdict.sentence)
    if verdict.printed:
        print("Ce que le code a écrit :")
        print("\n".join(f"  | {line}" for line in verdict.printed.splitlines()))
    if verdict.fault in (Fault.PLATFORM, Fault.AUTHOR):
        print(f"({verdict.fault} : {verdict.detail})", file=sys.stderr)
    print(f"(boîte prête en {verdict.timings.ready:.2f} s, vérifié en {verdict.timings.run:.2f} s)")


def _print_seen(exercise: Exercise, files: Mapping[str, str], sandbox: Sandbox) -> None:
    """What each probe saw, for whoever writes a program that judges."""
    report = observe(request_for(exercise, files), sandbox)
    for check in exercise.checks:
        seen = report.seen_by(check.probe)
        print(f"{check.id} : {json.dumps(seen, ensure_ascii=False, indent=2)}")


def _grade(folder: Path, work: Path | None, with_seen: bool) -> int:
    exercise = load_exercise(folder)
    files = _read_work(work, exercise) if work else exercise.solution
    with open_sandbox() as sandbox:
        if with_seen and exercise.quiz is None:
            _print_seen(exercise, files, sandbox)
        verdict = grade_exercise(exercise, files, sandbox)
    _print_verdict(verdict)
    if verdict.fault in (Fault.PLATFORM, Fault.AUTHOR):
        return TROUBLE
    return PASSED if verdict.passed else FAILED


# ---- checking exercises -----------------------------------------------------------------------------
def _exercises_in(folders: Sequence[Path]) -> list[Path]:
    """The folders themselves, and for one that only holds exercises, these."""
    found: list[Path] = []
    for folder in folders:
        inside = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
        found.extend([folder] if (folder / MANIFEST).exists() or not inside else inside)
    return found


def _check(named: Sequence[Path]) -> int:
    began = time.monotonic()
    folders = _exercises_in(named)
    trials: list[Trial] = []
    broken = 0
    for folder in folders:
        try:
            exercise = load_exercise(folder)
        except ManifestError as error:
            broken += 1
            print(f"✗ {folder.name}\n" + "\n".join(f"    {problem}" for problem in error.problems))
            continue
        trials.extend(trials_of(exercise))
        for warning in warnings_of(exercise):
            print(f"! {exercise.key} : {warning}")
    with open_sandbox() as sandbox, ThreadPoolExecutor(CHECK_WORKERS) as workers:
        for number, one in enumerate(workers.map(lambda t: tried(t, sandbox), trials), start=1):
            broken += one.problem is not None
            print(f"[{number}/{len(trials)}] {_line_of(one)}", flush=True)
    seconds = time.monotonic() - began
    print(f"{len(folders)} exercices, {len(trials)} essais, {broken} à corriger, en {seconds:.1f} s.")
    return FAILED if broken else PASSED


def _line_of(one: Tried) -> str:
    name = f"{one.trial.exercise.key} {one.trial.name}"
    if one.problem:
        return f"✗ {name} : {one.problem.text}"
    slow = " : c’est beaucoup, allégez l’exercice ou ses limites" if one.is_slow else ""
    return f"✓ {name} ({one.seconds:.2f} s sur {one.allowed:g}{slow})"


def _pictures(folder: Path) -> int:
    with open_sandbox() as sandbox:
        names = take_pictures(folder, sandbox)
    print("\n".join(f"{folder / PICTURES / name} : prise" for name in names))
    return PASSED


def _new(folder: Path, runtime: str) -> int:
    names = make_exercise(folder, runtime)
    print("\n".join(f"{folder / name} : créé" for name in names))
    print(f"Remplissez-les, puis : python -m grader check {folder}")
    return PASSED


def _schema() -> int:
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return PASSED


def _canary() -> int:
    with open_sandbox() as sandbox:
        found = [
            canary(runtime, sandbox, variant.name)
            for runtime in RUNTIMES.values()
            for variant in runtime.variants
        ]
    for one in found:
        print(f"{'✓' if one.alive else '✗'} {one.runtime} {one.variant} {one.detail}".rstrip())
    return PASSED if all(one.alive for one in found) else TROUBLE


# ---- the command line -------------------------------------------------------------------------------
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grader", description="Vérifie des exercices dans leurs boîtes."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    grade = commands.add_parser("grade", help="vérifie un dossier (le mot « grade » peut être omis)")
    grade.add_argument("folder", type=Path)
    grade.add_argument("--work", type=Path, help="le travail à vérifier ; par défaut, la solution")
    grade.add_argument("--seen", action="store_true", help="montre aussi ce que chaque sonde a vu")
    check = commands.add_parser("check", help="vérifie que des exercices tiennent debout")
    check.add_argument("folders", type=Path, nargs="+", help="des exercices, ou un dossier qui en contient")
    built = commands.add_parser("images", help="construit les images qui manquent")
    built.add_argument("--list", action="store_true", help="écrit seulement leurs noms")
    pictures = commands.add_parser("pictures", help="prend en photo la solution, pour les images modèles")
    pictures.add_argument("folder", type=Path)
    new = commands.add_parser("new", help="commence un exercice dans un dossier neuf")
    new.add_argument("folder", type=Path)
    new.add_argument("--runtime", choices=LANGUAGES, required=True, help="le langage")
    commands.add_parser("schema", help="écrit le schéma JSON de exercise.toml, pour les éditeurs")
    commands.add_parser("canary", help="essaie chaque langage")
    return parser


def main(arguments: Sequence[str]) -> int:
    given = list(arguments)
    if given and given[0] not in (*_COMMANDS, "-h", "--help"):
        given.insert(0, "grade")
    asked = _parser().parse_args(given)
    try:
        if asked.command in ("images", "canary"):
            return _images(asked.list) if asked.command == "images" else _canary()
        if asked.command == "pictures":
            return _pictures(asked.folder)
        if asked.command in ("new", "schema"):
            return _new(asked.folder, asked.runtime) if asked.command == "new" else _schema()
        if asked.command == "grade":
            return _grade(asked.folder, asked.work, asked.seen)
        return _check(asked.folders)
    except (ManifestError, NoPicture, NotMade, RefusedFiles) as error:
        print(error, file=sys.stderr)
        return TROUBLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
