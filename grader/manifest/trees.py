"""The folders and files of an exercise."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from grader.contract import Check
from grader.expectations.picture import MAX_BYTES as MAX_PICTURE_BYTES
from grader.expectations.picture import NotAPicture, unpacked
from grader.manifest.bounds import (
    HIDDEN,
    JUDGES,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_PICTURES,
    MAX_SOLUTIONS,
    MAX_TOTAL_BYTES,
    MISTAKES,
    PICTURES,
    SOLUTIONS,
)
from grader.manifest.exercise import Mistake
from grader.manifest.problems import ManifestError, ManifestProblem, Problems, wrong, wrong_file
from grader.programs import FUNCTION

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")


def read_text(path: Path, name: str) -> str:
    if path.is_symlink() or not path.is_file():
        raise wrong_file(name, "fichier introuvable, ou lien. Créez un vrai fichier à cet endroit.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise wrong_file(name, f"plus de {MAX_FILE_BYTES // 1024} Kio. Raccourcissez-le.")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong_file(name, "ce n’est pas de l’UTF-8. Enregistrez-le en UTF-8.", line) from error
    if "\0" in text:
        raise wrong_file(name, "ce n’est pas un fichier de texte. Remplacez-le, ou retirez-le.")
    return text.replace("\r\n", "\n")


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


def read_tree(root: Path, label: str) -> dict[str, str]:
    """Returns the texts of a folder by their path in it; every file that cannot be taken is told."""
    if root.is_symlink() or not root.is_dir():
        raise wrong_file(f"{label}/", "dossier introuvable. Créez-le, avec au moins un fichier.")
    files: dict[str, str] = {}
    problems = Problems()
    for path in sorted(root.rglob("*")):
        text = problems.attempt(_read_one, path, path.relative_to(root).as_posix(), label)
        if text is not None:
            files[path.relative_to(root).as_posix()] = text
            _check_size(files, label)
    problems.raise_if_any()
    if not files:
        raise wrong_file(f"{label}/", "le dossier est vide. Ajoutez-y au moins un fichier.")
    return files


def _read_one(path: Path, name: str, label: str) -> str | None:
    if path.is_symlink():
        raise wrong_file(f"{label}/{name}", "les liens ne sont pas permis. Copiez le fichier.")
    if path.is_dir():
        return None
    if problem := path_problem(name):
        raise wrong_file(f"{label}/{name}", f"{problem}. Renommez-le.")
    return read_text(path, f"{label}/{name}")


def _check_size(files: Mapping[str, str], label: str) -> None:
    if len(files) > MAX_FILES:
        raise wrong_file(f"{label}/", f"plus de {MAX_FILES} fichiers. Retirez-en.")
    if sum(len(text.encode()) for text in files.values()) > MAX_TOTAL_BYTES:
        raise wrong_file(f"{label}/", f"plus de {MAX_TOTAL_BYTES // 1024} Kio en tout. Allégez-le.")
    if len({name.lower() for name in files}) < len(files):
        raise wrong_file(f"{label}/", "deux noms ne diffèrent que par les majuscules. Renommez l’un d’eux.")


def read_hidden(folder: Path) -> dict[str, str]:
    """Returns the files that the box has and the apprentice does not see; most exercises have none."""
    root = folder / HIDDEN
    return read_tree(root, HIDDEN) if root.exists() or root.is_symlink() else {}


def read_judges(folder: Path, checks: Sequence[Check]) -> dict[str, str]:
    """Returns the programs in `judges/` that checks name; one that nobody names is told, as one that is missing."""
    root = folder / JUDGES
    found = read_tree(root, JUDGES) if root.exists() or root.is_symlink() else {}
    named = {check.judge for check in checks if check.judge}
    problems = [
        *(
            wrong_file(f"{JUDGES}/{name}", "ce programme n’existe pas. Écrivez-le.")
            for name in named - set(found)
        ),
        *(
            wrong_file(
                f"{JUDGES}/{name}", "aucune vérification ne nomme ce programme. Retirez-le, ou nommez-le."
            )
            for name in set(found) - named
        ),
        *(
            wrong_file(f"{JUDGES}/{name}", f"il manque la fonction {FUNCTION}(seen, files).")
            for name in sorted(named & set(found))
            if not re.search(rf"^def {FUNCTION}\(", found[name], re.MULTILINE)
        ),
    ]
    if problems:
        raise ManifestError(*(one for error in problems for one in error.problems))
    return found


def refuse_clashes(starter: Mapping[str, str], hidden: Mapping[str, str], editable: Sequence[str]) -> None:
    """A box cannot lay out a file and a folder of one name, nor can some machines tell capitals apart."""
    if both := sorted(set(hidden) & {*starter, *editable}):
        raise wrong_file(
            f"{HIDDEN}/{both[0]}",
            "ce fichier est aussi dans starter/ ou dans editable. Choisissez l’un des deux.",
        )
    paths = {*starter, *hidden, *editable}
    for path in sorted(paths):
        if folder := next((str(up) for up in PurePosixPath(path).parents if str(up) in paths), ""):
            raise wrong(
                f"« {folder} » est un fichier et aussi le dossier de « {path} ». Renommez l’un d’eux.",
                "files",
            )
    if len({path.lower() for path in paths}) < len(paths):
        raise wrong(
            "dans [files], deux noms ne diffèrent que par les majuscules. Renommez l’un d’eux.", "files"
        )
    if sum(len(text.encode()) for files in (starter, hidden) for text in files.values()) > MAX_TOTAL_BYTES:
        raise wrong_file(
            f"{HIDDEN}/", f"avec starter/, plus de {MAX_TOTAL_BYTES // 1024} Kio en tout. Allégez-le."
        )


def overlaid(folder: Path, name: str, starter: Mapping[str, str], editable: Sequence[str]) -> dict[str, str]:
    """Returns a whole set of files: those of `name`, all of them editable, over the starter."""
    files = read_tree(folder / name, name)
    problems = Problems()
    for path in files:
        if path not in editable:
            problems.attempt(_refuse_read_only, f"{name}/{path}")
    problems.raise_if_any()
    return {**starter, **files}


def _refuse_read_only(label: str) -> None:
    raise wrong_file(label, "ce fichier n’est pas dans [files] editable. Ajoutez-l’y, ou ôtez-le.")


def read_solutions(
    folder: Path, starter: Mapping[str, str], editable: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Returns the other solutions, by name: `solutions/NAME/`."""
    names = _folders_in(folder / SOLUTIONS)
    if len(names) > MAX_SOLUTIONS:
        raise wrong_file(f"{SOLUTIONS}/", f"plus de {MAX_SOLUTIONS} solutions. Retirez-en.")
    problems = Problems()
    read = {
        name: problems.attempt(overlaid, folder, f"{SOLUTIONS}/{name}", starter, editable) for name in names
    }
    problems.raise_if_any()
    return {name: files for name, files in read.items() if files is not None}


def _folders_in(root: Path) -> list[str]:
    if root.is_symlink():
        raise wrong_file(f"{root.name}/", "les liens ne sont pas permis. Copiez le dossier.")
    names = sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    for name in names:
        if problem := path_problem(name):
            raise wrong_file(f"{root.name}/{name}", f"{problem}. Renommez-le.")
    return names


def read_mistakes(
    folder: Path, sentences: Mapping[str, Any], starter: Mapping[str, str], editable: Sequence[str]
) -> dict[str, Mistake]:
    """Returns the typical mistakes by name; each has a folder and a sentence."""
    problems = Problems()
    mistakes = {}
    for name, sentence in mistake_sentences(folder, sentences):
        files = problems.attempt(overlaid, folder, f"{MISTAKES}/{name}", starter, editable)
        if files is not None:
            mistakes[name] = Mistake(sentence, files)
    problems.raise_if_any()
    return mistakes


def mistake_sentences(folder: Path, sentences: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Returns the name and the sentence of each typical mistake, once each is known to have its folder."""
    folders = set(_folders_in(folder / MISTAKES))
    problems: list[ManifestProblem] = []
    for name in sorted(folders ^ set(sentences)):
        place = "n’a pas de dossier" if name in sentences else "n’a pas de phrase dans [mistakes]"
        text = f"l’erreur typique « {name} » {place}. Il faut les deux."
        problems.extend(wrong(text, "mistakes", name).problems)
    for name, sentence in sentences.items():
        if not isinstance(sentence, str) or not sentence.strip():
            text = f"[mistakes] « {name} » doit être la phrase que lira l’apprenti·e."
            problems.extend(wrong(text, "mistakes", name).problems)
    if problems:
        raise ManifestError(*problems)
    return list(sentences.items())


def read_pictures(folder: Path, checks: Sequence[Check]) -> dict[str, bytes]:
    """Reads the pictures that checks compare with; nothing else is taken from the folder."""
    names = {str(check.expect["like"]) for check in checks if check.probe.kind == "picture"}
    if len(names) > MAX_PICTURES:
        raise wrong_file(f"{PICTURES}/", f"plus de {MAX_PICTURES} images. Retirez-en.")
    return {name: _picture(folder / PICTURES / name, name) for name in sorted(names)}


def _picture(path: Path, name: str) -> bytes:
    label = f"{PICTURES}/{name}"
    if path_problem(name) or "/" in name or not name.endswith(".png"):
        raise wrong_file(label, "le nom d’une image finit par .png, sans espace ni accent ni dossier.")
    if path.is_symlink() or not path.is_file():
        raise wrong_file(label, "fichier introuvable, ou lien. Créez cette image à cet endroit.")
    if path.stat().st_size > MAX_PICTURE_BYTES:
        raise wrong_file(label, f"plus de {MAX_PICTURE_BYTES // 1024} Kio. Allégez-la.")
    png = path.read_bytes()
    try:
        unpacked(png)
    except NotAPicture as error:
        raise wrong_file(label, f"{error}.") from error
    return png
