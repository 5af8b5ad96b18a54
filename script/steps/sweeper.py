"""Cleans up after the supervisor, even after one that was killed without a chance to.

It reads the process groups of the children from a pipe. The pipe closes when the supervisor is gone: then
what is left of those groups is ended, this platform's containers are removed, and a Docker engine that we
started ourselves is stopped.
"""

import os
import signal
import subprocess
import sys
import time

from script.steps.engine import engine_answers, stop_own_engine
from script.steps.places import PYTHON, ROOT
from script.steps.supervisor import signal_group

GRACE_SECONDS = 5


def groups_from_pipe() -> list[int]:
    return [int(line) for line in sys.stdin]


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end_groups(groups: list[int]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(group_is_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for group in groups:
        signal_group(group, signal.SIGKILL)


def remove_containers() -> None:
    if engine_answers():
        subprocess.run(
            [PYTHON, "-m", "grader", "reap"], cwd=ROOT, stdin=subprocess.DEVNULL, timeout=40, check=False
        )


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_groups(groups_from_pipe())
    try:
        remove_containers()
    finally:
        stop_own_engine()
    return 0


if __name__ == "__main__":
    sys.exit(main())
