"""A small exercise of each language, sound as it is, from which an author begins."""

import tomllib
from pathlib import Path

from grader.manifest import MANIFEST, STATEMENT
from grader.manifest.shapes import KEY

LANGUAGES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


class NotMade(ValueError):
    """The folder could not be made; the French text says why."""


def make_exercise(folder: Path, runtime: str) -> list[str]:
    """Writes an exercise in a new folder and returns the names of its files; raises NotMade."""
    key = folder.resolve().name
    if not KEY.fullmatch(key):
        raise NotMade(f"« {key} » : le nom du dossier est fait de minuscules, chiffres et tirets.")
    if folder.exists():
        raise NotMade(f"{folder} : ce dossier existe déjà. Choisissez un autre nom.")
    sketch = tomllib.loads((Path(__file__).parent / f"{runtime}.toml").read_text(encoding="utf-8"))
    files = {MANIFEST: _manifest(key, runtime, sketch), STATEMENT: _STATEMENT, **sketch["files"]}
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    return sorted(files)


def _manifest(key: str, runtime: str, sketch: dict[str, object]) -> str:
    editable = sorted(
        {
            str(name).removeprefix("solution/")
            for name in dict(sketch["files"])  # type: ignore[call-overload]
            if str(name).startswith("solution/")
        }
    )
    mistakes = "".join(
        f'"{name}" = "{sentence}"\n'
        for name, sentence in dict(sketch["mistakes"]).items()  # type: ignore[call-overload]
    )
    return _MANIFEST.format(
        key=key,
        runtime=runtime,
        entry=sketch["entry"],
        editable=", ".join(f'"{name}"' for name in editable),
        checks=str(sketch["checks"]).strip("\n"),
        mistakes=mistakes,
    )


_STATEMENT = """\
Pour qui, pourquoi : une phrase ou deux qui racontent la situation.

## Ce que vous devez écrire

Dites précisément ce qui est demandé, avec un exemple.
"""

_MANIFEST = """\
#:schema ../exercise.schema.json
# Le nom du dossier. Il ne change jamais.
key = "{key}"
title = "Un titre court"
summary = "Ce que l’exercice apprend, en une phrase."
runtime = "{runtime}"
# De 1 (premiers pas) à 5.
level = 1
# Le temps prévu.
minutes = 20
# Les codes des compétences travaillées, par exemple "V03-C2".
competences = []
# « core » : pour tout le monde ; « extra » : pour aller plus loin ; « practice » : s’entraîner, sans rien prouver.
kind = "core"
# Du plus léger au plus précis : chacun ne se lit que si on le demande.
hints = ["Un premier indice.", "Un deuxième, plus précis."]
licence = "CC BY-SA 4.0"

# Si l’exercice vient d’ailleurs, dites-le :
# [source]
# origin = "…"
# url = "https://…"
# author = "…"
# licence = "…"

[files]
# Le fichier ouvert ou chargé, puis ceux que l’apprenti·e écrit. Les autres fichiers de starter/ se lisent seulement ;
# ceux de hidden/ sont dans la boîte sans être montrés.
entry = "{entry}"
editable = [{editable}]

# Chaque vérification : ce qui est demandé (asks), où regarder (probe), ce qu’on doit y trouver (expect), et la phrase
# lue sinon (otherwise) ; {{found}} et {{expected}} y sont remplacés.
{checks}

# Au moins deux erreurs typiques : le nom du dossier dans mistakes/, et la première phrase qu’on doit lire.
[mistakes]
{mistakes}"""
