"""What the validity checkers complain of, for beginners."""

from grader.sentences.base import say, short

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
    "too-deep": "bien trop de balises sont ouvertes les unes dans les autres.",
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
