#!/bin/sh
# Makes the data folder that each box copies: one database, and one account that may do what it likes in it alone.
set -eu
mkdir "$1"
{
    printf 'CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n'
    cat /usr/share/mariadb/mariadb_system_tables.sql /usr/share/mariadb/mariadb_system_tables_data.sql
    cat <<SQL
DELETE FROM mysql.global_priv;
FLUSH PRIVILEGES;
CREATE DATABASE exercise;
CREATE USER apprentice@localhost;
GRANT ALL ON exercise.* TO apprentice@localhost;
CREATE USER observer@localhost;
GRANT ALL ON exercise.* TO observer@localhost;
SQL
} | mariadbd --defaults-file=/build/box.cnf --bootstrap --datadir="$1" --log-warnings=0
