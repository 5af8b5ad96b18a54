"""freeCodeCamp's challenges in HTML, CSS and JavaScript: what can be said by our checks is, the rest is listed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from exercises.importers.assertions import Untranslated, checks_of
from exercises.importers.challenge_files import (
    Challenge,
    Code,
    NotAChallenge,
    challenge_of,
    is_challenge,
    without_regions,
)
from exercises.importers.exercise import MOST_CHECKS, TO_VERIFY, Draft, ImportedExercise, Source, key_of
from exercises.importers.licences import licence_of
from exercises.importers.material import Material, as_text
from exercises.importers.report import Remark, one_line
from exercises.importers.statements import first_sentence

ORIGIN = "freeCodeCamp"
_FILES = {"html": "index.html", "css": "styles.css", "js": "script.js"}
_BEFORE = "00-avant.js"
_OUTSIDE_SCRIPT = re.compile(r"<script[^>]+src\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)
_STEP = re.compile(r"(?:step|étape)\s+(\d+)", re.IGNORECASE)


def drafts(material: Material, source: Source) -> Iterator[tuple[str, Any]]:
    """Yields the name of each challenge and a function that makes its draft."""
    found = {path: text for path, text in _texts(material) if is_challenge(text)}
    shown = _one_language(found)
    given = source
    if source.licence == TO_VERIFY:
        licence = licence_of(_root_files(material))
        given = Source(ORIGIN, source.url, source.author, licence)
    for path, text in found.items():
        if shown.get(path, path) != path:
            remark = Remark(f"traduction de {shown[path]}, déjà lu.", path)
            yield path, lambda p=path, r=remark: Draft(p, None, [r])
        else:
            yield path, lambda p=path, t=text: _draft(p, t, found, given)


def _texts(material: Material) -> Iterator[tuple[str, str]]:
    for path, data in material.files.items():
        if path.lower().endswith((".md", ".mdx")):
            try:
                yield path, as_text(data).content
            except ValueError:
                continue


def _root_files(material: Material) -> Mapping[str, bytes]:
    """The files nearest the root: a zip has a folder around everything."""
    tops = {path.split("/")[0] for path in material.files}
    return (
        material.under(tops.pop())
        if len(tops) == 1 and "/" in next(iter(material.files), "")
        else material.files
    )


def _one_language(found: Mapping[str, str]) -> dict[str, str]:
    """Which file each file repeats in another language: itself for most."""
    alike: dict[tuple[str, str], list[str]] = {}
    for path, text in found.items():
        if match := re.search(r"^id:\s*['\"]?(\w{8,})", text, re.MULTILINE):
            alike.setdefault((match[1], PurePosixPath(path).name.split(".")[0]), []).append(path)
    kept = {}
    for paths in alike.values():
        first = next((path for path in paths if "english" in path), paths[0])
        kept.update(dict.fromkeys(paths, first))
    return kept


# ---- one challenge ----------------------------------------------------------------------------------
@dataclass
class _Reading:
    path: str
    challenge: Challenge
    remarks: list[Remark] = field(default_factory=list)

    def say(self, text: str, line: int | None = None, *, by_hand: bool = True) -> None:
        self.remarks.append(Remark(text, self.path, line, by_hand))

    @property
    def block(self) -> str:
        return PurePosixPath(self.path).parent.name


def _draft(path: str, text: str, found: Mapping[str, str], source: Source) -> Draft:
    try:
        challenge = challenge_of(text)
    except NotAChallenge as error:
        return Draft(path, None, [Remark(str(error), path)])
    reading = _Reading(path, challenge)
    for problem, line in challenge.problems:
        reading.say(problem, line)
    if reason := _reason_to_leave(challenge):
        return Draft(path, None, [*reading.remarks, Remark(reason, path)])
    return Draft(path, _exercise(reading, text, found, source), reading.remarks)


def _reason_to_leave(challenge: Challenge) -> str:
    languages = {code.language for code in challenge.seed}
    if not languages & set(_FILES):
        if languages - {""}:
            return f"code en « {', '.join(sorted(languages - {''}))} » : seuls HTML, CSS et JavaScript sont importés."
        if challenge.other_parts:
            return f"sans code de départ (parties : {', '.join(challenge.other_parts)}) : questionnaire ou lecture."
        return "sans code de départ : ce n’est pas un exercice que l’on puisse vérifier."
    if unknown := languages - set(_FILES) - {""}:
        return f"code en « {', '.join(sorted(unknown))} » : seuls HTML, CSS et JavaScript sont importés."
    return "" if challenge.hints else "il n’y a pas de test."


def _exercise(reading: _Reading, text: str, found: Mapping[str, str], source: Source) -> ImportedExercise:
    challenge = reading.challenge
    starter = _files(challenge.seed)
    world = "web" if set(starter) & {"index.html", "styles.css"} else "javascript"
    editable = list(starter)
    entry = "index.html" if world == "web" else "script.js"
    if world == "web" and entry not in starter:
        starter[entry] = '<link rel="stylesheet" href="styles.css">\n'
    solution = _solution(reading, editable, found)
    starter = {**starter, **_around(reading, world)}
    _say_outside(reading, starter)
    title = _title(reading)
    statement = challenge.description or title
    checks = _checks(reading, world)
    name = str(challenge.front.get("dashedName") or challenge.title or PurePosixPath(reading.path).stem)
    return ImportedExercise(
        key=key_of("freecodecamp", *_short_block(reading.block, name)),
        title=one_line(title, 120),
        summary=first_sentence(statement, title),
        runtime=world,
        statement=statement,
        entry=entry,
        editable=editable,
        starter=starter,
        solution=solution,
        kind=_kind(reading, checks),
        checks=checks,
        source=_source(reading, source),
        original={PurePosixPath(reading.path).name: text.encode()},
    )


def _short_block(block: str, name: str) -> tuple[str, str]:
    """The name of a step says nothing without its block: where there is no room, the block is cut."""
    own = key_of(name)
    return key_of(block)[: max(8, 46 - len(own))].strip("-") if block else "", own


def _title(reading: _Reading) -> str:
    title = reading.challenge.title or PurePosixPath(reading.path).stem
    if _STEP.fullmatch(title) and reading.block:
        return f"{reading.block.replace('-', ' ').capitalize()} : {title}"
    return title


def _files(codes: list[Code]) -> dict[str, str]:
    files: dict[str, str] = {}
    for code in codes:
        if path := _FILES.get(code.language):
            text = without_regions(code.text).rstrip("\n") + "\n"
            files[path] = f"{files[path]}\n{text}" if path in files else text
    return files


def _solution(reading: _Reading, editable: list[str], found: Mapping[str, str]) -> dict[str, str]:
    for codes in reading.challenge.solutions:
        solution = {path: text for path, text in _files(codes).items() if path in editable}
        if any(text.strip() for text in solution.values()):
            return solution
    if following := _next_step(reading, found):
        solution = {path: text for path, text in _files(following.seed).items() if path in editable}
        if solution:
            reading.say("le corrigé est le départ de l’étape suivante.", by_hand=False)
            return solution
    reading.say("il n’y a pas de corrigé : écrivez le dossier solution/.")
    return {}


def _next_step(reading: _Reading, found: Mapping[str, str]) -> Challenge | None:
    """Steps follow one another: each begins where the one before should have ended."""
    match = _STEP.fullmatch(reading.challenge.title)
    if not match:
        return None
    wanted = re.compile(
        rf"^title:\s*['\"]?(?:step|étape)\s+{int(match[1]) + 1}['\"]?\s*$", re.IGNORECASE | re.MULTILINE
    )
    folder = reading.path.rpartition("/")[0]
    for path, text in found.items():
        if path.rpartition("/")[0] == folder and wanted.search(text[:2000]):
            try:
                return challenge_of(text)
            except NotAChallenge:
                return None
    return None


def _around(reading: _Reading, world: str) -> dict[str, str]:
    """Code that runs around the learner's: before it, it can be a file of ours; otherwise somebody has to look."""
    files: dict[str, str] = {}
    for code in reading.challenge.around:
        if code.place in ("before-user-code", "setup") and code.language == "js" and world == "javascript":
            files[_BEFORE] = f"{files.get(_BEFORE, '')}{code.text}\n"
        else:
            reading.say(
                "du code de l’auteur tourne ici autour de celui de l’apprenti·e : il n’est pas repris.",
                code.line,
            )
    return files


def _say_outside(reading: _Reading, files: Mapping[str, str]) -> None:
    if any(_OUTSIDE_SCRIPT.search(text) for path, text in files.items() if path.endswith(".html")):
        reading.say("la page charge un script du réseau, que la boîte n’a pas.")


def _checks(reading: _Reading, world: str) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = []
    for number, hint in enumerate(reading.challenge.hints, start=1):
        try:
            found = checks_of(hint.code, world, reading.challenge.before_each)
        except Untranslated as error:
            reading.say(f"test {number} à écrire à la main : {error}.", hint.line)
            continue
        if len(checks) + len(found) > MOST_CHECKS:
            reading.say(f"plus de {MOST_CHECKS} vérifications : celle-ci n’est pas importée.", hint.line)
            continue
        asks = one_line(hint.asks, 300) or f"Le test {number} passe."
        for part, (probe, expect) in enumerate(found, start=1):
            check_id = f"test-{number}" if len(found) == 1 else f"test-{number}-{part}"
            checks.append({"id": check_id, "asks": asks, "probe": probe, "expect": expect})
    if not checks:
        reading.say("aucun test n’a pu être traduit : écrivez les vérifications.")
    return checks


def _kind(reading: _Reading, checks: list[dict[str, Any]]) -> str:
    """Expressions of strangers are worth what they are worth: who passes them practised, and proved nothing."""
    count = sum(check["probe"]["kind"] == "value" for check in checks)
    if not count:
        return "core"
    reading.say(
        f"vérifications qui calculent une expression de l’auteur : {count}. L’exercice entraîne, sans rien prouver.",
        by_hand=False,
    )
    return "practice"


def _source(reading: _Reading, given: Source) -> Source:
    if given.licence == TO_VERIFY:
        reading.say("la licence n’a pas été trouvée : vérifiez-la, puis écrivez-la dans exercise.toml.")
    return Source(ORIGIN, given.url, given.author or ORIGIN, given.licence)
