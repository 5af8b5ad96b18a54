"""Cleans up after the supervisor, even after one that was killed without a chance to.

It reads the process groups of the children from a pipe. The pipe closes when the supervisor is gone: then
what is left of those groups is ended, this platform's containers are removed, and a Docker engine that we
started ourselves is stopped.
"""

import os
import signal
import sys
import time
from contextlib import suppress

import docker

from script.steps.engine import engine_answers, engine_client, stop_own_engine
from script.steps.supervisor import signal_group

GRACE_SECONDS = 5
# What the grader writes on each of its containers.
OWNER_LABEL = "ecole.owner"


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


def remove_containers(owner: str) -> None:
    """Remove every box of this platform, running or not: nobody is left to wait for what it says."""
    if not owner or not engine_answers():
        return
    client = engine_client()
    for container in client.containers.list(all=True, filters={"label": f"{OWNER_LABEL}={owner}"}):
        with suppress(docker.errors.APIError):
            container.remove(force=True)


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_groups(groups_from_pipe())
    try:
        remove_containers(os.environ.get("GRADER_OWNER", ""))
    finally:
        stop_own_engine()
    return 0


if __name__ == "__main__":
    sys.exit(main())
