"""Three questions and a change in SQL, beside the engine's own client.

The bare process is a shell that starts one client, which prepares the tables as the author does, runs the
apprentice's four instructions, asks the two questions of the checks; the shell compares what is printed with what
is right. SQLite's client has its database in memory. The clients of MariaDB and PostgreSQL ask a server that runs
already with the box's own settings; each uses a database, or a schema, of its own, which nobody takes the time to
drop.
"""

from grader.bench.cases.base import Bare, Case, check
from grader.contract import Check, Json

_DATABASE = """\
CREATE TABLE stands (id INTEGER PRIMARY KEY, nom VARCHAR(30) NOT NULL, places INTEGER NOT NULL);
CREATE TABLE ventes (
  id INTEGER PRIMARY KEY, stand_id INTEGER NOT NULL, montant INTEGER NOT NULL,
  FOREIGN KEY (stand_id) REFERENCES stands (id)
);
INSERT INTO stands (id, nom, places) VALUES (1, 'Soupe', 4), (2, 'Livres', 2), (3, 'Musique', 6), (4, 'Pain', 1);
INSERT INTO ventes (id, stand_id, montant) VALUES
  (1, 1, 12), (2, 1, 8), (3, 2, 30), (4, 3, 5), (5, 3, 15), (6, 3, 10), (7, 1, 4), (8, 2, 2);
"""
_INSTRUCTIONS = """\
SELECT nom, places FROM stands WHERE places > 2 ORDER BY places;
SELECT s.nom, SUM(v.montant) AS total FROM stands s JOIN ventes v ON v.stand_id = s.id
  GROUP BY s.nom ORDER BY total DESC, s.nom;
SELECT s.nom FROM stands s LEFT JOIN ventes v ON v.stand_id = s.id WHERE v.id IS NULL;
UPDATE ventes SET montant = montant + 1 WHERE stand_id = 2;
"""
_QUESTIONS = ("SELECT count(*) FROM ventes", "SELECT montant FROM ventes WHERE stand_id = 2 ORDER BY id")
_ANSWERS: tuple[list[list[Json]], ...] = (
    [["Soupe", 4], ["Musique", 6]],
    [["Livres", 32], ["Musique", 30], ["Soupe", 24]],
    [["Pain"]],
)
_AFTER: tuple[list[list[Json]], ...] = ([[8]], [[31], [3]])


def _checks() -> tuple[Check, ...]:
    of_instructions = tuple(
        check("sql", number, f"Instruction {number}.", _wanted(rows), "rows", instruction=number)
        for number, rows in enumerate(_ANSWERS, start=1)
    )
    of_questions = tuple(
        check("sql", number, query, _wanted(rows), "rows", query=query)
        for number, (query, rows) in enumerate(zip(_QUESTIONS, _AFTER, strict=True), start=4)
    )
    return of_instructions + of_questions


def _wanted(rows: list[list[Json]]) -> dict[str, Json]:
    return {"rows": [*rows], "ordered": True}


def _printed(separator: str) -> str:
    rows = [row for answer in (*_ANSWERS, *_AFTER) for row in answer]
    return "\n".join(separator.join(map(str, row)) for row in rows)


def _bare(client: str, separator: str, package: str, before: str = "", first: str = "") -> Bare:
    """`client` reads instructions, `first` being those that its engine alone needs; `before` starts its server."""
    questions = "".join(f"{question};\n" for question in _QUESTIONS)
    instructions = f"{first}{_DATABASE}{_INSTRUCTIONS}{questions}"
    check_printed = (
        f"printed=$({client} <<SQL\n{instructions}SQL\n)\n[ \"$printed\" = '{_printed(separator)}' ]\n"
    )
    return Bare(
        {"check.sh": check_printed, "before.sh": before},
        ("sh", "check.sh"),
        packages=(package,),
        before=("sh", "before.sh") if before else (),
    )


_START_MARIADB = """\
cp -r --preserve=mode /opt/prepared/data /tmp/data
/usr/sbin/mariadbd --defaults-file=/opt/prepared/box.cnf --datadir=/tmp/data --skip-grant-tables \\
    < /dev/null > /dev/null 2>&1 &
until mariadb --socket=/tmp/mariadb.sock -e 'SELECT 1' > /dev/null 2>&1; do sleep 0.05; done
"""
_START_POSTGRESQL = """\
cp -r --preserve=mode /opt/prepared/cluster /tmp/cluster
/usr/lib/postgresql/17/bin/postgres -D /tmp/cluster < /dev/null > /dev/null 2>&1 &
until psql -h /tmp -U observer exercise -c 'SELECT 1' > /dev/null 2>&1; do sleep 0.05; done
"""
_MARIADB = "mariadb --no-defaults --socket=/tmp/mariadb.sock -N -B"
_POSTGRESQL = "psql -X -q -A -t -h /tmp -U observer exercise"

# The shell makes its own number of `$$`.
_BARE = {
    "sqlite": _bare("sqlite3 :memory:", "|", "sqlite3", first="PRAGMA foreign_keys = ON;\n"),
    "mariadb": _bare(
        _MARIADB, "\t", "mariadb-client-core", _START_MARIADB, "CREATE DATABASE d$$; USE d$$;\n"
    ),
    "postgresql": _bare(
        _POSTGRESQL,
        "|",
        "postgresql-client-17",
        _START_POSTGRESQL,
        "CREATE SCHEMA s$$; SET search_path TO s$$;\n",
    ),
}

CASES = tuple(
    Case(
        f"sql, {variant}, 5 checks",
        "sql",
        variant,
        {"database.sql": _DATABASE, "main.sql": _INSTRUCTIONS},
        _checks(),
        bare,
        goal=1.0,
    )
    for variant, bare in _BARE.items()
)
