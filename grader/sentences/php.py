"""What PHP says when something goes wrong, for beginners."""

import re

from grader.sentences.base import plural, say

_TYPES = {
    "string": "un texte",
    "int": "un nombre entier",
    "float": "un nombre à virgule",
    "int|float": "un nombre",
    "bool": "vrai ou faux (bool)",
    "array": "un tableau",
    "null": "null (rien)",
    "void": "rien du tout",
    "?int": "un nombre entier ou null",
    "?string": "un texte ou null",
    "?array": "un tableau ou null",
    "array|string": "un tableau ou un texte",
    "callable": "une fonction",
    "iterable": "une liste",
    "object": "un objet",
}
_TOKENS = {
    "end of file": "la fin du fichier",
    "double-quote mark": "un guillemet",
    "single-quote mark": "une apostrophe",
}
_WORDS = (
    "variable|identifier|string content|integer|floating-point number|(?:fully )?qualified name"
    "|double-quoted string|single-quoted string|token"
)

# Before the rest: these come wrapped in an exception whose name says less.
_DATABASE: tuple[tuple[str, str], ...] = (
    (
        r"could not find driver",
        "PHP ne connaît pas ce genre de base de données. Vérifiez le début de l’adresse donnée à new PDO.",
    ),
    (
        r"\[1045\]|Access denied for user",
        "la base de données refuse ce compte. Vérifiez le nom et le mot de passe donnés à la connexion.",
    ),
    (r"\[1049\] Unknown database '(?P<name>[^']*)'", "la base de données « {name} » n’existe pas."),
    (
        r"\[2002\]",
        "la base de données ne répond pas à cette adresse. Vérifiez le nom de la machine (host).",
    ),
    (
        r"unable to open database file",
        "la base de données ne peut pas être ouverte. Vérifiez le chemin du fichier.",
    ),
    (
        r"no such table: (?P<name>\S+)|Table '(?:[^'.]*\.)?(?P<other>[^']*)' doesn't exist",
        "la table « {name} » n’existe pas dans la base de données. Vérifiez son nom.",
    ),
    (
        r"no such column: \"?(?P<name>[^\s\"]+)|Unknown column '(?P<other>[^']*)'|has no column named (?P<third>\S+)",
        "la colonne « {name} » n’existe pas dans cette table. Vérifiez son nom.",
    ),
    (
        r"UNIQUE constraint failed: (?P<name>\S+)|Duplicate entry '(?P<other>[^']*)'",
        "la base refuse un doublon (« {name} ») : une valeur qui doit être unique existe déjà.",
    ),
    (
        r"NOT NULL constraint failed: (?P<name>\S+)|Column '(?P<other>[^']*)' cannot be null"
        r"|Field '(?P<third>[^']*)' doesn't have a default value",
        "la base refuse une ligne : la colonne « {name} » doit être remplie.",
    ),
    (
        r"FOREIGN KEY constraint failed|foreign key constraint fails",
        "la base refuse ce changement : une ligne est liée à une autre, qui n’existe pas ou qui sert encore.",
    ),
    (
        r"SQLSTATE\[HY093\]|column index out of range|number of variables must match",
        "le nombre de valeurs données ne va pas avec la requête préparée. Comptez les « ? », ou les noms en « : ».",
    ),
    (
        r"near \"(?P<name>[^\"]+)\": syntax error|near '(?P<other>[^']{1,60})[^']*' at line",
        "la requête SQL est mal écrite, près de « {name} ».",
    ),
    (
        r"incomplete input|You have an error in your SQL syntax",
        "la requête SQL est mal écrite : elle s’arrête trop tôt, ou un signe n’est pas à sa place.",
    ),
)

_LANGUAGE: tuple[tuple[str, str], ...] = (
    # ---- names ----
    (
        r"^Undefined variable (?P<name>\$\w+)",
        "la variable « {name} » n’existe pas à cet endroit. Vérifiez son orthographe, et qu’elle a reçu une valeur.",
    ),
    (
        r"^Undefined array key (?P<name>\".*\"|-?\d+)",
        "le tableau n’a pas de case {name}. Vérifiez le nom de la clé, ou testez avec isset() avant de la lire.",
    ),
    (
        r"^Undefined property: (?P<name>[\w\\]+::\$\w+)",
        "la propriété « {name} » n’existe pas. Vérifiez son orthographe.",
    ),
    (
        r"^Undefined constant \"(?P<name>[^\"]+)\"",
        "« {name} » n’est pas défini. S’il s’agit d’une variable, il manque le signe $ ; d’un texte, les guillemets.",
    ),
    (
        r"^Call to undefined function (?P<name>exec|shell_exec|system|passthru|popen|proc_open|symlink|link"
        r"|putenv|fsockopen|dl|php_uname)\(",
        "la fonction « {name} » est fermée ici.",
    ),
    (
        r"^Call to undefined function (?P<name>[\w\\]+)\(\)",
        "la fonction « {name} » n’existe pas. Vérifiez son orthographe, et que son fichier est bien inclus.",
    ),
    (
        r"^Call to undefined method (?P<name>[^\s(]+)\(\)",
        "la méthode « {name} » n’existe pas. Vérifiez son orthographe dans la classe.",
    ),
    (
        r"^Call to a member function (?P<name>\w+)\(\) on (?P<type>[\w\\|?]+)",
        "on appelle « {name}() » sur {type}, qui n’est pas un objet. Vérifiez d’où vient cette valeur.",
    ),
    (
        r"^(?:Class|Interface|Trait) \"(?P<name>[^\"]+)\" not found",
        "la classe « {name} » est introuvable. Vérifiez son nom, et que son fichier est bien inclus.",
    ),
    (
        r"^Cannot redeclare (?:function )?(?P<name>[\w\\]+)\(\)",
        "la fonction « {name} » est déclarée deux fois. Son fichier est-il inclus deux fois ? Essayez require_once.",
    ),
    (
        r"^Cannot (?:re)?declare class (?P<name>[\w\\]+)",
        "la classe « {name} » est déclarée deux fois. Son fichier est-il inclus deux fois ? Essayez require_once.",
    ),
    (
        r"^Unknown named parameter (?P<name>\$\w+)",
        "la fonction ne connaît pas de paramètre « {name} ».",
    ),
    # ---- values of the wrong kind ----
    (r"^(?:Division|Modulo) by zero", "on divise par zéro. Testez le diviseur avant de diviser."),
    (
        r"^Attempt to read property \"(?P<name>[^\"]+)\" on (?P<type>\w+)",
        "on demande la propriété « {name} » à {type}, qui n’est pas un objet.",
    ),
    (
        r"^Trying to access array offset on (?:value of type )?(?P<type>\w+)",
        "on lit une case de tableau dans {type}, qui n’est pas un tableau.",
    ),
    (
        r"^Cannot access offset of type \w+ on string|^Cannot access offset of type %s on string",
        "on utilise un texte comme un tableau.",
    ),
    (
        r"^Cannot use object of type (?P<name>[\w\\]+) as array",
        "un objet {name} est utilisé comme un tableau : écrivez -> à la place des crochets.",
    ),
    (
        r"^Array to string conversion",
        "un tableau est affiché comme un texte. Parcourez-le avec foreach, ou assemblez-le avec implode().",
    ),
    (
        r"^Object of class (?P<name>[\w\\]+) could not be converted to string",
        "un objet {name} est affiché comme un texte. Affichez une de ses propriétés, ou ajoutez __toString().",
    ),
    (
        r"^foreach\(\) argument must be of type array\|object, (?P<type>[\w\\]+) given",
        "foreach demande un tableau, et reçoit {type}.",
    ),
    (
        r"^Unsupported operand types: (?P<type>[\w\\]+) \S+ (?P<other_type>[\w\\]+)",
        "on calcule avec {type} et {other_type}, ce qui n’a pas de sens. Vérifiez ce que contiennent les variables.",
    ),
    (
        r"^A non-numeric value encountered|^A well formed numeric value",
        "on calcule avec un texte qui n’est pas un nombre.",
    ),
    (
        r"^(?P<name>[\w\\:{}@]+)\(\): Argument #(?P<number>\d+)(?: \((?P<argument>\$\w+)\))? must be of type"
        r" (?P<type>[^,]+), (?P<other_type>[\w\\]+) given",
        "la fonction « {name} » attend {type} en paramètre {number} ; elle reçoit {other_type}.",
    ),
    (
        r"^(?P<name>[\w\\:{}@]+)\(\): Return value must be of type (?P<type>[^,]+), none returned",
        "la fonction « {name} » doit renvoyer {type}, et ne renvoie rien. Vérifiez qu’elle arrive à un return.",
    ),
    (
        r"^(?P<name>[\w\\:{}@]+)\(\): Return value must be of type (?P<type>[^,]+), (?P<other_type>[\w\\]+) returned",
        "la fonction « {name} » doit renvoyer {type} ; elle renvoie {other_type}. Vérifiez le return.",
    ),
    (
        r"^Too few arguments to function (?P<name>[\w\\:{}@]+)\(\), (?P<number>\d+) passed"
        r".* (?P<wanted>\d+) expected",
        "la fonction « {name} » attend {wanted} {parameters} ; elle en reçoit {number}.",
    ),
    (
        r"^(?P<name>[\w\\:]+)\(\) expects (?:exactly|at least|at most) (?P<wanted>\d+) arguments?,"
        r" (?P<number>\d+) given",
        "la fonction « {name} » attend {wanted} {parameters} ; elle en reçoit {number}.",
    ),
    (
        r"^Cannot assign (?P<other_type>[\w\\]+) to property (?P<name>[\w\\]+::\$\w+) of type (?P<type>\S+)",
        "la propriété « {name} » attend {type} ; elle reçoit {other_type}.",
    ),
    (
        r"^Unhandled match case (?P<name>.+)",
        "aucun cas de match ne correspond à {name}. Ajoutez un cas default.",
    ),
    # ---- classes ----
    (
        r"^Cannot access (?:private|protected) (?:property|const(?:ant)?) (?P<name>[\w\\]+::\$?\w+)",
        "« {name} » est réservé à sa classe (private ou protected). Passez par une méthode.",
    ),
    (
        r"^Call to (?:private|protected) (?:method )?(?P<name>[\w\\]+::\w+)",
        "la méthode « {name} » est réservée à sa classe (private ou protected).",
    ),
    (
        r"^Cannot instantiate (?:abstract class|interface|trait|enum) (?P<name>[\w\\]+)",
        "on ne peut pas créer d’objet de « {name} » avec new : seulement d’une classe qui en hérite.",
    ),
    (
        r"^(?:Non-abstract class|Class) (?P<name>[\w\\]+) (?:contains|must implement) .*abstract method",
        "la classe « {name} » doit écrire toutes les méthodes que sa classe mère, ou son interface, annonce.",
    ),
    (
        r"^Cannot modify readonly property (?P<name>[\w\\]+::\$\w+)",
        "la propriété « {name} » est en lecture seule (readonly) : elle ne peut plus changer.",
    ),
    (
        r"^Typed property (?P<name>[\w\\]+::\$\w+) must not be accessed before initialization",
        "la propriété « {name} » est lue avant d’avoir reçu une valeur.",
    ),
    (
        r"^Using \$this when not in object context"
        r"|^Non-static method (?P<name>[\w\\:]+)\(\) cannot be called statically",
        "$this n’existe que dans un objet. Créez l’objet avec new, puis appelez sa méthode avec ->.",
    ),
    # ---- pages ----
    (
        r"headers? already sent by \(output started at (?P<file>[^:)]+):(?P<number>\d+)\)",
        "la page avait déjà commencé à s’afficher (ligne {number} de {file}). header(), setcookie() et"
        " session_start() viennent avant tout texte, même une ligne vide ou un espace.",
    ),
    (
        r"after headers have already been sent",
        "session_start() vient trop tard : la page a déjà commencé à s’afficher. Mettez-le tout en haut du fichier.",
    ),
    (
        r"^open_basedir restriction in effect|open_basedir restriction in effect",
        "le programme ne peut lire que les fichiers de son dossier.",
    ),
    (
        r"^(?:include|require)(?:_once)?\((?P<name>[^)]+)\): Failed to open stream",
        "le fichier « {name} » est introuvable. Vérifiez son nom et son dossier.",
    ),
    (
        r"Failed opening (?:required )?'(?P<name>[^']+)'",
        "le fichier « {name} » est introuvable. Vérifiez son nom et son dossier.",
    ),
    (
        r"^\w+\((?P<name>[^)]+)\): Failed to open stream: No such file or directory",
        "le fichier « {name} » est introuvable. Vérifiez son nom et son dossier.",
    ),
    # ---- too much ----
    (
        r"^Allowed memory size",
        "le programme demande trop de mémoire : une liste grandit sans fin, ou une fonction s’appelle elle-même sans"
        " jamais s’arrêter.",
    ),
    (
        r"^Maximum (?:call stack size|function nesting level)",
        "une fonction s’appelle elle-même sans jamais s’arrêter.",
    ),
    (r"^Maximum execution time", "le programme dure plus longtemps qu’il ne l’a lui-même permis."),
    (r"^Signal \d+", "PHP s’est arrêté brutalement : une fonction s’appelle sans doute elle-même sans fin."),
    # ---- the way it is written ----
    (
        r"^Unclosed '(?P<name>[({\[])'(?: on line (?P<number>\d+))?",
        "le signe « {name} » n’est jamais fermé{opened}.",
    ),
    (r"^Unmatched '(?P<name>[)}\]])'", "le signe « {name} » ferme quelque chose qui n’était pas ouvert."),
    (
        r"^syntax error, unexpected (?P<token>end of file)",
        "le fichier s’arrête trop tôt : il manque une accolade, une parenthèse ou un point-virgule.",
    ),
    (
        rf"^syntax error, unexpected (?:{_WORDS}) \"(?P<name>.+?)\", expecting \"(?P<wanted>.+?)\"",
        "PHP attend « {wanted} » et trouve « {name} ». Regardez aussi la fin de la ligne d’avant.",
    ),
    (
        rf"^syntax error, unexpected (?:{_WORDS}) \"(?P<name>.+?)\"(?:,|$)",
        "« {name} » n’est pas à sa place. Il manque souvent un point-virgule ou un guillemet juste avant.",
    ),
    (
        r"^syntax error, unexpected (?P<token>double-quote mark|single-quote mark)",
        "il y a {token} de trop, ou il en manque un juste avant.",
    ),
    (
        r"^syntax error",
        "PHP ne comprend pas ce qui est écrit. Regardez cette ligne et celle d’avant : signe oublié, ou de trop ?",
    ),
    (
        r"'(?:break|continue)' not in the 'loop' or 'switch' context",
        "break et continue ne vont que dans une boucle.",
    ),
    (
        r"^Cannot use \[\] for reading",
        "les crochets vides [] ne servent qu’à ajouter : il manque le numéro ou la clé.",
    ),
)

_EXPLAINED = tuple((re.compile(pattern), sentence) for pattern, sentence in (*_DATABASE, *_LANGUAGE))


def explain(name: str, message: str) -> str:
    """Returns a French explanation of an error of PHP, with no capital and no place; empty if unknown."""
    if name == "exit":
        return say("le programme s’arrête avec exit ou die avant d’avoir répondu.")
    for pattern, sentence in _EXPLAINED:
        if match := pattern.search(message):
            return say(sentence, **_values(match.groupdict()))
    return ""


def _values(groups: dict[str, str | None]) -> dict[str, str]:
    values = {key: value or "" for key, value in groups.items()}
    for key in ("type", "other_type"):
        if key in values:
            values[key] = _TYPES.get(values[key], values[key])
    values["name"] = values.get("name") or values.get("other") or values.get("third") or ""
    values["token"] = _TOKENS.get(values.get("token", ""), "")
    values["parameters"] = (
        plural(int(values["wanted"]), "paramètre", "paramètres")
        if values.get("wanted", "").isdecimal()
        else ""
    )
    values["opened"] = f" (ouvert ligne {values['number']})" if values.get("number") else ""
    return values
