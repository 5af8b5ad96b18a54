"""What a machine that only grades may do: certificates that verify, accounts that may little, names that are safe."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
from django.apps import apps

from script.steps.host_access import (
    GRADERS,
    READS,
    READS_COLUMNS,
    WRITES,
    account_of_host,
    acl_lines,
    addresses_for,
    checked_name,
    host_based_access,
    make_authority,
    make_server_certificate,
    rights_of_graders,
)

NOW = datetime.now(UTC)


def speak(tmp_path, believed, address):
    """Return what a client that believes `believed` hears from a server with a certificate for 127.0.0.1."""
    own = make_authority(now=NOW)
    pair = make_server_certificate(own, ["127.0.0.1"], now=NOW)
    (tmp_path / "s.pem").write_bytes(pair.certificate)
    (tmp_path / "s.key").write_bytes(pair.key)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "s.pem", tmp_path / "s.key")
    asking = ssl.create_default_context(cadata=(believed or own).certificate.decode())
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            try:
                with serving.wrap_socket(listening.accept()[0], server_side=True) as one:
                    one.sendall(b"hello")
            except (ssl.SSLError, ConnectionError):
                pass  # what the client refused

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            plain = socket.create_connection(listening.getsockname())
            with plain, asking.wrap_socket(plain, server_hostname=address) as one:
                return one.recv(5)
        finally:
            thread.join()


def test_a_host_believes_the_site_by_the_authority_it_was_given(tmp_path):
    assert speak(tmp_path, None, "127.0.0.1") == b"hello"


def test_a_host_refuses_another_authority_and_another_name(tmp_path):
    with pytest.raises(ssl.SSLCertVerificationError):
        speak(tmp_path, make_authority(now=NOW), "127.0.0.1")
    with pytest.raises(ssl.SSLCertVerificationError):
        speak(tmp_path, None, "127.0.0.2")


def test_accounts_hold_no_password_that_can_be_read():
    lines = acl_lines("own-password", {"deux": "of-two"})
    assert "password" not in lines
    assert "of-two" not in lines
    assert [line.split()[1] for line in lines.splitlines()] == ["default", "grader-deux"]
    assert "-@admin -@dangerous" in lines.splitlines()[1]


@pytest.mark.parametrize("name", ["", "Deux", "de ux", "x'; DROP ROLE y; --", "-a", "é", "a" * 40])
def test_a_name_that_could_be_misread_is_refused(name):
    with pytest.raises(ValueError, match="minuscules"):
        checked_name(name)
    with pytest.raises(ValueError, match="minuscules"):
        account_of_host(name, "secret")


def test_a_password_that_could_be_misread_is_refused():
    with pytest.raises(ValueError, match="letters"):
        account_of_host("deux", "a'b")


def test_hosts_come_in_over_tls_alone():
    lines = [line.split() for line in host_based_access().splitlines()]
    assert [line[0] for line in lines if line[2] == f"+{GRADERS}"] == ["hostssl"]


def test_addresses_check_certificates():
    told = addresses_for("deux", "abc", address="10.0.0.1", authority="/hosts/ca.pem", database="ecole")
    assert "sslmode=verify-full" in told["DATABASE_URL"]
    assert "tcp_user_timeout" in told["DATABASE_URL"]
    assert told["VALKEY_URL"].startswith("rediss://grader-deux:abc@10.0.0.1:6380/0")


def test_of_people_a_host_reads_no_name_and_no_secret():
    columns = {
        model._meta.db_table: {one.column for one in model._meta.concrete_fields}
        for model in apps.get_models()
    }
    assert all(set(read) <= columns[table] for table, read in READS_COLUMNS.items())
    assert READS_COLUMNS["people_user"] == ("id",)
    assert not {*READS_COLUMNS} & {*READS, *WRITES}


@pytest.mark.django_db
def test_every_table_that_rights_are_given_on_is_one_of_ours():
    tables = {model._meta.db_table for model in apps.get_models()} | {"django_migrations"}
    assert {*READS, *WRITES, *READS_COLUMNS} <= tables
    private = {"people_invitation", "django_session", "core_auditevent", "exits_outcome"}
    assert not private & {*READS, *WRITES}
    assert not any("ALL PRIVILEGES" in statement for statement in rights_of_graders())
