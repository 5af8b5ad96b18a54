"""The SQL runtime: what its observers see of honest and of hostile instructions, in three engines."""

from typing import Any

import pytest

from grader.contract import (
    BoxReport,
    Check,
    Fault,
    GradingRequest,
    Json,
    Limits,
    Outcome,
    Probe,
    Verdict,
)
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

SQL = RUNTIMES["sql"]
ENGINES = ("sqlite", "mariadb", "postgresql")
DATABASE = """
CREATE TABLE clients (id INTEGER PRIMARY KEY, nom VARCHAR(30) NOT NULL, ville VARCHAR(30));
CREATE TABLE commandes (
  id INTEGER PRIMARY KEY,
  client_id INTEGER NOT NULL,
  montant DECIMAL(8, 2) NOT NULL CHECK (montant > 0),
  jour DATE,
  FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE
);
INSERT INTO clients VALUES (1, 'Léa', 'Lyon'), (2, 'Sam', NULL), (3, 'Zoé', 'Lille');
INSERT INTO commandes VALUES (1, 1, 12.50, '2026-01-02'), (2, 1, 0.1, '2026-02-02'), (3, 3, 0.2, NULL);
"""
RESULT = Probe("rows", {})
COUNT = Probe("rows", {"query": "SELECT count(*) FROM clients"})


def limits_of(engine: str) -> Limits:
    return SQL.default_limits(engine).adjusted(probe_seconds=1, wall_seconds=10)


def request(engine: str, source: str, *probes: Probe, **files: str) -> GradingRequest:
    named = {name.replace("_", "."): text for name, text in files.items()}
    asked = tuple(SQL.validated(probe) for probe in probes)
    everything = {"database.sql": DATABASE, "main.sql": source, **named}
    return GradingRequest("sql", everything, "main.sql", asked, limits_of(engine), engine)


def report(sandbox: DockerSandbox, engine: str, source: str, *probes: Probe, **files: str) -> BoxReport:
    return observe(request(engine, source, *probes, **files), sandbox)


def see(sandbox: DockerSandbox, engine: str, source: str, *probes: Probe, **files: str) -> list[Any]:
    seen = report(sandbox, engine, source, *probes, **files)
    return [seen.seen_by(SQL.validated(probe)) for probe in probes]


def judged(
    sandbox: DockerSandbox, engine: str, source: str, expect: dict[str, Json], probe: Probe = RESULT
) -> Verdict:
    check = Check("a", "Demandé.", SQL.validated(probe), expect)
    return grade(request(engine, source, check.probe), [check], sandbox)


@pytest.mark.parametrize(
    "probe",
    [
        Probe("rows", {"statement": 1}),
        Probe("rows", {"instruction": 0}),
        Probe("rows", {"instruction": True}),
        Probe("rows", {"instruction": 1, "query": "SELECT 1"}),
        Probe("rows", {"query": "DROP TABLE clients"}),
        Probe("rows", {"file": "script.js"}),
        Probe("attempt", {}),
        Probe("attempt", {"sql": "DROP TABLE clients"}),
        Probe("plan", {"query": "DELETE FROM clients"}),
        Probe("schema", {"before": ""}),
        Probe("elements", {"selector": "h1"}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(probe: Probe) -> None:
    with pytest.raises(BadProbe):
        SQL.validated(probe)


def test_a_semicolon_at_the_end_of_a_question_is_no_second_instruction() -> None:
    assert SQL.validated(Probe("rows", {"query": "SELECT 1;"})).params["query"] == "SELECT 1"


@pytest.mark.docker
@pytest.mark.parametrize("engine", ENGINES)
class TestInEachEngine:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        assert canary(SQL, docker_sandbox, engine).alive

    def test_rows_come_with_names_types_order_and_number(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        (seen,) = see(
            docker_sandbox, engine, "SELECT nom, id AS numero, ville FROM clients ORDER BY nom DESC", RESULT
        )

        assert [(column["name"], column["type"]) for column in seen["columns"]] == [
            ("nom", "text"),
            ("numero", "integer"),
            ("ville", "text"),
        ]
        assert seen["rows"] == [["Zoé", 3, "Lille"], ["Sam", 2, None], ["Léa", 1, "Lyon"]]
        assert seen["count"] == 3

    def test_null_is_no_text_and_dates_are_texts(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        (seen,) = see(
            docker_sandbox,
            engine,
            "SELECT 'NULL', NULL, jour FROM commandes WHERE id IN (1, 3) ORDER BY id",
            RESULT,
        )

        assert seen["rows"] == [["NULL", None, "2026-01-02"], ["NULL", None, None]]

    def test_each_instruction_has_its_own_result(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        source = (
            "-- un ; deux\nSELECT ';' ; /* trois ; */\nUPDATE clients SET ville = 'Nantes' WHERE id < 3;\n;"
        )
        first, second, third, last = see(
            docker_sandbox,
            engine,
            source,
            *(Probe("rows", {"instruction": number}) for number in (1, 2, 3)),
            RESULT,
        )

        assert first["rows"] == [[";"]]
        assert (second["affected"], second["instructions"], "rows" in second) == (2, 2, False)
        assert third["missing"] == 3
        assert last == second

    def test_what_the_instructions_change_is_seen_afterwards(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        source = "INSERT INTO clients VALUES (4, 'Ali', NULL); DELETE FROM clients WHERE id = 1;"
        ids, orders = see(
            docker_sandbox,
            engine,
            source,
            Probe("rows", {"query": "SELECT id FROM clients ORDER BY id"}),
            Probe("rows", {"query": "SELECT id FROM commandes"}),
        )

        assert ids["rows"] == [[2], [3], [4]]
        assert orders["rows"] == [[3]]  # the others went with their client

    def test_a_transaction_left_open_changes_nothing_and_is_told(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        question = Probe("rows", {"query": "SELECT count(*) FROM commandes"})
        (left,) = see(docker_sandbox, engine, "BEGIN; DELETE FROM commandes;", question)
        (kept,) = see(docker_sandbox, engine, "BEGIN; DELETE FROM commandes; COMMIT;", question)

        assert (left["rows"], left["uncommitted"]) == ([[3]], True)
        assert (kept["rows"], "uncommitted" in kept) == ([[0]], False)

    def test_what_tables_refuse_is_tried_and_leaves_nothing(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        attempts = {
            "INSERT INTO clients VALUES (1, 'Ali', NULL)": "unique",
            "INSERT INTO clients VALUES (9, NULL, NULL)": "not_null",
            "INSERT INTO commandes VALUES (9, 77, 1, NULL)": "foreign_key",
            "INSERT INTO commandes VALUES (9, 1, -1, NULL)": "check",
            "INSERT INTO clients VALUES (9, 'Ali', NULL)": None,
            "DELETE FROM commandes": None,
        }
        probes = [Probe("attempt", {"sql": sql}) for sql in attempts]
        *tried, clients = see(docker_sandbox, engine, "SELECT 1", *probes, COUNT)

        assert [one.get("reason") for one in tried] == list(attempts.values())
        assert [one["accepted"] for one in tried] == [reason is None for reason in attempts.values()]
        assert clients["rows"] == [[3]]

    def test_the_schema_is_told_in_words_of_no_engine(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        source = "CREATE INDEX par_client ON commandes (client_id); CREATE VIEW v AS SELECT nom FROM clients;"
        (seen,) = see(docker_sandbox, engine, source, Probe("schema", {}))
        tables = {table["name"]: table for table in seen["tables"]}
        orders = tables["commandes"]
        columns = {column["name"]: column for column in orders["columns"]}

        assert {name: table["kind"] for name, table in tables.items()} == {
            "clients": "table",
            "commandes": "table",
            "v": "view",
        }
        assert {name: column["type"] for name, column in columns.items()} == {
            "id": "integer",
            "client_id": "integer",
            "montant": "decimal",
            "jour": "date",
        }
        assert (columns["montant"]["nullable"], columns["jour"]["nullable"]) == (False, True)
        assert (orders["primary_key"], orders["checks"]) == (["id"], 1)
        assert orders["foreign_keys"] == [
            {
                "columns": ["client_id"],
                "table": "clients",
                "references": ["id"],
                "on_delete": "cascade",
                "on_update": orders["foreign_keys"][0]["on_update"],
            }
        ]
        assert ["client_id"] in [index["columns"] for index in orders["indexes"]]

    def test_a_plan_tells_whole_tables_from_indexes(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        question = (
            "SELECT * FROM commandes c JOIN clients k ON k.id = c.client_id WHERE c.jour = '2026-01-02'"
        )
        probe = Probe("plan", {"query": question})
        (without,) = see(docker_sandbox, engine, "SELECT 1", probe)
        (indexed,) = see(docker_sandbox, engine, "CREATE INDEX par_jour ON commandes (jour)", probe)
        (own,) = see(docker_sandbox, engine, "SELECT nom FROM clients ORDER BY nom", Probe("plan", {}))

        assert {"table": "commandes", "access": "scan", "index": None} in without["steps"]
        assert {"table": "commandes", "access": "search", "index": "par_jour"} in indexed["steps"]
        assert {"table": "clients", "access": "search", "index": "PRIMARY"} in indexed["steps"]
        assert (own["steps"][0]["access"], own["sorts"]) == ("scan", True)

    def test_the_second_column_of_an_index_is_no_way_in(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        source = "CREATE INDEX par_client ON commandes (client_id, montant)"
        first, second, both = see(
            docker_sandbox,
            engine,
            source,
            Probe("plan", {"query": "SELECT * FROM commandes WHERE client_id = 3"}),
            Probe("plan", {"query": "SELECT * FROM commandes WHERE montant > 5"}),
            Probe("plan", {"query": "SELECT * FROM commandes c WHERE c.montant > 5 AND c.client_id = 1"}),
        )

        assert [one["steps"][0]["access"] for one in (first, second, both)] == ["search", "scan", "search"]

    def test_every_file_and_every_data_has_a_database_of_its_own(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        more = Probe("rows", {"before": "INSERT INTO clients VALUES (8, 'Ada', NULL);", **COUNT.params})
        other = Probe("rows", {"file": "autre.sql"})
        tables = Probe("schema", {"file": "autre.sql"})
        source = "CREATE TABLE x (a INTEGER); DELETE FROM clients WHERE id = 3;"
        first, second, third, schema = see(
            docker_sandbox,
            engine,
            source,
            COUNT,
            more,
            other,
            tables,
            autre_sql="SELECT count(*) FROM clients",
        )

        assert [one["rows"] for one in (first, second, third)] == [[[2]], [[3]], [[3]]]
        assert [table["name"] for table in schema["tables"]] == ["clients", "commandes"]

    def test_files_prepare_the_database_in_their_order(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        (seen,) = see(
            docker_sandbox,
            engine,
            "SELECT a FROM t ORDER BY a",
            RESULT,
            schema_sql="CREATE TABLE t (a INTEGER);",
            data_sql="INSERT INTO t VALUES (1), (2);",
        )

        assert seen["rows"] == [[1], [2]]

    def test_an_author_may_write_hundreds_of_instructions(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        rows = "".join(f"INSERT INTO t VALUES ({number});\n" for number in range(600))
        (seen,) = see(
            docker_sandbox,
            engine,
            "SELECT count(*) FROM t",
            RESULT,
            schema_sql="CREATE TABLE t (a INTEGER);",
            data_sql=rows,
        )

        assert seen["rows"] == [[600]]

    def test_a_file_being_looked_at_prepares_nothing(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        (seen,) = see(
            docker_sandbox,
            engine,
            "",
            Probe("schema", {"file": "data.sql"}),
            data_sql="CREATE TABLE t (a INTEGER);",
        )

        assert "t" in [table["name"] for table in seen["tables"]]

    @pytest.mark.parametrize(
        ("source", "reason", "line"),
        [
            ("SELECT nom\nFROM clients\nWHER id = 1;", "syntax", 3),
            ("SELECT nom\nFROM clients\nWHERE ;", "syntax", 3),
            ("SELECT 1;\n\nSELECT 'ouvert", "syntax", 3),
            ("SELECT nom,\n  vile\nFROM clients", "no_column", 2),
            ("SELECT *\nFROM client", "no_table", 2),
            (
                "SELECT clients.nom,\n id FROM clients JOIN commandes ON clients.id = client_id",
                "ambiguous",
                2,
            ),
            ("SELECT 1;\nSELECT nom FROM clients WHERE count(*) > 1", "aggregate", 2),
            ("SELECT 1;\nINSERT INTO clients VALUES (1, 'Ali', NULL)", "unique", 2),
            ("-- rien\n\nINSERT INTO clients (id) VALUES (9)", "not_null", 3),
            ("INSERT INTO commandes VALUES (9, 77, 1, NULL)", "foreign_key", 1),
            ("INSERT INTO commandes VALUES (9, 1, 0, NULL)", "check", 1),
        ],
    )
    def test_a_mistake_is_named_and_placed(
        self, docker_sandbox: DockerSandbox, engine: str, source: str, reason: str, line: int
    ) -> None:
        seen = report(docker_sandbox, engine, source, RESULT)
        note = seen.note("load_error")

        assert note is not None
        assert (note["reason"], note["file"], note["line"]) == (reason, "main.sql", line)
        assert "erreur «" not in judged(docker_sandbox, engine, source, {"count": 1}).first_sentence

    def test_an_empty_file_is_told(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        verdict = judged(docker_sandbox, engine, "-- SELECT 1;\n/* rien */ ;", {"count": 1})

        assert "aucune instruction SQL" in verdict.first_sentence

    def test_with_several_files_a_mistake_stays_in_its_own(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        other = Probe("rows", {"file": "autre.sql"})
        seen = report(docker_sandbox, engine, "SELECT nada", RESULT, other, autre_sql="SELECT 1")

        assert seen.note("load_error") is None
        assert (seen.seen_by(RESULT) or {})["thrown"]["file"] == "main.sql"  # type: ignore[index,call-overload]
        assert (seen.seen_by(other) or {})["rows"] == [[1]]

    @pytest.mark.parametrize(
        ("probe", "database"),
        [
            (Probe("rows", {"query": "SELECT * FORM clients"}), DATABASE),
            (RESULT, "CREATE TABLE clients (id INTEGER);\nINSERT INTO nada VALUES (1);"),
            (Probe("rows", {"before": "INSERT INTO nada VALUES (1)"}), DATABASE),
            (Probe("rows", {"file": "absent.sql"}), DATABASE),
        ],
    )
    def test_a_mistake_of_the_author_is_the_authors(
        self, docker_sandbox: DockerSandbox, engine: str, probe: Probe, database: str
    ) -> None:
        check = Check("a", "Demandé.", SQL.validated(probe), {"count": 1})
        asked = request(engine, "SELECT 1", check.probe, database_sql=database)

        assert grade(asked, [check], docker_sandbox).fault is Fault.AUTHOR

    def test_a_question_about_what_is_not_there_is_the_apprentices(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        verdict = judged(
            docker_sandbox,
            engine,
            "DROP TABLE commandes",
            {"count": 1},
            Probe("rows", {"query": "SELECT * FROM commandes"}),
        )

        assert verdict.fault is Fault.APPRENTICE
        assert (
            verdict.first_sentence
            == "Après votre code, la table «\u00a0commandes\u00a0» n’existe pas. Vérifiez son orthographe."
        )

    # ---- floods -------------------------------------------------------------------------------------
    def test_a_few_hundred_rows_are_counted_and_the_first_kept(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        (seen,) = see(docker_sandbox, engine, f"SELECT a FROM ({numbers(engine, 900)}) AS n", RESULT)

        assert (seen["count"], len(seen["rows"])) == (900, 200)

    def test_a_flood_of_rows_is_a_missing_condition(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        verdict = judged(
            docker_sandbox,
            engine,
            f"SELECT * FROM ({numbers(engine, 900)}) AS n, ({numbers(engine, 900)}) AS m",
            {"count": 3},
        )

        assert "beaucoup trop de lignes" in verdict.first_sentence
        assert verdict.outcome is Outcome.FINISHED

    def test_giant_and_numerous_cells_are_cut(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        giant = {"sqlite": "printf('%.*c', 500000, 'é')"}.get(engine, "repeat('é', 400000)")
        wide = ", ".join(f"{number} AS c{number}" for number in range(90))
        source = f"SELECT {giant} AS g FROM ({numbers(engine, 300)}) AS n; SELECT {wide}"
        first, second = see(
            docker_sandbox,
            engine,
            source,
            Probe("rows", {"instruction": 1}),
            Probe("rows", {"instruction": 2}),
        )

        assert first["count"] == 300
        assert len(first["rows"]) < 20
        assert (len(first["rows"][0][0]["text"]), first["rows"][0][0]["length"]) == (
            1000,
            400_000 if engine != "sqlite" else 500_000,
        )
        assert (second["width"], len(second["columns"]), len(second["rows"][0])) == (90, 60, 60)

    def test_many_probes_do_not_fill_the_output(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        giant = "printf('%.*c', 900, 'é')" if engine == "sqlite" else "repeat('é', 900)"
        source = "; ".join([f"SELECT {giant} AS g FROM ({numbers(engine, 300)}) AS n"] * 30)
        probes = [Probe("rows", {"instruction": number}) for number in range(1, 31)]
        seen = report(docker_sandbox, engine, source, *probes)

        assert seen.outcome is Outcome.FINISHED
        assert len(seen.observations) == 30

    def test_wide_results_and_many_tables_stay_readable(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        wide = ", ".join(f"123456789012345678 AS c{number}" for number in range(60))
        tables = "; ".join(
            f"CREATE TABLE t{number} ({', '.join(f'colonne{n} INTEGER NOT NULL' for n in range(50))})"
            for number in range(50)
        )
        source = f"SELECT {wide} FROM ({numbers(engine, 300)}) AS n; {tables}"
        probes = [Probe("rows", {"instruction": 1}), Probe("schema", {}), RESULT]
        rows, schema, _ = see(docker_sandbox, engine, source, *probes)

        assert rows["count"] == 300
        assert len(rows["rows"]) > 50
        assert schema["tables"][0]["name"] == "clients"

    def test_too_many_instructions_are_not_run(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        verdict = judged(docker_sandbox, engine, "SELECT 1;" * 300, {"count": 1})

        assert "trop d’instructions" in verdict.first_sentence

    # ---- a good work passes after all that -----------------------------------------------------------
    def test_right_rows_pass_in_any_order(self, docker_sandbox: DockerSandbox, engine: str) -> None:
        wanted: dict[str, Json] = {
            "columns": ["nom", "total"],
            "rows": [["Zoé", 0.2], ["Léa", 12.6], ["Sam", {"null": True}]],
        }
        source = (
            "SELECT nom, sum(montant) AS total FROM clients LEFT JOIN commandes ON client_id = clients.id "
            "GROUP BY clients.id, nom"
        )

        assert judged(docker_sandbox, engine, source, {**wanted, "decimals": 2}).passed
        assert not judged(docker_sandbox, engine, source.replace("LEFT", ""), wanted).passed


def numbers(engine: str, most: int) -> str:
    """A query of the whole numbers from 1."""
    counting = (
        f"WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < {most}) SELECT a FROM n"
    )
    return counting if engine != "mariadb" else f"SELECT seq AS a FROM seq_1_to_{most}"


# ---- hostile instructions -----------------------------------------------------------------------------
NEVER_ENDING = {
    "sqlite": [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "SELECT count(*) FROM " + ", ".join(f"clients a{number}" for number in range(24)),
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) AS m FROM n;"
        "SELECT m FROM v",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900000000) "
        "SELECT i FROM n ORDER BY i LIMIT 1",
        # One single call, that only the end of its process can interrupt.
        "SELECT instr(printf('%.*c', 1900000, 'a'), printf('%.*c', 900000, 'a') || 'b')",
        "UPDATE clients SET nom = (SELECT count(*) FROM "
        + ", ".join(f"clients a{n}" for n in range(24))
        + ")",
    ],
    "mariadb": [
        "SELECT SLEEP(60)",
        "SET max_statement_time = 0; SELECT SLEEP(60)",
        "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN WHILE TRUE DO SET @a = 1; END WHILE; END//\nDELIMITER ;\nCALL p();",
        "SELECT BENCHMARK(20000000000, MD5('a'))",
    ],
    "postgresql": [
        "SELECT pg_sleep(60)",
        "SET statement_timeout = 0; SELECT pg_sleep(60)",
        "DO $$ BEGIN LOOP END LOOP; END $$",
        "DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN OTHERS THEN LOOP END LOOP; END $$",
        "SELECT count(*) FROM " + ", ".join(f"clients a{number}" for number in range(24)),
    ],
}
CLOSED = {
    "sqlite": [
        ".shell id",
        ".output /tmp/x\nSELECT 1",
        "ATTACH 'autre.db' AS autre",
        "VACUUM INTO '/tmp/copie'",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA hard_heap_limit = 0",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "CREATE TEMP TABLE clients (id)",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "UPDATE sqlite_master SET sql = 'x'",
        "SELECT zeroblob(1000000000)",
        "INSERT INTO clients WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i FROM n",
    ],
    "mariadb": [
        "SELECT * INTO OUTFILE '/tmp/x' FROM clients",
        "SELECT 'a' INTO DUMPFILE '/tmp/x'",
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE clients",
        "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE clients",
        "SET GLOBAL max_connections = 1",
        "SHUTDOWN",
        "CREATE DATABASE autre",
        "USE mysql",
        "SELECT * FROM mysql.global_priv",
        "GRANT ALL ON *.* TO apprentice@localhost",
        "CREATE USER autre",
        "INSTALL SONAME 'ha_connect'",
        "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'",
        "FLUSH TABLES WITH READ LOCK",
        "SELECT 1; \\! id",
        "PREPARE s FROM 'SELECT 1; SELECT 2'",
        "CREATE TABLE m (a INT) ENGINE=MEMORY; INSERT INTO m SELECT seq FROM seq_1_to_10000000",
    ],
    "postgresql": [
        "COPY clients TO PROGRAM 'id'",
        "COPY clients TO '/tmp/x'",
        "COPY clients FROM '/etc/passwd'",
        "COPY clients FROM STDIN",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_from_bytea(0, 'x')",
        "CREATE EXTENSION dblink",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/tmp/x', 'f'",
        "CREATE ROLE autre SUPERUSER",
        "ALTER ROLE apprentice SUPERUSER",
        "SET ROLE observer",
        "ALTER SYSTEM SET fsync = on",
        "SET temp_file_limit = -1",
        "DROP SCHEMA public CASCADE",
        "CREATE DATABASE autre",
        "SELECT pg_ls_dir('/tmp')",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT f()'; SELECT f()",
        "SELECT 1 \\; SELECT 2",
    ],
}
# What an apprentice may try so that a wrong answer passes: three clients are asked for, there are two.
FORGERIES = {
    "sqlite": [
        "SELECT '@' || hex(randomblob(16)) || ' {\"end\":true}'",
        "CREATE TRIGGER t AFTER DELETE ON clients BEGIN INSERT INTO clients VALUES (old.id, 'x', NULL); END;"
        "DROP TRIGGER t",
        "PRAGMA query_only = ON",
        "SELECT 3; SELECT count(*) FROM clients",
        "BEGIN; INSERT INTO clients VALUES (4, 'x', NULL)",
        "SAVEPOINT a; INSERT INTO clients VALUES (4, 'x', NULL)",
        "CREATE TEMP VIEW clients AS SELECT 1 UNION SELECT 2 UNION SELECT 3",
        "EXPLAIN INSERT INTO clients VALUES (4, 'x', NULL)",
    ],
    "mariadb": [
        "SELECT '@0 {\"end\":true}'",
        "CREATE TEMPORARY TABLE clients AS SELECT 1 AS id UNION SELECT 2 UNION SELECT 3",
        "START TRANSACTION; INSERT INTO clients VALUES (4, 'x', NULL)",
        "SET autocommit = 0; INSERT INTO clients VALUES (4, 'x', NULL)",
        "USE information_schema",
        "LOCK TABLES clients WRITE",
        "KILL CONNECTION_ID()",
        "DROP DATABASE exercise",
        "SET sql_select_limit = 0",
        "XA START 'a'; INSERT INTO clients VALUES (4, 'x', NULL); XA END 'a'",
    ],
    "postgresql": [
        "SELECT '@0 {\"end\":true}'",
        "CREATE TEMP TABLE clients AS SELECT 1 AS id UNION SELECT 2 UNION SELECT 3",
        "BEGIN; INSERT INTO clients VALUES (4, 'x', NULL)",
        "SET search_path = pg_temp; CREATE TEMP TABLE clients AS SELECT generate_series(1, 3) AS id",
        "ALTER ROLE apprentice SET search_path = nulle_part",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'apprentice'",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "PREPARE s AS INSERT INTO clients VALUES (4, 'x', NULL)",
        "SET default_transaction_read_only = on",
        "CREATE FUNCTION pg_temp.count(integer) RETURNS bigint LANGUAGE sql AS 'SELECT 3::bigint'",
    ],
}


def each(cases: dict[str, list[str]]) -> list[Any]:
    return [
        pytest.param(engine, source, id=f"{engine}-{n}")
        for engine in cases
        for n, source in enumerate(cases[engine])
    ]


@pytest.mark.docker
class TestHostile:
    @pytest.mark.parametrize(("engine", "source"), each(NEVER_ENDING))
    def test_what_never_ends_is_out_of_time(
        self, docker_sandbox: DockerSandbox, engine: str, source: str
    ) -> None:
        verdict = judged(docker_sandbox, engine, source, {"count": 3})

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert verdict.fault is Fault.APPRENTICE
        assert verdict.timings.run < 6

    @pytest.mark.parametrize(("engine", "source"), each(CLOSED))
    def test_what_is_closed_is_refused_in_time(
        self, docker_sandbox: DockerSandbox, engine: str, source: str
    ) -> None:
        seen = report(docker_sandbox, engine, source, RESULT, COUNT)

        assert seen.outcome is Outcome.FINISHED
        assert seen.note("load_error") is not None
        assert "thrown" in (seen.seen_by(COUNT) or {})

    @pytest.mark.parametrize(("engine", "source"), each(FORGERIES))
    def test_no_trick_makes_a_missing_row_appear(
        self, docker_sandbox: DockerSandbox, engine: str, source: str
    ) -> None:
        database = DATABASE.replace(", (3, 'Zoé', 'Lille')", "").replace(", (3, 3, 0.2, NULL)", "")
        check = Check("a", "Trois clients.", SQL.validated(COUNT), {"rows": [[3]]})
        verdict = grade(request(engine, source, check.probe, database_sql=database), [check], docker_sandbox)

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    @pytest.mark.parametrize("engine", ENGINES)
    def test_a_trigger_that_imitates_a_constraint_is_told_from_it(
        self, docker_sandbox: DockerSandbox, engine: str
    ) -> None:
        trigger = {
            "sqlite": "CREATE TRIGGER t BEFORE INSERT ON clients "
            "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed'); END",
            "mariadb": "CREATE TRIGGER t BEFORE INSERT ON clients FOR EACH ROW SIGNAL SQLSTATE '45000' "
            "SET MESSAGE_TEXT = 'Duplicate entry'",
            "postgresql": "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'duplicate key value violates unique constraint'; END $$; "
            "CREATE TRIGGER t BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION f()",
        }[engine]
        attempt = Probe("attempt", {"sql": "INSERT INTO clients VALUES (9, 'Léa', NULL)"})

        assert not judged(docker_sandbox, engine, trigger, {"refused": "unique"}, attempt).passed
        assert judged(docker_sandbox, engine, trigger, {"refused": "trigger"}, attempt).passed

    def test_what_an_apprentice_makes_acts_with_no_more_rights_than_hers(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = (
            "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN COPY clients TO PROGRAM 'id'; "
            "RETURN 'sorti'; EXCEPTION WHEN insufficient_privilege THEN RETURN current_user; END $$;"
            "ALTER TABLE clients RENAME TO vrais; CREATE VIEW clients AS SELECT f() AS nom;"
        )
        (seen,) = see(
            docker_sandbox, "postgresql", source, Probe("rows", {"query": "SELECT nom FROM clients"})
        )

        assert seen["rows"] == [["apprentice"]]

    def test_settings_of_the_role_do_not_reach_the_next_run(self, docker_sandbox: DockerSandbox) -> None:
        more = Probe("rows", {"before": "DELETE FROM commandes"})
        source = "ALTER ROLE apprentice SET search_path = nulle_part; SELECT count(*) FROM clients"
        first, second = see(docker_sandbox, "postgresql", source, RESULT, more)

        assert (first["rows"], second["rows"]) == ([[3]], [[3]])

    def test_what_eats_all_memory_is_out_of_memory(self, docker_sandbox: DockerSandbox) -> None:
        verdict = judged(docker_sandbox, "postgresql", "SELECT repeat('x', 900000000)", {"count": 1})

        assert (verdict.outcome, verdict.fault) == (Outcome.OUT_OF_MEMORY, Fault.APPRENTICE)

    def test_a_function_that_fails_does_not_blame_the_author(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT FROM FROM'; END $$;"
            "ALTER TABLE clients RENAME TO vrais; CREATE VIEW clients AS SELECT f() AS nom;"
        )
        question = Probe("rows", {"query": "SELECT nom FROM clients"})

        assert judged(docker_sandbox, "postgresql", source, {"count": 3}, question).fault is Fault.APPRENTICE


# ---- what each engine writes in its own way -----------------------------------------------------------
@pytest.mark.docker
class TestCells:
    def test_sqlite(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "SELECT CAST(x'ff41' AS TEXT), x'00ff', char(0, 65), 'a' || char(10) || 'b', 9223372036854775807, "
            "1e400, 0.1 + 0.2, 1 / 3, 2 / 4.0"
        )
        (seen,) = see(docker_sandbox, "sqlite", source, RESULT)

        assert seen["rows"][0] == [
            "\ufffdA",
            {"bytes": "00ff", "length": 2},
            "\\x00A",
            "a\nb",
            {"number": "9223372036854775807"},
            {"number": "inf"},
            {"number": "0.30000000000000004"},
            0,
            {"number": "0.5"},
        ]

    def test_mariadb(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "SELECT x'00ff', 'a\\nb', 0.1 + 0.2, 1 / 3, TRUE, DATE '2026-01-02', "
            "TIMESTAMP '2026-01-02 03:04:05', \"Léa\""
        )
        (seen,) = see(docker_sandbox, "mariadb", source, RESULT)

        assert [column["type"] for column in seen["columns"]] == [
            "bytes",
            "text",
            "decimal",
            "decimal",
            "integer",
            "date",
            "datetime",
            "text",
        ]
        assert seen["rows"][0] == [
            {"bytes": "00ff", "length": 2},
            "a\nb",
            {"number": "0.3"},
            {"number": "0.3333"},
            1,
            "2026-01-02",
            "2026-01-02 03:04:05",
            "Léa",
        ]

    def test_postgresql(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "SELECT '\\x00ff'::bytea, E'a\\nb', 0.1 + 0.2, true, 1.5::float8, 'NaN'::float8, "
            "timestamp '2026-01-02 03:04:05', ARRAY[1, 2]"
        )
        (seen,) = see(docker_sandbox, "postgresql", source, RESULT)

        assert [column["type"] for column in seen["columns"]] == [
            "bytes",
            "text",
            "decimal",
            "boolean",
            "decimal",
            "decimal",
            "datetime",
            "text",
        ]
        assert seen["rows"][0] == [
            {"bytes": "00ff", "length": 2},
            "a\nb",
            {"number": "0.3"},
            True,
            {"number": "1.5"},
            {"number": "NaN"},
            "2026-01-02 03:04:05",
            "{1,2}",
        ]

    def test_binary_and_giant_cells_are_cut(self, docker_sandbox: DockerSandbox) -> None:
        (seen,) = see(docker_sandbox, "sqlite", "SELECT randomblob(1900000)", RESULT)

        assert seen["rows"][0][0]["length"] == 1_900_000
        assert len(seen["rows"][0][0]["bytes"]) == 128

    def test_a_trigger_with_its_body_is_one_instruction(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "CREATE TRIGGER t AFTER INSERT ON clients BEGIN "
            "UPDATE clients SET ville = CASE WHEN ville IS NULL THEN 'Paris' ELSE ville END; SELECT 1; END;\n"
            "INSERT INTO clients VALUES (9, 'Ali', NULL);"
        )
        (seen,) = see(
            docker_sandbox,
            "sqlite",
            source,
            Probe("rows", {"query": "SELECT ville FROM clients WHERE id = 9"}),
        )

        assert (seen["rows"], seen["instructions"]) == ([["Paris"]], 2)

    def test_a_procedure_is_written_with_delimiter(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1 AS un; SELECT 2 AS deux; END//\n"
            "DELIMITER ;\nCALL p();"
        )
        (seen,) = see(docker_sandbox, "mariadb", source, RESULT)

        assert (seen["rows"], seen["instructions"]) == ([[1]], 2)

    def test_a_dollar_quoted_body_is_one_instruction(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql "
            "AS $a$ SELECT 1; SELECT $b$;$b$; SELECT 7; $a$; SELECT f()"
        )
        (seen,) = see(docker_sandbox, "postgresql", source, RESULT)

        assert (seen["rows"], seen["instructions"]) == ([[7]], 2)
