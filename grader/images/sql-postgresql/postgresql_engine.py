"""PostgreSQL. The apprentice's role owns one database's worth of things and nothing else: no file, no program, no
extension, no other role. The author's questions come from a second connection of the same role, so that what the
apprentice left in her session is not there, and what she has made cannot act with more rights than hers.
"""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from instructions import POSTGRESQL
from plans import PRIMARY, step
from postgresql_client import Connection
from results import Lost, Result, Texts, Thrown
from schemas import MOST_COLUMNS, MOST_TABLES, column, empty_table, foreign_key

ROLE, DATABASE = "apprentice", "exercise"
_COLUMNS = """
SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' ELSE 'table' END, a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY c.relname, a.attnum
"""
_CONSTRAINTS = """
SELECT c.relname, k.contype,
  to_json(ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY AS u(num, rank)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.rank)),
  f.relname,
  to_json(ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY AS u(num, rank)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.rank)),
  k.confdeltype, k.confupdtype
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
WHERE n.nspname = 'public' AND k.contype IN ('p', 'u', 'f', 'c') ORDER BY c.relname, k.conname
"""
_INDEXES = """
SELECT c.relname, i.relname,
  to_json(ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, n::int, true)
    FROM pg_catalog.generate_series(1, x.indnkeyatts) AS n ORDER BY n)),
  x.indisunique, x.indisprimary
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND x.indpred IS NULL ORDER BY c.relname, i.relname
"""
_LEADING_COLUMNS = """
SELECT i.relname, pg_catalog.pg_get_indexdef(x.indexrelid, 1, true), x.indisprimary
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
WHERE i.relnamespace = 'public'::pg_catalog.regnamespace
"""
# Tables of an exercise are so small that reading them whole is always the cheapest: the server is told to do so only
# where no index can serve, and to join as the other engines do.
_PLANNING = "BEGIN READ ONLY; " + "; ".join(
    f"SET LOCAL {setting}"
    for setting in (
        "enable_seqscan = off",
        "enable_hashjoin = off",
        "enable_mergejoin = off",
        "enable_material = off",
        "enable_memoize = off",
        "random_page_cost = 0.1",
        "cpu_index_tuple_cost = 0.0001",
    )
)
_ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}


class Postgresql:
    """The engine, over a server that listens at `path`."""

    dialect = POSTGRESQL

    def __init__(self, path: str) -> None:
        self._path = path
        self._deadline = time.monotonic() + 20
        self._theirs, self._ours = self._connection(), self._connection()
        self._used = False

    def _connection(self) -> Connection:
        try:
            connection = Connection(self._path, user=ROLE, database=DATABASE)
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
        """Drops all that the role owns, which is all that there is, and makes her session forget.

        A new database instead, copied from a prepared one, would take longer to make than most files take to run.
        """
        if not self._used:
            return
        if self._theirs.alive and self._theirs.in_transaction:
            self._theirs.script("ROLLBACK")
        self._ours.script(f"ALTER ROLE {ROLE} RESET ALL; DROP OWNED BY {ROLE} CASCADE")
        if not self._theirs.alive:
            self._theirs = self._connection()
        self._theirs.script("DISCARD ALL")
        self._used = False

    def prepare(self, text: str) -> None:
        self._used = True
        try:
            self._theirs.script(text)
        except Thrown as thrown:
            line = text.count("\n", 0, thrown.place_in(text)) + 1
            raise Thrown(thrown.reason, thrown.name, f"ligne {line} : {thrown.message}") from thrown

    # ---- running ------------------------------------------------------------------------------------
    def run(self, text: str, room: int) -> Result:
        self._used = True
        return self._theirs.run(text, Result(room))

    def settle(self) -> bool:
        if not self._theirs.alive or not self._theirs.in_transaction:
            return False
        open_and_sound = not self._theirs.failed
        self._theirs.run("ROLLBACK", Texts())
        return open_and_sound

    # ---- aside --------------------------------------------------------------------------------------
    def look(self, query: str, room: int) -> Result:
        result = Result(room)
        self._aside(query, result)
        return result

    def attempt(self, sql: str) -> None:
        self._aside(sql, Texts(), begin="BEGIN", after="SET CONSTRAINTS ALL IMMEDIATE")

    def _aside(self, sql: str, result: Result, *, begin: str = "BEGIN READ ONLY", after: str = "") -> None:
        """Runs one instruction in a transaction that is taken back."""
        ours = self._ours
        ours.script(begin)
        try:
            ours.run(sql, result)
            if after:
                ours.script(after)
        finally:
            if ours.alive:
                ours.script("ROLLBACK")
            else:
                self._ours = self._connection()

    def _ask(self, query: str, begin: str = "BEGIN READ ONLY") -> list[list[Any]]:
        texts = Texts()
        self._aside(query, texts, begin=begin)
        return texts.rows

    def plan(self, text: str) -> dict[str, Any]:
        ((told,),) = self._ask(f"EXPLAIN (FORMAT JSON) {text}", _PLANNING)
        nodes = list(_nodes(json.loads(told)[0]["Plan"]))
        sorts = any(node["Node Type"] in ("Sort", "Incremental Sort") for node in nodes)
        indexes = {row[0]: (row[1], row[2] == "t") for row in self._ask(_LEADING_COLUMNS)}
        return {"steps": [one for node in nodes if (one := _step(node, indexes))], "sorts": sorts}

    def schema(self) -> list[dict[str, Any]]:
        tables: dict[str, dict[str, Any]] = {}
        for name, kind, *told in self._ask(_COLUMNS):
            table = tables.setdefault(name, empty_table(name, kind))
            if told[0] is not None and len(table["columns"]) < MOST_COLUMNS:
                table["columns"].append(column(told[0], told[1], nullable=told[2] == "t", default=told[3]))
        for name, kind, mine, target, theirs, deleted, updated in self._ask(_CONSTRAINTS):
            _constrain(tables[name], kind, json.loads(mine), target, json.loads(theirs), deleted, updated)
        for name, index, columns, unique, primary in self._ask(_INDEXES):
            shown = PRIMARY if primary == "t" else index
            made_of = [one.strip('"') for one in json.loads(columns)]
            tables[name]["indexes"].append({"name": shown, "columns": made_of, "unique": unique == "t"})
        return list(tables.values())[:MOST_TABLES]


def _step(node: dict[str, Any], indexes: dict[str, tuple[str, bool]]) -> dict[str, Any] | None:
    """`indexes` tell the first column of each index, and whether it is the primary key's."""
    table = node.get("Relation Name")
    if table is None:
        return None
    index, condition = node.get("Index Name"), node.get("Index Cond", "")
    if node["Node Type"] == "Bitmap Heap Scan":
        inner = next((one for one in _nodes(node) if one["Node Type"] == "Bitmap Index Scan"), {})
        index, condition = inner.get("Index Name"), inner.get("Index Cond", "")
    leading, primary = indexes.get(str(index), ("", False))
    # A condition on the second column of an index makes the server read the whole of it.
    searches = bool(leading) and re.search(rf"(?<!\w){re.escape(leading)}(?!\w)", condition) is not None
    return step(table, PRIMARY if primary else index, searches=searches)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _constrain(
    table: dict[str, Any], kind: str, mine: list[str], target: str, theirs: list[str], *actions: str
) -> None:
    if kind == "p":
        table["primary_key"] = mine
    elif kind == "u":
        table["unique"].append(mine)
    elif kind == "c":
        table["checks"] += 1
    else:
        key = foreign_key(target, _ACTIONS[actions[0]], _ACTIONS[actions[1]])
        table["foreign_keys"].append(key | {"columns": mine, "references": theirs})
