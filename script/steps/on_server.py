"""`script/install`, `script/update`, `script/backup`, `script/restore`: for people who never ran a server.

Each may be run again at any time: what is done already is left as it is.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from script.steps import containers, disk, front_door
from script.steps.base_image import ensure_base_image
from script.steps.engine import ensure_engine
from script.steps.env_file import (
    QUESTIONS,
    complete,
    docker_group_id,
    is_attended,
    read_settings,
    with_settings,
    write_settings,
)
from script.steps.grading_hosts import renew_rights
from script.steps.places import DATA, ROOT
from script.steps.preparation import prepare_folders, prepare_sandboxes
from script.steps.progress import Stop, end_with_sentence, say, step

ENV = ROOT / ".env"
EXAMPLE = ROOT / ".env.example"
COUNT_PEOPLE = "from django.contrib.auth import get_user_model as model; print(model().objects.count())"
APPLICATION_UID = 10001  # the account of the Dockerfile
RESTIC_NAMES = ("config", "data", "index", "keys", "locks", "snapshots")
BACKUP_SSH = ROOT / "var" / "backup-ssh"  # mounted by docker-compose.yml
LAST_GOOD = DATA / "version-that-ran"
LEAST_FREE = 6000 * disk.MEGABYTE
CERTIFICATE_SECONDS = 60


def install(arguments: argparse.Namespace) -> int:
    """From a bare machine with this repository to a platform that answers; return the exit code."""
    if arguments.check:
        require_installation()
        return 0 if say_how_all_is() else 1
    disk.require_space(ROOT, needed=LEAST_FREE, purpose="pour les images et les données")
    prepare_folders()
    ensure_engine()
    containers.ensure_compose()
    told = {
        name: value for name, _, _ in QUESTIONS if (value := getattr(arguments, name.lower())) is not None
    }
    news = write_env(told)
    build()
    with step("Démarrage des services"):
        containers.start_services()
        containers.wait_until_well()
    note_version_that_runs()
    renew_rights(read_settings(ENV.read_text(encoding="utf-8")))
    containers.manage_in_container(
        "load_referentials", service="worker", failure="les certifications n'ont pas pu être chargées."
    )
    make_first_coordinator()
    say_whether_people_get_in()
    if "BACKUP_PASSWORD" in news:
        say(
            f"\nMot de passe des sauvegardes, à noter sur papier et à garder ailleurs que sur ce serveur :\n"
            f"\n    {news['BACKUP_PASSWORD']}\n\nSans lui, personne ne peut relire une sauvegarde, pas même l'école."
        )
    else:
        say(
            "\nLe mot de passe des sauvegardes est dans .env (BACKUP_PASSWORD) : est-il aussi sur papier, ailleurs ?"
        )
    return 0


def update(arguments: argparse.Namespace) -> int:
    """Bring the newest version; when it does not come up, return to the one before with the data of before."""
    require_installation()
    # Not what lies here: an update that was interrupted left the newer revision, and nobody knows how far it went.
    before = version_that_ran() or note_version_that_runs()
    if arguments.fetch:
        fetch()
    if revision() == before and not arguments.again:
        say("La plateforme est déjà à jour.")
        return 0
    write_env({})
    saved = None
    try:
        build()
        # People worked until now: the backup is made by the version that wrote, once nothing writes any more.
        saved = last_backup_of_former_version()
        with step("Démarrage de la nouvelle version"):
            containers.start_services()
            containers.wait_until_well()
    except Stop as reason:
        say(f"\nLa nouvelle version ne démarre pas : {reason}")
        go_back(before, saved)
        raise Stop(
            "la version d'avant tourne de nouveau, avec les données d'avant ; rien n'est perdu de ce qui a été "
            "fait avant la mise à jour."
        ) from None
    note_version_that_runs()
    renew_rights(read_settings(ENV.read_text(encoding="utf-8")))
    say("La nouvelle version tourne.")
    return 0


def backup(arguments: argparse.Namespace) -> int:
    """Make a backup now, and prove it when asked."""
    require_installation()
    prepare_backup_place()
    with step("Sauvegarde"):
        made = snapshot_now()
    say(f"  {made}")
    if arguments.prove:
        with step("Relecture de la sauvegarde"):
            told = containers.manage_in_container("prove_backup", failure="la sauvegarde n'est pas bonne.")
        say(f"  {told}")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of the platform's data, on this server or on a new one."""
    require_installation()
    prepare_backup_place()
    if arguments.list:
        say(
            containers.manage_in_container(
                "restore_backup", "--list", failure="les sauvegardes ne se lisent pas."
            )
        )
        return 0
    which = ["--snapshot", arguments.snapshot] if arguments.snapshot else []
    if arguments.until:
        which = ["--until", arguments.until]
    if not arguments.yes and not confirmed():
        raise Stop("rien n'a été changé.")
    bring_back(which)
    say("La plateforme tourne, telle qu'elle était à ce moment.")
    return 0


# ---- What the four share ------------------------------------------------------------------------------------------
def write_env(told: dict[str, str]) -> dict[str, str]:
    """Complete .env, made from the example the first time; return what is new in it."""
    text = (ENV if ENV.exists() else EXAMPLE).read_text(encoding="utf-8")
    news = complete(
        read_settings(text),
        told,
        ask=(lambda question: input(f"{question} : ")) if is_attended() else None,
        docker_group=docker_group_id(),
    )
    if news or not ENV.exists():
        write_settings(ENV, with_settings(text, news))
    prepare_backup_place()
    return news


def prepare_backup_place() -> None:
    """Give the application the folder of its backups and the one of its key to another machine, with what they hold.

    A folder that comes from another server, or was copied by root, has another owner. A volume of Docker's is right.
    """
    place = read_settings(ENV.read_text(encoding="utf-8")).get("BACKUP_PLACE", "")
    try:
        _give_to_application(BACKUP_SSH, BACKUP_SSH.glob("*"))
        if place.startswith("/"):
            # Nothing but what restic names so: whatever else lies on that disk is none of ours.
            ours = (path for name in RESTIC_NAMES for path in Path(place).glob(f"{name}/**/*"))
            _give_to_application(Path(place), (*(Path(place) / name for name in RESTIC_NAMES), *ours))
    except PermissionError as refused:
        raise Stop(
            f"le dossier {refused.filename} doit changer de propriétaire : relancez en root."
        ) from None


def _give_to_application(folder: Path, within: Iterable[Path]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (folder, *within):
        if path.exists() and path.lstat().st_uid != APPLICATION_UID:
            os.chown(path, APPLICATION_UID, -1, follow_symlinks=False)


def build() -> None:
    ensure_base_image()
    with step("Image de la plateforme (quelques minutes)"):
        containers.build_image()
    prepare_sandboxes()


def snapshot_now() -> str:
    return containers.manage_in_container("backup", failure="la sauvegarde n'a pas pu se faire.")


def newest_snapshot() -> str:
    """Return the short name of the newest backup, the first word of the first line of the list."""
    return containers.manage_in_container(
        "restore_backup", "--list", failure="les sauvegardes ne se lisent pas."
    ).split()[0]


def bring_back(which: Sequence[str]) -> None:
    with step("Retour des données"):
        containers.stop_application()
        try:
            told = containers.manage_in_container(
                "restore_backup",
                "--replace",
                *which,
                failure="la sauvegarde n'a pas pu être remise en place.",
            )
        except Stop:
            # Nothing has changed: people go on with what is there.
            containers.start_services()
            raise
    # That the key of the backup has to be written down is done below. No option silences it: after an update that
    # failed, the former version runs this.
    say("\n".join(f"  {line}" for line in told.splitlines() if "SECRET_KEY" not in line))
    if "--until" not in which:  # a minute is the database alone: the key stays
        take_key_of(which)
    with step("Redémarrage des services"):
        containers.start_services()
        containers.wait_until_well()


def take_key_of(which: Sequence[str]) -> None:
    """Sign with the key of a backup: what people carry stays true on the new server."""
    key = containers.manage_in_container(
        "restore_backup", "--print-key", *which, failure="la clé de la sauvegarde ne se lit pas."
    )
    text = ENV.read_text(encoding="utf-8")
    if read_settings(text)["SECRET_KEY"] != key:
        write_settings(ENV, with_settings(text, {"SECRET_KEY": key}))


def last_backup_of_former_version() -> str:
    """Stop what writes, and have the former version make a backup; return its short name."""
    with step("Sauvegarde d'avant la mise à jour"):
        containers.stop_application()
        with containers.former_image():
            snapshot_now()
            return newest_snapshot()


def go_back(before: str, saved: str | None) -> None:
    """Return to the version `before`, and to the backup `saved`; None: the new version has changed nothing yet."""
    with step("Retour à la version d'avant"):
        # Stays on its branch, for the next update, and keeps what the school changed in files of its own.
        _git("reset", "--quiet", "--keep", before)
        containers.return_to_former_image()
    if saved is not None:
        bring_back(["--snapshot", saved])
        return
    with step("Redémarrage des services"):
        containers.start_services()
        containers.wait_until_well()


def version_that_ran() -> str | None:
    """Return the revision that last did well on this server; None when nobody noted it."""
    return LAST_GOOD.read_text(encoding="utf-8").strip() if LAST_GOOD.exists() else None


def note_version_that_runs() -> str:
    """Note that this revision does well, and keep its image to return to; return the revision."""
    containers.keep_former_image()
    LAST_GOOD.parent.mkdir(parents=True, exist_ok=True)
    LAST_GOOD.write_text(revision(), encoding="utf-8")
    return revision()


def say_how_all_is() -> bool:
    """Print a line for each service, and one for the address of the site; return whether all is well."""
    settings = read_settings(ENV.read_text(encoding="utf-8"))
    services_are_well, wrong = containers.say_how_services_are(), front_door.what_is_wrong(settings)
    say(f"  {'ÉCHEC' if wrong else 'bon  '}  {settings['PUBLIC_URL']}")
    if wrong:
        say(f"\n{wrong[0].upper()}{wrong[1:]}")
    return services_are_well and wrong is None


def say_whether_people_get_in() -> None:
    """Say where the platform answers, or why nobody reaches it yet; the installation is done all the same."""
    settings = read_settings(ENV.read_text(encoding="utf-8"))
    with step("Certificat et adresse du site"):
        wrong = front_door.what_is_wrong(settings, patience=CERTIFICATE_SECONDS)
    if wrong is None:
        say(f"\nLa plateforme répond : {settings['PUBLIC_URL']}")
        return
    say(
        f"\nLes services tournent, mais personne n'entre encore par {settings['PUBLIC_URL']} : {wrong}\n"
        "« script/install --check » dit si c'est réparé."
    )


def make_first_coordinator() -> None:
    counted = containers.manage_in_container(
        "shell",
        "--no-imports",
        "-c",
        COUNT_PEOPLE,
        service="worker",
        failure="la base de données ne répond pas.",
    )
    if counted != "0":
        return
    if not is_attended():
        say("\nPremier compte à créer : docker compose exec worker python manage.py create_coordinator")
        return
    say("\nPremier compte, celui d'une coordinatrice ou d'un coordinateur :")
    made = False
    with suppress(KeyboardInterrupt):
        made = containers.run_together(["exec", "worker", "python", "manage.py", "create_coordinator"]) == 0
    if not made:
        # Whoever brings a backup back needs none; what has to be said at the end is said all the same.
        say(
            "\nPas de premier compte pour l'instant : script/install le redemandera tant qu'il n'y en a aucun."
        )


def require_installation() -> None:
    if not ENV.exists():
        raise Stop("il n'y a pas encore de .env ; commencez par script/install.")
    containers.ensure_compose()


def confirmed() -> bool:
    if not is_attended():
        raise Stop("ajoutez --yes pour remplacer les données de ce serveur sans question.")
    say("Les données de ce serveur sont remplacées par celles de la sauvegarde, et mises de côté.")
    return input("Écrivez « oui » pour continuer : ").strip().lower() == "oui"


def revision() -> str:
    return _git("rev-parse", "HEAD")


def fetch() -> None:
    with step("Nouvelle version"):
        _git("pull", "--ff-only", "--quiet")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"git n'a pas pu ({' '.join(arguments)}) :\n{done.stderr.strip()}")
    return done.stdout.strip()


def parser() -> argparse.ArgumentParser:
    """Return the parser of all four commands."""
    whole = argparse.ArgumentParser(prog="script")
    commands = whole.add_subparsers(required=True)

    def command(name: str, does: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, prog=f"script/{name}", description=says)
        one.set_defaults(does=does)
        return one

    one = command("install", install, "Installe la plateforme sur ce serveur.")
    for name, question, _ in QUESTIONS:
        one.add_argument(f"--{name.lower().replace('_', '-')}", help=question)
    one.add_argument("--check", action="store_true", help="regarde seulement si tout va bien")
    one = command("update", update, "Met la plateforme à jour ; revient en arrière si elle ne démarre pas.")
    one.add_argument("--no-fetch", dest="fetch", action="store_false", help="sans « git pull »")
    one.add_argument("--again", action="store_true", help="reconstruit même sans nouvelle version")
    one = command("backup", backup, "Fait une sauvegarde maintenant.")
    one.add_argument("--prove", action="store_true", help="et la relit à côté de la plateforme")
    one = command("restore", restore, "Remet une sauvegarde en place.")
    one.add_argument("--list", action="store_true", help="montre seulement les sauvegardes")
    one.add_argument("--snapshot", help="laquelle, par son nom court ; sinon la plus récente")
    one.add_argument(
        "--until",
        metavar="MOMENT",
        help="la base seule, telle qu'elle était à cette minute : 2026-11-29T11:40",
    )
    one.add_argument("--yes", action="store_true", help="sans demander de confirmation")
    return whole


def main(arguments: Sequence[str] = ()) -> int:
    told = parser().parse_args(list(arguments) or sys.argv[1:])
    return int(told.does(told))


if __name__ == "__main__":
    end_with_sentence(main)
