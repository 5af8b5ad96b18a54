"""SQLite, with everything closed that is not tables and queries: no file, no extension, no setting."""

import ctypes
import re
import sqlite3
import time
from typing import Any

from instructions import MOST_OF_AUTHOR, SQLITE, instructions_of
from plans import PRIMARY, step, tables_by_name
from results import Result, Slow, Thrown, bytes_cell, number_cell, text_cell
from schemas import MOST_COLUMNS, MOST_TABLES, column, empty_table, foreign_key, without_texts

STEPS = 4_000  # of the machine that runs a query, between two looks at the clock
MOST_STEPS = 400_000_000 // STEPS
HEAP_BYTES = 48 * 1024 * 1024
PAGES = 4_096  # 16 MiB in pages of 4 KiB

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# A text in double quotes is a name, as the standard says: SQLite's old tolerance hides mistakes.
_SETTINGS = {
    sqlite3.SQLITE_DBCONFIG_DEFENSIVE: True,
    sqlite3.SQLITE_DBCONFIG_TRUSTED_SCHEMA: False,
    sqlite3.SQLITE_DBCONFIG_DQS_DML: False,
    sqlite3.SQLITE_DBCONFIG_DQS_DDL: False,
}
_START = (
    f"PRAGMA hard_heap_limit={HEAP_BYTES}",
    f"PRAGMA max_page_count={PAGES}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
)
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_ANALYZE,
        sqlite3.SQLITE_REINDEX,
    }
)
_REFUSED_NAMES = {
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_PRAGMA: "PRAGMA",
    sqlite3.SQLITE_FUNCTION: "function",
    sqlite3.SQLITE_CREATE_VTABLE: "CREATE VIRTUAL TABLE",
    sqlite3.SQLITE_CREATE_TEMP_TABLE: "TEMP TABLE",
    sqlite3.SQLITE_CREATE_TEMP_VIEW: "TEMP VIEW",
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER: "TEMP TRIGGER",
    sqlite3.SQLITE_CREATE_TEMP_INDEX: "TEMP INDEX",
}
_READING_PRAGMAS = frozenset(
    {
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "page_count",  # asked by SQLite itself when it copies a database
    }
)
_REASONS = {
    "SQLITE_CONSTRAINT_UNIQUE": "unique",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "unique",
    "SQLITE_CONSTRAINT_ROWID": "unique",
    "SQLITE_CONSTRAINT_NOTNULL": "not_null",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "foreign_key",
    "SQLITE_CONSTRAINT_CHECK": "check",
    "SQLITE_CONSTRAINT_TRIGGER": "trigger",
    "SQLITE_CONSTRAINT_DATATYPE": "wrong_value",
    "SQLITE_MISMATCH": "wrong_value",
    "SQLITE_AUTH": "denied",
    "SQLITE_FULL": "too_big",
    "SQLITE_TOOBIG": "too_big",
    "SQLITE_NOMEM": "memory",
}
_WORDS = (
    ("syntax error", "syntax"),
    ("unrecognized token", "syntax"),
    ("incomplete input", "syntax"),
    ("not authorized", "denied"),
    ("no such table", "no_table"),
    ("no such column", "no_column"),
    ("ambiguous column", "ambiguous"),
    ("misuse of aggregate", "aggregate"),
)
_TABLES = (
    "SELECT name, type, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)
_INDEXES = 'SELECT name, "unique", origin FROM pragma_index_list(?) WHERE partial = 0 ORDER BY name LIMIT 40'
_FOREIGN_KEYS = (
    'SELECT id, "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq'
)
_STEP = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<table>\S+)"
    r"(?: USING (?:(?P<primary>(?:INTEGER )?PRIMARY KEY)|(?P<automatic>AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?"
    r"INDEX (?P<index>\w+)?))?"
)
_MISSING = re.compile(r"no such table: (?:main\.)?(\w+)")
_READ_ONLY = 4  # SQLITE_DESERIALIZE_READONLY: what is given stays Python's
_TYPES = {int: "integer", float: "decimal", str: "text", bytes: "bytes"}


class Sqlite:
    """The engine; `on_allow` is told when the time of something new begins."""

    dialect = SQLITE

    def __init__(self, on_allow: Any) -> None:
        self._on_allow = on_allow
        self._deadline = 0.0
        self._looks = 0
        self._slow = False
        self._refused = ""
        self._used = False
        self._library = _Library()
        self._connection = self._fresh()

    def allow(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._looks = 0
        self._on_allow()

    # ---- the database -------------------------------------------------------------------------------
    def _fresh(self, content: bytes = b"") -> sqlite3.Connection:
        """Returns a connection to a database of its own, empty or with this content."""
        connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        for setting, state in _SETTINGS.items():
            connection.setconfig(setting, state)
        for start in _START:
            connection.execute(start)
        if content:
            connection.deserialize(content)
        connection.text_factory = _decoded
        connection.set_authorizer(self._authorize)
        connection.set_progress_handler(self._clock, STEPS)
        return connection

    def renew(self) -> None:
        if self._used:
            self._connection.close()
            self._connection = self._fresh()
            self._used = False

    def prepare(self, text: str) -> None:
        self._used = True
        for instruction in instructions_of(text, SQLITE, MOST_OF_AUTHOR):
            try:
                self._execute(self._connection, instruction.text)
            except Thrown as thrown:
                place = f"ligne {instruction.line} : {thrown.message}"
                raise Thrown(thrown.reason, thrown.name, place) from thrown

    def _clock(self) -> bool:
        self._looks += 1
        self._slow = time.monotonic() > self._deadline or self._looks > MOST_STEPS
        return self._slow

    def _authorize(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action in _ALLOWED and not (action == sqlite3.SQLITE_FUNCTION and second == "load_extension"):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and self._allows_pragma(str(first), second):
            return sqlite3.SQLITE_OK
        self._refused = _REFUSED_NAMES.get(action, "")
        return sqlite3.SQLITE_DENY

    def _allows_pragma(self, name: str, value: str | None) -> bool:
        # Many lessons begin with PRAGMA foreign_keys = ON, which it is already.
        if name.lower() == "foreign_keys":
            return value is None or value.lower() in ("on", "1", "true", "yes")
        return name.lower() in _READING_PRAGMAS

    # ---- running ------------------------------------------------------------------------------------
    def _execute(self, connection: sqlite3.Connection, sql: str, room: int = 0) -> Result:
        self._refused = ""
        try:
            return _result(connection.execute(sql), room)
        except (sqlite3.Error, sqlite3.Warning, MemoryError, OverflowError) as error:
            if self._slow:
                raise Slow from error
            raise self._thrown(connection, sql, error) from error

    def _thrown(self, connection: sqlite3.Connection, sql: str, error: Exception) -> Thrown:
        name = str(
            getattr(error, "sqlite_errorname", "SQLITE_NOMEM" if isinstance(error, MemoryError) else "")
        )
        message = str(error) or "out of memory"
        if name == "SQLITE_AUTH":
            message = f"not authorized: {self._refused}"
        reason = _REASONS.get(name) or next((kind for words, kind in _WORDS if words in message), "other")
        offset = self._library.offset_of_error(connection, sql) if name == "SQLITE_ERROR" else None
        if message == "incomplete input":
            offset = len(sql)
        missing = _MISSING.search(message)
        return Thrown(reason, name, message, offset=offset, word=missing[1] if missing else "")

    def run(self, text: str, room: int) -> Result:
        self._used = True
        return self._execute(self._connection, text, room)

    def settle(self) -> bool:
        if not self._connection.in_transaction:
            return False
        self._execute(self._connection, "ROLLBACK")
        return True

    # ---- aside --------------------------------------------------------------------------------------
    def look(self, query: str, room: int) -> Result:
        return self._execute(self._connection, query, room)

    def attempt(self, sql: str) -> None:
        """Tries on a copy, where what is deferred to the end of a transaction shows too."""
        copy = self._fresh(self._connection.serialize())
        try:
            self._execute(copy, sql)
        finally:
            copy.close()

    def plan(self, text: str) -> dict[str, Any]:
        kept = "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
        tables = tables_by_name(text, [row[0] for row in self._all(kept)])
        details = [str(row[3]) for row in self._all(f"EXPLAIN QUERY PLAN {text}")]
        steps = [one for detail in details if (one := _step(detail, tables))]
        return {"steps": steps, "sorts": any(detail.startswith("USE TEMP B-TREE") for detail in details)}

    def schema(self) -> list[dict[str, Any]]:
        return [self._table(*row) for row in self._all(_TABLES)[:MOST_TABLES]]

    def _table(self, name: str, kind: str, sql: str) -> dict[str, Any]:
        columns = self._all('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)', name)
        primary = sorted((row[4], row[0]) for row in columns if row[4])
        whole_key = [column for _, column in primary]
        indexes = [self._index(name, *row) for row in self._all(_INDEXES, name)]
        return empty_table(name, kind) | {
            "columns": [
                column(row[0], row[1], nullable=not row[2] and row[0] not in whole_key, default=row[3])
                for row in columns[:MOST_COLUMNS]
            ],
            "primary_key": whole_key,
            "unique": [one["columns"] for one in indexes if one.pop("constraint") == "u"],
            "foreign_keys": self._foreign_keys(name),
            "indexes": indexes,
            "checks": len(re.findall(r"\bCHECK\s*\(", without_texts(sql or ""), re.IGNORECASE)),
        }

    def _index(self, table: str, name: str, unique: int, origin: str) -> dict[str, Any]:
        columns = [row[0] for row in self._all("SELECT name FROM pragma_index_info(?) ORDER BY seqno", name)]
        shown = PRIMARY if origin == "pk" else name
        return {"name": shown, "columns": columns, "unique": bool(unique), "constraint": origin}

    def _foreign_keys(self, table: str) -> list[dict[str, Any]]:
        keys: dict[int, dict[str, Any]] = {}
        for number, target, mine, theirs, updated, deleted in self._all(_FOREIGN_KEYS, table):
            key = keys.setdefault(number, foreign_key(target, deleted, updated))
            key["columns"].append(mine)
            key["references"].append(theirs)
        for key in keys.values():
            if None in key["references"]:
                key["references"] = self._primary_key_of(key["table"])
        return list(keys.values())

    def _primary_key_of(self, table: str) -> list[str]:
        rows = self._all("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table)
        return [row[0] for row in rows]

    def _all(self, sql: str, *values: str) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, sqlite3.Warning) as error:
            if self._slow:
                raise Slow from error
            raise self._thrown(self._connection, sql, error) from error


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _result(cursor: sqlite3.Cursor, room: int) -> Result:
    result = Result(room)
    if cursor.description is None:
        result.affected = cursor.rowcount if cursor.rowcount >= 0 else None
        return result
    types: list[set[str]] = [set() for _ in cursor.description]
    for row in cursor:
        for kinds, value in zip(types, row, strict=True):
            kinds.add(_TYPES.get(type(value), "null"))
        result.add([_cell(value) for value in row])
    names = [str(column[0]) for column in cursor.description]
    result.has_columns([(name, _type_of(kinds)) for name, kinds in zip(names, types, strict=True)])
    return result


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, bytes):
        return bytes_cell(value)
    return None if value is None else number_cell(repr(value))


def _type_of(kinds: set[str]) -> str:
    """SQLite's columns have no type of their own: the one of their values."""
    told = kinds - {"null"}
    if told == {"integer", "decimal"}:
        return "decimal"
    return told.pop() if len(told) == 1 else ("mixed" if told else "null")


def _step(detail: str, tables: dict[str, str]) -> dict[str, Any] | None:
    """`SEARCH c USING INDEX by_town (town=?)`, or `SCAN c`; None for what speaks of no table."""
    match = _STEP.match(detail)
    if match is None or match["table"].lower() not in tables:
        return None
    index = PRIMARY if match["primary"] else match["index"]
    return step(
        tables[match["table"].lower()], index, searches=match["how"] == "SEARCH" and not match["automatic"]
    )


class _Library:
    """SQLite's own library, asked for what Python's module does not tell: where an error is."""

    def __init__(self) -> None:
        library = ctypes.CDLL("libsqlite3.so.0")
        pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
        library.sqlite3_open.argtypes = [text, ctypes.POINTER(pointer)]
        library.sqlite3_deserialize.argtypes = [
            pointer,
            text,
            text,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_uint,
        ]
        library.sqlite3_prepare_v2.argtypes = [pointer, text, number, ctypes.POINTER(pointer), pointer]
        library.sqlite3_db_config.argtypes = [pointer, number, number, pointer]
        library.sqlite3_error_offset.argtypes = [pointer]
        library.sqlite3_finalize.argtypes = [pointer]
        library.sqlite3_close.argtypes = [pointer]
        self._library = library

    def offset_of_error(self, connection: sqlite3.Connection, sql: str) -> int | None:
        """Returns how many characters precede the error, by preparing the same text on a copy; None if unknown."""
        library, database, prepared = self._library, ctypes.c_void_p(), ctypes.c_void_p()
        text = sql.encode()
        try:
            content = connection.serialize()
        except sqlite3.Error:
            return None
        if library.sqlite3_open(b":memory:", ctypes.byref(database)) != 0:
            return None
        try:
            for setting, state in _SETTINGS.items():
                library.sqlite3_db_config(database, setting, int(state), None)
            library.sqlite3_deserialize(database, b"main", content, len(content), len(content), _READ_ONLY)
            failed = library.sqlite3_prepare_v2(database, text, len(text), ctypes.byref(prepared), None) != 0
            offset = library.sqlite3_error_offset(database) if failed else -1
            library.sqlite3_finalize(prepared)
        finally:
            library.sqlite3_close(database)
        return len(text[:offset].decode("utf-8", "replace")) if offset >= 0 else None
