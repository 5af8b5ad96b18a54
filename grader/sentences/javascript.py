"""What JavaScript says when something goes wrong, for beginners."""

import re

from grader.sentences.base import say

_NAME = r"['\"]?(?P<name>[^'\"\s]{1,60})['\"]?"
_EXPLAINED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (
            r"^(?P<name>document|window|alert|prompt|localStorage) is not defined",
            "« {name} » n’existe que dans une page ; ici le code tourne sans navigateur.",
        ),
        (
            r"^(?P<name>require|module|exports|process) is not defined",
            "« {name} » n’existe pas ici : écrivez tout dans le fichier demandé.",
        ),
        (
            r"^(?P<name>fetch|XMLHttpRequest|WebSocket|EventSource|Worker|navigator) is not defined",
            "« {name} » n’existe pas ici : le code tourne seul, sans page et sans réseau.",
        ),
        (
            r"^(?P<name>\S{1,60}) is not defined",
            "le nom « {name} » n’est pas défini. Vérifiez son orthographe, et qu’il est bien déclaré.",
        ),
        (
            r"^Cannot access " + _NAME + r" before initialization",
            "« {name} » est utilisé avant la ligne qui le déclare.",
        ),
        (
            r"^Cannot read properties of (?P<name>undefined|null) \(reading '(?P<prop>[^']{1,60})'\)",
            "on demande « {prop} » à une valeur qui vaut {name}.",
        ),
        (
            r"^Cannot set properties of (?P<name>undefined|null)",
            "on veut ranger quelque chose dans une valeur qui vaut {name}.",
        ),
        (
            r"^(?P<name>.{1,60}?) is not a function",
            "« {name} » n’est pas une fonction, et ne peut pas être appelé avec des parenthèses.",
        ),
        (r"^(?P<name>.{1,60}?) is not iterable", "« {name} » n’est pas une liste que l’on peut parcourir."),
        (r"^Assignment to constant variable", "une constante (const) ne peut pas changer de valeur."),
        (
            r"^Identifier " + _NAME + r" has already been declared",
            "« {name} » est déclaré deux fois.",
        ),
        (
            r"^Missing initializer in const",
            "une constante (const) doit recevoir sa valeur en étant déclarée.",
        ),
        (
            r"^Unexpected end of input",
            "le code s’arrête trop tôt : il manque sans doute une accolade ou une parenthèse fermante.",
        ),
        (r"^missing \) after argument list", "il manque une parenthèse fermante « ) »."),
        (
            r"^Invalid or unexpected token",
            "il y a un signe que JavaScript ne comprend pas : souvent un guillemet non fermé.",
        ),
        (
            r"^Cannot use import statement|^Unexpected token 'export'",
            "import et export s’écrivent au début d’une ligne, en dehors de toute accolade.",
        ),
        (
            r'^No file "(?P<name>[^"]{1,80})" to import; there is "(?P<other>[^"]{1,80})"',
            "« {name} » ne désigne aucun fichier. Vouliez-vous écrire « {other} » ?",
        ),
        (
            r'^No file "(?P<name>\.{0,2}/[^"]{0,80})" to import',
            "le fichier « {name} » n’existe pas. Vérifiez son nom, son dossier et la fin en .js.",
        ),
        (
            r'^No file "(?P<name>[^"]{1,80})" to import',
            "« {name} » n’est pas un fichier de l’exercice : ici, import ne prend que les fichiers de "
            "l’exercice, avec ./ devant leur nom.",
        ),
        (
            r"^The requested module '(?P<file>[^']{1,80})' does not provide an export named '(?P<name>[^']{1,60})'",
            "« {file} » n’exporte rien qui s’appelle « {name} ». Vérifiez ce nom, et le mot export devant.",
        ),
        (
            r"^await is only valid in async functions",
            "await s’écrit seulement dans une fonction déclarée avec async.",
        ),
        (r"^Invalid URL", "cette adresse n’est pas complète, ou elle est mal écrite."),
        (
            r"^Unexpected token " + _NAME,
            "le signe « {name} » n’est pas à sa place. Regardez juste avant : accolade, virgule ?",
        ),
        (
            r"^Unexpected identifier(?: " + _NAME + r")?",
            "un mot n’est pas à sa place. Regardez juste avant : il manque souvent un signe.",
        ),
        (
            r"^Unexpected (?:string|number)",
            "une valeur n’est pas à sa place : il manque souvent un signe avant.",
        ),
        (
            r"^Maximum call stack size exceeded",
            "une fonction s’appelle elle-même sans jamais s’arrêter.",
        ),
        (
            r"^Invalid array length|^Invalid string length",
            "une liste, ou un texte, devient bien trop long.",
        ),
        (r"^Illegal return statement", "return est écrit en dehors d’une fonction."),
    )
)


def explain(name: str, message: str) -> str:
    """Returns a French explanation of a JavaScript error, with no capital and no place; empty if unknown."""
    for pattern, sentence in _EXPLAINED:
        if match := pattern.search(message):
            return say(sentence, **{key: value or "" for key, value in match.groupdict().items()})
    return ""
