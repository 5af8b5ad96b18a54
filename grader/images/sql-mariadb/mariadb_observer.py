"""Watches SQL in MariaDB: a server of the box's own, started and warmed before there is any work."""

import observing
from mariadb_engine import Mariadb
from watching import serve
from wire import copy_folder, start_server, when_it_listens

PROGRAM = "/usr/sbin/mariadbd"
OPTIONS = "/opt/prepared/box.cnf"
PREPARED, DATA = "/opt/prepared/data", "/tmp/data"  # noqa: S108
SOCKET = "/tmp/mariadb.sock"  # noqa: S108

# What every engine does for the first time costs it several milliseconds: it is done before anybody waits.
WARMING = """
CREATE TABLE a (b INTEGER PRIMARY KEY, c VARCHAR(9) NOT NULL, d DECIMAL(8, 2) DEFAULT 0, e DATE);
CREATE TABLE f (g INTEGER AUTO_INCREMENT PRIMARY KEY, b INTEGER, h TEXT CHECK (h <> ''),
  FOREIGN KEY (b) REFERENCES a (b) ON DELETE CASCADE);
INSERT INTO a VALUES (1, 'j', 2.5, '2026-01-01'), (2, 'k', 3, NULL);
INSERT INTO f (b, h) VALUES (1, 'l'), (2, 'm');
"""
QUERIES = (
    "SELECT c, sum(d) AS n, count(*), max(e), lower(f.h) FROM a JOIN f ON f.b = a.b LEFT JOIN f g ON g.b = a.b "
    "WHERE c LIKE 'j%' AND d > 1 GROUP BY c, lower(f.h) HAVING count(*) > 0 ORDER BY n DESC, c LIMIT 3",
    "SELECT * FROM a WHERE b IN (SELECT b FROM f) ORDER BY d",
    "SELECT DISTINCT h FROM f",
)
CHANGES = ("UPDATE a SET d = d + 1 WHERE b = 1", "DELETE FROM f WHERE b = 2", "INSERT INTO f (b) VALUES (1)")


def warm(engine: Mariadb) -> None:
    engine.allow(20)
    engine.prepare(WARMING)
    for query in QUERIES:
        engine.run(query, 1000)
        engine.look(query, 1000)
        engine.plan(query)
    for change in CHANGES:
        engine.run(change, 0)
        engine.attempt(change)
    engine.schema()
    engine.renew()


def main() -> None:
    observing.hide()
    copy_folder(PREPARED, DATA)
    start_server(PROGRAM, [f"--defaults-file={OPTIONS}", f"--datadir={DATA}"])
    engine = when_it_listens(lambda: Mariadb(SOCKET), 20)
    warm(engine)
    serve(engine)


main()
