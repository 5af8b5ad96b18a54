#!/bin/sh
# Makes the data folder that each box copies: the apprentice's account, which owns its base and nothing else, and the
# observer's, which is locked until a box gives it a password.
set -eu
mkdir "$1"
{
    printf 'CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n'
    cat /usr/share/mariadb/mariadb_system_tables.sql /usr/share/mariadb/mariadb_system_tables_data.sql
    cat <<SQL
DELETE FROM mysql.global_priv;
FLUSH PRIVILEGES;
CREATE DATABASE ecole;
CREATE USER ecole@'%' IDENTIFIED BY 'ecole';
GRANT ALL ON ecole.* TO ecole@'%';
CREATE USER observer@localhost ACCOUNT LOCK;
GRANT ALL ON ecole.* TO observer@localhost;
SQL
} | mariadbd --defaults-file=/build/mariadb.cnf --bootstrap --datadir="$1" --log-warnings=0
