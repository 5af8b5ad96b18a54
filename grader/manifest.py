"""Reads an exercise folder, and joins an exercise with an apprentice's files into a request.

Authors read these messages: they are in French, name the file and say what to do.
"""

import base64
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from grader import expectations
from grader.contract import Check, GradingRequest, Json, Limits, Probe
from grader.expectations.picture import MAX_BYTES as MAX_PICTURE_BYTES
from grader.expectations.picture import NotAPicture, unpacked
from grader.runtimes import RUNTIMES, BadProbe, Runtime

MANIFEST = "exercise.toml"
PICTURES = "pictures"
STATEMENT = "statement.md"
MAX_FILES = 30
MAX_FILE_BYTES = 64 * 1024
MAX_TOTAL_BYTES = 256 * 1024
MAX_CHECKS = 40
MAX_PICTURES = 10
MAX_TEXT = 20_000
MAX_DEPTH = 20

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOP = {
    "key", "title", "summary", "runtime", "level", "minutes", "competences", "hints", "licence",
    "files", "limits", "checks", "mistakes", "variant",
}  # fmt: skip
_REQUIRED = (
    "key",
    "title",
    "summary",
    "runtime",
    "level",
    "minutes",
    "competences",
    "licence",
    "files",
    "checks",
)


class ManifestError(ValueError):
    """The folder is not an exercise; the French text names the file and the remedy."""


class RefusedFiles(ValueError):
    """An apprentice's files cannot be accepted; the French text can be shown as it is."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical wrong answer: its files over the starter, and the first sentence it must bring."""

    sentence: str
    files: Mapping[str, str]

    def to_dict(self) -> dict[str, Json]:
        return {"sentence": self.sentence, "files": dict(self.files)}


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, whole. `starter` is what the apprentice receives; `solution` and the mistakes are
    complete sets of files (already laid over the starter). `limits` holds only differences. `pictures` are
    the PNG that checks compare with, by name."""

    key: str
    title: str
    summary: str
    runtime: str
    level: int
    minutes: int
    competences: tuple[str, ...]
    licence: str
    statement: str
    entry: str
    editable: tuple[str, ...]
    starter: Mapping[str, str]
    solution: Mapping[str, str]
    checks: tuple[Check, ...]
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    variant: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def judged_checks(self) -> tuple[Check, ...]:
        """The checks as the judge needs them: with the pictures that they name."""
        return tuple(self._with_picture(check) for check in self.checks)

    def _with_picture(self, check: Check) -> Check:
        name = check.expect.get("like") if check.probe.kind == "picture" else None
        if not isinstance(name, str) or name not in self.pictures:
            return check
        return replace(check, expect={**check.expect, "png": base64.b64encode(self.pictures[name]).decode()})

    @property
    def all_limits(self) -> Limits:
        """Safe defaults, then the runtime's, the variant's, and this exercise's."""
        return RUNTIMES[self.runtime].default_limits(self.variant).adjusted(**self.limits)

    @property
    def formative(self) -> bool:
        """Whether passing it proves nothing by itself: its tests run inside the apprentice's own process."""
        return RUNTIMES[self.runtime].formative

    def to_dict(self) -> dict[str, Json]:
        return {
            "key": self.key,
            "title": self.title,
            "summary": self.summary,
            "runtime": self.runtime,
            "level": self.level,
            "minutes": self.minutes,
            "competences": list(self.competences),
            "licence": self.licence,
            "statement": self.statement,
            "entry": self.entry,
            "editable": list(self.editable),
            "starter": dict(self.starter),
            "solution": dict(self.solution),
            "checks": [check.to_dict() for check in self.checks],
            "mistakes": {name: mistake.to_dict() for name, mistake in self.mistakes.items()},
            "hints": list(self.hints),
            "limits": dict(self.limits),
            "variant": self.variant,
            "pictures": {name: base64.b64encode(png).decode() for name, png in self.pictures.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Exercise":
        """Rebuilds a stored exercise; raises KeyError or ValueError on what is not one."""
        return cls(
            key=str(data["key"]),
            title=str(data["title"]),
            summary=str(data["summary"]),
            runtime=str(data["runtime"]),
            level=int(data["level"]),
            minutes=int(data["minutes"]),
            competences=tuple(data["competences"]),
            licence=str(data["licence"]),
            statement=str(data["statement"]),
            entry=str(data["entry"]),
            editable=tuple(data["editable"]),
            starter=dict(data["starter"]),
            solution=dict(data["solution"]),
            checks=tuple(Check.from_dict(check) for check in data["checks"]),
            mistakes={
                name: Mistake(str(mistake["sentence"]), dict(mistake["files"]))
                for name, mistake in data["mistakes"].items()
            },
            hints=tuple(data["hints"]),
            limits=dict(data["limits"]),
            variant=str(data.get("variant", "")),
            pictures={
                str(name): base64.b64decode(png, validate=True)
                for name, png in data.get("pictures", {}).items()
            },
        )


# ---- reading a folder -------------------------------------------------------------------------------
def load_exercise(folder: Path, *, with_pictures: bool = True) -> Exercise:
    """Returns the exercise in a folder; raises ManifestError. Its pictures may still have to be made."""
    data = _read_toml(folder / MANIFEST)
    _require_shape(data)
    runtime = _runtime(data["runtime"])
    variant = _variant(runtime, data.get("variant", ""))
    if data["key"] != folder.resolve().name or not _KEY.fullmatch(data["key"]):
        raise ManifestError(
            f"{MANIFEST} : « key » vaut « {data['key']} » et doit être le nom du dossier, "
            f"« {folder.resolve().name} », en minuscules, chiffres et tirets."
        )
    starter = _read_tree(folder / "starter", "starter")
    entry, editable = _files_table(data["files"])
    solution = _overlaid(folder, "solution", starter, editable)
    _refuse_clashes({*starter, *editable})
    if entry not in solution:
        raise ManifestError(
            f"{MANIFEST} : le fichier d’entrée « {entry} » n’existe pas. Ajoutez starter/{entry}."
        )
    checks = _checks(runtime, data["checks"])
    return Exercise(
        key=data["key"],
        title=data["title"],
        summary=data["summary"],
        runtime=runtime.name,
        level=data["level"],
        minutes=data["minutes"],
        competences=tuple(data["competences"]),
        licence=data["licence"],
        statement=_read_text(folder / STATEMENT, STATEMENT),
        entry=entry,
        editable=editable,
        starter=starter,
        solution=solution,
        checks=checks,
        mistakes=_mistakes(folder, data.get("mistakes", {}), starter, editable),
        hints=tuple(data.get("hints", [])),
        limits=_limits(runtime, variant, data.get("limits", {})),
        variant=variant,
        pictures=_pictures(folder, checks) if with_pictures else {},
    )


def _read_toml(path: Path) -> dict[str, Any]:
    text = _read_text(path, MANIFEST)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers too long and lists too deep are not its own error
        raise ManifestError(f"{MANIFEST} : écriture TOML incorrecte ({error}).") from error
    _require_storable(data)
    return data


def _require_storable(value: object, depth: int = 0) -> None:
    """No database keeps these, whatever key they are under."""
    if depth > MAX_DEPTH:
        raise ManifestError(f"{MANIFEST} : trop de tables ou de listes les unes dans les autres.")
    if isinstance(value, str) and "\0" in value:
        raise ManifestError(f"{MANIFEST} : un texte contient le signe invisible \\u0000. Retirez-le.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ManifestError(f"{MANIFEST} : « {value} » n’est pas un nombre. Écrivez-en un avec des chiffres.")
    if isinstance(value, dict):
        for key, item in value.items():
            _require_storable(key, depth + 1)
            _require_storable(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _require_storable(item, depth + 1)


def _read_text(path: Path, name: str) -> str:
    if path.is_symlink() or not path.is_file():
        raise ManifestError(f"{name} : fichier introuvable, ou lien. Créez un vrai fichier à cet endroit.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise ManifestError(f"{name} : plus de {MAX_FILE_BYTES // 1024} Kio. Raccourcissez-le.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{name} : ce n’est pas de l’UTF-8. Enregistrez-le en UTF-8.") from error
    if "\0" in text:
        raise ManifestError(f"{name} : ce n’est pas un fichier de texte. Remplacez-le, ou retirez-le.")
    return text.replace("\r\n", "\n")


def _require_shape(data: Mapping[str, Any]) -> None:
    if missing := [name for name in _REQUIRED if name not in data]:
        raise ManifestError(f"{MANIFEST} : il manque {', '.join(missing)}. Ajoutez-les en haut du fichier.")
    if unknown := sorted(set(data) - _TOP):
        raise ManifestError(f"{MANIFEST} : « {', '.join(unknown)} » n’est pas connu. Corrigez ou retirez-le.")
    for name, (fits, words) in _SHAPES.items():
        if name in data and not fits(data[name]):
            raise ManifestError(f"{MANIFEST} : « {name} » doit être {words}.")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_TEXT


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        ("key", "title", "summary", "runtime", "licence", "variant"), (_is_text, "un texte entre guillemets")
    ),
    **dict.fromkeys(("competences", "hints"), (_is_texts, "une liste de textes")),
    **dict.fromkeys(("files", "limits", "mistakes"), (_is_table, "une table")),
    "level": (lambda value: type(value) is int and 1 <= value <= 5, "un nombre entier de 1 à 5"),
    "minutes": (lambda value: type(value) is int and 1 <= value <= 600, "un nombre entier de 1 à 600"),
}


def _runtime(name: str) -> Runtime:
    if name not in RUNTIMES:
        raise ManifestError(
            f"{MANIFEST} : « runtime » vaut « {name} ». Choisissez parmi : {', '.join(RUNTIMES)}."
        )
    return RUNTIMES[name]


def _variant(runtime: Runtime, name: str) -> str:
    known = [variant.name for variant in runtime.variants]
    if name and name not in known:
        raise ManifestError(
            f"{MANIFEST} : « variant » vaut « {name} ». Pour {runtime.name}, choisissez parmi : {', '.join(known)}."
        )
    return name


def _files_table(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    entry, editable = table.get("entry"), table.get("editable")
    if unknown := sorted(set(table) - {"entry", "editable"}):
        raise ManifestError(f"{MANIFEST} : [files] ne connaît pas « {', '.join(unknown)} ».")
    if not isinstance(entry, str) or not _is_texts(editable) or not editable:
        raise ManifestError(f'{MANIFEST} : [files] demande entry = "…" et editable = ["…"].')
    for path in (entry, *editable):
        if problem := path_problem(path):
            raise ManifestError(f"{MANIFEST} : [files] « {path} » : {problem}.")
    return entry, tuple(dict.fromkeys(editable))


def path_problem(path: str) -> str:
    """Returns what is wrong with a relative file name, or an empty text."""
    if len(path) > 120:
        return "nom trop long"
    segments = path.split("/")
    if len(segments) > 4:
        return "trop de dossiers"
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        return "seulement lettres sans accent, chiffres, point, tiret, trait bas ; ni / au début, ni .."
    return ""


def _read_tree(root: Path, label: str) -> dict[str, str]:
    if root.is_symlink() or not root.is_dir():
        raise ManifestError(f"{label}/ : dossier introuvable. Créez-le, avec au moins un fichier.")
    files: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            raise ManifestError(f"{label}/{name} : les liens ne sont pas permis. Copiez le fichier.")
        if path.is_dir():
            continue
        if problem := path_problem(name):
            raise ManifestError(f"{label}/{name} : {problem}. Renommez-le.")
        files[name] = _read_text(path, f"{label}/{name}")
        _check_size(files, label)
    if not files:
        raise ManifestError(f"{label}/ : le dossier est vide. Ajoutez-y au moins un fichier.")
    return files


def _check_size(files: Mapping[str, str], label: str) -> None:
    if len(files) > MAX_FILES:
        raise ManifestError(f"{label}/ : plus de {MAX_FILES} fichiers. Retirez-en.")
    if sum(len(text.encode()) for text in files.values()) > MAX_TOTAL_BYTES:
        raise ManifestError(f"{label}/ : plus de {MAX_TOTAL_BYTES // 1024} Kio en tout. Allégez-le.")
    if len({name.lower() for name in files}) < len(files):
        raise ManifestError(f"{label}/ : deux noms ne diffèrent que par les majuscules. Renommez l’un d’eux.")


def _refuse_clashes(paths: set[str]) -> None:
    """A box cannot lay out a file and a folder of one name, nor can some machines tell capitals apart."""
    for path in sorted(paths):
        if folder := next((str(up) for up in PurePosixPath(path).parents if str(up) in paths), ""):
            raise ManifestError(
                f"{MANIFEST} : « {folder} » est un fichier et aussi le dossier de « {path} ». Renommez l’un d’eux."
            )
    if len({path.lower() for path in paths}) < len(paths):
        raise ManifestError(
            f"{MANIFEST} : dans [files], deux noms ne diffèrent que par les majuscules. Renommez l’un d’eux."
        )


def _overlaid(
    folder: Path, name: str, starter: Mapping[str, str], editable: tuple[str, ...]
) -> dict[str, str]:
    files = _read_tree(folder / name, name)
    for path in files:
        if path not in editable:
            raise ManifestError(
                f"{name}/{path} : ce fichier n’est pas dans [files] editable. Ajoutez-l’y, ou ôtez-le."
            )
    return {**starter, **files}


def _mistakes(
    folder: Path, sentences: Mapping[str, Any], starter: Mapping[str, str], editable: tuple[str, ...]
) -> dict[str, Mistake]:
    root = folder / "mistakes"
    folders = {path.name for path in root.iterdir() if path.is_dir()} if root.is_dir() else set()
    for name in sorted(folders ^ set(sentences)):
        place = "n’a pas de dossier" if name in sentences else "n’a pas de phrase dans [mistakes]"
        raise ManifestError(f"{MANIFEST} : l’erreur typique « {name} » {place}. Il faut les deux.")
    mistakes = {}
    for name, sentence in sentences.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise ManifestError(
                f"{MANIFEST} : [mistakes] « {name} » doit être la phrase que lira l’apprenti·e."
            )
        mistakes[name] = Mistake(sentence, _overlaid(folder, f"mistakes/{name}", starter, editable))
    return mistakes


def _pictures(folder: Path, checks: Sequence[Check]) -> dict[str, bytes]:
    """Reads the pictures that checks compare with; nothing else is taken from the folder."""
    names = {str(check.expect["like"]) for check in checks if check.probe.kind == "picture"}
    if len(names) > MAX_PICTURES:
        raise ManifestError(f"{PICTURES}/ : plus de {MAX_PICTURES} images. Retirez-en.")
    return {name: _picture(folder / PICTURES / name, name) for name in sorted(names)}


def _picture(path: Path, name: str) -> bytes:
    label = f"{PICTURES}/{name}"
    if path_problem(name) or "/" in name or not name.endswith(".png"):
        raise ManifestError(f"{label} : le nom d’une image finit par .png, sans espace ni accent ni dossier.")
    if path.is_symlink() or not path.is_file():
        raise ManifestError(f"{label} : fichier introuvable, ou lien. Créez cette image à cet endroit.")
    if path.stat().st_size > MAX_PICTURE_BYTES:
        raise ManifestError(f"{label} : plus de {MAX_PICTURE_BYTES // 1024} Kio. Allégez-la.")
    png = path.read_bytes()
    try:
        unpacked(png)
    except NotAPicture as error:
        raise ManifestError(f"{label} : {error}.") from error
    return png


def _limits(runtime: Runtime, variant: str, differences: Mapping[str, Any]) -> dict[str, float]:
    try:
        runtime.default_limits(variant).adjusted(**differences)
    except (ValueError, TypeError) as error:
        raise ManifestError(f"{MANIFEST} : [limits] {error}.") from error
    return dict(differences)


# ---- checks -----------------------------------------------------------------------------------------
def _checks(runtime: Runtime, tables: Any) -> tuple[Check, ...]:
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_CHECKS:
        raise ManifestError(f"{MANIFEST} : il faut de 1 à {MAX_CHECKS} vérifications [[checks]].")
    checks = tuple(_check(runtime, table, number) for number, table in enumerate(tables, start=1))
    ids = [check.id for check in checks]
    if repeated := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ManifestError(
            f"{MANIFEST} : deux vérifications ont le même id « {repeated[0]} ». Changez-en un."
        )
    return checks


def _check(runtime: Runtime, table: Any, number: int) -> Check:
    label = f"{MANIFEST} : vérification {number}"
    if not isinstance(table, dict) or not isinstance(table.get("id"), str) or not _KEY.fullmatch(table["id"]):
        raise ManifestError(f"{label} : « id » doit être fait de minuscules, chiffres et tirets.")
    label = f"{label} « {table['id']} »"
    if unknown := sorted(set(table) - {"id", "asks", "probe", "expect", "otherwise"}):
        raise ManifestError(f"{label} : « {', '.join(unknown)} » n’est pas connu. Corrigez ou retirez-le.")
    if not isinstance(table.get("asks"), str) or not table["asks"].strip():
        raise ManifestError(f"{label} : « asks » doit être la phrase qui dit ce qui est demandé.")
    if not isinstance(table.get("otherwise", ""), str):
        raise ManifestError(f"{label} : « otherwise » doit être un texte.")
    probe, expect = table.get("probe"), table.get("expect")
    if not isinstance(probe, dict) or not isinstance(probe.get("kind"), str) or not isinstance(expect, dict):
        raise ManifestError(f'{label} : il faut probe = {{ kind = "…" }} et expect = {{ … }}.')
    try:
        return _built_check(runtime, table, probe, expect)
    except (BadProbe, expectations.BadExpectation) as error:
        raise ManifestError(f"{label} : {error}.") from error


def _built_check(
    runtime: Runtime, table: Mapping[str, Any], probe: Mapping[str, Any], expect: Mapping[str, Any]
) -> Check:
    _require_json(probe)
    _require_json(expect)
    built = runtime.validated(_asking_for_all(Probe.from_dict(probe), expect))
    expectations.validate(built, expect)
    return Check(table["id"], table["asks"], built, dict(expect), table.get("otherwise", ""))


def _asking_for_all(probe: Probe, expect: Mapping[str, Any]) -> Probe:
    """A condition on an attribute, a style or a stop of the keyboard asks for it: nobody names it twice."""
    params = dict(probe.params)
    for name in ("attributes", "styles"):
        wanted, asked = expect.get(name), params.get(name, [])
        if isinstance(wanted, dict) and isinstance(asked, list):
            params[name] = [*asked, *wanted]
    asked = params.get("selectors", [])
    if probe.kind == "focus" and isinstance(asked, list):
        named = [
            expect[name] for name in ("order", "reaches", "avoids") if isinstance(expect.get(name), list)
        ]
        params["selectors"] = [*asked, *(selector for selectors in named for selector in selectors)]
    return Probe(probe.kind, params)


def _require_json(value: Any) -> None:
    if isinstance(value, dict):
        for item in value.values():
            _require_json(item)
    elif isinstance(value, list):
        for item in value:
            _require_json(item)
    elif not isinstance(value, str | int | float | bool):
        raise BadProbe("une date doit être écrite entre guillemets")


# ---- an apprentice's files --------------------------------------------------------------------------
def request_for(exercise: Exercise, files: Mapping[str, str]) -> GradingRequest:
    """Returns what the box receives for these files; raises RefusedFiles.

    Read-only files are always the starter's, whatever was sent under their name; an editable file that
    was not sent is the starter's too.
    """
    accepted = {path: _accepted(path, text) for path, text in files.items() if path in exercise.editable}
    if unknown := sorted(set(files) - set(exercise.editable) - set(exercise.starter)):
        raise RefusedFiles(f"Ce fichier ne fait pas partie de l’exercice\u00a0: {_list_names(unknown)}.")
    everything = {**exercise.starter, **accepted}
    if sum(len(text.encode()) for text in everything.values()) > MAX_TOTAL_BYTES:
        raise RefusedFiles(
            f"Vos fichiers dépassent {MAX_TOTAL_BYTES // 1024} Kio en tout\u00a0: allégez-les."
        )
    if exercise.entry not in everything:
        raise RefusedFiles(f"Il manque le fichier {exercise.entry}.")
    return GradingRequest(
        runtime=exercise.runtime,
        files=everything,
        entry=exercise.entry,
        probes=tuple(check.probe for check in exercise.checks),
        limits=exercise.all_limits,
        variant=exercise.variant,
    )


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
