"""`script/grading-host`: lets other machines grade for this site, and runs one of them.

On the machine of the site: `open` once, then `add` for each machine, `remove` when one goes. On a machine that
grades: `start`, `drain` before it is worked on, `check`.
"""

import argparse
import json
import secrets
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from script.steps import containers
from script.steps.base_image import ensure_base_image
from script.steps.engine import ensure_engine
from script.steps.env_file import docker_group_id, read_settings, with_settings, write_settings
from script.steps.host_access import (
    Pair,
    account_of_host,
    acl_lines,
    addresses_for,
    checked_name,
    host_based_access,
    make_authority,
    make_server_certificate,
    removal_of_host,
    rights_of_graders,
)
from script.steps.places import ROOT
from script.steps.preparation import prepare_folders, prepare_sandboxes
from script.steps.programs import run_logged
from script.steps.progress import Stop, end_with_sentence, say, step

ENV = ROOT / ".env"
KEPT = ROOT / "var" / "grading-hosts"
SERVER = KEPT / "server"  # mounted by docker-compose.hosts.yml
PASSWORDS = KEPT / "hosts.json"
FILES = "docker-compose.yml:docker-compose.hosts.yml"
GRADING = ("docker", "compose", "-f", "docker-compose.grading.yml")
CA = "ca.pem"  # in the folder of the platform, beside .env
AUTHORITY = "/hosts/ca.pem"  # in the containers of docker-compose.grading.yml


# ---- on the machine of the site ----------------------------------------------------------------------------------
def open_site(arguments: argparse.Namespace) -> int:
    """Make certificates and accounts, and have database and queue answer other machines."""
    text = _environment()
    settings = read_settings(text)
    SERVER.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _authority()
    pair = make_server_certificate(authority, [arguments.address], now=datetime.now(UTC))
    _write_secret(SERVER / "ca.pem", authority.certificate)
    _write_secret(SERVER / "server.pem", pair.certificate)
    _write_secret(SERVER / "server.key", pair.key)
    _write_secret(SERVER / "pg_hba.conf", host_based_access().encode())
    _write_accounts(settings)
    news = {"COMPOSE_FILE": FILES, "HOSTS_ADDRESS": arguments.listen, "HOSTS_NAME": arguments.address}
    write_settings(ENV, with_settings(text, news))
    with step("Redémarrage de la base et de la file"):
        containers.start_services()
        containers.wait_until_well()
    _in_database(rights_of_graders())
    say(
        f"\nLa base et la file répondent aux machines de correction sur {arguments.address}, ports 5432 et 6380.\n"
        "Ne laissez ces ports ouverts qu'à elles (pare-feu ou réseau privé)."
    )
    return 0


def add(arguments: argparse.Namespace) -> int:
    """Give a machine its accounts, and write the files to copy there."""
    settings = _opened()
    name = _checked(arguments.name)
    password = secrets.token_hex(24)
    _in_database([*rights_of_graders(), *account_of_host(name, password)])
    _write_passwords({**_passwords(), name: password})
    _write_accounts(settings)
    _renew_queue()
    folder = KEPT / name
    folder.mkdir(mode=0o700, exist_ok=True)
    address = settings["HOSTS_NAME"]
    host = {
        **addresses_for(name, password, address=address, authority=AUTHORITY, database="ecole"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": settings["PUBLIC_URL"],
        "ALLOWED_HOSTS": urlsplit(settings["PUBLIC_URL"]).hostname or "",
        "GRADER_LIVE_WORKERS": "2",
    }
    _write_secret(folder / ".env", with_settings("", host).lstrip("\n").encode())
    _write_secret(folder / "ca.pem", (SERVER / "ca.pem").read_bytes())
    say(
        f"\nCopiez ces deux fichiers dans le dossier de la plateforme de la machine « {name} », puis lancez-y "
        f"« script/grading-host start » :\n\n    {folder / '.env'}\n    {folder / 'ca.pem'}\n\n"
        "Ils ouvrent la base et la file : effacez-les ici une fois copiés."
    )
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """End a machine's accounts: whatever it still does is cut off, and judged again by another."""
    settings = _opened()
    name = _checked(arguments.name)
    known = _passwords()
    if known.pop(name, None) is None:
        raise Stop(f"aucune machine ne s'appelle {name} ; il y a : {', '.join(sorted(known)) or 'aucune'}.")
    _in_database(removal_of_host(name))
    _write_passwords(known)
    _write_accounts(settings)
    _renew_queue()
    say(f"La machine « {name} » n'a plus accès à rien.")
    return 0


def renew_rights(settings: Mapping[str, str]) -> None:
    """Give the machines that grade what the version that runs now asks of the database, where there are any."""
    if settings.get("HOSTS_NAME"):
        _in_database(rights_of_graders())


def _environment() -> str:
    if not ENV.exists():
        raise Stop("il n'y a pas encore de .env ; commencez par script/install.")
    containers.ensure_compose()
    return ENV.read_text(encoding="utf-8")


def _opened() -> dict[str, str]:
    settings = read_settings(_environment())
    if not settings.get("HOSTS_NAME"):
        raise Stop("commencez par « script/grading-host open --address NOM-DE-CETTE-MACHINE ».")
    return settings


def _checked(name: str) -> str:
    try:
        return checked_name(name)
    except ValueError as problem:
        raise Stop(f"{name} : {problem}.") from None


def _authority() -> Pair:
    """Return the authority, made the first time: the machines that know it go on believing."""
    certificate, key = KEPT / "ca.pem", KEPT / "ca.key"
    if not key.exists():
        made = make_authority(now=datetime.now(UTC))
        _write_secret(certificate, made.certificate)
        _write_secret(key, made.key)
    return Pair(certificate.read_bytes(), key.read_bytes())


def _passwords() -> dict[str, str]:
    return dict(json.loads(PASSWORDS.read_text(encoding="utf-8"))) if PASSWORDS.exists() else {}


def _write_passwords(hosts: dict[str, str]) -> None:
    _write_secret(PASSWORDS, json.dumps(hosts).encode())


def _write_accounts(settings: dict[str, str]) -> None:
    _write_secret(SERVER / "users.acl", acl_lines(settings["VALKEY_PASSWORD"], _passwords()).encode())


def _write_secret(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    fresh.write_bytes(content)
    fresh.replace(path)


def _renew_queue() -> None:
    """Have Valkey read its accounts again. What is queued lies on its disk, and rows are the truth meanwhile."""
    run_logged(
        ["docker", "compose", "up", "--detach", "--force-recreate", "--no-deps", "valkey"],
        log="valkey",
        failure="la file ne redémarre pas ; lisez l'erreur ci-dessous.",
    )


def _in_database(statements: Sequence[str]) -> None:
    done = subprocess.run(
        [*containers.COMPOSE, "exec", "-T", "postgres", "psql", "-v", "ON_ERROR_STOP=1", "-q", "-U", "ecole"],
        input=";\n".join(statements) + ";\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(f"la base n'a pas accepté les droits des machines de correction :\n{done.stderr.strip()}")


# ---- on a machine that grades --------------------------------------------------------------------------------------
def start(arguments: argparse.Namespace) -> int:
    """Build what grades, and start it; run again, it brings the newest version."""
    _host_environment()
    prepare_folders()
    ensure_engine()
    containers.ensure_compose()
    # A certificate is no secret, and the account of the services has to read it, whoever copied it here.
    (ROOT / CA).chmod(0o644)
    text = ENV.read_text(encoding="utf-8")
    write_settings(ENV, with_settings(text, {"DOCKER_GROUP_ID": str(docker_group_id())}))
    ensure_base_image()
    with step("Image de la plateforme (quelques minutes)"):
        run_logged(
            [*GRADING, "build"], log="image", failure="l'image n'a pas pu être construite.", timeout=3600
        )
    prepare_sandboxes()
    with step("Démarrage des correcteurs"):
        run_logged([*GRADING, "up", "--detach"], log="up", failure="les correcteurs ne démarrent pas.")
    return check(arguments)


def drain(arguments: argparse.Namespace) -> int:
    """End what is being judged here and take nothing more; return once nothing runs."""
    _host_environment()
    with step("Fin des corrections en cours"):
        run_logged([*GRADING, "stop"], log="stop", failure="les correcteurs ne s'arrêtent pas.", timeout=900)
    say("Cette machine ne corrige plus rien. « script/grading-host start » la remet au travail.")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Say whether this machine reaches database and queue, and whether its workers run."""
    _host_environment()
    asked = (
        "from lms.core.health import database_answers as d, queue_answers as q;"
        "print('base', d(), 'file', q()); raise SystemExit(not (d() and q()))"
    )
    done = subprocess.run(
        [
            *GRADING,
            "run",
            "--rm",
            "-T",
            "grading-worker",
            "python",
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            asked,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        told = (done.stdout + done.stderr).strip()[-1500:]
        raise Stop(f"cette machine n'atteint pas la base ou la file :\n{told}")
    say("Cette machine atteint la base et la file.")
    return subprocess.run([*GRADING, "ps"], cwd=ROOT, check=False).returncode


def _host_environment() -> None:
    settings = read_settings(ENV.read_text(encoding="utf-8")) if ENV.exists() else {}
    if not settings.get("GRADER_HOST") or not (ROOT / CA).exists():
        raise Stop(
            "copiez ici les fichiers .env et ca.pem que « script/grading-host add » a écrits sur la machine du site."
        )


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="script/grading-host", description="Des machines qui corrigent.")
    commands = whole.add_subparsers(required=True)

    def command(name: str, does: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, description=says, help=says)
        one.set_defaults(does=does)
        return one

    one = command("open", open_site, "Sur le serveur du site : laisse d'autres machines corriger.")
    one.add_argument("--address", required=True, help="nom ou numéro sous lequel elles joignent ce serveur")
    one.add_argument(
        "--listen", required=True, help="adresse d'écoute de ce serveur, celle du réseau privé de préférence"
    )
    for name, does, says in (
        ("add", add, "Sur le serveur du site : donne ses accès à une machine."),
        ("remove", remove, "Sur le serveur du site : retire ses accès à une machine."),
    ):
        command(name, does, says).add_argument("name")
    command("start", start, "Sur la machine qui corrige : démarre, ou met à jour.")
    command("drain", drain, "Sur la machine qui corrige : finit ce qui est en cours, puis s'arrête.")
    command("check", check, "Sur la machine qui corrige : dit si tout va bien.")
    return whole


def main() -> int:
    told = parser().parse_args()
    return int(told.does(told))


if __name__ == "__main__":
    end_with_sentence(main)
