"""What three engines say when something goes wrong, in words for beginners."""

import pytest

from grader.sentences import EXPLAIN, explain_error

_MARIADB = (
    "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version "
    "for the right syntax to use near "
)


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (
            [
                'near "clients": syntax error',
                'syntax error at or near "clients"',
                f"{_MARIADB}'clients' at line 2",
            ],
            "SQL ne comprend pas « clients » à cet endroit",
        ),
        (
            [
                'near "FROM": syntax error',
                'syntax error at or near "from"',
                f"{_MARIADB}'FROM clients' at line 1",
            ],
            "une erreur juste avant",
        ),
        (
            ["incomplete input", "syntax error at end of input", f"{_MARIADB}'' at line 1"],
            "s’arrête trop tôt",
        ),
        (
            [
                'unrecognized token: "\'abc"',
                'unterminated quoted string at or near "\'abc"',
                f"{_MARIADB}''abc' at line 1",
            ],
            "un texte est ouvert",
        ),
        (
            ['near ".": syntax error', 'syntax error at or near "\\"', f"{_MARIADB}'.tables' at line 1"],
            "on n’écrit que du SQL",
        ),
        (
            [
                "no such table: client",
                'relation "client" does not exist',
                "Table 'exercise.client' doesn't exist",
                'missing FROM-clause entry for table "client"',
            ],
            "la table « client » n’existe pas",
        ),
        (
            ["no such column: vile", 'column "vile" does not exist', "Unknown column 'vile' in 'SELECT'"],
            "la colonne « vile » n’existe pas",
        ),
        (
            [
                'column "vile" does not exist. Perhaps you meant to reference the column "clients.ville"',
            ],
            "Vouliez-vous écrire « clients.ville » ?",
        ),
        (
            ['no such column: "Léa" - should this be a string literal in single-quotes?'],
            "Un texte s’écrit entre apostrophes : 'Léa'.",
        ),
        (
            [
                "no such function: total_de",
                "function total_de(integer) does not exist. No function matches",
                "FUNCTION exercise.total_de does not exist",
            ],
            "la fonction « total_de » n’existe pas",
        ),
        (
            [
                "ambiguous column name: id",
                'column reference "id" is ambiguous',
                "Column 'id' in SELECT is ambiguous",
            ],
            "comme dans clients.id",
        ),
        (
            [
                "misuse of aggregate: count()",
                "aggregate functions are not allowed in WHERE",
                "Invalid use of group function",
            ],
            "utilisez GROUP BY puis HAVING",
        ),
        (
            [
                'column "c.nom" must appear in the GROUP BY clause or be used in an aggregate function',
                "'exercise.c.nom' isn't in GROUP BY",
            ],
            "la colonne « c.nom » doit être dans GROUP BY",
        ),
        (
            [
                "UNIQUE constraint failed: clients.id",
                'duplicate key value violates unique constraint "clients_pkey". Key (id)=(1) already exists',
                "Duplicate entry '1' for key 'PRIMARY'",
                "Duplicate entry 'a' for key 'email'",
            ],
            "existe déjà, et elle doit être unique",
        ),
        (
            [
                "NOT NULL constraint failed: clients.nom",
                'null value in column "nom" of relation "clients" violates not-null constraint',
                "Column 'nom' cannot be null",
                "Field 'nom' doesn't have a default value",
            ],
            "la colonne « nom » est obligatoire",
        ),
        (
            [
                'insert or update on table "commandes" violates foreign key constraint "c". '
                'Key (client_id)=(99) is not present in table "clients"',
                "Cannot add or update a child row: a foreign key constraint fails (`exercise`.`commandes`, "
                "CONSTRAINT `c` FOREIGN KEY (`client_id`) REFERENCES `clients` (`id`))",
            ],
            "n’existe pas dans la table « clients » : ajoutez-la",
        ),
        (
            [
                'update or delete on table "clients" violates foreign key constraint "c" on table "commandes"',
                "Cannot delete or update a parent row: a foreign key constraint fails",
            ],
            "encore utilisée par une autre table",
        ),
        (["FOREIGN KEY constraint failed"], "une clé étrangère"),
        (
            [
                "CHECK constraint failed: prix",
                'new row for relation "t" violates check constraint "prix"',
                "CONSTRAINT `prix` failed for `exercise`.`t`",
            ],
            "la condition « prix »",
        ),
        (
            [
                "table clients has 3 columns but 2 values were supplied",
                "2 values for 3 columns",
                "INSERT has more expressions than target columns",
                "Column count doesn't match value count at row 1",
            ],
            "pas autant de valeurs que de colonnes",
        ),
        (
            [
                "table clients already exists",
                'relation "clients" already exists',
                "Table 'clients' already exists",
            ],
            "« clients » existe déjà",
        ),
        (
            [
                'invalid input syntax for type integer: "abc"',
                "Incorrect integer value: 'abc' for column `exercise`.`clients`.`id` at row 1",
            ],
            "la valeur « abc » n’est pas du bon type",
        ),
        (
            ["value too long for type character varying(3)", "Data too long for column 'nom' at row 1"],
            "trop long",
        ),
        (["not authorized: ATTACH"], "pas permise ici : ATTACH"),
        (
            [
                "not authorized: ",
                "permission denied for function pg_read_file",
                "must be owner of schema public",
                "Access denied; you need (at least one of) the FILE privilege(s) for this operation",
                "SELECT command denied to user 'apprentice'@'localhost' for table `mysql`.`user`",
                "COPY from stdin failed: no data",
            ],
            "n’est pas permise ici.",
        ),
        (["more than 10000 rows"], "beaucoup trop de lignes"),
        (
            [
                "string or blob too big",
                "database or disk is full",
                "temporary file size exceeds temp_file_limit (8192kB)",
                "The table 'm' is full",
            ],
            "bien trop grand",
        ),
    ],
)
def test_common_errors_are_explained(messages: list[str], words: str) -> None:
    for message in messages:
        explained = EXPLAIN["sql"]("", message).replace("\u00a0", " ").replace("\u202f", " ")

        assert words in explained, message


def test_an_uncommon_error_is_quoted() -> None:
    assert "something rare" in explain_error("ERROR XX000", "something rare", "sql")


def test_a_long_name_is_cut() -> None:
    assert len(explain_error("", "no such table: " + "a" * 80, "sql")) < 130
