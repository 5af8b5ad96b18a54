"""Exercism tracks in JavaScript, Python and PHP: their tests run in their own framework, and stay formative."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from exercises.importers.dependencies import missing_dependencies
from exercises.importers.exercise import TO_VERIFY, Draft, ImportedExercise, Source, is_safe_name, key_of
from exercises.importers.licences import licence_of
from exercises.importers.material import Material, as_text
from exercises.importers.report import Remark, one_line
from exercises.importers.skipped import without_skips
from exercises.importers.statements import first_sentence

ORIGIN = "Exercism"
_MOST_STARTER_FILES = 30
_BIGGEST = 64 * 1024
_HOME = re.compile(r"^(?P<folder>(?:.*/)?exercises/(?P<kind>practice|concept)/(?P<slug>[^/]+))/")
_META = re.compile(r"^(?P<folder>(?:.*/)?)\.meta/config\.json$")
_LANGUAGES = {"javascript": ".js", "python": ".py", "php": ".php"}
_TEST_NAMES = {
    "javascript": re.compile(r"[^/]+\.(?:spec|test)\.m?js"),
    "python": re.compile(r"(?:[^/]+_test|test_[^/]+)\.py"),
    "php": re.compile(r"[^/]+(?:Test|_test)\.php"),
}
_TOOLS = re.compile(
    r"(?:package(?:-lock)?\.json|(?:babel|jest|vitest|eslint|prettier)\.config\.[cm]?js|tsconfig\.json|phpunit.*"
    r"|README\.md|HELP\.md|HINTS\.md|LICENSE.*|composer\.(?:json|lock)|example\.[a-z]+|\..*)"
)
_USEFUL = (".js", ".mjs", ".py", ".php", ".json", ".txt", ".csv", ".html", ".xml")


@dataclass(frozen=True)
class _Track:
    """What the track says of all its exercises. `listed` holds what it says of each, by slug."""

    language: str = ""
    licence: str = TO_VERIFY
    patterns: Mapping[str, Any] = field(default_factory=dict)
    listed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def drafts(material: Material, source: Source) -> Iterator[tuple[str, Any]]:
    """Yields the name of each exercise and a function that makes its draft."""
    folders = _folders(material)
    tracks = {root: _track(material, root) for root in {_root(folder) for folder in folders}}
    for folder in folders:
        track = tracks[_root(folder)]
        yield folder or ORIGIN, lambda f=folder, t=track: _draft(f, material.under(f), t, source)


def _folders(material: Material) -> list[str]:
    found = set()
    for path in material.files:
        if match := _HOME.match(path):
            found.add(match["folder"])
        elif match := _META.match(path):
            found.add(match["folder"].rstrip("/"))
    # A track has a folder .meta of its own in old days: it is no exercise.
    return sorted(folder for folder in found if not _holds_another(folder, found))


def _holds_another(folder: str, found: set[str]) -> bool:
    return any(other != folder and other.startswith(f"{folder}/" if folder else "") for other in found)


def _root(folder: str) -> str:
    match = _HOME.match(f"{folder}/")
    return folder[: match.start("kind")].removesuffix("exercises/").rstrip("/") if match else folder


def _read_json(files: Mapping[str, bytes], path: str) -> tuple[dict[str, Any], list[Remark]]:
    if path not in files:
        return {}, []
    try:
        data = json.loads(as_text(files[path]).content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        return {}, [Remark("ce fichier JSON ne peut pas être lu ; l’import a deviné le reste.", path, line)]
    if not isinstance(data, dict):
        return {}, [Remark("ce fichier JSON n’a pas la forme attendue ; l’import a deviné le reste.", path)]
    return data, []


def _track(material: Material, root: str) -> _Track:
    files = material.under(root)
    config, remarks = _read_json(files, "config.json")
    named = config.get("slug") or config.get("language")
    listed: dict[str, Mapping[str, Any]] = {}
    exercises = config.get("exercises")
    groups = exercises.values() if isinstance(exercises, dict) else [exercises]
    for group in groups:
        for one in group if isinstance(group, list) else []:
            if isinstance(one, dict) and isinstance(one.get("slug"), str):
                listed[one["slug"]] = one
    return _Track(
        language=str(named).lower() if isinstance(named, str) else "",
        licence=licence_of(files),
        patterns=config["files"] if isinstance(config.get("files"), dict) else {},
        listed=listed,
        remarks=tuple(remarks),
    )


# ---- one exercise -----------------------------------------------------------------------------------
@dataclass
class _Reading:
    """One exercise while it is read."""

    folder: str
    files: Mapping[str, bytes]
    language: str
    config: Mapping[str, Any]
    track: _Track
    remarks: list[Remark] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return PurePosixPath(self.folder).name or "exercice"

    def say(self, text: str, file: str = "", line: int | None = None, *, by_hand: bool = True) -> None:
        place = f"{self.folder}/{file}".strip("/") if file else self.folder
        self.remarks.append(Remark(text, place, line, by_hand))

    def text(self, path: str) -> str | None:
        """Returns a file of the exercise as text, or None, once it has been said why."""
        if path not in self.files:
            return None
        try:
            text = as_text(self.files[path])
        except ValueError as error:
            self.say(f"{error} : il n’est pas importé.", path)
            return None
        if text.encoding == "cp1252":
            self.say("écrit dans un ancien encodage ; il est importé en UTF-8.", path, by_hand=False)
        return text.content


def _draft(folder: str, files: dict[str, bytes], track: _Track, source: Source) -> Draft:
    config, remarks = _read_json(files, ".meta/config.json")
    language = _language(track, files, config)
    reading = _Reading(folder, files, language, config, track, [*track.remarks])
    for remark in remarks:
        reading.say(remark.text, remark.file, remark.line)
    name = folder or ORIGIN
    listed = track.listed.get(reading.slug, {})
    if reason := _reason_to_leave(language, listed):
        return Draft(name, None, [Remark(reason, folder)])
    tests, solutions = _named_files(reading, "test"), _named_files(reading, "solution")
    if not tests:
        reading.say("aucun fichier de tests n’a été trouvé.")
        return Draft(name, None, reading.remarks)
    if not solutions:
        reading.say("aucun fichier à compléter n’a été trouvé.")
        return Draft(name, None, reading.remarks)
    return Draft(name, _exercise(reading, tests, solutions, source), reading.remarks)


def _reason_to_leave(language: str, listed: Mapping[str, Any]) -> str:
    if language not in _LANGUAGES:
        return f"langage « {language or 'inconnu'} » : seuls JavaScript, Python et PHP sont importés."
    if listed.get("status") == "deprecated" or listed.get("deprecated") is True:
        return "exercice abandonné par ses auteurs (« deprecated »)."
    return ""


def _language(track: _Track, files: Mapping[str, bytes], config: Mapping[str, Any]) -> str:
    if track.language:
        return track.language
    named = config.get("files")
    paths = (
        [*files, *(path for paths in named.values() for path in _strings(paths))]
        if isinstance(named, dict)
        else files
    )
    counts = {
        language: sum(1 for path in paths if path.endswith(ending)) for language, ending in _LANGUAGES.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else ""


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _named_files(reading: _Reading, role: str) -> list[str]:
    """The files of a role: as the exercise says, else as the track does, else by their names."""
    own = reading.config.get("files")
    named = _strings(own.get(role)) if isinstance(own, dict) else []
    if not named:
        named = [_filled(one, reading.slug) for one in _strings(reading.track.patterns.get(role))]
        named = [path for path in named if path in reading.files]
    kept = []
    for path in named:
        if not is_safe_name(path) and role in ("test", "solution", "editor"):
            reading.say("ce nom de fichier n’est pas accepté par la plateforme.", path)
        elif path not in reading.files and role != "solution":
            reading.say("ce fichier est annoncé, mais il manque.", path)
        else:
            kept.append(path)
    return kept or _guessed(reading, role)


def _filled(pattern: str, slug: str) -> str:
    words = [word for word in re.split(r"[-_ ]+", slug) if word]
    pascal = "".join(word[:1].upper() + word[1:] for word in words)
    forms = {
        "kebab_slug": "-".join(words),
        "snake_slug": "_".join(words),
        "pascal_slug": pascal,
        "camel_slug": pascal[:1].lower() + pascal[1:],
    }
    return re.sub(r"%\{(\w+)\}", lambda match: forms.get(match[1], ""), pattern)


def _guessed(reading: _Reading, role: str) -> list[str]:
    ending, tests = _LANGUAGES[reading.language], _TEST_NAMES[reading.language]
    plain = [path for path in reading.files if "/" not in path and is_safe_name(path)]
    if role == "test":
        return [path for path in plain if tests.fullmatch(path)]
    if role == "solution":
        own = _named_files(reading, "test")
        stem = re.sub(r"[^a-z0-9]", "", reading.slug.lower())
        code = [p for p in plain if p.endswith(ending) and p not in own and not _TOOLS.fullmatch(p)]
        close = [p for p in code if re.sub(r"[^a-z0-9]", "", PurePosixPath(p).stem.lower()) == stem]
        return close or code[:1]
    if role in ("example", "exemplar"):
        hidden = (
            f".meta/{word}{ending}" for word in ("example", "exemplar", "proof.ci", "solutions/example")
        )
        return [path for path in (*hidden, f"example{ending}") if path in reading.files][:1]
    return []


def _exercise(reading: _Reading, tests: list[str], solutions: list[str], source: Source) -> ImportedExercise:
    listed = reading.track.listed.get(reading.slug, {})
    starter = _starter(reading, tests, solutions)
    tests = [path for path in tests if path in starter]
    solution = _solution(reading, solutions)
    for text in missing_dependencies(reading.language, {**starter, **solution}):
        reading.say(text)
    title = next(
        (t for t in (listed.get("name"), reading.config.get("title")) if isinstance(t, str) and t.strip()), ""
    )
    title = title or reading.slug.replace("-", " ").capitalize()
    blurb = reading.config.get("blurb")
    statement, hints = _statement(reading, title), _hints(reading)
    return ImportedExercise(
        key=key_of("exercism", reading.language, reading.slug),
        title=one_line(title, 120),
        summary=one_line(blurb, 300)
        if isinstance(blurb, str) and blurb.strip()
        else first_sentence(statement, title),
        runtime="framework",
        kind="practice",
        variant=_variant(reading.language, [starter[path] for path in tests]),
        level=_level(listed),
        statement=statement,
        hints=hints,
        entry=solutions[0],
        editable=solutions,
        starter=starter,
        solution=solution,
        checks=_checks(tests),
        source=_source(reading, source),
        original={path: data for path, data in reading.files.items() if _is_origin(path, data)},
    )


def _is_origin(path: str, data: bytes) -> bool:
    """What the folder of ours does not hold in another form."""
    return path.startswith(".meta/") and path.endswith((".json", ".toml")) and len(data) <= _BIGGEST


def _variant(language: str, tests: list[str]) -> str:
    if language != "javascript":
        return {"python": "pytest", "php": "phpunit"}[language]
    return "vitest" if any(re.search(r"from\s+['\"]vitest['\"]", text) for text in tests) else "jest"


def _level(listed: Mapping[str, Any]) -> int:
    difficulty = listed.get("difficulty")
    known = isinstance(difficulty, int) and not isinstance(difficulty, bool)
    return min(5, max(1, (int(difficulty) + 1) // 2)) if known else 1  # type: ignore[arg-type]


def _checks(tests: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": "tests" if len(tests) == 1 else f"tests-{number}",
            "asks": f"Tous les tests de {path} passent.",
            "probe": {"kind": "tests", "files": [path]},
            "expect": {"all_pass": True, "at_least": 1},
        }
        for number, path in enumerate(tests, start=1)
    ]


# ---- files ------------------------------------------------------------------------------------------
def _starter(reading: _Reading, tests: list[str], solutions: list[str]) -> dict[str, str]:
    starter: dict[str, str] = {}
    own = dict.fromkeys([*solutions, *tests, *_named_files(reading, "editor"), *_beside(reading)])
    for path in own:
        text = reading.text(path)
        if text is None and path in solutions:
            reading.say("le fichier de départ manque : il est créé vide.", path, by_hand=False)
            text = ""
        if text is None:
            continue
        if len(text.encode()) > _BIGGEST:
            reading.say(f"plus de {_BIGGEST // 1024} Kio : il n’est pas importé.", path)
            continue
        starter[path] = _ready(reading, path, text) if path in tests else text
    for path in list(starter)[_MOST_STARTER_FILES:]:
        reading.say(f"plus de {_MOST_STARTER_FILES} fichiers : celui-ci n’est pas importé.", path)
        del starter[path]
    return starter


def _beside(reading: _Reading) -> list[str]:
    """Helper files and data that the tests or the solution may need."""
    examples = {*_named_files(reading, "example"), *_named_files(reading, "exemplar")}
    found = []
    for path in reading.files:
        parts = path.split("/")
        if any(part.startswith(".") for part in parts) or path in examples or _TOOLS.fullmatch(parts[-1]):
            continue
        if not is_safe_name(path):
            reading.say("ce nom de fichier n’est pas accepté par la plateforme.", path)
        elif path.endswith(_USEFUL):
            found.append(path)
    return found


def _ready(reading: _Reading, path: str, text: str) -> str:
    kept, lines = without_skips(reading.language, text)
    if lines:
        shown = ", ".join(map(str, lines[:8])) + ("…" if len(lines) > 8 else "")
        count = "un test sauté tourne" if len(lines) == 1 else f"{len(lines)} tests sautés tournent"
        reading.say(f"{count} désormais aussi (lignes {shown}).", path, lines[0], by_hand=False)
    return kept


def _solution(reading: _Reading, solutions: list[str]) -> dict[str, str]:
    examples = _named_files(reading, "exemplar") or _named_files(reading, "example")
    pairs = _paired(examples, solutions)
    solution = {}
    for example, path in pairs.items():
        if (text := reading.text(example)) is not None:
            solution[path] = text
    for example in examples:
        if example not in pairs:
            reading.say("on ne sait pas quel fichier ce corrigé remplace : il n’est pas importé.", example)
    if not solution:
        reading.say("il n’y a pas de corrigé : écrivez le dossier solution/.")
    return solution


def _paired(examples: list[str], solutions: list[str]) -> dict[str, str]:
    """Which file to complete each example stands for: by name, else in order."""
    pairs: dict[str, str] = {}
    left = list(solutions)
    for example in examples:
        if same := next((p for p in left if PurePosixPath(p).name == PurePosixPath(example).name), None):
            pairs[example] = same
            left.remove(same)
    rest = [example for example in examples if example not in pairs]
    return {**pairs, **dict(zip(rest, left, strict=False))}


# ---- texts ------------------------------------------------------------------------------------------
def _statement(reading: _Reading, title: str) -> str:
    names = ("introduction.md", "introduction.append.md", "instructions.md", "instructions.append.md")
    parts = [reading.text(f".docs/{name}") for name in names]
    text = "\n\n".join(part.strip() for part in parts if part and part.strip())
    if not text:
        text = (reading.text("README.md") or reading.text("description.md") or "").strip()
    if not text:
        reading.say("il n’y a pas de consigne : écrivez statement.md.")
    return text or title


def _hints(reading: _Reading) -> list[str]:
    text = reading.text(".docs/hints.md") or reading.text(".meta/hints.md") or ""
    hints = []
    for part in re.split(r"^##\s+", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        points = [
            re.sub(r"\s+", " ", point).strip() for point in re.split(r"^\s*[-*]\s+", body, flags=re.MULTILINE)
        ]
        hints += [f"{heading.strip()} : {point}" for point in points if point]
    return [hint[:1000] for hint in hints[:20]]


def _source(reading: _Reading, given: Source) -> Source:
    licence = given.licence if given.licence != TO_VERIFY else reading.track.licence
    if licence == TO_VERIFY:
        reading.say("la licence n’a pas été trouvée : vérifiez-la, puis écrivez-la dans exercise.toml.")
    authors = [*_people(reading.config.get("authors")), *_people(reading.config.get("contributors"))]
    url = given.url
    if not url and reading.track.language:
        url = f"https://exercism.org/tracks/{key_of(reading.language)}/exercises/{key_of(reading.slug)}"
    return Source(ORIGIN, url, given.author or one_line(", ".join(authors), 1000), licence)


def _people(value: object) -> list[str]:
    names = []
    for one in value if isinstance(value, list) else []:
        name = one.get("github_username") or one.get("exercism_username") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            names.append(name.strip())
    return names
