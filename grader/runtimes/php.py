"""PHP 8.4: pages that are visited, programs and functions, with a database.

A `visit` is a list of `steps`, done one after the other with the cookies of a browser. A step has a `path`, and what
is sent: `form` (fields), `uploads`, `json` or `body`, `headers`, a `method` where the usual one will not do. A step
with `submit` fills in a form of the page before, found by its number or its id, and sends it as that page says.
Redirections are shown, not followed, unless the step says `follow`. `root` is the folder that is served.

A file `schema.sql`, `database.sql` or `data.sql` of the exercise prepares the database, in this order, before each
probe. In the variant `php` that is SQLite, in the file `database.sqlite` beside them; in `mariadb`, a server on
`localhost`, where base, account and password are all « ecole ». `rows` gives the answer to a `query` after a visit.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown, text_param

type _Params = Mapping[str, Json]

MOST_STEPS = 12
MOST_FIELDS = 60
LONGEST_TEXT = 8_000
BIGGEST_UPLOAD = 6 * 1024 * 1024  # more than PHP accepts, so that a refusal can be asked for
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STEP_KEYS = frozenset({"method", "path", "form", "uploads", "json", "body", "headers", "follow", "submit"})
_UPLOAD_KEYS = frozenset({"field", "name", "type", "content", "base64", "size"})
_BODIES = ("form", "json", "body")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_READS = re.compile(r"\s*(?:SELECT|WITH|VALUES)\b", re.IGNORECASE)


# ---- programs ---------------------------------------------------------------------------------------
def _value(params: _Params) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"expression"}))
    return {"expression": _php(params, "expression")}


def _output(params: _Params) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"after", "stdin", "arguments"}))
    complete: dict[str, Json] = {"after": _php(params, "after")} if "after" in params else {}
    for name in ("stdin", "arguments"):
        if name in params:
            complete[name] = _lines(params[name], name)
    return complete


def _php(params: _Params, name: str) -> str:
    text = text_param(params, name)
    if "\0" in text or text.rstrip().endswith(";"):
        raise BadProbe(f"« {name} » doit être une expression, sans point-virgule à la fin")
    return text


def _lines(value: Json, name: str) -> list[Json]:
    fits = isinstance(value, list) and len(value) <= 50
    if not fits or not all(isinstance(line, str) and _is_plain(line) for line in value):  # type: ignore[union-attr]
        raise BadProbe(f"« {name} » doit être une liste de textes d’une ligne")
    return [*value]  # type: ignore[misc]


def _is_plain(text: str) -> bool:
    return len(text) <= 1000 and not any(sign in text for sign in "\0\r\n")


# ---- visits -----------------------------------------------------------------------------------------
def _visit(params: _Params) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"steps", "root"}))
    return {"root": _root(params), "steps": _steps(params.get("steps"), least=1)}


def _rows(params: _Params) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"steps", "root", "query"}))
    query = text_param(params, "query", 4_000).strip().removesuffix(";")
    if not _READS.match(query):
        raise BadProbe("« query » doit être une seule instruction, qui commence par SELECT, WITH ou VALUES")
    return {"root": _root(params), "steps": _steps(params.get("steps", []), least=0), "query": query}


def _root(params: _Params) -> str:
    root = params.get("root", "")
    if not isinstance(root, str) or not re.fullmatch(r"(?:\w[\w.-]*(?:/\w[\w.-]*)*)?", root):
        raise BadProbe('« root » doit être le nom d’un dossier de l’exercice, par exemple "public"')
    return root


def _steps(value: Json, least: int) -> list[Json]:
    if not isinstance(value, list) or not least <= len(value) <= MOST_STEPS:
        raise BadProbe(f"« steps » doit être une liste de {least} à {MOST_STEPS} étapes")
    return [_step(step, number) for number, step in enumerate(value, start=1)]


def _step(step: Json, number: int) -> dict[str, Json]:
    try:
        return _complete_step(step, number)
    except BadProbe as error:
        raise BadProbe(f"étape {number} : {error}") from error


def _complete_step(step: Json, number: int) -> dict[str, Json]:
    if not isinstance(step, dict):
        raise BadProbe('une étape doit être une table, par exemple { path = "/" }')
    refuse_unknown(step, _STEP_KEYS)
    complete: dict[str, Json] = {
        "follow": _flag(step, "follow"),
        "headers": _headers(step.get("headers", {})),
        "uploads": _uploads(step.get("uploads", [])),
    }
    if "form" in step:
        complete["form"] = _form(step["form"])
    if "submit" in step:
        return {**complete, **_submission(step, number)}
    return {**complete, **_address(step, complete), **_content(step)}


def _submission(step: _Params, number: int) -> dict[str, Json]:
    if number == 1:
        raise BadProbe(
            "« submit » remplit un formulaire de la page d’avant : il faut une étape avant celle-ci"
        )
    if others := sorted({"method", "path", "json", "body"} & set(step)):
        raise BadProbe(f"« submit » ne va pas avec {', '.join(others)} : la page d’avant le dit")
    which = step["submit"]
    if isinstance(which, bool) or not isinstance(which, int | str) or which in ("", 0):
        raise BadProbe("« submit » doit être le numéro du formulaire dans la page, à partir de 1, ou son id")
    return {"submit": which}


def _address(step: _Params, complete: _Params) -> dict[str, Json]:
    path = text_param(step, "path")
    if not path.startswith("/") or path.startswith("//") or not _is_plain(path) or not path.isascii():
        raise BadProbe("« path » doit commencer par / ; les lettres accentuées s’y écrivent %C3%A9")
    sends = bool(complete["uploads"]) or any(name in step for name in _BODIES)
    method = step.get("method", "POST" if sends else "GET")
    if method not in _METHODS:
        raise BadProbe(f"« method » doit être l’un de : {', '.join(sorted(_METHODS))}")
    return {"path": path.partition("#")[0].replace(" ", "%20"), "method": method}


def _content(step: _Params) -> dict[str, Json]:
    given = [name for name in _BODIES if name in step]
    if len(given) > 1 or ("uploads" in step and given not in ([], ["form"])):
        raise BadProbe("choisissez ce qui est envoyé : form (avec uploads si besoin), json ou body")
    if "json" in step:
        return {"json": step["json"]}
    return {"body": text_param(step, "body", LONGEST_TEXT)} if "body" in step else {}


def _flag(step: _Params, name: str) -> bool:
    value = step.get(name, False)
    if not isinstance(value, bool):
        raise BadProbe(f"« {name} » doit être true ou false")
    return value


def _headers(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict) or len(value) > 20:
        raise BadProbe("« headers » doit être une table nom = texte")
    for name, text in value.items():
        if not _HEADER.fullmatch(name) or not isinstance(text, str) or not _is_plain(text):
            raise BadProbe(f"« headers.{name} » doit être un texte d’une ligne")
    return {"-".join(part.capitalize() for part in name.split("-")): text for name, text in value.items()}


def _form(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise BadProbe("« form » doit être une table champ = valeur")
    return {name: _field(name, given) for name, given in value.items()}


def _field(name: str, given: Json) -> Json:
    if isinstance(given, list):
        return [_text(name, one) for one in given]
    return _text(name, given)


def _text(name: str, given: Json) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float) or len(str(given)) > LONGEST_TEXT:
        raise BadProbe(f"« form.{name} » doit être un texte, ou une liste de textes")
    return str(given)


def _uploads(value: Json) -> list[Json]:
    if not isinstance(value, list) or len(value) > 5:
        raise BadProbe("« uploads » doit être une liste de fichiers")
    return [_upload(one) for one in value]


def _upload(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise BadProbe("un fichier envoyé doit être une table : field, name, content ou base64")
    refuse_unknown(value, _UPLOAD_KEYS)
    complete: dict[str, Json] = {"type": value.get("type", "application/octet-stream")}
    for name in ("field", "name"):
        complete[name] = text_param(value, name, 200)
    for name in ("field", "name", "type"):
        text = complete[name]
        if not isinstance(text, str) or not _is_plain(text) or '"' in text:
            raise BadProbe(f"« {name} » doit être un texte d’une ligne, sans guillemet")
    if ("content" in value) is ("base64" in value):
        raise BadProbe("un fichier envoyé demande « content » (du texte) ou « base64 », et pas les deux")
    if "base64" in value:
        complete["base64"] = _base64(value)
    else:
        complete["content"] = text_param(value, "content", LONGEST_TEXT)
    if "size" in value:
        complete["size"] = _size(value["size"])
    return complete


def _base64(value: _Params) -> str:
    text = text_param(value, "base64", 40_000)
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadProbe("« base64 » ne peut pas être lu") from error
    return text


def _size(size: Json) -> int:
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= BIGGEST_UPLOAD:
        raise BadProbe(f"« size » doit être un nombre d’octets, de 1 à {BIGGEST_UPLOAD}")
    return size


_PROBES: dict[str, Callable[[_Params], dict[str, Json]]] = {
    "value": _value,
    "output": _output,
    "visit": _visit,
    "rows": _rows,
}


# ---- known programs ---------------------------------------------------------------------------------
_PAGE = """<?php
session_start();
$base = new PDO(DSN);
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $base->prepare('INSERT INTO noms (nom) VALUES (?)')->execute([$_POST['nom']]);
    $_SESSION['merci'] = $_POST['nom'];
    header('Location: /');
    exit;
}
echo '<h1>Merci ', htmlspecialchars($_SESSION['merci'] ?? ''), '</h1>';
"""
_FILE = "'sqlite:' . __DIR__ . '/database.sqlite'"
_SERVER = "'mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole'"
_STEPS: list[Json] = [{"path": "/", "form": {"nom": "Zoé & co"}, "follow": True}]


def _self_test(access: str, endless: str) -> SelfTest:
    def files(program: str, page: str) -> dict[str, str]:
        table = "CREATE TABLE noms (nom VARCHAR(40) NOT NULL);"
        return {"index.php": page.replace("DSN", access), "somme.php": program, "database.sql": table}

    add = "<?php\nfunction somme(int $a, int $b): int { return $a + $b; }\n"
    visit = Probe("visit", _visit({"steps": _STEPS}))
    rows = Probe("rows", _rows({"steps": _STEPS, "query": "SELECT nom FROM noms"}))
    value = Probe("value", {"expression": "(require 'somme.php') + somme(2, 3)"})
    return SelfTest(
        checks=(
            Check("merci", "La page remercie.", visit, {"selector": "h1", "text": "Merci Zoé & co"}),
            Check("nom", "Le nom est gardé.", rows, {"rows": [["Zoé & co"]]}),
            Check("somme", "somme(2, 3) vaut 5.", value, {"equals": 6}),
        ),
        good=files(add, _PAGE),
        bad=files(add, _PAGE.replace("$_SESSION['merci'] ?? ''", "'vous'")),
        endless=files(add, _PAGE.replace("exit;", endless)),
    )


PHP = Runtime(
    name="php",
    entry="index.php",
    probes=_PROBES,
    limits={"processes": 16, "memory_mb": 128},
    variants=(
        Variant("php", "php", _self_test(_FILE, "while (true) {}"), sockets=False, waiting_mb=15),
        Variant(
            "mariadb",
            "php-mariadb",
            _self_test(_SERVER, "$base->query('SELECT SLEEP(100)');"),
            limits={"processes": 64, "memory_mb": 320, "scratch_mb": 96, "file_mb": 64},
            waiting_mb=70,  # of which 15 are the data folder, in the scratch
        ),
    ),
)
