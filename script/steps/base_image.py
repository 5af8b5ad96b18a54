"""Makes sure of debian:trixie-slim, which every image here starts from.

Pulled when a registry answers. A school behind a closed network has none: then the same system is assembled
from Debian's own packages.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docker
import requests

from script.steps import apt, disk
from script.steps.engine import engine_client, has_image
from script.steps.programs import find_program, is_root, run_logged
from script.steps.progress import Stop, end_with_sentence, step

REPOSITORY, TAG, SUITE = "debian", "trixie-slim", "trixie"
NAME = f"{REPOSITORY}:{TAG}"
PULL_PATIENCE_SECONDS = 20
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
USELESS_IN_AN_IMAGE = (
    "var/cache/apt/archives/*.deb",
    "var/lib/apt/lists/*",
    "usr/share/doc/*",
    "usr/share/man/*",
    "usr/share/locale/*",
)

CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
# One-line (.list) and deb822 (.sources) entries of the machine's own apt.
MIRROR = re.compile(r"(?:^deb\s+(?:\[[^\]]*\]\s+)?|^URIs:\s*)(https?://\S+?/debian)/?(?:\s|$)", re.MULTILINE)
SECURITY = re.compile(
    r"(?:^deb\s+(?:\[[^\]]*\]\s+)?|^URIs:\s*)(https?://\S+?/debian-security)/?(?:\s|$)", re.MULTILINE
)


def ensure_base_image() -> None:
    client = engine_client()
    if has_image(client, NAME):
        return
    disk.require_space(docker_folder(client), needed=disk.FOR_IMAGES, purpose="pour construire les images")
    with step(f"Image de base {NAME}"):
        if not pull():
            assemble()


def docker_folder(client: docker.DockerClient) -> Path:
    return Path(client.info().get("DockerRootDir") or "/var/lib/docker")


def pull() -> bool:
    """Return whether a registry gave the image; one that says nothing for a while counts as absent."""
    api = docker.APIClient(**docker.utils.kwargs_from_env(), version="auto", timeout=PULL_PATIENCE_SECONDS)
    try:
        for event in api.pull(REPOSITORY, tag=TAG, stream=True, decode=True):
            if "error" in event:
                return False
    except (docker.errors.APIError, requests.RequestException):
        return False
    return has_image(engine_client(), NAME)


def assemble() -> None:
    """Build the image from Debian's packages and import it; raise Stop when this account cannot."""
    if not is_root():
        raise Stop(
            f"aucun registre d'images ne répond, et assembler {NAME} demande d'être root ; lancez une fois "
            "« sudo .venv/bin/python -m script.steps.base_image » puis relancez."
        )
    ensure_debootstrap()
    with tempfile.TemporaryDirectory(prefix="ecole-base-") as work:
        root = Path(work) / "root"
        bootstrap(root)
        write_sources(root)
        copy_authorities(root)
        clean(root)
        import_tree(root)


def ensure_debootstrap() -> None:
    if find_program("debootstrap"):
        return
    if not apt.can_install():
        raise Stop(
            "aucun registre d'images ne répond et debootstrap n'est pas installé ; faites-le "
            "installer puis relancez."
        )
    # Ubuntu's debootstrap knows Debian's suites but not the keys they are signed with.
    apt.install(["debootstrap", "debian-archive-keyring"], why="aucun registre d'images ne répond")


def bootstrap(root: Path) -> None:
    mirror = first_mirror(MIRROR)
    run_logged(
        [
            find_program("debootstrap") or "debootstrap",
            "--variant=minbase",
            "--include=ca-certificates",
            "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg",
            SUITE,
            root,
            *([mirror] if mirror else []),
        ],
        log="debootstrap",
        failure=(
            "l'image de base n'a pas pu être assemblée ; vérifiez la connexion aux dépôts Debian "
            "puis relancez."
        ),
    )


def apt_sources() -> Iterator[str]:
    folder = Path("/etc/apt")
    for path in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]:
        if path.suffix in {".list", ".sources"} and path.is_file():
            yield path.read_text(errors="replace")


def first_mirror(pattern: re.Pattern[str]) -> str | None:
    found = pattern.search("\n".join(apt_sources()))
    return found.group(1) if found else None


def write_sources(root: Path) -> None:
    """Add updates and security fixes to the one source that debootstrap noted."""
    sources = root / "etc/apt/sources.list"
    mirror = sources.read_text().split()[1].rstrip("/")
    security = first_mirror(SECURITY) or f"{mirror}-security"
    sources.write_text(
        f"deb {mirror} {SUITE} main\n"
        f"deb {mirror} {SUITE}-updates main\n"
        f"deb {security} {SUITE}-security main\n"
    )


def certificates_in(text: str) -> dict[str, str]:
    """Return each certificate of a PEM text under its own spelling without blanks, to compare two bundles."""
    return {"".join(found.split()): found for found in CERTIFICATE.findall(text)}


def copy_authorities(root: Path) -> None:
    """Give the image the authorities this machine has and Debian lacks: those of a closed network."""
    bundle = Path(BUNDLE)
    if not bundle.exists():
        return
    known: set[str] = set()
    for path in (root / "usr/share/ca-certificates").rglob("*.crt"):
        known.update(certificates_in(path.read_text()))
    folder = root / "usr/local/share/ca-certificates"
    folder.mkdir(parents=True, exist_ok=True)
    for key, certificate in certificates_in(bundle.read_text()).items():
        if key not in known:
            name = hashlib.sha256(key.encode()).hexdigest()[:12]
            (folder / f"host-{name}.crt").write_text(certificate + "\n")
    run_logged(
        [find_program("chroot") or "chroot", root, "update-ca-certificates"],
        log="base-authorities",
        failure="les autorités de certification n'ont pas pu être copiées dans l'image de base ; relancez.",
    )


def clean(root: Path) -> None:
    for pattern in USELESS_IN_AN_IMAGE:
        for path in root.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def import_tree(root: Path) -> None:
    """Import the tree; pip, npm and OpenSSL each look only for the bundle they are told of."""
    archive = root.parent / "root.tar"
    run_logged(
        ["tar", "-C", root, "-cf", archive, "."],
        log="base-archive",
        failure=(
            "l'image de base n'a pas pu être archivée ; libérez de la place dans le dossier "
            "temporaire puis relancez."
        ),
    )
    changes = [f"ENV {name}={BUNDLE}" for name in ("PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")]
    api = engine_client(timeout=300).api
    try:
        api.import_image(str(archive), repository=REPOSITORY, tag=TAG, changes=[*changes, 'CMD ["bash"]'])
    except docker.errors.APIError as problem:
        raise Stop(
            f"Docker a refusé l'image de base ({problem.explanation}) ; lisez son journal puis relancez."
        ) from None


def main() -> int:
    ensure_base_image()
    return 0


if __name__ == "__main__":
    end_with_sentence(main)
