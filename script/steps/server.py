"""`script/server`: prepares everything, runs the platform, and leaves nothing behind."""

import argparse
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from script.steps import once, valkey
from script.steps.database import demo_accounts
from script.steps.engine import stop_own_engine
from script.steps.listening import local_address, require_free_port, site_answers
from script.steps.places import RUN, platform_owner
from script.steps.preparation import prepare_folders, prepare_platform
from script.steps.processes import background_processes, queue_process, web_process
from script.steps.progress import Stop, duration, end_with_sentence, say
from script.steps.supervisor import Crash, Interrupted, Supervisor

SIGN_IN = "/connexion/"
STARTUP_SECONDS = 90


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/server", description="Prépare puis lance la plateforme.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="adresse d'écoute")
    parser.add_argument("--verbose", action="store_true", help="affiche les journaux au fil de l'eau")
    parser.add_argument(
        "--once", action="store_true", help="corrige deux réponses d'un exercice puis s'arrête"
    )
    return parser.parse_args()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold a lock for as long as this platform runs: two would share one database and one queue."""
    prepare_folders()
    with (RUN / "server.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(
                "la plateforme tourne déjà depuis ce dossier ; arrêtez-la (Ctrl-C dans sa fenêtre) puis "
                "relancez."
            ) from None
        yield


def start_queue(supervisor: Supervisor) -> None:
    """Have a Valkey answer: the one given by VALKEY_URL, one that already runs here, or a new one."""
    if valkey.given_url():
        return
    socket = valkey.prepare_socket()
    valkey.note_address(socket)
    url = valkey.embedded_url(socket)
    if valkey.answers(url):
        return
    supervisor.start(queue_process(socket))
    if not valkey.wait_until_it_answers(url):
        supervisor.check()
        raise Stop("la file d'attente (Valkey) ne répond pas ; lisez var/log/valkey.log puis relancez.")


def wait_for_site(supervisor: Supervisor, host: str, port: int) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not site_answers(host, port, SIGN_IN):
        supervisor.wait(0.3)
        if time.monotonic() > deadline:
            raise Stop("le site ne répond pas ; lisez var/log/web.log puis relancez.")
    supervisor.check()


def run(options: argparse.Namespace, started: float) -> int:
    environment = {
        "GRADER_OWNER": os.environ.get("GRADER_OWNER") or platform_owner(),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://localhost:{options.port}",
    }
    with Supervisor(env=environment, verbose=options.verbose) as supervisor:
        start_queue(supervisor)
        supervisor.start(web_process(host=options.host, port=options.port))
        wait_for_site(supervisor, options.host, options.port)
        # After the site: on two cores they would only slow it down, and what is handed in meanwhile waits.
        for process in background_processes():
            supervisor.start(process)
        accounts = demo_accounts()
        if options.once:
            base = f"http://{local_address(options.host)}:{options.port}/"
            return once.grade_twice(supervisor, base=base, accounts=accounts)
        say(
            f"\nLa plateforme est prête ({duration(time.monotonic() - started)}) : "
            f"{environment['PUBLIC_URL']}"
        )
        say(f"{accounts}\n\nCtrl-C l'arrête. Journaux : var/log/")
        supervisor.run_until_stopped()
    return 0


def main() -> int:
    options, started = arguments(), time.monotonic()
    require_free_port(options.host, options.port)
    with only_one():
        try:
            prepare_platform()
            return run(options, started)
        except Interrupted:
            say("Tout est arrêté.")
            return 130 if options.once else 0
        except Crash as crash:
            raise Stop(f"{crash}") from None
        finally:
            stop_own_engine()


if __name__ == "__main__":
    end_with_sentence(main)
