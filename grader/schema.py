"""The JSON Schema of `exercise.toml`, made from what the reader accepts: editors complete and underline with it."""

from grader import expectations
from grader.contract import LIMIT_BOUNDS, Json
from grader.manifest.bounds import MAX_CHECKS, MAX_TEXT
from grader.manifest.exercise import KINDS
from grader.manifest.quiz import NOT_IN_A_QUIZ
from grader.manifest.shapes import LISTS, NUMBERS, REQUIRED, SOURCE, TEXTS
from grader.quiz import RUNTIME as QUIZ
from grader.runtimes import RUNTIMES
from grader.runtimes.source import OUTSIDE

_TEXT: dict[str, Json] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
_TEXTS: dict[str, Json] = {"type": "array", "items": _TEXT}
_NAME = "^[a-z0-9]+(-[a-z0-9]+)*$"

_SAYS = {
    "key": "Le nom du dossier : minuscules, chiffres et tirets. Ne change jamais.",
    "title": "Le titre que lit l’apprenti·e.",
    "summary": "Une phrase, pour choisir l’exercice dans une liste.",
    "runtime": "Le langage : dans quelle boîte le code s’exécute.",
    "variant": "Une façon d’exécuter ce langage, si ce n’est pas la première.",
    "level": "De 1, premiers pas, à 5.",
    "minutes": "Le temps prévu, en minutes.",
    "competences": "Les codes des compétences que l’exercice travaille.",
    "hints": "Des indices, du plus léger au plus précis.",
    "licence": "La licence de l’exercice.",
    "kind": "Pour tout le monde, pour aller plus loin, ou pour s’entraîner sans rien prouver.",
    "example": "Ce que propose la case « Essayer » : un appel, une requête SELECT ou l’adresse d’une page.",
    "source": "D’où vient un exercice qui n’a pas été écrit ici.",
    "files": "Le fichier ouvert ou chargé, et ceux que l’apprenti·e écrit.",
    "limits": "Seulement ce qui diffère des limites du langage.",
    "mistakes": "Nom du dossier dans mistakes/ = première phrase que doit lire l’apprenti·e.",
    "checks": "Ce qui est vérifié, dans l’ordre où on le lit.",
}


def json_schema() -> dict[str, Json]:
    """Returns the schema as plain data."""
    variants = {one.name for runtime in RUNTIMES.values() for one in runtime.variants}
    properties: dict[str, Json] = {
        **dict.fromkeys(TEXTS, _TEXT),
        **dict.fromkeys(LISTS, _TEXTS),
        **{
            name: {"type": "integer", "minimum": low, "maximum": high}
            for name, (low, high) in NUMBERS.items()
        },
        "key": {"type": "string", "pattern": _NAME},
        "runtime": {"enum": [*RUNTIMES, QUIZ]},
        "variant": {"enum": list[Json](sorted(variants))},
        "kind": {"enum": list[Json](KINDS)},
        "source": _table(dict.fromkeys(SOURCE, _TEXT)),
        "files": _table({"entry": _TEXT, "editable": {**_TEXTS, "minItems": 1}}, "entry", "editable"),
        "limits": _table(
            {
                name: {"type": "number", "minimum": low, "maximum": high}
                for name, (low, high) in LIMIT_BOUNDS.items()
            }
        ),
        "mistakes": {"type": "object", "additionalProperties": _TEXT},
        "checks": {"type": "array", "minItems": 1, "maxItems": MAX_CHECKS, "items": _check()},
    }
    said: dict[str, Json] = {
        name: {**(shape if isinstance(shape, dict) else {}), "description": _SAYS[name]}
        for name, shape in properties.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "exercise.toml",
        "allOf": [*(_probes_of(name) for name in RUNTIMES), _quiz_or_code()],
        **_table(said, *(name for name in REQUIRED if name not in NOT_IN_A_QUIZ)),
    }


def _quiz_or_code() -> Json:
    """A quiz keeps its questions in a file of their own, and nothing of it runs."""
    of_code: list[Json] = [name for name in REQUIRED if name in NOT_IN_A_QUIZ]
    return {
        "if": {"properties": {"runtime": {"const": QUIZ}}, "required": ["runtime"]},
        "then": {"properties": dict.fromkeys(NOT_IN_A_QUIZ, False)},
        "else": {"required": of_code},
    }


def _table(properties: dict[str, Json], *required: str) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": [*required],
    }


def _check() -> dict[str, Json]:
    """A check: what may be expected depends on the kind of its probe."""
    probe: dict[str, Json] = {
        "type": "object",
        "properties": {"kind": {"enum": list[Json](expectations.KINDS)}},
        "required": ["kind"],
    }
    check = _table(
        {
            "id": {"type": "string", "pattern": _NAME},
            "asks": _TEXT,
            "probe": probe,
            "expect": {"type": "object", "minProperties": 1},
            "otherwise": {"type": "string"},
            "draw": {"type": "object", "description": "Ce qui est tiré au hasard pour chaque nom de l’expression."},
            "judge": {"type": "string", "description": "Un programme de judges/, à la place de expect."},
        },
        "id", "asks", "probe",
    )  # fmt: skip
    check["anyOf"] = [{"required": ["expect"]}, {"required": ["judge"]}]
    return {**check, "allOf": [_expectations_of(name) for name in expectations.KINDS]}


def _expectations_of(kind: str) -> Json:
    drawn = expectations.PUT_TOGETHER["drawn"].keys if kind == "value" else frozenset[str]()
    keys: dict[str, Json] = dict.fromkeys(sorted(expectations.KINDS[kind].keys | drawn), True)
    return {
        "if": {
            "properties": {"probe": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}},
            "required": ["probe"],
        },
        "then": {"properties": {"expect": {"properties": keys, "additionalProperties": False}}},
    }


def _probes_of(runtime: str) -> Json:
    kinds: list[Json] = [*sorted({*RUNTIMES[runtime].probes, *OUTSIDE})]
    probe: Json = {"properties": {"probe": {"properties": {"kind": {"enum": kinds}}}}}
    return {
        "if": {"properties": {"runtime": {"const": runtime}}, "required": ["runtime"]},
        "then": {"properties": {"checks": {"items": probe}}},
    }
