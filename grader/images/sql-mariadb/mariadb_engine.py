"""MariaDB. The apprentice's account has every right in one database and none elsewhere: no file, no account, no
setting of the server. The author's questions come from another account with no more rights, so that what the
apprentice left in her session is not there, and what she has made cannot act with more rights than hers.
"""

import time
from typing import Any

from instructions import MARIADB, MOST_OF_AUTHOR, instructions_of
from mariadb_client import Connection
from plans import step, tables_by_name
from results import Lost, Result, Texts, Thrown
from schemas import MOST_COLUMNS, MOST_TABLES, column, empty_table, foreign_key

DATABASE = "exercise"
_SEARCHES = frozenset({"system", "const", "eq_ref", "ref", "ref_or_null", "range", "fulltext", "index_merge"})
_COLUMNS = """
SELECT t.table_name, t.table_type, c.column_name, c.column_type, c.is_nullable, c.column_default
FROM information_schema.tables t LEFT JOIN information_schema.columns c
ON c.table_schema = t.table_schema AND c.table_name = t.table_name
WHERE t.table_schema = 'exercise' ORDER BY t.table_name, c.ordinal_position
"""
_INDEXES = """
SELECT table_name, index_name, column_name, non_unique
FROM information_schema.statistics WHERE table_schema = 'exercise' ORDER BY table_name, index_name, seq_in_index
"""
_FOREIGN_KEYS = """
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
  r.delete_rule, r.update_rule
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
ON r.constraint_schema = k.table_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = 'exercise' ORDER BY k.table_name, k.constraint_name, k.ordinal_position
"""
_CHECKS = """
SELECT table_name, count(*) FROM information_schema.check_constraints
WHERE constraint_schema = 'exercise' GROUP BY table_name
"""
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'exercise'"


class Mariadb:
    """The engine, over a server that listens at `path`."""

    dialect = MARIADB

    def __init__(self, path: str) -> None:
        self._path = path
        self._deadline = time.monotonic() + 20
        self._theirs = self._connection("apprentice", several=False)
        self._ours = self._connection("observer", several=True)
        self._used = False

    def _connection(self, user: str, *, several: bool) -> Connection:
        try:
            connection = Connection(self._path, user=user, database=DATABASE, several=several)
        except Thrown as error:
            raise Lost from error
        connection.before(self._deadline)
        return connection

    def allow(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        for connection in (self._theirs, self._ours):
            connection.before(self._deadline)

    # ---- the database -------------------------------------------------------------------------------
    def renew(self) -> None:
        """Drops the database, outside of which the apprentice can make nothing, and makes her session forget."""
        if not self._used:
            return
        if self._theirs.alive:
            self._theirs.forget()
        self._ours.script(
            [f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}", f"USE {DATABASE}"]
        )
        if self._theirs.alive:
            self._theirs.use(DATABASE)
        else:
            self._theirs = self._connection("apprentice", several=False)
        self._used = False

    def prepare(self, text: str) -> None:
        self._used = True
        instructions = instructions_of(text, MARIADB, MOST_OF_AUTHOR)
        try:
            self._ours.script([instruction.text for instruction in instructions])
        except Thrown as thrown:
            line = instructions[thrown.line or 0].line
            raise Thrown(thrown.reason, thrown.name, f"ligne {line} : {thrown.message}") from thrown
        finally:
            self._ours.forget()

    # ---- running ------------------------------------------------------------------------------------
    def run(self, text: str, room: int) -> Result:
        self._used = True
        return self._theirs.run(text, Result(room))

    def settle(self) -> bool:
        if not self._theirs.alive:
            return False
        left_open = self._theirs.in_transaction
        self._theirs.forget()
        return left_open

    # ---- aside --------------------------------------------------------------------------------------
    def look(self, query: str, room: int) -> Result:
        result = Result(room)
        self._aside(query, result, "START TRANSACTION READ ONLY")
        return result

    def attempt(self, sql: str) -> None:
        self._aside(sql, Texts(), "START TRANSACTION")

    def _aside(self, sql: str, result: Result, begin: str) -> None:
        """Runs one instruction in a transaction that is taken back."""
        self._ours.run(begin, Texts())
        try:
            self._ours.run(sql, result)
        finally:
            if self._ours.alive:
                self._ours.run("ROLLBACK", Texts())
            else:
                self._ours = self._connection("observer", several=True)

    def _ask(self, query: str) -> list[list[Any]]:
        texts = Texts()
        self._ours.run(query, texts)
        return texts.rows

    def plan(self, text: str) -> dict[str, Any]:
        tables = tables_by_name(text, [row[0] for row in self._ask(_TABLES)])
        steps, sorts = [], False
        for row in self._ask(f"EXPLAIN {text}"):
            table, access, _, index = row[2:6]
            if str(table).lower() in tables:
                steps.append(step(tables[table.lower()], index, searches=access in _SEARCHES))
            sorts = sorts or "filesort" in (row[9] or "")
        return {"steps": steps, "sorts": sorts}

    def schema(self) -> list[dict[str, Any]]:
        tables: dict[str, dict[str, Any]] = {}
        for name, kind, *told in self._ask(_COLUMNS):
            table = tables.setdefault(name, empty_table(name, "view" if "VIEW" in kind else "table"))
            if told[0] is not None and len(table["columns"]) < MOST_COLUMNS:
                default = None if told[3] == "NULL" else told[3]
                table["columns"].append(column(told[0], told[1], nullable=told[2] == "YES", default=default))
        self._add_indexes(tables)
        self._add_keys(tables)
        for name, count in self._ask(_CHECKS):
            tables[name]["checks"] = int(count)
        return list(tables.values())[:MOST_TABLES]

    def _add_indexes(self, tables: dict[str, dict[str, Any]]) -> None:
        indexes: dict[tuple[str, str], dict[str, Any]] = {}
        for name, index, made_of, repeats in self._ask(_INDEXES):
            empty: dict[str, Any] = {"name": index, "columns": [], "unique": repeats == "0"}
            indexes.setdefault((name, index), empty)["columns"].append(made_of)
        for (name, index), told in indexes.items():
            tables[name]["indexes"].append(told)
            if index == "PRIMARY":
                tables[name]["primary_key"] = told["columns"]
            elif told["unique"]:
                tables[name]["unique"].append(told["columns"])

    def _add_keys(self, tables: dict[str, dict[str, Any]]) -> None:
        keys: dict[tuple[str, str], dict[str, Any]] = {}
        for name, constraint, mine, target, theirs, deleted, updated in self._ask(_FOREIGN_KEYS):
            key = keys.setdefault((name, constraint), foreign_key(target, deleted, updated))
            key["columns"].append(mine)
            key["references"].append(theirs)
        for (name, _), key in keys.items():
            tables[name]["foreign_keys"].append(key)
