"""The statement of an exercise and the images that it shows."""

import re
from pathlib import Path

from grader.manifest.bounds import IMAGES, MAX_IMAGE_BYTES, MAX_IMAGES, STATEMENT
from grader.manifest.problems import ManifestError, ManifestProblem, wrong_file
from grader.manifest.trees import path_problem, read_text

# What begins each kind of file: a name alone proves nothing. No SVG, which may hold scripts.
_BEGINNINGS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\(\s*([^)\s]*)[^)\n]*\)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def read_statement(folder: Path) -> tuple[str, dict[str, bytes]]:
    """Returns the statement and its images by name; every image that cannot be shown is told with its line."""
    text = read_text(folder / STATEMENT, STATEMENT)
    problems: list[ManifestProblem] = []
    if not text.strip():
        problems.append(ManifestProblem(STATEMENT, "la consigne est vide. Écrivez ce qui est demandé.", 1))
    images: dict[str, bytes] = {}
    for line, words, address in _images_in(text):
        try:
            name = _name_of(line, words, address)
            images[name] = images.get(name) or _image(folder / IMAGES / name, name)
        except ManifestError as error:
            problems.extend(error.problems)
    if len(images) > MAX_IMAGES:
        problems.append(ManifestProblem(f"{IMAGES}/", f"plus de {MAX_IMAGES} images. Retirez-en."))
    if problems:
        raise ManifestError(*problems)
    return text, images


def _images_in(text: str) -> list[tuple[int, str, str]]:
    """Returns the line, the alternative text and the address of each image; code between fences is left out."""
    found: list[tuple[int, str, str]] = []
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif line.strip().startswith(fence):
                fence = ""
            continue
        if not fence:
            shown = re.sub(r"`[^`]*`", "", line)
            found.extend((number, match[1], match[2]) for match in _IMAGE.finditer(shown))
    return found


def _name_of(line: int, words: str, address: str) -> str:
    name = address.removeprefix(f"{IMAGES}/")
    if name == address or "/" in name or path_problem(name) or Path(name).suffix not in _BEGINNINGS:
        raise wrong_file(
            STATEMENT,
            f"l’image « {address} » doit être un fichier .png, .jpg ou .webp du dossier {IMAGES}/, sans espace ni "
            f"accent : ![ce qu’elle montre]({IMAGES}/schema.png).",
            line,
        )
    if not words.strip():
        raise wrong_file(
            STATEMENT,
            f"l’image « {address} » n’a pas de texte pour qui ne la voit pas. Écrivez-le entre les crochets.",
            line,
        )
    return name


def _image(path: Path, name: str) -> bytes:
    label = f"{IMAGES}/{name}"
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise wrong_file(label, "fichier introuvable, ou lien. Créez cette image à cet endroit.")
    if path.stat().st_size > MAX_IMAGE_BYTES:
        raise wrong_file(label, f"plus de {MAX_IMAGE_BYTES // 1024} Kio. Allégez-la.")
    content = path.read_bytes()
    if not content.startswith(_BEGINNINGS[path.suffix]):
        raise wrong_file(label, f"ce n’est pas une image {path.suffix}. Enregistrez-la dans ce format.")
    return content
