"""Runs other programs with their chatter in a log file, and shows its end when they fail."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from script.steps.places import LOGS, PYTHON, ROOT
from script.steps.progress import Stop

# Programs of the administrator are not on the PATH of every account.
ADMIN_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def find_program(name: str) -> str | None:
    folders = [os.environ.get("PATH", os.defpath), *ADMIN_FOLDERS]
    return shutil.which(name, path=os.pathsep.join(folders))


def is_root() -> bool:
    return os.geteuid() == 0


def log_tail(path: Path, lines: int = 15) -> str:
    if not path.exists():
        return ""
    return "\n".join(f"    {line}" for line in path.read_text(errors="replace").splitlines()[-lines:])


def run_logged(
    command: Sequence[str | Path],
    *,
    log: str,
    failure: str,
    env: Mapping[str, str] | None = None,
    timeout: float = 1800,
) -> None:
    """Run `command` at the root of the repository, its output in var/log/`log`.log.

    Raises Stop with the sentence `failure`, after the end of the log, when the program fails or takes more
    than `timeout` seconds.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("wb") as output:
        try:
            code = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
            ).returncode
        except (OSError, subprocess.TimeoutExpired) as problem:
            output.write(f"{problem}\n".encode())
            code = -1
    if code:
        raise Stop(f"{failure}\n{log_tail(path)}\n    (journal complet : {path})")


def run_shown(command: Sequence[str | Path], *, failure: str, env: Mapping[str, str] | None = None) -> None:
    """Run `command` with its own output on the terminal; raise Stop with `failure` when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise Stop(failure)


def tied(account: str | None = None) -> list[str]:
    """Return the words before a command that has to end with this process, run as `account` or as we are.

    One setpriv does both: the kernel forgets the tie of a process that changes its account afterwards.
    """
    words = [find_program("setpriv") or "setpriv", "--pdeathsig", "TERM"]
    if account:
        words += [f"--reuid={account}", f"--regid={pwd.getpwnam(account).pw_gid}", "--clear-groups"]
    return [*words, "--"]


def manage(*arguments: str) -> list[str | Path]:
    return [PYTHON, "manage.py", *arguments]
