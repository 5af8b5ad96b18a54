"""`script/test`: prepares everything, then all checks and all tests, on SQLite and on PostgreSQL."""

import sys
from collections.abc import Sequence

from script.steps.checking import run_pytest, run_static_checks
from script.steps.engine import stop_own_engine
from script.steps.instruments import (
    ensure_instruments,
    throwaway_postgres,
    throwaway_valkey,
    without_platform_settings,
)
from script.steps.places import platform_owner
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.progress import end_with_sentence, say

ON_POSTGRES = "not docker and not browser"
IN_PARALLEL = ("-n", "2", "--dist", "loadfile")


def prepare() -> None:
    prepare_sources()
    ensure_instruments()
    prepare_sandboxes()


def run_tests(arguments: Sequence[str]) -> int:
    """Return pytest's own exit code: of the given files alone, or of both databases in turn."""
    with throwaway_valkey() as valkey_url:
        env = {
            **without_platform_settings(),
            "VALKEY_URL": valkey_url,
            "GRADER_OWNER": f"{platform_owner()}-tests",
        }
        if arguments:
            return run_pytest(arguments, env)
        say("\nTests sur SQLite, avec Docker, Valkey et Chromium")
        if code := run_pytest(IN_PARALLEL, env):
            return code
        with throwaway_postgres() as database_url:
            say("\nTests sur PostgreSQL")
            return run_pytest([*IN_PARALLEL, "-m", ON_POSTGRES], {**env, "DATABASE_URL": database_url})


def main() -> int:
    arguments = sys.argv[1:]
    try:
        prepare()
        if not arguments and (failed := run_static_checks()):
            say(f"\nÀ corriger d'abord : {', '.join(failed)}.")
            return 1
        return run_tests(arguments)
    finally:
        stop_own_engine()


if __name__ == "__main__":
    end_with_sentence(main)
