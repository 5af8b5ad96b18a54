"""French sentences that an apprentice reads when the author wrote none, and how values are shown in them.

Sentences are written here with plain spaces; `typeset` puts the French no-break ones.
"""

import re
from collections.abc import Mapping

from grader.contract import Json

LONGEST_VALUE = 120
_BEFORE_WIDE = re.compile(r" (?=[:»])|(?<=«) ")
_BEFORE_NARROW = re.compile(r" (?=[;!?])")
_HOLE = re.compile(r"\{(\w+)\}")


def typeset(text: str) -> str:
    return _BEFORE_NARROW.sub("\u202f", _BEFORE_WIDE.sub("\u00a0", text))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Puts values in `{name}` holes, once: braces in a value, or unknown holes, stay as they are."""
    return _HOLE.sub(lambda hole: values.get(hole.group(1), hole.group()), template)


def say(template: str, **values: object) -> str:
    return fill(typeset(template), {name: str(value) for name, value in values.items()})


def quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"


def short(text: str, longest: int = LONGEST_VALUE) -> str:
    """One line, not longer than that, head kept."""
    line = text.replace("\n", "⏎").replace("\t", "⇥")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def plural(count: int, singular: str, several: str) -> str:
    return singular if abs(count) < 2 else several


# ---- JavaScript errors ------------------------------------------------------------------------------
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
        (r"^Cannot use import statement|^Unexpected token 'export'", "import et export ne servent pas ici."),
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


def explain_error(name: str, message: str) -> str:
    """Returns a French explanation of a JavaScript error, with no capital and no place; never empty."""
    for pattern, sentence in _EXPLAINED:
        if match := pattern.search(message):
            return say(sentence, **{key: value or "" for key, value in match.groupdict().items()})
    return say("erreur « {error} ».", error=error_text(name, message))


def error_text(name: str, message: str) -> str:
    """How an exception is shown: `TypeError : x is not a function`."""
    shown = short(message)
    return (
        say("{name} : {message}", name=short(name, 60), message=shown)
        if name and shown
        else short(name or shown)
    )


def at_place(file: str, line: int | None) -> str:
    """`Ligne 3 de main.js`, or as much of it as is known, or nothing."""
    if line is None:
        return f"Dans {file}" if file else ""
    return f"Ligne {line} de {file}" if file else f"Ligne {line}"


def placed(file: str, line: int | None, explanation: str) -> str:
    place = at_place(file, line)
    if place:
        return say("{place} : {explanation}", place=place, explanation=explanation)
    return explanation[:1].upper() + explanation[1:]


# ---- validity of HTML and CSS -----------------------------------------------------------------------
_RULES: dict[str, str] = {
    "close-order": "une balise est fermée trop tôt, trop tard, ou pas du tout.",
    "parser-error": "le code HTML ne peut pas être lu à cet endroit.",
    "element-required-attributes": "il manque un attribut obligatoire à cette balise.",
    "element-required-content": "il manque un élément obligatoire dans cette balise.",
    "element-permitted-content": "cette balise n’a pas le droit d’être à cet endroit.",
    "element-permitted-parent": "cette balise n’a pas le droit d’être à cet endroit.",
    "element-permitted-order": "les éléments ne sont pas dans le bon ordre.",
    "element-permitted-occurrences": "cette balise est présente trop de fois.",
    "element-name": "cette balise n’existe pas en HTML.",
    "no-unknown-elements": "cette balise n’existe pas en HTML.",
    "attribute-allowed-values": "la valeur de cet attribut n’est pas permise.",
    "attribute-misuse": "cet attribut ne va pas ici.",
    "no-dup-id": "le même id est utilisé deux fois dans la page.",
    "no-dup-attr": "le même attribut est écrit deux fois.",
    "no-raw-characters": "un signe comme < ou & doit être écrit autrement (&lt; ou &amp;).",
    "missing-doctype": "il manque <!DOCTYPE html> au début de la page.",
    "no-deprecated-attr": "cet attribut n’est plus utilisé : c’est le travail du CSS.",
    "deprecated": "cette balise n’est plus utilisée.",
    "void-content": "cette balise ne peut rien contenir.",
    "unclosed": "quelque chose est ouvert et jamais fermé.",
    "wcag/h37": "il manque un texte de remplacement (alt) à cette image.",
    "CssSyntaxError": "le code CSS ne peut pas être lu à cet endroit : il manque souvent "
    "une accolade ou un point-virgule.",
    "property-no-unknown": "cette propriété CSS n’existe pas.",
    "declaration-property-value-no-unknown": "cette valeur n’existe pas pour cette propriété CSS.",
    "selector-type-no-unknown": "cette balise n’existe pas : le sélecteur ne désigne rien.",
    "declaration-block-no-duplicate-properties": "la même propriété est écrite deux fois dans ce bloc.",
    "block-no-empty": "ce bloc est vide.",
    "at-rule-no-unknown": "cette règle @ n’existe pas en CSS.",
}


def explain_rule(rule: str, message: str) -> str:
    """Returns what a validity checker complains of, in French when the rule is a common one."""
    if rule in _RULES:
        return say(_RULES[rule])
    return say("le vérificateur signale « {message} ».", message=short(message))


# ---- values -----------------------------------------------------------------------------------------
def show_json(value: Json) -> str:  # noqa: PLR0911 - one line per kind of value
    """An expected value as an author wrote it, in the signs of JavaScript."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return "[" + ", ".join(show_json(item) for item in value) + "]"
    inner = ", ".join(f"{key}: {show_json(item)}" for key, item in value.items())
    return "{ " + inner + " }" if inner else "{}"
