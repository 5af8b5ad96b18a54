"""What a machine that only grades may do on the machine of the site: certificates, accounts and rights, all pure.

A grading host runs strangers' code. So it gets accounts of its own, over TLS, that may do what grading needs and
nothing else: neither settings nor other people's queues in Valkey, and of the database the tables of exercises.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

# A cable that was pulled says nothing: without this a worker would wait for a quarter of an hour for an answer.
NOTICES_SILENCE = (
    "connect_timeout=5&keepalives_idle=10&keepalives_interval=5&keepalives_count=3&tcp_user_timeout=20000"
)
# The same on the side of the server: what a lost machine had begun holds rows until somebody notices.
SERVER_NOTICES_SILENCE = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "idle_in_transaction_session_timeout": "60000",
}
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
VALID = timedelta(days=3650)
VALKEY_PORT, POSTGRES_PORT = 6380, 5432
# Keys of RQ and of the boxes that wait; no command that lists, empties, reconfigures or watches the server.
VALKEY_RIGHTS = "~rq:* ~exercises:* &rq:* +@all -@admin -@dangerous +info"

# What a worker of the live lane writes, and how.
WRITES = {
    "exercises_gradingrun": "INSERT, UPDATE, DELETE",
    "exercises_submission": "UPDATE",
    "exercises_checkresult": "INSERT",
    "exercises_pagepicture": "INSERT, DELETE",
    "exercises_languagehealth": "INSERT, UPDATE",
    "exercises_dryrun": "UPDATE",
    "records_evidence": "INSERT, UPDATE",
    "watch_faultgroup": "INSERT, UPDATE",
}
# What it reads besides: all of exercises, and what proof of a competence is written with.
READS = (
    "exercises_exercise",
    "exercises_exerciseversion",
    "exercises_submittedfile",
    "records_certificationversion",
    "records_certificationblock",
    "records_competence",
    "records_cohortcertification",
    "django_migrations",
)
# Of people it reads whose work it is and which cohort she is in: no name, no address, no hash of a password.
READS_COLUMNS = {
    "people_user": ("id",),
    "people_cohort": ("id",),
    "people_enrolment": ("id", "apprentice_id", "cohort_id", "left_on"),
}


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM."""

    certificate: bytes
    key: bytes


def checked_name(name: str) -> str:
    """Return the name of a host; raise ValueError with the sentence that says what is wrong."""
    if not NAME.fullmatch(name):
        raise ValueError("un nom de machine s'écrit avec des minuscules, des chiffres et des tirets")
    return name


def make_authority(*, now: datetime) -> Pair:
    """Return a certificate authority that nobody but these machines believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("ecole-du-web grading hosts")
    made = (
        _unsigned(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pair(made, key)


def make_server_certificate(authority: Pair, addresses: list[str], *, now: datetime) -> Pair:
    """Return the certificate with which the machine of the site answers at `addresses` (names or numbers)."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    issuer_key = load_pem_private_key(authority.key, password=None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind")
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _unsigned(_named(addresses[0]), issuer.subject, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .add_extension(x509.SubjectAlternativeName([_alternative(one) for one in addresses]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return _pair(made, key)


def acl_lines(own_password: str, hosts: dict[str, str]) -> str:
    """Return Valkey's file of accounts: the platform's own, and one for each host. Passwords are hashed in it."""
    lines = [f"user default on #{_sha256(own_password)} ~* &* +@all"]
    lines += [
        f"user {valkey_account(name)} on #{_sha256(password)} {VALKEY_RIGHTS}"
        for name, password in sorted(hosts.items())
    ]
    return "\n".join(lines) + "\n"


def host_based_access(owner: str = "ecole") -> str:
    """Return pg_hba.conf: the platform from its own network, the hosts over TLS alone, nobody else."""
    return (
        "local   all          all    trust\n"
        "local   replication  all    trust\n"
        f"host    all          {owner}  samenet  scram-sha-256\n"
        f"host    replication  {owner}  samenet  scram-sha-256\n"
        f"hostssl all          +{GRADERS}  all  scram-sha-256\n"
    )


GRADERS = "ecole_graders"


def rights_of_graders(database: str = "ecole") -> list[str]:
    """Return the statements that make the group of the hosts' accounts and give it its rights; they may run again."""
    reads = ", ".join(f'"{table}"' for table in (*READS, *WRITES))
    return [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{GRADERS}')"
        f" THEN CREATE ROLE {GRADERS} NOLOGIN; END IF; END $$",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {GRADERS}",
        f"GRANT SELECT ON {reads} TO {GRADERS}",
        *(
            f'GRANT SELECT ({", ".join(columns)}) ON "{table}" TO {GRADERS}'
            for table, columns in READS_COLUMNS.items()
        ),
        *(f'GRANT {rights} ON "{table}" TO {GRADERS}' for table, rights in WRITES.items()),
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {GRADERS}",
        f"GRANT CONNECT ON DATABASE {database} TO {GRADERS}",
    ]


def account_of_host(name: str, password: str) -> list[str]:
    """Return the statements that give a host its account; they may run again, with another password."""
    role = postgres_account(checked_name(name))
    if not password.isalnum():
        raise ValueError("a password of letters and figures")
    return [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        f" THEN CREATE ROLE {role} LOGIN IN ROLE {GRADERS}; END IF; END $$",
        f"ALTER ROLE {role} PASSWORD '{password}' CONNECTION LIMIT 40",
    ]


def removal_of_host(name: str) -> list[str]:
    """Return the statements that end a host's account, and what it does at this moment."""
    role = postgres_account(checked_name(name))
    return [
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'",  # noqa: S608 (checked above)
        f"DROP ROLE IF EXISTS {role}",
    ]


def valkey_account(name: str) -> str:
    return f"grader-{name}"


def postgres_account(name: str) -> str:
    return f"grader_{name.replace('-', '_')}"


def addresses_for(name: str, password: str, *, address: str, authority: str, database: str) -> dict[str, str]:
    """Return where a host finds database and queue, `authority` being the file it believes their certificates by."""
    return {
        "DATABASE_URL": (
            f"postgres://{postgres_account(name)}:{password}@{address}:{POSTGRES_PORT}/{database}"
            f"?sslmode=verify-full&sslrootcert={authority}&{NOTICES_SILENCE}"
        ),
        "VALKEY_URL": (
            f"rediss://{valkey_account(name)}:{password}@{address}:{VALKEY_PORT}/0"
            f"?ssl_ca_certs={authority}&socket_keepalive=yes&socket_connect_timeout=5"
        ),
        "GRADER_HOST": name,
    }


# ---- certificates --------------------------------------------------------------------------------------------
def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    # Clocks of several machines never agree quite.
    begins = now.astimezone(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + VALID)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
