"""SQL: what the apprentice's instructions give, and what they make of a database prepared by the author.

A file `schema.sql`, `database.sql` or `data.sql` of the exercise, unless it is the one being looked at, prepares the
database, in this order. Each probe names a `file` (the entry if it names none) and may bring `before`, instructions
of the author run just before the apprentice's: other data against answers known by heart.
"""

import re
from collections.abc import Callable, Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown, text_param

type _Params = Mapping[str, Json]

_READS = re.compile(r"\s*(?:SELECT|WITH|VALUES)\b", re.IGNORECASE)
_CHANGES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_MOST_INSTRUCTIONS = 200


def _shared(params: _Params, *own: str) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"file", "before", *own}))
    shared: dict[str, Json] = {}
    if "file" in params:
        file = text_param(params, "file", 120)
        if not file.endswith(".sql"):
            raise BadProbe("« file » doit être le nom d’un fichier .sql")
        shared["file"] = file
    if "before" in params:
        shared["before"] = text_param(params, "before", 20_000)
    return shared


def _one_instruction(params: _Params, name: str, kind: re.Pattern[str], words: str) -> str:
    text = text_param(params, name, 4_000).strip().removesuffix(";")
    if not kind.match(text):
        raise BadProbe(f"« {name} » doit être une seule instruction, qui commence par {words}")
    return text


def _instruction_or_query(params: _Params) -> dict[str, Json]:
    if "instruction" in params and "query" in params:
        raise BadProbe("« instruction » et « query » ne vont pas ensemble : choisissez")
    if "query" in params:
        return {"query": _one_instruction(params, "query", _READS, "SELECT, WITH ou VALUES")}
    if "instruction" not in params:
        return {}
    number = params["instruction"]
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= _MOST_INSTRUCTIONS:
        raise BadProbe(f"« instruction » doit être un nombre entier de 1 à {_MOST_INSTRUCTIONS}")
    return {"instruction": number}


def _rows(params: _Params) -> dict[str, Json]:
    return {**_shared(params, "instruction", "query"), **_instruction_or_query(params)}


def _attempt(params: _Params) -> dict[str, Json]:
    changes = _one_instruction(params, "sql", _CHANGES, "INSERT, UPDATE, DELETE ou REPLACE")
    return {**_shared(params, "sql"), "sql": changes}


def _schema(params: _Params) -> dict[str, Json]:
    return _shared(params)


_PROBES: dict[str, Callable[[_Params], dict[str, Json]]] = {
    "rows": _rows,
    "attempt": _attempt,
    "schema": _schema,
    "plan": _rows,
}

_DATABASE = """
CREATE TABLE stands (id INTEGER PRIMARY KEY, nom VARCHAR(30) NOT NULL, places INTEGER NOT NULL);
INSERT INTO stands (id, nom, places) VALUES (1, 'Soupe', 4), (2, 'Livres', 2), (3, 'Musique', 6);
"""


def _self_test(endless: str) -> SelfTest:
    def files(query: str) -> dict[str, str]:
        return {"database.sql": _DATABASE, "main.sql": query}

    return SelfTest(
        checks=(
            Check(
                "lignes",
                "La requête donne deux stands.",
                Probe("rows", {}),
                {"rows": [["Soupe", 4], ["Musique", 6]], "ordered": True},
            ),
            Check(
                "effet",
                "Rien n’est changé.",
                Probe("rows", {"query": "SELECT count(*) FROM stands"}),
                {"rows": [[3]]},
            ),
        ),
        good=files("SELECT nom, places\nFROM stands\nWHERE places > 2\nORDER BY places;\n"),
        bad=files("SELECT nom, places FROM stands ORDER BY places;\n"),
        endless=files(endless),
    )


_ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n;\n",
    "mariadb": "SELECT BENCHMARK(20000000000, MD5('a'));\n",
    "postgresql": "DO $$ BEGIN LOOP END LOOP; END $$;\n",
}
# A server keeps its files in the scratch, many of them, and runs processes of its own.
_SERVER = {"scratch_mb": 64, "scratch_files": 2048, "file_mb": 32, "processes": 48}

SQL = Runtime(
    name="sql",
    entry="main.sql",
    probes=_PROBES,
    limits={"processes": 16},
    variants=(
        Variant("sqlite", "sql", _self_test(_ENDLESS["sqlite"]), sockets=False, waiting_mb=12),
        Variant("mariadb", "sql-mariadb", _self_test(_ENDLESS["mariadb"]), limits=_SERVER, waiting_mb=84),
        Variant(
            "postgresql", "sql-postgresql", _self_test(_ENDLESS["postgresql"]), limits=_SERVER, waiting_mb=48
        ),
    ),
)
