"""What SQLite, MariaDB and PostgreSQL say when something goes wrong, for beginners."""

import re

from grader.sentences.base import say, short

_LONGEST = 60
_KEYWORDS = "from|where|group|order|having|limit|join|on|values|set|and|or"

_NEAR = (
    "SQL ne comprend pas « {near} » à cet endroit. Regardez juste avant : souvent, il manque une virgule ou "
    "une parenthèse, ou un mot est mal écrit."
)
_BEFORE_KEYWORD = (
    "il y a une erreur juste avant {near} : souvent une virgule en trop, ou quelque chose qui manque."
)
_AT_THE_END = (
    "l’instruction s’arrête trop tôt : il manque quelque chose à la fin, souvent une parenthèse, "
    "ou une valeur."
)
_OPEN_TEXT = "un texte est ouvert avec une apostrophe ' et jamais fermé."
_DOT = (
    "une commande qui commence par un point ou par \\ appartient au programme sqlite3 ou psql, pas au SQL : "
    "ici on n’écrit que du SQL."
)
_NO_TABLE = "la table « {table} » n’existe pas. Vérifiez son orthographe."
_NO_COLUMN = "la colonne « {name} » n’existe pas. Vérifiez son orthographe, et dans quelle table elle est."
_MAYBE_A_TEXT = (
    "« {name} » entre guillemets doubles désigne une colonne, et elle n’existe pas. "
    "Un texte s’écrit entre apostrophes : '{name}'."
)
_NO_FUNCTION = "la fonction « {name} » n’existe pas, ou pas pour ces valeurs."
_AMBIGUOUS = (
    "plusieurs tables ont une colonne « {name} » : écrivez le nom de la table devant, "
    "comme dans clients.{name}."
)
_AGGREGATE = (
    "COUNT, SUM, AVG, MIN et MAX ne vont pas dans WHERE. Pour choisir d’après un total, utilisez GROUP BY "
    "puis HAVING."
)
_NOT_GROUPED = "la colonne « {name} » doit être dans GROUP BY, ou dans une fonction comme COUNT ou SUM."
_REPEATED = "cette valeur existe déjà, et elle doit être unique ({name})."
_REPEATED_KEY = "cette clé primaire existe déjà, et elle doit être unique."
_REQUIRED = "la colonne « {name} » est obligatoire : elle doit recevoir une valeur."
_NO_PARENT = (
    "une clé étrangère désigne une ligne qui n’existe pas dans l’autre table, ou une ligne encore utilisée "
    "ailleurs."
)
_MISSING_PARENT = "la ligne désignée n’existe pas dans la table « {table} » : ajoutez-la d’abord."
_STILL_USED = (
    "cette ligne est encore utilisée par une autre table : on ne peut pas la supprimer ni changer sa clé."
)
_CHECKED = "cette valeur ne respecte pas la condition « {name} » de la table (CHECK)."
_VALUE_COUNT = "il n’y a pas autant de valeurs que de colonnes."
_EXISTS = "« {name} » existe déjà."
_DENIED = "cette instruction n’est pas permise ici : {name}."
_NOT_HERE = "cette instruction n’est pas permise ici."
_WIDTHS = "les deux parties de UNION doivent avoir le même nombre de colonnes."
_ONE_COLUMN = "la requête entre parenthèses doit donner une seule colonne."
_ONE_ROW = "la requête entre parenthèses donne plusieurs lignes là où il en faut une seule."
_TOO_BIG = "le résultat devient bien trop grand."

_EXPLAINED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        # Ours
        (
            r"^more than \d+ rows",
            "la requête donne beaucoup trop de lignes : il manque sans doute une condition de jointure (ON) "
            "ou un WHERE.",
        ),
        (r"^too many instructions", "le fichier contient beaucoup trop d’instructions."),
        (r"^one row is too long|string or blob too big|database or disk is full|^out of memory", _TOO_BIG),
        (r"temporary file size exceeds|The table '[^']*' is full|Out of memory|max_tmp_", _TOO_BIG),
        # How it is written
        (r"^near \"\.\"|(?:near \"\\|near '[\\.])", _DOT),
        (
            rf"near \"(?P<near>(?i:{_KEYWORDS}|\)|;))\"",
            _BEFORE_KEYWORD,
        ),
        (
            rf"to use near '(?P<near>(?i:{_KEYWORDS})\b|\))",
            _BEFORE_KEYWORD,
        ),
        (r"^unrecognized token: \"'|^unterminated quoted string|to use near ''(?! at line)", _OPEN_TEXT),
        (r"^incomplete input|^syntax error at end of input|to use near '' at line", _AT_THE_END),
        (r"(?:^near|at or near) \"(?P<near>.{1,80}?)\"(?:: syntax error|$|\.)", _NEAR),
        (r"to use near '(?P<near>\S{1,80}).*' at line", _NEAR),
        (r"^unrecognized token: \"(?P<near>.{1,60})\"", _NEAR),
        (r"execute one statement at a time|cannot insert multiple commands", _NOT_HERE),
        # Names
        (r"^no such table: (?:main\.)?(?P<table>\S{1,80})", _NO_TABLE),
        (r"^relation \"(?P<table>[^\"]{1,80})\" does not exist", _NO_TABLE),
        (r"^Table '(?:exercise\.)?(?P<table>[^']{1,80})' doesn't exist", _NO_TABLE),
        (r"^Unknown table '(?:exercise\.)?(?P<table>[^']{1,80})'", _NO_TABLE),
        (r"^missing FROM-clause entry for table \"(?P<table>[^\"]{1,80})\"", _NO_TABLE),
        (r"^no such column: \"(?P<name>[^\"]{1,80})\" - should this be a string", _MAYBE_A_TEXT),
        (r"^no such column: (?P<name>\S{1,80})", _NO_COLUMN),
        (
            r"^column \"?(?P<name>[^\"\s]{1,80})\"? does not exist\. "
            r"Perhaps you meant to reference the column \"(?P<other>[^\"]{1,80})\"",
            "la colonne « {name} » n’existe pas. Vouliez-vous écrire « {other} » ?",
        ),
        (r"^column \"?(?P<name>[^\"\s]{1,80})\"?(?: of relation \S+)? does not exist", _NO_COLUMN),
        (r"^Unknown column '(?P<name>[^']{1,80})'", _NO_COLUMN),
        (r"^no such function: (?P<name>\w{1,80})", _NO_FUNCTION),
        (r"^function (?P<name>\w{1,80})\(.*\) does not exist", _NO_FUNCTION),
        (r"^FUNCTION (?:exercise\.)?(?P<name>\w{1,80}) does not exist", _NO_FUNCTION),
        (r"^ambiguous column name: (?P<name>\S{1,80})", _AMBIGUOUS),
        (r"^column reference \"(?P<name>[^\"]{1,80})\" is ambiguous", _AMBIGUOUS),
        (r"^Column '(?P<name>[^']{1,80})' in .* is ambiguous", _AMBIGUOUS),
        (
            r"^(?:table|index|view|trigger|there is already another table or index with this name:) "
            r"[\"]?(?P<name>\w{1,80})[\"]? already exists",
            _EXISTS,
        ),
        (r"^relation \"(?P<name>[^\"]{1,80})\" already exists", _EXISTS),
        (r"^(?:Table|Duplicate key name) '(?P<name>[^']{1,80})'(?: already exists|$)", _EXISTS),
        # Totals
        (
            r"^misuse of aggregate|^aggregate functions are not allowed in|^Invalid use of group function",
            _AGGREGATE,
        ),
        (r"^column \"(?P<name>[^\"]{1,80})\" must appear in the GROUP BY", _NOT_GROUPED),
        (r"^'(?:exercise\.)?(?P<name>[^']{1,80})' isn't in GROUP BY", _NOT_GROUPED),
        (
            r"^HAVING clause on a non-aggregate query|^a GROUP BY clause is required before HAVING",
            "HAVING s’utilise après GROUP BY. Pour choisir des lignes, c’est WHERE.",
        ),
        # What tables refuse
        (r"^UNIQUE constraint failed: (?P<name>[\w., ]{1,80})", _REPEATED),
        (r"^duplicate key value violates unique constraint .*Key \((?P<name>[^)]{1,80})\)=", _REPEATED),
        (r"^Duplicate entry '.*' for key 'PRIMARY'", _REPEATED_KEY),
        (r"^Duplicate entry '.*' for key '(?P<name>[^']{1,80})'", _REPEATED),
        (r"^NOT NULL constraint failed: (?:\w+\.)?(?P<name>\w{1,80})", _REQUIRED),
        (r"^null value in column \"(?P<name>[^\"]{1,80})\"", _REQUIRED),
        (
            r"^(?:Column|Field) '(?P<name>[^']{1,80})' (?:cannot be null|doesn't have a default value)",
            _REQUIRED,
        ),
        (
            r"^insert or update on table .* is not present in table \"(?P<table>[^\"]{1,80})\"",
            _MISSING_PARENT,
        ),
        (r"^Cannot add or update a child row.*REFERENCES `(?P<table>[^`]{1,80})`", _MISSING_PARENT),
        (r"^update or delete on table|^Cannot delete or update a parent row", _STILL_USED),
        (r"^FOREIGN KEY constraint failed", _NO_PARENT),
        (r"^CHECK constraint failed: (?P<name>.{1,80})", _CHECKED),
        (r"violates check constraint \"(?P<name>[^\"]{1,80})\"", _CHECKED),
        (r"^CONSTRAINT `(?P<name>[^`]{1,80})` failed", _CHECKED),
        (
            r"^foreign key mismatch|^there is no unique constraint matching|Foreign key constraint is incorrectly",
            "une clé étrangère doit désigner la clé primaire (ou une colonne unique) d’une table qui existe, "
            "avec le même type.",
        ),
        # Values
        (
            r"has \d+ columns? but \d+ values? were supplied|^\d+ values for \d+ columns|^Column count doesn't match"
            r"|^INSERT has more",
            _VALUE_COUNT,
        ),
        (
            r"^(?:invalid input syntax for type \w+|Incorrect \w+ value): [\"'](?P<name>.{0,80}?)[\"'](?:$|\.| for)",
            "la valeur « {name} » n’est pas du bon type pour cette colonne.",
        ),
        (r"^value too long for type|^Data too long for column", "ce texte est trop long pour sa colonne."),
        (
            r"out of range|^numeric field overflow|^Out of range value",
            "ce nombre est trop grand pour sa colonne.",
        ),
        (
            r"^datatype mismatch|^operator does not exist|but expression is of type",
            "cette valeur n’est pas du type attendu : un texte à la place d’un nombre, ou l’inverse.",
        ),
        (r"^division by zero", "il y a une division par zéro."),
        # Queries in queries
        (
            r"do not have the same number of result columns|^each UNION query|different number of columns",
            _WIDTHS,
        ),
        (
            r"^sub-select returns \d+ columns|^subquery must return only one column|^Operand should contain",
            _ONE_COLUMN,
        ),
        (r"^more than one row returned by a subquery|^Subquery returns more than 1 row", _ONE_ROW),
        (
            r"^Every derived table must have its own alias|^subquery in FROM must have an alias",
            "une requête entre parenthèses dans FROM doit recevoir un nom, avec AS.",
        ),
        # What is closed
        (
            r"^cannot start a transaction within",
            "une transaction est déjà commencée : terminez-la d’abord avec COMMIT.",
        ),
        (r"no transaction is active", "aucune transaction n’est commencée : il manque BEGIN."),
        (
            r"^current transaction is aborted",
            "une instruction d’avant a échoué dans cette transaction : il ne reste que ROLLBACK.",
        ),
        (r"^not authorized: (?P<name>[A-Za-z ]{1,40})", _DENIED),
        (
            r"^not authorized|^permission denied|^must be |denied to user|^Access denied|you need .* privilege",
            _NOT_HERE,
        ),
        (r"^COPY from stdin failed|LOAD DATA LOCAL|local_infile|loading of local", _NOT_HERE),
        (r"in a READ ONLY transaction|in a read-only transaction", _NOT_HERE),
    )
)


def explain(name: str, message: str) -> str:
    """Returns a French explanation of what an engine refused, with no capital and no place; empty if unknown."""
    for pattern, sentence in _EXPLAINED:
        if match := pattern.search(message):
            return say(
                sentence, **{key: short(value or "", _LONGEST) for key, value in match.groupdict().items()}
            )
    return ""
