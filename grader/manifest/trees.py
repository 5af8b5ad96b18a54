"""The folders and files of an exercise."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from grader.contract import Check
from grader.expectations.picture import MAX_BYTES as MAX_PICTURE_BYTES
from grader.expectations.picture import NotAPicture, unpacked
from grader.manifest.bounds import (
    MANIFEST,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_PICTURES,
    MAX_TOTAL_BYTES,
    PICTURES,
)
from grader.manifest.exercise import Mistake
from grader.manifest.problems import ManifestError

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")


def read_text(path: Path, name: str) -> str:
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
        files[name] = read_text(path, f"{label}/{name}")
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


def refuse_clashes(paths: set[str]) -> None:
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


def overlaid(
    folder: Path, name: str, starter: Mapping[str, str], editable: tuple[str, ...]
) -> dict[str, str]:
    files = read_tree(folder / name, name)
    for path in files:
        if path not in editable:
            raise ManifestError(
                f"{name}/{path} : ce fichier n’est pas dans [files] editable. Ajoutez-l’y, ou ôtez-le."
            )
    return {**starter, **files}


def read_mistakes(
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
        mistakes[name] = Mistake(sentence, overlaid(folder, f"mistakes/{name}", starter, editable))
    return mistakes


def read_pictures(folder: Path, checks: Sequence[Check]) -> dict[str, bytes]:
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
