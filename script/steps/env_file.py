"""The file .env of a server: what only the school knows is asked, secrets are drawn, nothing is overwritten."""

import grp
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from script.steps.progress import Stop

LINE = re.compile(r"^([A-Z_]+)=(.*)$")
# Read aloud and written on paper: no letter or figure that looks like another one.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

type Settings = dict[str, str]


def read_settings(text: str) -> Settings:
    """Return the variables of a .env file by name; comments and blank lines say nothing."""
    return {
        found[1]: _unquoted(found[2].strip()) for line in text.splitlines() if (found := LINE.match(line))
    }


def with_settings(text: str, news: Mapping[str, str]) -> str:
    """Return `text` with these variables: each on the line that explains it, or at the end when there is none."""
    left = dict(news)
    lines = []
    for line in text.splitlines():
        found = LINE.match(line)
        lines.append(f"{found[1]}={_quoted(left.pop(found[1]))}" if found and found[1] in left else line)
    return "\n".join([*lines, *(f"{name}={_quoted(value)}" for name, value in left.items())]) + "\n"


def _quoted(value: str) -> str:
    """Return a value as docker compose reads it back unchanged: it puts variables at $, and ends a value at #."""
    if not (set(value) & set("$#") or value.startswith(("'", '"'))):
        return value
    escaped = value.replace("'", "\\'")
    return f"'{escaped}'"


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("\\'", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value


def write_settings(path: Path, text: str) -> None:
    """Write a .env file that its owner alone may read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def drawn_secrets(docker_group: int) -> dict[str, Callable[[], str]]:
    """Return how each variable is made that nobody has to choose."""
    return {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        # They stand in addresses: letters and figures only.
        "POSTGRES_PASSWORD": lambda: secrets.token_hex(24),
        "VALKEY_PASSWORD": lambda: secrets.token_hex(24),
        "BACKUP_PASSWORD": password_on_paper,
        "DOCKER_GROUP_ID": lambda: str(docker_group),
    }


def password_on_paper() -> str:
    """Return six groups of five signs, 147 bits, that one can copy by hand."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(6))


def docker_group_id(socket: Path = Path("/var/run/docker.sock")) -> int:
    """Return the group that may use the engine: the one of its socket."""
    try:
        return socket.stat().st_gid
    except FileNotFoundError:
        return grp.getgrnam("docker").gr_gid


def checked_address(told: str) -> str:
    """Return the address of a site as people type it, with https and without a slash at the end.

    Raises:
        ValueError: with the sentence that says what is wrong.
    """
    address = told.strip()
    if "://" not in address:
        address = f"https://{address}"
    parts = urlsplit(address)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("il faut une adresse comme https://ecole.example.org, sans rien après le nom")
    return address.rstrip("/")


def checked_mail(told: str) -> str:
    """Return a mail address; raise ValueError with the sentence that says what is wrong."""
    address = told.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise ValueError("il faut une adresse comme contact@ecole.example.org")
    return address


def checked_text(told: str) -> str:
    """Return what was typed; raise ValueError when that is nothing."""
    if not told.strip():
        raise ValueError("il faut une réponse")
    return told.strip()


def sender(name: str, address: str) -> str:
    """Return a name and an address as the head of a mail has them; a comma in the name begins no second address."""
    if set(name) & set('()<>[]:;@\\,."'):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{address}>"


QUESTIONS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("PUBLIC_URL", "Adresse du site (par exemple https://ecole.example.org)", checked_address),
    ("ORGANISATION_NAME", "Nom de l'association, pour les mentions légales", checked_text),
    ("CONTACT_EMAIL", "Adresse où l'on vous écrit", checked_mail),
)


def complete(
    settings: Settings,
    told: Mapping[str, str],
    *,
    ask: Callable[[str], str] | None,
    docker_group: int,
) -> Settings:
    """Return what a server lacks to start: answers, drawn secrets, and what follows from them.

    Args:
        settings: what is there; it is never changed.
        told: answers given beforehand, by variable.
        ask: shows a question and returns what was typed; None when nobody is there to answer.
        docker_group: the number of the group that may use Docker.

    Raises:
        Stop: an answer is missing or wrong, and nobody can be asked.
    """
    news: Settings = {}
    for name, question, check in QUESTIONS:
        if name in told:
            news[name] = _checked(name, told[name], check)
        elif not settings.get(name) or settings[name].endswith("//ecole.example.org"):
            news[name] = _asked(name, question, check, ask)
    address = news.get("PUBLIC_URL")
    if address:
        news["ALLOWED_HOSTS"] = urlsplit(address).hostname or ""
        if not settings.get("MAIL_FROM") or settings["MAIL_FROM"].endswith("@example.org>"):
            known = {**settings, **news}
            news["MAIL_FROM"] = sender(known["ORGANISATION_NAME"], known["CONTACT_EMAIL"])
    for name, draw in drawn_secrets(docker_group).items():
        if not settings.get(name):
            news[name] = draw()
    return news


def _checked(name: str, told: str, check: Callable[[str], str]) -> str:
    try:
        return check(told)
    except ValueError as problem:
        raise Stop(f"{name} : {problem}.") from None


def _asked(name: str, question: str, check: Callable[[str], str], ask: Callable[[str], str] | None) -> str:
    if ask is None:
        raise Stop(f"{name} manque dans .env, et personne n'est là pour répondre ; écrivez-le puis relancez.")
    while True:
        try:
            return check(ask(question))
        except ValueError as problem:
            print(f"  {problem} :", flush=True)


def is_attended() -> bool:
    """Whether somebody sits at the keyboard."""
    return os.isatty(0)
