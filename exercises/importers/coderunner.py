"""CodeRunner questions exported by Moodle: programs and functions become checks of ours on what is written."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from exercises.importers.coderunner_tests import LANGUAGES, Case, check_of
from exercises.importers.databases import NotADatabase, sql_of
from exercises.importers.exercise import (
    MOST_CHECKS,
    TO_VERIFY,
    Draft,
    ImportedExercise,
    Source,
    is_safe_name,
    key_of,
)
from exercises.importers.material import Material, as_text
from exercises.importers.report import Remark, one_line
from exercises.importers.statements import first_sentence, markdown_of
from exercises.importers.xml_reading import BadXml, Element, elements_named

ORIGIN = "Moodle CodeRunner"
_BIGGEST = 64 * 1024
_TWIG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_MARK = re.compile(
    r"\{\{\s*STUDENT_ANSWER\s*(?:\|\s*raw\s*)?\}\}|\{\{\s*TEST\.testcode\s*(?:\|\s*raw\s*)?\}\}"
)
_EQUALITY = ("", "EqualityGrader")


def drafts(material: Material, source: Source) -> Iterator[tuple[str, Any]]:
    """Yields the name of each question and a function that makes its draft; what breaks a file is a draft too."""
    for path, data in material.files.items():
        if path.lower().endswith(".xml"):
            yield from _in_file(path, data, source)


def _in_file(path: str, data: bytes, source: Source) -> Iterator[tuple[str, Any]]:
    category, number = "", 0
    try:
        for question in elements_named(data, "question"):
            if question.attributes.get("type") == "category":
                category = question.text("category").strip()
                continue
            number += 1
            name = one_line(question.text("name"), 120) or f"question {number}"
            yield name, lambda n=name, q=question, c=category: _draft(n, q, path, c, source)
    except BadXml as error:
        remark = Remark(f"{error}. Ce qui suit n’est pas lu.", path, error.line)
        yield path, lambda: Draft(path, None, [remark])


@dataclass
class _Question:
    """One question while it is read."""

    name: str
    element: Element
    path: str
    kind: str
    language: str
    remarks: list[Remark] = field(default_factory=list)

    def say(self, text: str, line: int | None = None, *, by_hand: bool = True) -> None:
        self.remarks.append(Remark(text, self.path, line or self.element.line, by_hand))

    def text(self, name: str) -> str:
        return self.element.text(name).replace("\r\n", "\n").replace("\r", "\n")


def _draft(name: str, element: Element, path: str, category: str, source: Source) -> Draft:
    kind = element.text("coderunnertype").strip()
    question = _Question(name, element, path, kind, LANGUAGES.get(kind, ""))
    if reason := _reason_to_leave(question):
        return Draft(name, None, [Remark(reason, path, element.line)])
    return Draft(name, _exercise(question, category, source), question.remarks)


def _reason_to_leave(question: _Question) -> str:
    element = question.element
    if element.attributes.get("type") != "coderunner":
        return (
            f"type « {element.attributes.get('type', '')} » : seules les questions CodeRunner sont importées."
        )
    if element.text("prototypetype").strip() not in ("", "0"):
        return "modèle de question (« prototype »), et non un exercice."
    if not question.language:
        return (
            f"type « {question.kind} » : il n’a pas d’équivalent ici (python3, nodejs, php et sql en ont un)."
        )
    if not element.first("testcases") or not _cases(element):
        return "la question n’a pas de test."
    return ""


def _cases(element: Element) -> list[Case]:
    tests = element.first("testcases")
    return [
        Case(
            code=one.text("testcode").strip("\n"),
            stdin=one.text("stdin"),
            expected=one.text("expected"),
            extra=one.text("extra"),
            example=one.attributes.get("useasexample") == "1",
            hidden=one.text("display").strip().upper() == "HIDE",
            line=one.line,
        )
        for one in (tests.all("testcase") if tests else [])
    ]


# ---- one question -----------------------------------------------------------------------------------
def _exercise(question: _Question, category: str, source: Source) -> ImportedExercise:
    entry = {"python": "main.py", "javascript": "main.js", "php": "index.php", "sql": "main.sql"}[
        question.language
    ]
    cases = _cases(question.element)
    faithful = _is_faithful(question)
    checks = _checks(question, cases) if faithful else []
    starter = {entry: _starter(question), **_attached(question, entry)}
    answer = question.text("answer")
    if not answer.strip():
        question.say("la question n’a pas de réponse de référence : écrivez le dossier solution/.")
    statement = _statement(question, cases)
    return ImportedExercise(
        key=key_of("coderunner", question.name),
        title=question.name,
        summary=first_sentence(statement, question.name),
        runtime=question.language,
        statement=statement,
        entry=entry,
        editable=[entry],
        starter=starter,
        solution={entry: answer} if answer.strip() else {},
        checks=checks,
        source=_source(question, category, source),
        original={"question.json": _as_json(question.element)},
    )


def _as_json(element: Element) -> bytes:
    def table(one: Element) -> dict[str, Any]:
        text = "".join(one.texts)
        kept = {"name": one.name, **({"attributes": one.attributes} if one.attributes else {})}
        if text.strip():
            kept["text"] = text if len(text) <= _BIGGEST else f"{text[:200]}…"
        return {**kept, **({"children": [table(child) for child in one.children]} if one.children else {})}

    return json.dumps(table(element), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _is_faithful(question: _Question) -> bool:
    """Whether what the question does can be said by our checks; if not, it has been said why."""
    grader = question.text("grader").strip()
    if grader not in (*_EQUALITY, "NearEqualityGrader", "RegexGrader"):
        question.say(f"correcteur « {grader} » : les vérifications sont à écrire à la main.")
        return False
    if grader == "NearEqualityGrader":
        question.say("l’original ne regarde ni les majuscules ni les espaces ; ici, tout compte : à relire.")
    if question.text("templateparams").strip() not in ("", "{}") and _varies(question):
        question.say("question tirée au sort (Twig) : les vérifications sont à écrire à la main.")
        return False
    return _has_plain_template(question)


def _varies(question: _Question) -> bool:
    every = [question.text("questiontext"), question.text("answer"), question.text("answerpreload")]
    every += [case.code + case.expected + case.stdin for case in _cases(question.element)]
    return any(_TWIG.search(text) for text in every)


def _has_plain_template(question: _Question) -> bool:
    template = question.text("template").strip()
    if not template:
        return True
    marks = _MARK.findall(template)
    rest = _MARK.sub("", template)
    plain = re.sub(r"^\s*(?:#|//|--|<\?php|\?>).*$", "", rest, flags=re.MULTILINE).strip(" \n\t;")
    if len(marks) <= 2 and "STUDENT_ANSWER" in (marks or [""])[0] and not plain:
        return True
    question.say("gabarit particulier (« template ») : les vérifications sont à écrire à la main.")
    return False


def _checks(question: _Question, cases: list[Case]) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = []
    regex = question.text("grader").strip() == "RegexGrader"
    for number, case in enumerate(cases, start=1):
        check, reason = check_of(question.language, case, number, regex)
        if check is None:
            question.say(f"test {number} : {reason}", case.line)
        elif len(checks) == MOST_CHECKS:
            question.say(
                f"plus de {MOST_CHECKS} tests : celui-ci et les suivants ne sont pas importés.", case.line
            )
            break
        else:
            checks.append(check)
    if not checks:
        question.say("aucun test n’a pu être traduit : écrivez les vérifications.")
    return checks


def _starter(question: _Question) -> str:
    preload = question.text("answerpreload")
    return preload if preload.endswith("\n") or not preload else f"{preload}\n"


def _attached(question: _Question, entry: str) -> dict[str, str]:
    """The files that come with the tests; a database becomes the instructions that make it."""
    tests = question.element.first("testcases")
    files: dict[str, str] = {}
    for one in tests.all("file") if tests else []:
        name = one.attributes.get("name", "")
        try:
            data = base64.b64decode("".join(one.texts)) if one.attributes.get("encoding") == "base64" else b""
        except (binascii.Error, ValueError):
            question.say(f"fichier joint « {name} » : il ne peut pas être lu.", one.line)
            continue
        path, text, problem = _attached_text(question.language, name, data)
        if problem or path in (*files, entry):
            question.say(f"fichier joint « {name} » : {problem or 'ce nom sert déjà.'}", one.line)
        else:
            files[path] = text
    return files


def _attached_text(language: str, name: str, data: bytes) -> tuple[str, str, str]:
    """Returns the name and the text that the exercise keeps of an attached file, or what is wrong with it."""
    if language == "sql" and data.startswith(b"SQLite format 3\0"):
        try:
            return "database.sql", sql_of(data), ""
        except NotADatabase as error:
            return name, "", str(error)
    if not is_safe_name(name):
        return name, "", "ce nom n’est pas accepté par la plateforme."
    if len(data) > _BIGGEST:
        return name, "", f"plus de {_BIGGEST // 1024} Kio."
    try:
        return name, as_text(data).content, ""
    except ValueError as error:
        return name, "", f"{error}."


def _statement(question: _Question, cases: list[Case]) -> str:
    element = question.element.first("questiontext")
    written = question.text("questiontext")
    html = element is None or element.attributes.get("format", "html") in ("html", "moodle_auto_format")
    if "@@PLUGINFILE@@" in written:
        question.say("des images ou des fichiers de la consigne ne sont pas repris.")
    statement = (markdown_of(written) if html else written.strip()) or question.name
    if examples := [case for case in cases if case.example and not case.hidden]:
        statement += "\n\n## Exemples\n\n" + "\n\n".join(_example(case) for case in examples)
    return statement


def _example(case: Case) -> str:
    parts = [("Code", case.code), ("Entrée", case.stdin), ("Résultat", case.expected)]
    return "\n\n".join(f"{title} :\n\n```text\n{text.rstrip()}\n```" for title, text in parts if text.strip())


def _source(question: _Question, category: str, given: Source) -> Source:
    if given.licence == TO_VERIFY:
        question.say("Moodle ne dit pas la licence : vérifiez-la, puis écrivez-la dans exercise.toml.")
    place = f"{ORIGIN} ({one_line(category, 200)})" if category else ORIGIN
    return Source(place, given.url, given.author, given.licence)
