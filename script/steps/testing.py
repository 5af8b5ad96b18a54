"""`script/test`: prepares everything, then all checks and all tests, on SQLite and on PostgreSQL, then in containers.

Known flaws of the packages stop it when a newer version mends them; a database of flaws that does not answer is
named, and stops nothing.

What failed beside other tests is run once more alone: thousands of tests with real engines share two processors, and
one that only passes alone says something of them, or of a race. It is named at the end, never passed over in silence.
"""

import json
import sys
from collections.abc import Mapping, Sequence

from script.steps.auditing import mendable_flaws
from script.steps.checking import run_pytest, run_static_checks
from script.steps.engine import stop_own_engine
from script.steps.instruments import (
    ensure_instruments,
    migrated_template,
    throwaway_postgres,
    throwaway_valkey,
    without_platform_settings,
)
from script.steps.places import ROOT, platform_owner
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.progress import end_with_sentence, say

ON_POSTGRES = "database and not docker and not browser"
# It builds an image and starts twelve services: nothing else has a machine of two processors meanwhile.
IN_CONTAINERS = "tests/installation"
IN_PARALLEL = ("-n", "2", "--dist", "loadfile", "--ignore", IN_CONTAINERS)
LAST_FAILED = ROOT / ".pytest_cache/v/cache/lastfailed"
TESTS_FAILED = 1  # pytest's own word for it
MOST_UNSTEADY = 5  # more than that is no accident


def prepare() -> None:
    prepare_sources()
    ensure_instruments()
    prepare_sandboxes()


def run_tests(arguments: Sequence[str]) -> int:
    """Return pytest's own exit code: of the given files alone, or of both databases, then of the installation."""
    with throwaway_valkey() as valkey_url:
        env = {
            **without_platform_settings(),
            "VALKEY_URL": valkey_url,
            "GRADER_OWNER": f"{platform_owner()}-tests",
        }
        if arguments:
            return run_pytest(arguments, env)
        unsteady: list[str] = []
        say("\nTests sur SQLite, avec Docker, Valkey et Chromium")
        if code := run_until_sure(IN_PARALLEL, env, unsteady):
            return code
        with throwaway_postgres() as database_url:
            say("\nTests sur PostgreSQL")
            template = migrated_template(database_url, env)
            on_postgres = {**env, "DATABASE_URL": database_url, "TEST_DATABASE_TEMPLATE": template}
            code = run_until_sure([*IN_PARALLEL, "-m", ON_POSTGRES], on_postgres, unsteady)
        if not code:
            say("\nLa plateforme en conteneurs, comme script/install la lance")
            code = run_until_sure([IN_CONTAINERS], env, unsteady)
        if unsteady:
            say("\nPassés seulement une fois seuls, à regarder de près :")
            say("\n".join(f"  {name}" for name in unsteady))
        return code


def flaws_of_packages() -> list[str]:
    say("\nFailles connues des paquets verrouillés")
    return mendable_flaws()


def run_until_sure(arguments: Sequence[str], env: Mapping[str, str], unsteady: list[str]) -> int:
    """Return pytest's exit code; add to `unsteady` the tests that failed beside others and passed alone."""
    LAST_FAILED.unlink(missing_ok=True)  # it remembers tests that are not run this time
    if (code := run_pytest(arguments, env)) != TESTS_FAILED:
        return code
    failed = last_failed()
    if len(failed) > MOST_UNSTEADY:
        return code
    say(f"\nEncore une fois, sans rien à côté : {len(failed)}")
    if code := run_pytest(["--last-failed"], env):
        return code
    unsteady += failed
    return 0


def last_failed() -> list[str]:
    return sorted(json.loads(LAST_FAILED.read_text(encoding="utf-8")))


def main() -> int:
    arguments = sys.argv[1:]
    try:
        prepare()
        if not arguments and (failed := run_static_checks()):
            say(f"\nÀ corriger d'abord : {', '.join(failed)}.")
            return 1
        if not arguments and (flaws := flaws_of_packages()):
            say(f"\nÀ mettre à jour d'abord : {' ; '.join(flaws)}.")
            return 1
        return run_tests(arguments)
    finally:
        stop_own_engine()


if __name__ == "__main__":
    end_with_sentence(main)
