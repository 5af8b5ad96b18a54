"""The same five functions in Python, beside `python3 file.py` with five assertions."""

from grader.bench.cases.base import Bare, Case, values
from grader.contract import Json

_SOURCE = """\
def prix_total(articles):
    return sum(article["prix"] * article["nombre"] for article in articles)


def moyenne(nombres):
    return sum(nombres) / len(nombres)


def en_capitales(texte):
    return " ".join(mot[0].upper() + mot[1:] for mot in texte.split(" "))


def pairs(nombres):
    return [nombre for nombre in nombres if nombre % 2 == 0]


def compte(mots):
    vus = {}
    for mot in mots:
        vus[mot] = vus.get(mot, 0) + 1
    return vus
"""
_VALUES: dict[str, Json] = {
    'prix_total([{"prix": 3, "nombre": 2}, {"prix": 10, "nombre": 1}])': 16,
    "moyenne([2, 4, 9])": 5,
    'en_capitales("le marché du port")': "Le Marché Du Port",
    "pairs([1, 2, 3, 4])": [2, 4],
    'compte(["a", "b", "a"])': {"a": 2, "b": 1},
}
_ASSERTIONS = """\
assert prix_total([{"prix": 3, "nombre": 2}, {"prix": 10, "nombre": 1}]) == 16
assert moyenne([2, 4, 9]) == 5
assert en_capitales("le marché du port") == "Le Marché Du Port"
assert pairs([1, 2, 3, 4]) == [2, 4]
assert compte(["a", "b", "a"]) == {"a": 2, "b": 1}
"""

CASES = (
    Case(
        "python, 5 checks",
        "python",
        "python",
        {"main.py": _SOURCE},
        values("python", _VALUES),
        Bare({"file.py": _SOURCE + _ASSERTIONS}, ("python3", "file.py")),
        goal=0.4,
    ),
)
