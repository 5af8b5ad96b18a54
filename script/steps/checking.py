"""`script/check`: what is checked before each commit, in less than a minute; then says what failed.

script/check                    the tools, the tests of the tree's shape, and what is written in the course
script/check tests/curriculum   and the tests there
script/check --tests            and every test that needs neither Docker nor a browser: some minutes
script/audit                    known vulnerabilities of the locked packages
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from script.steps.instruments import throwaway_valkey, without_platform_settings
from script.steps.places import PYTHON, ROOT
from script.steps.preparation import prepare_folders, prepare_sources
from script.steps.progress import duration, end_with_sentence, say

BIN = PYTHON.parent
TEMPLATES = ("lms", "curriculum", "exercises", "client_projects")
QUICK_TESTS = "not docker and not browser and not slow"
# They read files: no page is asked for, nothing is run.
SHAPE_TESTS = (
    *(
        f"tests/architecture/test_{what}.py"
        for what in ("docs_match_the_tree", "glossary", "job_names", "translations")
    ),
    "tests/curriculum/test_the_written_course.py",
)


@dataclass(frozen=True)
class Check:
    title: str
    command: tuple[str, ...]
    needs_settings: bool = False


STATIC_CHECKS = (
    # The longest first, so that the short ones fill the other core.
    Check("types", (f"{BIN}/mypy",)),
    Check("mise en forme", (f"{BIN}/ruff", "format", "--check", "--quiet")),
    Check("règles de code", (f"{BIN}/ruff", "check", "--quiet")),
    Check("sens des imports", (f"{BIN}/lint-imports", "--no-logo")),
    Check(
        "migrations",
        (str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"),
        needs_settings=True,
    ),
    Check(
        "réglages de Django",
        (str(PYTHON), "manage.py", "check", "--fail-level", "WARNING"),
        needs_settings=True,
    ),
    Check("gabarits", (f"{BIN}/djlint", *TEMPLATES, "--lint", "--quiet")),
    Check("dépendances", (f"{BIN}/deptry", ".")),
    Check("secrets", (str(PYTHON), "-m", "script.steps.secret_scan")),
)


@dataclass(frozen=True)
class Result:
    check: Check
    code: int
    output: str
    seconds: float


def run_check(check: Check, env: Mapping[str, str]) -> Result:
    started = time.monotonic()
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.test"} if check.needs_settings else {}
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**env, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Result(check, done.returncode, done.stdout, time.monotonic() - started)


def run_static_checks() -> list[str]:
    """Run them two at a time, print each as it ends, and return the titles of those that failed."""
    env = without_platform_settings()
    failed = []
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for result in pool.map(lambda check: run_check(check, env), STATIC_CHECKS):
            say(f"{'échec' if result.code else 'bon  '}  {result.check.title} ({duration(result.seconds)})")
            if result.code:
                failed.append(result.check.title)
                say(result.output.rstrip())
    return failed


def run_pytest(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    return subprocess.run(
        [PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False
    ).returncode


def main() -> int:
    asked = sys.argv[1:]
    tests = ["tests"] if asked == ["--tests"] else [*SHAPE_TESTS, *asked]
    prepare_folders()
    prepare_sources()
    failed = run_static_checks()
    with throwaway_valkey() as url:
        env = {**without_platform_settings(), "VALKEY_URL": url}
        if run_pytest(["-q", "-n", "2", "--dist", "loadfile", "-m", QUICK_TESTS, *tests], env):
            failed.append("tests")
    if failed:
        say(f"\nÀ corriger : {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    end_with_sentence(main)
