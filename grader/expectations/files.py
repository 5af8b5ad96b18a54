"""Files and folders, as they are once the script has ended."""

import re
from collections.abc import Callable, Mapping, Sequence

from grader.contract import Json, Probe, Where
from grader.expectations.base import (
    BadExpectation,
    Kind,
    Mismatch,
    holds,
    texts,
    validate_condition,
    whole,
    wish,
)
from grader.sentences import quoted, say, short

KINDS = {
    "file": "un fichier",
    "folder": "un dossier",
    "link": "un lien",
    "absent": "rien",
    "other": "autre chose",
}
PATH_KEYS = frozenset({"kind", "content", "lacks", "lines", "mode", "executable", "target"})
_FOLDER_KEYS = frozenset({"entries", "includes", "excludes", "count"})
_MODE = re.compile(r"[0-7]{3,4}")


def as_list(value: Json) -> list[Json]:
    """One condition, or several, as a list."""
    return value if isinstance(value, list) else [value]


# ---- one path ----------------------------------------------------------------------------------------
def validate_path(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        _PATH_RULES[key](wanted)


def _validate_kind(wanted: Json) -> None:
    if not isinstance(wanted, str) or wanted not in KINDS or wanted == "other":
        raise BadExpectation("« kind » doit être file, folder, link ou absent")


def _validate_conditions(wanted: Json) -> None:
    for condition in as_list(wanted):
        validate_condition(condition, "content")


def _validate_lines(wanted: Json) -> None:
    if wanted != []:
        texts(wanted, "lines")


def _validate_mode(wanted: Json) -> None:
    if not isinstance(wanted, str) or not _MODE.fullmatch(wanted):
        raise BadExpectation("« mode » doit être trois ou quatre chiffres de 0 à 7 entre guillemets")


def _validate_executable(wanted: Json) -> None:
    if not isinstance(wanted, bool):
        raise BadExpectation("« executable » doit être true ou false")


_PATH_RULES: dict[str, Callable[[Json], object]] = {
    "kind": _validate_kind,
    "content": _validate_conditions,
    "lacks": lambda wanted: texts(as_list(wanted), "lacks"),
    "lines": _validate_lines,
    "mode": _validate_mode,
    "executable": _validate_executable,
    "target": lambda wanted: validate_condition(wanted, "target"),
}


def _compare_path(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    return path_mismatch(str(probe.params.get("path", "")), "", expect, seen)


def path_mismatch(
    path: str, place: str, expect: Mapping[str, Json], seen: Mapping[str, Json]
) -> Mismatch | None:
    """The first thing that does not hold of a file. `place` is where it is looked for, if not in the folder: « dans
    main »."""
    name = (
        say("{path} {place}", path=quoted(short(path)), place=place).strip() if place else quoted(short(path))
    )
    if wrong := _kind_mismatch(name, str(expect.get("kind", "file")), seen):
        return wrong
    where = Where(file=path)
    for key, compare in _PATH_TESTS.items():
        if key in expect and (wrong := compare(name, where, expect[key], seen)):
            return wrong
    return None


def _kind_mismatch(name: str, wanted: str, seen: Mapping[str, Json]) -> Mismatch | None:
    kind = str(seen.get("kind"))
    if kind == wanted:
        return None
    expected, found = KINDS.get(wanted, wanted), KINDS.get(kind, KINDS["other"])
    if wanted == "absent":
        sentence = say("{name} ne devrait pas être là.", name=name)
    elif kind == "absent":
        sentence = say("Il manque {what} {name}.", what=_THE[wanted], name=name)
        if near := seen.get("near"):
            sentence += say(" Il y a {near} : les majuscules comptent.", near=quoted(short(str(near))))
    else:
        sentence = say(
            "{name} devrait être {expected} ; c’est {found}.", name=name, expected=expected, found=found
        )
    return Mismatch(expected, found, sentence)


_THE = {"file": "le fichier", "folder": "le dossier", "link": "le lien"}


def _lines_of(seen: Mapping[str, Json]) -> list[str]:
    lines = seen.get("lines")
    return [str(line) for line in lines] if isinstance(lines, list) else []


def _content_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    text = "\n".join(_lines_of(seen))
    for condition in as_list(wanted):
        whole_text = not isinstance(condition, dict) or "equals" in condition
        # A script ends each line, the last one included; who writes the expectation does not see that end.
        if holds(condition, text) or (
            whole_text and not seen.get("cut") and holds(condition, text.rstrip("\n"))
        ):
            continue
        found = quoted(short(text)) if text.strip() else "rien"
        instead = "il contient {found}" if text.strip() else "il est vide"
        sentence = say(
            f"Le fichier {{name}} devrait contenir {{expected}} ; {instead}.",
            name=name,
            expected=quoted(wish(condition)) if whole_text else wish(condition),
            found=found,
        )
        return Mismatch(wish(condition), found, sentence, where)
    return None


def _lacks_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    for number, line in enumerate(_lines_of(seen), start=1):
        for unwanted in texts(as_list(wanted), "lacks"):
            if unwanted in line:
                sentence = say(
                    "Le fichier {name} ne devrait pas contenir {unwanted} : regardez la ligne {number}.",
                    name=name,
                    unwanted=quoted(short(unwanted)),
                    number=number,
                )
                return Mismatch("", short(line), sentence, Where(file=where.file, line=number))
    return None


def _lines_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    expected = [str(line).rstrip() for line in as_list(wanted)]
    lines = [line.rstrip() for line in _lines_of(seen)]
    if lines and not lines[-1]:
        lines.pop()
    if lines == expected:
        return None
    number = next(
        (place for place, pair in enumerate(zip(lines, expected, strict=False)) if pair[0] != pair[1]),
        min(len(lines), len(expected)),
    )
    one = expected[number] if number < len(expected) else ""
    other = lines[number] if number < len(lines) else ""
    return Mismatch(
        short(one), short(other), _line_sentence(name, number, expected, lines), Where(where.file, number + 1)
    )


def _line_sentence(name: str, number: int, expected: Sequence[str], lines: Sequence[str]) -> str:
    if number >= len(lines):
        return say(
            "Dans le fichier {name}, il manque la ligne {number} : {expected}.",
            name=name,
            number=number + 1,
            expected=quoted(short(expected[number])),
        )
    if number >= len(expected):
        return say(
            "Dans le fichier {name}, il y a une ligne de trop : {found}.",
            name=name,
            found=quoted(short(lines[number])),
        )
    return say(
        "À la ligne {number} du fichier {name}, on devrait lire {expected} ; on lit {found}.",
        number=number + 1,
        name=name,
        expected=quoted(short(expected[number])),
        found=quoted(short(lines[number])),
    )


def _mode_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    mode = str(seen.get("mode", ""))
    if mode.zfill(4) == str(wanted).zfill(4):
        return None
    sentence = say(
        "Les droits de {name} devraient être {expected} ; ce sont {found}.",
        name=name,
        expected=wanted,
        found=mode,
    )
    return Mismatch(str(wanted), mode, sentence, where)


def _executable_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    mode = str(seen.get("mode", ""))
    if bool(_MODE.fullmatch(mode)) and (int(mode, 8) & 0o100 != 0) is wanted:
        return None
    template = (
        "{name} devrait pouvoir être lancé comme un programme : il lui manque le droit x."
        if wanted
        else "{name} ne devrait pas pouvoir être lancé comme un programme : il a le droit x."
    )
    return Mismatch("", mode, say(template, name=name), where)


def _target_mismatch(name: str, where: Where, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    target = seen.get("target")
    if holds(wanted, target if isinstance(target, str) else None):
        return None
    found = short(str(target or ""))
    sentence = say(
        "Le lien {name} devrait mener à {expected} ; il mène à {found}.",
        name=name,
        expected=wish(wanted),
        found=quoted(found),
    )
    return Mismatch(wish(wanted), found, sentence, where)


_PATH_TESTS: dict[str, Callable[[str, Where, Json, Mapping[str, Json]], Mismatch | None]] = {
    "content": _content_mismatch,
    "lacks": _lacks_mismatch,
    "lines": _lines_mismatch,
    "mode": _mode_mismatch,
    "executable": _executable_mismatch,
    "target": _target_mismatch,
}


# ---- what a folder holds -----------------------------------------------------------------------------
def _validate_folder(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "count":
            whole(wanted, key)
        elif wanted != [] or key != "entries":
            texts(wanted, key)


def _compare_folder(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    path = str(probe.params.get("path", ""))
    name = quoted(short(path)) if path != "." else "de travail"
    if seen.get("kind") != "folder":
        return _kind_mismatch(name, "folder", seen)
    names = _names_in(seen)
    for key, wanted in expect.items():
        wrong = (
            _count_mismatch(name, wanted, names)
            if key == "count"
            else _names_mismatch(name, key, wanted, names)
        )
        if wrong:
            return wrong
    if seen.get("more") and "entries" in expect:
        return Mismatch("", "", say("Le dossier {name} contient beaucoup trop de choses.", name=name))
    return None


def _names_in(seen: Mapping[str, Json]) -> list[str]:
    """A folder's name ends with a slash, so that `images/` is not taken for a file."""
    entries = seen.get("entries")
    return [
        f"{entry.get('path')}{'/' if entry.get('kind') == 'folder' else ''}"
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]


def _count_mismatch(name: str, wanted: Json, names: Sequence[str]) -> Mismatch | None:
    if len(names) == wanted:
        return None
    sentence = say(
        "Le dossier {name} devrait contenir {expected} éléments ; il en contient {found}.",
        name=name,
        expected=wanted,
        found=len(names),
    )
    return Mismatch(str(wanted), str(len(names)), sentence)


def _names_mismatch(name: str, key: str, wanted: Json, names: Sequence[str]) -> Mismatch | None:
    asked = [str(one) for one in as_list(wanted)]
    missing = [] if key == "excludes" else [one for one in asked if one not in names]
    unwanted = {
        "entries": [one for one in names if one not in asked],
        "excludes": [one for one in asked if one in names],
    }.get(key, [])
    found = short(", ".join(names)) or "rien"
    if missing:
        sentence = say(
            "Dans le dossier {name}, il manque {missing}.", name=name, missing=quoted(short(missing[0]))
        )
        return Mismatch(missing[0], found, sentence)
    if unwanted:
        sentence = say(
            "Dans le dossier {name}, {unwanted} ne devrait pas être là.",
            name=name,
            unwanted=quoted(short(unwanted[0])),
        )
        return Mismatch("", found, sentence)
    return None


PATH = Kind(PATH_KEYS, validate_path, _compare_path)
FOLDER = Kind(_FOLDER_KEYS, _validate_folder, _compare_folder)
