"""What Python says when something goes wrong, for beginners."""

import re

from grader.sentences.base import say

_NAME = r"'(?P<name>[^']{1,60})'"
_OTHER = r"'(?P<other>[^']{1,60})'"
_MEANT = r".*Did you mean: '(?P<meant>[^']{1,60})'\?"
_CALLED = r"^(?P<name>[\w.]{1,60})\(\) "
_KIND = r"'(?P<kind>[\w.]{1,60})'"
_OTHER_KIND = r"'(?P<other_kind>[\w.]{1,60})'"
_KINDS = {
    "int": "nombre entier",
    "float": "nombre à virgule",
    "str": "texte",
    "list": "liste",
    "dict": "dictionnaire",
    "set": "ensemble",
    "bool": "booléen",
    "NoneType": "None",
    "function": "fonction",
}

# Name of the error -> what its message says -> the sentence. The first that fits is taken.
_BY_NAME: dict[str, tuple[tuple[str, str], ...]] = {
    "NameError": (
        (
            r"Did you forget to import " + _NAME,
            "« {name} » est un module : il faut écrire « import {name} » tout en haut du fichier.",
        ),
        (
            r"^name " + _NAME + r" is not defined" + _MEANT,
            "le nom « {name} » n’est pas défini. Vouliez-vous écrire « {meant} » ?",
        ),
        (
            r"^name " + _NAME + r" is not defined",
            "le nom « {name} » n’est pas défini. Vérifiez son orthographe, et qu’il est écrit plus haut. "
            "Un texte s’écrit entre guillemets.",
        ),
    ),
    "UnboundLocalError": (
        (
            r"variable " + _NAME,
            "« {name} » est utilisé dans la fonction avant d’y recevoir une valeur.",
        ),
    ),
    "TabError": (
        (r"", "des tabulations et des espaces sont mélangés au début des lignes : gardez les espaces."),
    ),
    "IndentationError": (
        (
            r"^expected an indented block after (?P<name>.{1,40}) on line (?P<line>\d+)",
            "il faut décaler cette ligne vers la droite (4 espaces) : elle est dans le bloc qui commence "
            "à la ligne {line}.",
        ),
        (
            r"^unexpected indent",
            "cette ligne est trop décalée vers la droite : alignez-la avec celle du dessus.",
        ),
        (
            r"^unindent does not match",
            "le décalage de cette ligne ne correspond à aucune des lignes du dessus : comptez les espaces.",
        ),
    ),
    "SyntaxError": (
        (r"^expected ':'", "il manque deux-points « : » à la fin de cette ligne."),
        (
            r"^'(?P<name>[\[({])' was never closed",
            "« {name} » est ouvert et n’est jamais fermé.",
        ),
        (
            r"^unmatched '(?P<name>[\])}])'",
            "« {name} » ferme quelque chose qui n’a pas été ouvert.",
        ),
        (
            r"^closing parenthesis '(?P<name>.)' does not match opening parenthesis '(?P<other>.)'",
            "« {other} » est ouvert, mais c’est « {name} » qui ferme.",
        ),
        (r"^unterminated (?:triple-quoted )?(?:f-)?string", "il manque le guillemet qui ferme ce texte."),
        (
            r"^invalid syntax\. Maybe you meant '==' or ':=' instead of '='\?",
            "pour comparer deux valeurs, on écrit « == » ; « = » range une valeur dans un nom.",
        ),
        (
            r"^cannot assign to",
            "à gauche de « = » il faut un nom, sans calcul ni guillemets ; pour comparer, on écrit « == ».",
        ),
        (
            r"^Missing parentheses in call to '(?P<name>\w{1,60})'",
            "« {name} » s’écrit avec des parenthèses : {name}(…).",
        ),
        (
            r"^invalid syntax\. Perhaps you forgot a comma",
            "il manque sans doute une virgule, ou un signe, entre deux valeurs.",
        ),
        (
            r"^'return' outside function",
            "return est écrit en dehors d’une fonction : décalez-le vers la droite.",
        ),
        (
            r"^'break' outside loop|^'continue' not properly in loop",
            "ce mot n’a de sens que dans une boucle.",
        ),
        (
            r"^invalid character '(?P<name>.)'",
            "le signe « {name} » n’est pas permis ici : est-ce un guillemet ou un tiret copié d’un texte ?",
        ),
        (
            r"^invalid (?:decimal|hexadecimal|octal|binary) literal",
            "un nombre est collé à des lettres : un nom ne peut pas commencer par un chiffre.",
        ),
        (
            r"^expected 'except' or 'finally' block",
            "try doit être suivi d’un bloc except, aligné avec lui.",
        ),
        (
            r"^unexpected EOF|^invalid syntax",
            "Python ne comprend pas cette ligne. Regardez aussi la ligne juste avant : il y manque souvent "
            "un signe.",
        ),
        (r"", "Python ne comprend pas cette ligne."),
    ),
    "TypeError": (
        (
            _CALLED + r"missing (?P<count>\d+) required",
            "la fonction « {name} » a été appelée avec trop peu de valeurs : il en manque {count}.",
        ),
        (
            _CALLED + r"takes (?P<most>\d+) positional arguments? but (?P<count>\d+) w\w+ given",
            "la fonction « {name} » prend {most} valeurs, et on lui en donne {count}.",
        ),
        (
            _CALLED + r"got an unexpected keyword argument " + _OTHER,
            "la fonction « {name} » n’a pas de paramètre « {other} ».",
        ),
        (
            r"^can only concatenate str \(not \"(?P<kind>[\w.]{1,60})\"\) to str",
            '« + » ne colle que des textes entre eux. Transformez l’autre valeur avec str(…), ou utilisez f"…".',
        ),
        (
            r"^unsupported operand type\(s\) for (?P<sign>\S{1,4}?)(?: or \S+)?: "
            + _KIND
            + r" and "
            + _OTHER_KIND,
            "l’opération « {sign} » n’existe pas entre « {kind} » et « {other_kind} ». "
            "Une réponse de input() est un texte : int(…) en fait un nombre.",
        ),
        (
            r"^'(?P<sign>\S{1,3})' not supported between instances of " + _KIND + r" and " + _OTHER_KIND,
            "on ne peut pas comparer « {kind} » et « {other_kind} » avec « {sign} » : ce ne sont pas deux "
            "valeurs du même genre.",
        ),
        (
            r"^" + _KIND + r" object is not callable",
            "une valeur « {kind} » est suivie de parenthèses, comme une fonction. "
            "Un nom de fonction a-t-il été réutilisé pour autre chose ?",
        ),
        (
            r"^'NoneType' object is not (?:subscriptable|iterable)",
            "cette valeur est None (rien) : la fonction qui devait la donner n’a sans doute pas de return.",
        ),
        (
            r"^" + _KIND + r" object is not subscriptable",
            "une valeur « {kind} » n’a pas d’éléments : les crochets […] n’ont pas de sens ici.",
        ),
        (
            r"^" + _KIND + r" object is not iterable",
            "une boucle ne peut pas parcourir une valeur « {kind} ». Pour compter, utilisez range(…).",
        ),
        (
            r"^" + _KIND + r" object does not support item assignment",
            "une valeur « {kind} » ne peut pas être changée morceau par morceau.",
        ),
        (
            r"^(?P<name>list|tuple|string) indices must be integers",
            "la place d’un élément, entre crochets, doit être un nombre entier.",
        ),
        (
            r"^'(?P<kind>float|str)' object cannot be interpreted as an integer",
            "il faut ici un nombre entier, et non une valeur « {kind} ». int(…) peut la transformer.",
        ),
        (
            r"^unhashable type: " + _KIND,
            "une valeur « {kind} » ne peut pas servir de clé, ni entrer dans un ensemble.",
        ),
    ),
    "ValueError": (
        (
            r"^invalid literal for int\(\) with base 10: (?P<name>.{1,60})",
            "int(…) ne peut pas faire un nombre entier de {name}.",
        ),
        (
            r"^could not convert string to float: (?P<name>.{1,60})",
            "float(…) ne peut pas faire un nombre de {name}. Les nombres s’écrivent avec un point.",
        ),
        (
            r"^(?:too many|not enough) values to unpack",
            "il n’y a pas autant de noms à gauche de « = » que de valeurs à droite.",
        ),
        (r"^list\.remove\(x\): x not in list", "on veut retirer de la liste une valeur qui n’y est pas."),
    ),
    "IndexError": (
        (
            r"^pop from empty list",
            "la liste est vide : il n’y a rien à en retirer.",
        ),
        (
            r"index out of range",
            "cette place n’existe pas. La première place est 0, et la dernière la longueur moins 1.",
        ),
    ),
    "KeyError": ((r"^(?P<name>.{1,60})$", "la clé {name} n’est pas dans le dictionnaire."),),
    "AttributeError": (
        (
            r"^partially initialized module " + _NAME,
            "votre fichier a le même nom que le module « {name} » : Python les confond. Renommez votre fichier.",
        ),
        (
            r"^'NoneType' object has no attribute " + _OTHER,
            "on demande « {other} » à une valeur qui vaut None (rien) : il manque souvent un return.",
        ),
        (
            r"^module " + _NAME + r" has no attribute " + _OTHER,
            "le module « {name} » ne connaît pas « {other} ».",
        ),
        (
            _NAME
            + r" object has no attribute '(?P<other>[^']{1,60})'.*Did you mean: '(?P<meant>[^']{1,60})'\?",
            "une valeur « {kind} » n’a pas de « {other} ». Vouliez-vous écrire « {meant} » ?",
        ),
        (
            _KIND + r" object has no attribute " + _OTHER,
            "une valeur « {kind} » n’a pas de « {other} ».",
        ),
    ),
    "ZeroDivisionError": ((r"", "on divise par zéro."),),
    "RecursionError": ((r"", "une fonction s’appelle elle-même sans jamais s’arrêter."),),
    "ModuleNotFoundError": (
        (
            r"^No module named " + _NAME,
            "le module « {name} » n’existe pas ici. Vérifiez son orthographe, ou le nom de votre fichier.",
        ),
    ),
    "ImportError": (
        (
            r"^cannot import name " + _NAME + r" from " + _OTHER,
            "« {name} » n’existe pas dans « {other} ».",
        ),
    ),
    "FileNotFoundError": ((r"'(?P<name>[^']{1,80})'", "le fichier « {name} » n’existe pas."),),
    "EOFError": (
        (
            r"^EOF when reading a line",
            "le programme pose une question de plus avec input() : aucune réponse ne l’attend.",
        ),
    ),
    "MemoryError": (
        (r"", "le programme demande trop de mémoire : une liste ou un texte est bien trop long."),
    ),
    "AssertionError": ((r"^$", "une vérification « assert » de votre code n’est pas vraie."),),
    "exit": ((r"", "le programme s’est arrêté lui-même avant la fin."),),
    "signal": ((r"", "le programme s’est arrêté d’un coup, comme s’il était tombé en panne."),),
}
_EXPLAINED = {
    name: tuple((re.compile(pattern), sentence) for pattern, sentence in known)
    for name, known in _BY_NAME.items()
}


def explain(name: str, message: str) -> str:
    """Returns a French explanation of a Python error, with no capital and no place; empty if unknown."""
    for pattern, sentence in _EXPLAINED.get(name, ()):
        if match := pattern.search(message):
            return say(
                sentence, **{key: _KINDS.get(value, value) for key, value in match.groupdict().items()}
            )
    return ""
