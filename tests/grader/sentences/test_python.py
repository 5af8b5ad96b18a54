"""What Python says when something goes wrong, as the Python of the boxes says it."""

from typing import Any

import pytest

from grader.contract import GradingRequest, Probe
from grader.grading import observe
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from grader.sentences import explain_error

# What a beginner writes -> words of the sentence that she reads.
SYNTAX = {
    "if x == 1\n    y = 2": "deux-points",
    "if x:\ny = 2": "il faut décaler cette ligne",
    "x = 1\n    y = 2": "trop décalée",
    "if x:\n    y = 2\n  z = 3": "ne correspond à aucune",
    "if x:\n        y = 2\n\tz = 3": "tabulations",
    "print('a'": "jamais fermé",
    "print('a'))": "n’a pas été ouvert",
    "x = [1, 2)": "qui ferme",
    "x = 'a": "guillemet qui ferme",
    "x = '''a": "guillemet qui ferme",
    "if x = 1:\n    y = 2": "pour comparer deux valeurs",
    "1 = x": "à gauche de",
    "print 'a'": "parenthèses",
    "x = [1 2]": "virgule",
    "return 3": "en dehors d’une fonction",
    "break": "dans une boucle",
    "x = “a”": "n’est pas permis",
    "2nom = 1": "commencer par un chiffre",
    "try:\n    x = 1\nx = 2": "except",
    "else:\n    x = 1": "ne comprend pas cette ligne",
}
EXPRESSIONS = {
    "bonjour": "n’est pas défini",
    "lenn('a')": "Vouliez-vous écrire «\u00a0len\u00a0»",
    "math.pi": "import math",
    "local()": "avant d’y recevoir une valeur",
    "somme(1)": "il en manque 1",
    "somme(1, 2, 3)": "prend 2 valeurs, et on lui en donne 3",
    "somme(1, c=2)": "pas de paramètre «\u00a0c\u00a0»",
    "'a' + 1": "ne colle que des textes",
    "1 + 'a'": "entre «\u00a0nombre entier\u00a0» et «\u00a0texte\u00a0»",
    "'a' - 1": "entre «\u00a0texte\u00a0» et «\u00a0nombre entier\u00a0»",
    "[1] < 2": "comparer «\u00a0liste\u00a0» et «\u00a0nombre entier\u00a0»",
    "(5)(1)": "suivie de parenthèses",
    "None[0]": "pas de return",
    "(1)[0]": "n’a pas d’éléments",
    "[x for x in 5]": "range(…)",
    "replace('abc')": "morceau par morceau",
    "[1]['a']": "nombre entier",
    "range(1.5)": "int(…)",
    "{[]: 1}": "clé",
    "int('douze')": "'douze'",
    "float('1,5')": "avec un point",
    "(lambda: [a for a, b in [(1, 2, 3)]])()": "autant de noms",
    "[1].remove(2)": "n’y est pas",
    "[].pop()": "vide",
    "[1][5]": "cette place n’existe pas",
    "'abc'[5]": "cette place n’existe pas",
    "{'a': 1}['b']": "la clé 'b'",
    "None.upper()": "vaut None",
    "'a'.uper()": "Vouliez-vous écrire «\u00a0upper\u00a0»",
    "(5).append(1)": "une valeur «\u00a0nombre entier\u00a0» n’a pas de «\u00a0append\u00a0»",
    "1 / 0": "par zéro",
    "5 % 0": "par zéro",
    "endless()": "sans jamais s’arrêter",
    "__import__('maths')": "le module «\u00a0maths\u00a0»",
    "open('rien.txt')": "le fichier «\u00a0rien.txt\u00a0»",
    "input()": "une question de plus",
    "'a' * 10 ** 15": "trop de mémoire",
    "check()": "assert",
    "from_math()": "n’existe pas dans «\u00a0math\u00a0»",
    "random_of_math()": "le module «\u00a0math\u00a0» ne connaît pas",
    "leave()": "arrêté lui-même",
    "crash()": "en panne",
}
PROGRAM = """
def somme(a, b):
    return a + b

def local():
    total = total + 1

def replace(text):
    text[0] = 'z'

def endless():
    return endless()

def check():
    assert 1 == 2

def from_math():
    from math import racine

def random_of_math():
    import math
    return math.randint(1, 2)

def leave():
    import os
    os._exit(0)

def crash():
    import ctypes
    ctypes.string_at(0)
"""


@pytest.mark.docker
def test_what_beginners_meet_most_is_explained(docker_sandbox: DockerSandbox) -> None:
    codes = {**EXPRESSIONS, **{f"compile({code!r}, 'x', 'exec')": words for code, words in SYNTAX.items()}}
    probes = {code: Probe("value", {"expression": code}) for code in codes}
    limits = RUNTIMES["python"].default_limits().adjusted(wall_seconds=30, memory_mb=512)
    request = GradingRequest("python", {"main.py": PROGRAM}, "main.py", tuple(probes.values()), limits)
    report = observe(request, docker_sandbox)

    said = {code: _sentence(report.seen_by(probe)) for code, probe in probes.items()}
    assert {code: said[code] for code, words in codes.items() if words not in said[code]} == {}


def _sentence(seen: Any) -> str:
    thrown = (seen or {}).get("thrown", {})
    return explain_error(thrown.get("name", "?"), thrown.get("message", ""), "python")


def test_an_error_of_their_own_is_quoted() -> None:
    assert explain_error("TropTard", "fermé", "python") == "erreur «\u00a0TropTard\u00a0: fermé\u00a0»."


def test_a_message_that_is_not_pythons_own_is_quoted() -> None:
    assert (
        explain_error("ValueError", "trop petit", "python")
        == "erreur «\u00a0ValueError\u00a0: trop petit\u00a0»."
    )
