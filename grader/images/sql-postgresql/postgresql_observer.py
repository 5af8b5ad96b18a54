"""Watches SQL in PostgreSQL: a server of the box's own, started and warmed before there is any work."""

import observing
from postgresql_engine import Postgresql
from watching import serve
from wire import copy_folder, start_server, when_it_listens

PROGRAM = "/usr/lib/postgresql/17/bin/postgres"
PREPARED, CLUSTER = "/opt/prepared/cluster", "/tmp/cluster"  # noqa: S108
SOCKET = "/tmp/.s.PGSQL.5432"  # noqa: S108

# What every engine does for the first time costs it several milliseconds: it is done before anybody waits.
WARMING = """
CREATE TABLE a (b INTEGER PRIMARY KEY, c VARCHAR(9) NOT NULL, d NUMERIC(8, 2) DEFAULT 0, e DATE);
CREATE TABLE f (g SERIAL PRIMARY KEY, b INTEGER REFERENCES a (b) ON DELETE CASCADE, h TEXT CHECK (h <> ''));
CREATE INDEX i ON f (b);
INSERT INTO a VALUES (1, 'j', 2.5, '2026-01-01'), (2, 'k', 3, NULL);
INSERT INTO f (b, h) VALUES (1, 'l'), (2, 'm');
"""
QUERIES = (
    "SELECT c, sum(d) AS n, count(*), max(e), lower(f.h) FROM a JOIN f ON f.b = a.b LEFT JOIN f g ON g.b = a.b "
    "WHERE c LIKE 'j%' AND d > 1 GROUP BY c, lower(f.h) HAVING count(*) > 0 ORDER BY n DESC, c LIMIT 3",
    "SELECT * FROM a WHERE b IN (SELECT b FROM f) ORDER BY d",
    "SELECT DISTINCT h FROM f",
)


def warm(engine: Postgresql) -> None:
    engine.allow(20)
    engine.prepare(WARMING)
    for query in QUERIES:
        engine.run(query, 1000)
        engine.look(query, 1000)
        engine.plan(query)
    for change in (
        "UPDATE a SET d = d + 1 WHERE b = 1",
        "DELETE FROM f WHERE b = 2",
        "INSERT INTO f (b) VALUES (1)",
    ):
        engine.run(change, 0)
        engine.attempt(change)
    engine.schema()
    engine.renew()


def main() -> None:
    observing.hide()
    copy_folder(PREPARED, CLUSTER)
    start_server(PROGRAM, ["-D", CLUSTER])
    engine = when_it_listens(lambda: Postgresql(SOCKET), 20)
    warm(engine)
    serve(engine)


main()
