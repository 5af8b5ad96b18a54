"""Looks for secrets in what git holds: keys, passwords, tokens that somebody wrote down by mistake.

`.secrets.baseline` lists what looks like one and is none: invented passwords of tests and of the demo school,
examples. Each of them was looked at; what is not in the list fails. Only what changed since it was last found clean
is read again.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable

from script.steps.places import PYTHON, ROOT, RUN

BASELINE = ".secrets.baseline"
KNOWN_CLEAN = RUN / "without-secrets.json"
# Fingerprints of packages look like keys, the words of catalogues like passwords; exercises are about invented ones.
LEFT_OUT = re.compile(
    r"(^exercises/catalogue/.*|package-lock\.json|requirements/[a-z]+\.txt|\.(po|png|webp|woff2|pdf|ico))$"
)
TO_DO = (
    "Un secret écrit ici est à changer là où il sert, puis à retirer d'ici. Si ce n'en est pas un, ajoutez-le à la "
    "liste : "
    ".venv/bin/detect-secrets scan --baseline .secrets.baseline"
)


def files_to_read() -> dict[str, str]:
    """Return the fingerprint of each file that git holds or would hold, by its path."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (path for path in told.split("\0") if path and path != BASELINE and not LEFT_OUT.search(path))
    return {path: _fingerprint(path) for path in paths if (ROOT / path).is_file()}


def _fingerprint(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def found_in(paths: Iterable[str]) -> str:
    """Return what looks like a secret in these files and is not in the list, in words; empty when nothing does."""
    named = list(paths)
    if not named:
        return ""
    done = subprocess.run(
        [str(PYTHON.parent / "detect-secrets-hook"), "--baseline", BASELINE, *named],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip() or "detect-secrets a échoué" if done.returncode else ""


def scan() -> int:
    """Read what has changed since it was last clean; return 1 and say where when something looks like a secret."""
    now = {**files_to_read(), BASELINE: _fingerprint(BASELINE)}
    known: dict[str, str] = json.loads(KNOWN_CLEAN.read_text()) if KNOWN_CLEAN.exists() else {}
    if known.get(BASELINE) != now[BASELINE]:
        known = {}
    changed = [path for path, print_ in now.items() if path != BASELINE and known.get(path) != print_]
    if said := found_in(changed):
        print(f"{said}\n{TO_DO}")
        return 1
    KNOWN_CLEAN.parent.mkdir(parents=True, exist_ok=True)
    KNOWN_CLEAN.write_text(json.dumps(now))
    return 0


if __name__ == "__main__":
    sys.exit(scan())
