"""Joins an exercise with an apprentice's files into a request."""

from collections.abc import Iterable, Mapping

from grader.contract import GradingRequest
from grader.manifest.bounds import MAX_FILE_BYTES, MAX_TOTAL_BYTES
from grader.manifest.exercise import Exercise
from grader.manifest.problems import RefusedFiles
from grader.quiz import ANSWERS, BadAnswers, Quiz, read_answers
from grader.runtimes.source import OUTSIDE


def request_for(exercise: Exercise, files: Mapping[str, str]) -> GradingRequest:
    """Returns what the box receives for these files; raises RefusedFiles.

    Hidden files are always the exercise's and read-only ones the starter's, whatever was sent under their name;
    an editable file that was not sent is the starter's too.
    """
    accepted = {path: _accepted(path, text) for path, text in files.items() if path in exercise.editable}
    if unknown := sorted(set(files) - set(exercise.editable) - set(exercise.starter)):
        raise RefusedFiles(f"Ce fichier ne fait pas partie de l’exercice\u00a0: {_list_names(unknown)}.")
    everything = {**exercise.hidden, **exercise.starter, **accepted}
    if sum(len(text.encode()) for text in everything.values()) > MAX_TOTAL_BYTES:
        raise RefusedFiles(
            f"Vos fichiers dépassent {MAX_TOTAL_BYTES // 1024} Kio en tout\u00a0: allégez-les."
        )
    if exercise.entry not in everything:
        raise RefusedFiles(f"Il manque le fichier {exercise.entry}.")
    if exercise.quiz is not None:
        _require_answers(exercise.quiz, everything[ANSWERS])
    return GradingRequest(
        runtime=exercise.runtime,
        files=everything,
        entry=exercise.entry,
        probes=tuple(check.probe for check in exercise.checks if check.probe.kind not in OUTSIDE),
        limits=exercise.all_limits,
        variant=exercise.variant,
    )


def _require_answers(quiz: Quiz, text: str) -> None:
    try:
        read_answers(quiz, text)
    except BadAnswers as error:
        raise RefusedFiles(str(error)) from error


def _accepted(path: str, text: str) -> str:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise RefusedFiles(f"Le fichier {path} contient des caractères illisibles.") from error
    if size > MAX_FILE_BYTES:
        raise RefusedFiles(f"Le fichier {path} dépasse {MAX_FILE_BYTES // 1024} Kio\u00a0: allégez-le.")
    if "\0" in text:
        raise RefusedFiles(f"Le fichier {path} n’est pas un fichier de texte.")
    # Browsers send text areas with \r\n, which would shift nothing but columns and comparisons.
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


def _list_names(names: Iterable[str]) -> str:
    return ", ".join(name[:60] for name in list(names)[:5])
