"""The one door to the grader: rows become a request, a verdict comes back; nothing else here knows the grader."""

import base64
import logging
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from exercises.folders import Folder, read_disk, write_disk
from exercises.languages import Language
from exercises.models import ExerciseVersion, GradingRun
from grader import images
from grader.contract import CheckResult, Fault, Outcome, Verdict
from grader.expectations.picture import NotAPicture, difference_shown, zones_of
from grader.grading import canary, grade_exercise, judge_answers, shape_of
from grader.manifest import Exercise as Definition
from grader.manifest import ManifestError, ManifestProblem, RefusedFiles, load_exercise, request_for
from grader.proof import Problem, Trial, Tried, trials_of, tried
from grader.quiz import (
    ANSWERS,
    Answer,
    BadAnswers,
    Question,
    QuestionKind,
    Quiz,
    read_answers,
    right_answers,
    shown,
)
from grader.quiz import RUNTIME as QUIZ
from grader.runtimes import RUNTIMES
from grader.sandbox.base import BoxShape, Sandbox
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.pool import Keeper, PooledSandbox, Wanted
from grader.trying import Asks, BadWish, Shown, Wish, asks_of, probes_for, reads_lines, steps_of, try_work

__all__ = [
    "ANSWERS",
    "Answer",
    "Asks",
    "BadAnswers",
    "BadWish",
    "CheckResult",
    "Definition",
    "ExerciseContent",
    "Keeper",
    "ManifestError",
    "ManifestProblem",
    "Problem",
    "Question",
    "QuestionKind",
    "Quiz",
    "RefusedFiles",
    "Trial",
    "Tried",
    "Verdict",
    "Wish",
    "answers_in",
    "asks_to_try",
    "boxes_to_hold",
    "catalogue_folders",
    "check_wish",
    "content_of",
    "definition_of",
    "editable_files",
    "editable_paths",
    "example_answer",
    "files_kept",
    "files_of",
    "files_to_edit",
    "grade",
    "host_of",
    "image_of",
    "is_authors",
    "is_formative",
    "is_hopeless",
    "is_ours",
    "is_quiz",
    "judge_quiz_answers",
    "kept_verdict",
    "language_of_box",
    "language_of_path",
    "leave_the_engine",
    "longest_run",
    "open_keeper",
    "our_fault",
    "picture_of_try",
    "problems_of_folder",
    "question_count",
    "read_exercise_files",
    "read_exercise_folder",
    "remove_leftovers",
    "right_answers",
    "runtimes",
    "shown",
    "solutions_of",
    "starter_of",
    "steps_of",
    "this_host",
    "trials_of_version",
    "try_author_files",
    "try_known_answers",
    "try_out",
    "try_to_run",
    "try_version",
    "worker_name",
]

logger = logging.getLogger(__name__)

# Creating, attaching and starting a box are bounded by the grader; together with its first line, by this.
AROUND_THE_BOX = timedelta(seconds=75)

_CATALOGUE = settings.BASE_DIR / "exercises/catalogue"

_LANGUAGES = {
    ".html": "html",
    ".css": "css",
    ".js": "javascript",
    ".mjs": "javascript",
    ".php": "php",
    ".py": "python",
    ".sh": "shell",
    ".sql": "sql",
}


@dataclass(frozen=True)
class ExerciseContent:
    """What the platform needs to know of an exercise; the rest stays in `definition`, which only the grader reads."""

    key: str
    title: str
    summary: str
    runtime: str
    variant: str
    level: int
    minutes: int
    competence_codes: tuple[str, ...]
    definition: dict[str, Any]
    # The folder itself, for its authors.
    files: Folder
    # What comes with a release was proved by the tests of that release.
    comes_with_platform: bool


@dataclass(frozen=True)
class FileToEdit:
    path: str
    content: str
    editable: bool
    language: str


def catalogue_folders() -> list[Path]:
    """Return the folders of the exercises that come with the platform."""
    return sorted(path.parent for path in _CATALOGUE.glob("*/exercise.toml"))


def read_exercise_folder(folder: Path) -> ExerciseContent:
    """Return the exercise that `folder` holds.

    Raises:
        ManifestError: something in the folder is wrong; the message names file and remedy, for its author.
    """
    definition = load_exercise(folder)
    return ExerciseContent(
        key=definition.key,
        title=definition.title,
        summary=definition.summary,
        runtime=definition.runtime,
        variant=""
        if definition.quiz is not None
        else RUNTIMES[definition.runtime].variant(definition.variant).name,
        level=definition.level,
        minutes=definition.minutes,
        competence_codes=tuple(definition.competences),
        definition=definition.to_dict(),
        files=read_disk(folder),
        comes_with_platform=folder.resolve().parent == _CATALOGUE.resolve(),
    )


def problems_of_folder(folder: Path, *, in_boxes: bool) -> list[Problem]:
    """Return what keeps the exercise of `folder` from holding: what cannot be read, and what its trials show.

    Args:
        in_boxes: whether its solution and its starter are graded, which takes some seconds and Docker.
    """
    try:
        definition = load_exercise(folder)
    except ManifestError as error:
        return [Problem("", str(problem)) for problem in error.problems]
    trials = trials_of(definition) if in_boxes else []
    return [problem for trial in trials if (problem := try_out(trial).problem)]


def read_exercise_files(key: str, files: Folder) -> ExerciseContent:
    """Return the exercise that these files make, under the name `key`.

    Raises:
        ManifestError: something in them is wrong; the message names file and remedy, for their author.
    """
    with TemporaryDirectory(prefix="exercise-") as place:
        folder = Path(place) / key
        write_disk(files, folder)
        return read_exercise_folder(folder)


@lru_cache(maxsize=512)
def _definition(version_id: int, _digest: str) -> Definition:
    # A published version never changes, so what was read once stays true; the digest tells apart the rows that
    # had the same id before and after a restore.
    return Definition.from_dict(
        ExerciseVersion.objects.values_list("definition", flat=True).get(pk=version_id)
    )


def content_of(version: ExerciseVersion) -> Definition:
    """Return the exercise as its author wrote it."""
    return _definition(version.pk, version.digest)


def editable_files(version: ExerciseVersion, files: Mapping[str, Any]) -> dict[str, str]:
    """Return the apprentice's files, cleaned, with those she did not send as the starter has them.

    Raises:
        RefusedFiles: unknown name, too large, or not text; the message is a sentence in French.
    """
    if not all(isinstance(path, str) and isinstance(text, str) for path, text in files.items()):
        raise RefusedFiles(_("What was sent is not text. Your work stays on this page."))
    return files_kept(content_of(version), files)


def files_kept(definition: Definition, files: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept of files sent for `definition`; raises RefusedFiles."""
    kept = request_for(definition, files).files
    return {path: kept[path] for path in definition.editable if path in kept}


def files_to_edit(version: ExerciseVersion, written: Mapping[str, str] | None) -> list[FileToEdit]:
    """Return the files of the editor: what was written, else the starter; those to edit first."""
    return files_of(content_of(version), written)


def files_of(definition: Definition, written: Mapping[str, str] | None) -> list[FileToEdit]:
    """Return the files of the editor of an exercise that may not be published."""
    files = {**definition.starter, **(written or {})}
    order = [*definition.editable, *(path for path in definition.starter if path not in definition.editable)]
    return [
        FileToEdit(path, files[path], path in definition.editable, language_of_path(path)) for path in order
    ]


def image_of(version: ExerciseVersion, name: str) -> bytes | None:
    """Return an image of the statement, or None when it has none of that name."""
    return content_of(version).images.get(name)


@dataclass(frozen=True)
class ModelPicture:
    """What a page has to look like: `name` is that of its check, `width` the window's in pixels."""

    name: str
    asks: str
    width: int | None
    png: bytes


def model_pictures(version: ExerciseVersion) -> list[ModelPicture]:
    """Return the pictures that a page of this exercise is compared with, in the order of its checks."""
    return pictures_of(content_of(version))


def pictures_of(definition: Definition) -> list[ModelPicture]:
    """Return the model pictures of an exercise that may not be published."""
    found = []
    for check in definition.checks:
        png = definition.pictures.get(str(check.expect.get("like")))
        if check.probe.kind == "picture" and png is not None:
            width = check.probe.params.get("width")
            found.append(ModelPicture(check.id, check.asks, width if isinstance(width, int) else None, png))
    return found


def picture_of_difference(version: ExerciseVersion, check_id: str, found: bytes) -> bytes | None:
    """Return a PNG where what differs from the model stands out; None when there is nothing to compare."""
    return _difference(content_of(version), check_id, found)


def picture_of_try(
    content: ExerciseContent, verdict: Mapping[str, Any], check_id: str, which: str
) -> bytes | None:
    """Return a PNG of an author's try: the `model` of a check, the `page` as it was, or the `difference`."""
    definition = definition_of(content)
    if which == "model":
        return next((one.png for one in pictures_of(definition) if one.name == check_id), None)
    results = verdict.get("results", [])
    kept = next((one["picture"] for one in results if one["id"] == check_id and one.get("picture")), "")
    page = base64.b64decode(kept)
    if not page or which == "page":
        return page or None
    return _difference(definition, check_id, page)


def _difference(definition: Definition, check_id: str, found: bytes) -> bytes | None:
    wanted = next((one for one in pictures_of(definition) if one.name == check_id), None)
    if wanted is None:
        return None
    check = next(check for check in definition.checks if check.id == check_id)
    try:
        return difference_shown(wanted.png, found, zones_of(check.expect))
    except NotAPicture:
        return None


def language_of_path(path: str) -> str:
    """Return the language in which the editor colours a file."""
    return _LANGUAGES.get(Path(path).suffix, "text")


def definition_of(content: ExerciseContent) -> Definition:
    """Return what an exercise that may not be published asks."""
    return Definition.from_dict(content.definition)


def starter_of(version: ExerciseVersion) -> dict[str, str]:
    """Return the files that newcomers receive, read-only ones included."""
    return dict(content_of(version).starter)


def editable_paths(version: ExerciseVersion) -> tuple[str, ...]:
    """Return the files that apprentices write."""
    return content_of(version).editable


def example_answer(version: ExerciseVersion, name: str) -> dict[str, str]:
    """Return the editable files of the solution, or of the typical mistake called `name`."""
    definition = content_of(version)
    answer = definition.solution if name == "solution" else definition.mistakes[name].files
    return {path: answer[path] for path in definition.editable}


def solutions_of(version: ExerciseVersion) -> dict[str, dict[str, str]]:
    """Return the editable files of each solution, by its name; the author's first one has an empty name."""
    definition = content_of(version)
    answers = {"": definition.solution, **definition.solutions}
    return {
        name: {path: files[path] for path in definition.editable if path in files}
        for name, files in answers.items()
    }


def runtimes() -> list[str]:
    """Return the runtimes in which exercises can be written."""
    return list(RUNTIMES)


def is_formative(version: ExerciseVersion) -> bool:
    """Whether passing proves nothing by itself: for practice, or tests that share a process with the code."""
    return version.runtime in RUNTIMES and content_of(version).formative


def is_quiz(version: ExerciseVersion) -> bool:
    """Whether it asks questions: nothing of the apprentice's runs, so answers are judged here and at once."""
    return version.runtime == QUIZ


def answers_in(version: ExerciseVersion, files: Mapping[str, str]) -> dict[str, Answer]:
    """Return the answers that an apprentice's files hold, by question; none if they are not of this quiz."""
    quiz = content_of(version).quiz
    try:
        return read_answers(quiz, files.get(ANSWERS, "{}")) if quiz is not None else {}
    except BadAnswers:
        return {}


def question_count(version: ExerciseVersion) -> int:
    """Return how many questions a quiz asks; none when it is no quiz."""
    quiz = content_of(version).quiz
    return len(quiz.questions) if quiz is not None else 0


def judge_quiz_answers(version: ExerciseVersion, content: str) -> Verdict:
    """Return the verdict on the answers that `content` holds, judged here and now; nothing is stored.

    Raises:
        RefusedFiles: they are too long or not text.
        BadAnswers: they are no answers to this quiz; both messages are sentences in French.
        ValueError: `version` is no quiz.
    """
    definition = content_of(version)
    if definition.quiz is not None:
        read_answers(definition.quiz, content)
    return judge_answers(definition, {ANSWERS: content})


def _engine() -> DockerSandbox:
    return DockerSandbox(
        owner=settings.GRADER["OWNER"],
        base_url=settings.GRADER["DOCKER_HOST"] or None,
        oci_runtime=settings.GRADER["OCI_RUNTIME"] or None,
    )


@cache
def _sandbox() -> Sandbox:
    """Where this process runs code: in a box that waited, where somebody keeps such, else in one of its own."""
    address = settings.GRADER["POOL_SOCKET"]
    return PooledSandbox(_engine(), Path(address)) if address else _engine()


def leave_the_engine() -> None:
    """Return once nothing of this process is left there: for the end of a worker."""
    _sandbox().close()
    _sandbox.cache_clear()


def this_host() -> str:
    """Return the name of this grading host; empty on a platform of one machine."""
    return str(settings.GRADER["HOST"])


def worker_name() -> str:
    """Return what a run says of who judges it: the grading host, the machine (or container) and the process."""
    own = f"{socket.gethostname()}:{os.getpid()}"
    return f"{this_host()}/{own}" if this_host() else own


def host_of(worker: str) -> str:
    """Return the grading host that a worker's name tells."""
    return worker.rpartition("/")[0]


def longest_run(version: ExerciseVersion) -> timedelta:
    """Return how long judging this exercise can last: the box's own limit, and what the engine may take around it."""
    return timedelta(seconds=content_of(version).all_limits.wall_seconds) + AROUND_THE_BOX


def grade(run: GradingRun) -> Verdict:
    """Judge the submission that `run` holds, in a box used once; a quiz needs none. Faults of ours are in it."""
    submission = run.submission
    files = {file.path: file.content for file in submission.files.all()}
    if is_quiz(submission.version):
        return judge_answers(content_of(submission.version), files)
    return grade_exercise(content_of(submission.version), files, _sandbox(), run_id=str(run.token))


def try_version(version: ExerciseVersion, files: Mapping[str, str], *, run_id: str) -> Verdict:
    """Judge `files` (path to text) by `version`, in a box that is used once; nothing is stored.

    Raises:
        RefusedFiles: this version cannot take them.
    """
    return grade_exercise(content_of(version), editable_files(version, files), _sandbox(), run_id=run_id)


def kept_verdict(kept: Mapping[str, Any]) -> Verdict:
    """Return a verdict that was kept with `to_dict`."""
    return Verdict.from_dict(kept)


def all_passed(version: ExerciseVersion) -> Verdict:
    """Return the verdict of work of which every check is known to hold: the author's own solution."""
    results = tuple(CheckResult(check.id, check.asks, passed=True) for check in content_of(version).checks)
    return Verdict(Outcome.FINISHED, Fault.NOBODY, passed=True, sentence="", results=results)


def our_fault(detail: str) -> Verdict:
    """Return the verdict of a run that broke: nothing is proved or disproved."""
    return Verdict(
        outcome=Outcome.COULD_NOT_START, fault=Fault.PLATFORM, passed=False, sentence="", detail=detail[:2000]
    )


def is_ours(verdict: Verdict) -> bool:
    """The apprentice has nothing to do about it: the platform failed, or the exercise itself is wrong."""
    return verdict.fault in (Fault.PLATFORM, Fault.AUTHOR)


def is_hopeless(verdict: Verdict) -> bool:
    """Trying again cannot help: the exercise has to be mended first."""
    return verdict.fault == Fault.AUTHOR


def is_authors(fault: str) -> bool:
    """Whether a stored fault says that the exercise itself is wrong."""
    return fault == Fault.AUTHOR


def remove_leftovers() -> int:
    """Remove the boxes of this platform that are past their deadline or lost their worker; return how many."""
    return _sandbox().reap(time.time())


# --- Known answers ----------------------------------------------------------------------------------------


def try_known_answers(language: Language) -> str:
    """Grade a known good, a known bad and an endless program; return what went otherwise, or an empty text."""
    if language.runtime == QUIZ:
        return ""  # nothing that could break down stands between the answers and the verdict
    try:
        runtime = RUNTIMES[language.runtime]
        return canary(runtime, _sandbox(), language.variant).detail
    except KeyError:
        return "the grader does not know this language (any more)"


def trials_of_version(version: ExerciseVersion) -> list[Trial]:
    """Return what proves an exercise: its solution, its starter, its typical mistakes."""
    return trials_of(content_of(version))


def try_out(trial: Trial, *, times: int = 1) -> Tried:
    """Return what comes of a trial, in a box each time."""
    return tried(trial, _sandbox(), times=times)


def try_author_files(definition: dict[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """Judge an author's own files as an apprentice's would be; return what the results panel shows."""
    verdict = grade_exercise(Definition.from_dict(definition), files, _sandbox())
    return {
        "passed": verdict.passed,
        "ours": is_ours(verdict),
        "detail": verdict.detail if is_ours(verdict) else "",
        "sentence": verdict.sentence,
        "results": [one.to_dict() for one in verdict.results],
    }


# --- Dry runs -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToTry:
    """What an exercise lets one say before its code is run.

    `asks` is a word of `Asks`, empty where there is nothing to run.
    """

    asks: str
    example: str
    reads_lines: bool


def asks_to_try(version: ExerciseVersion) -> ToTry:
    """Return what may be run of this exercise without handing anything in."""
    definition = content_of(version)
    return ToTry(asks_of(definition).value, definition.example, reads_lines(definition))


def check_wish(version: ExerciseVersion, wish: Wish) -> None:
    """Raise BadWish where `wish` is nothing that can be run; its message is a sentence in French."""
    probes_for(content_of(version), wish)


def try_to_run(version: ExerciseVersion, files: Mapping[str, str], wish: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `files` do, as it is kept, from a box used once; faults of ours are in it."""
    try:
        return try_work(content_of(version), files, Wish.from_dict(wish), _sandbox()).to_dict()
    except Exception as error:
        logger.exception("a dry run broke")
        return Shown(ours=True, detail=f"{type(error).__name__}: {error}"[:2000]).to_dict()


# --- Boxes that wait --------------------------------------------------------------------------------------


@contextmanager
def open_keeper() -> Iterator[Keeper]:
    """Yield the keeper of this host's waiting boxes, not yet at work."""
    address, budget_mb = Path(settings.GRADER["POOL_SOCKET"]), settings.GRADER["POOL_MEMORY_MB"]
    with _engine() as engine:
        yield Keeper(engine, address, budget_mb=budget_mb)


@cache  # a version never changes, and what is kept of it is small
def _box_of(version_id: int, digest: str) -> tuple[BoxShape, int]:
    definition = Definition.from_dict(
        ExerciseVersion.objects.values_list("definition", flat=True).get(pk=version_id)
    )
    variant = RUNTIMES[definition.runtime].variant(definition.variant)
    return shape_of(variant, definition.all_limits), variant.waiting_mb


def boxes_to_hold(present: Mapping[ExerciseVersion, int], *, idle: int) -> list[Wanted]:
    """Return how many boxes of each shape should wait: one for each person who is there, at least `idle`.

    Args:
        present: how many people are at work on each version; those where nobody is count too.
    """
    counts: dict[BoxShape, int] = {}
    costs: dict[BoxShape, int] = {}
    for version, people in present.items():
        if version.runtime not in RUNTIMES:
            continue
        shape, waiting_mb = _box_of(version.pk, version.digest)
        costs[shape] = waiting_mb
        counts[shape] = counts.get(shape, 0) + people
    # Where memory is short, the shapes that most people wait for are served first.
    busiest = sorted(counts, key=lambda shape: -counts[shape])
    return [Wanted(shape, max(idle, counts[shape]), costs[shape]) for shape in busiest]


def language_of_box(name: str) -> Language | None:
    """Return the language of a box as the keeper's figures name it (image and command), if it is still known."""
    for runtime in RUNTIMES.values():
        for variant in runtime.variants:
            if name == " ".join([images.tag(variant.image), *variant.command]):
                return Language(runtime.name, variant.name)
    return None
