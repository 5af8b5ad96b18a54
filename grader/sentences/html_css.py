"""What the checkers of validity and accessibility complain of, for beginners."""

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


_BARRIERS: dict[str, str] = {
    "area-alt": "il manque un texte de remplacement (alt) à cette zone d’image.",
    "aria-allowed-attr": "cet attribut aria ne va pas avec ce rôle.",
    "aria-command-name": "ce bouton ou ce lien n’a pas de nom que l’on puisse lire à voix haute.",
    "aria-hidden-body": "la page entière est cachée aux lecteurs d’écran (aria-hidden sur body).",
    "aria-hidden-focus": "cet élément est caché aux lecteurs d’écran, mais on y arrive au clavier.",
    "aria-input-field-name": "ce champ n’a pas de nom : il lui faut une étiquette (label).",
    "aria-required-attr": "il manque à ce rôle un attribut aria obligatoire.",
    "aria-required-children": "il manque à ce rôle les éléments qu’il doit contenir.",
    "aria-required-parent": "ce rôle doit être dans un autre élément, qui manque.",
    "aria-roles": "ce rôle (role) n’existe pas.",
    "aria-valid-attr": "cet attribut aria n’existe pas.",
    "aria-valid-attr-value": "cet attribut aria a une valeur qui ne convient pas.",
    "autocomplete-valid": "la valeur de autocomplete n’existe pas.",
    "button-name": "ce bouton n’a pas de nom : écrivez un texte dedans.",
    "bypass": "il manque un moyen d’aller droit au contenu : un main, des titres, ou un lien d’évitement.",
    "color-contrast": "le texte ne se détache pas assez de son fond : changez l’une des deux couleurs.",
    "definition-list": "une liste dl ne contient que des dt et des dd.",
    "document-title": "il manque un titre à la page (title, dans head).",
    "duplicate-id-aria": "le même id est utilisé deux fois.",
    "empty-heading": "ce titre est vide.",
    "form-field-multiple-labels": "ce champ a plusieurs étiquettes (label).",
    "frame-title": "il manque un titre (title) à ce cadre.",
    "heading-order": "il manque un niveau de titre : après un h1 vient un h2, puis un h3.",
    "html-has-lang": 'il manque la langue de la page : lang="fr" sur la balise html.',
    "html-lang-valid": "la langue de la page (lang) n’existe pas.",
    "image-alt": "il manque un texte de remplacement (alt) à cette image.",
    "image-redundant-alt": "le texte de remplacement répète le texte d’à côté.",
    "input-button-name": "ce bouton n’a pas de nom (value).",
    "input-image-alt": "il manque un texte de remplacement (alt) à ce bouton en image.",
    "label": "ce champ n’a pas d’étiquette : il lui faut un label lié par for et id.",
    "label-title-only": "ce champ n’a qu’un title : il lui faut une étiquette (label) visible.",
    "landmark-one-main": "il manque un contenu principal : la balise main, une seule fois.",
    "landmark-no-duplicate-main": "il y a plusieurs balises main : une seule suffit.",
    "landmark-no-duplicate-banner": "il y a plusieurs en-têtes de page : un seul suffit.",
    "landmark-no-duplicate-contentinfo": "il y a plusieurs pieds de page : un seul suffit.",
    "landmark-unique": "deux parties de la page ont le même rôle et le même nom : nommez-les avec aria-label.",
    "link-in-text-block": "ce lien ne se distingue du texte que par sa couleur : soulignez-le.",
    "link-name": "ce lien n’a pas de texte que l’on puisse lire à voix haute.",
    "list": "une liste ul ou ol ne contient directement que des li.",
    "listitem": "un li doit être dans une liste ul ou ol.",
    "meta-refresh": "la page se recharge ou s’en va toute seule.",
    "meta-viewport": "la page empêche de zoomer (meta viewport).",
    "nested-interactive": "il y a un bouton, un lien ou un champ dans un autre.",
    "page-has-heading-one": "il manque un titre principal (h1) à la page.",
    "region": "ce contenu n’est dans aucune partie de la page : header, nav, main ou footer.",
    "scope-attr-valid": "l’attribut scope ne va pas ici, ou sa valeur n’existe pas.",
    "scrollable-region-focusable": "cette zone défile, mais on ne peut pas y aller au clavier.",
    "select-name": "cette liste de choix n’a pas d’étiquette (label).",
    "skip-link": "le lien d’évitement ne mène nulle part : son href doit être l’id d’un élément de la page.",
    "svg-img-alt": "il manque un nom à cette image SVG.",
    "tabindex": "tabindex plus grand que 0 casse l’ordre du clavier : utilisez 0.",
    "target-size": "cette zone à toucher est trop petite, ou trop près d’une autre.",
    "td-headers-attr": "l’attribut headers de cette case désigne une case qui n’existe pas.",
    "th-has-data-cells": "cette case de titre (th) n’est le titre d’aucune case.",
    "valid-lang": "la langue (lang) de cet élément n’existe pas.",
    "video-caption": "il manque des sous-titres à cette vidéo.",
}


def explain_barrier(rule: str, help_text: str) -> str:
    """Returns what the accessibility checker complains of, in French when the rule is a common one."""
    if rule in _BARRIERS:
        return say(_BARRIERS[rule])
    return say("le vérificateur d’accessibilité signale « {message} ».", message=short(help_text))
