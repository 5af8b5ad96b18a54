#!/bin/sh
# Makes the cluster that each box copies: one database, one role that may only make things of its own in it.
set -eu
postgres=/usr/lib/postgresql/17/bin
"$postgres/initdb" --pgdata="$1" --username=observer --auth=trust --no-sync --wal-segsize=1 --encoding=UTF8 \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8 --no-instructions
cat /build/box.conf >> "$1/postgresql.conf"
single() { "$postgres/postgres" --single -D "$1" "$2"; }
single "$1" template1 <<SQL
CREATE ROLE apprentice LOGIN;
UPDATE pg_database SET datistemplate = false WHERE datname = 'template0';
DROP DATABASE template0;
ALTER DATABASE postgres RENAME TO exercise;
SQL
single "$1" exercise <<SQL
UPDATE pg_database SET datistemplate = false WHERE datname = 'template1';
DROP DATABASE template1;
REVOKE ALL ON DATABASE exercise FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE exercise TO apprentice;
GRANT USAGE, CREATE ON SCHEMA public TO apprentice;
REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid), pg_catalog.lo_creat(integer), pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
VACUUM FULL;
SQL
