"""Nothing stays behind: whatever ends the supervisor, its children and their children end too."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from script.steps.places import ROOT
from script.steps.processes import Process
from script.steps.supervisor import Supervisor

PLATFORM = """
import sys
from pathlib import Path
from script.steps.processes import Process
from script.steps.supervisor import Crash, Interrupted, Supervisor

folder, children = Path(sys.argv[1]), sys.argv[2:]
try:
    with Supervisor(logs=folder) as supervisor:
        for number, child in enumerate(children):
            supervisor.start(Process(f"child-{number}", ("bash", "-c", child), grace=1))
        print("started", flush=True)
        supervisor.run_until_stopped()
except Interrupted:
    sys.exit(0)
except Crash as crash:
    print(crash, flush=True)
    sys.exit(1)
"""

# Each writes its process number, so that the test knows whom to look for.
POLITE = 'echo $$ > "$PIDS/polite"; sleep 300 & echo $! > "$PIDS/polite-child"; wait'
STUBBORN = 'trap "" TERM; echo $$ > "$PIDS/stubborn"; while true; do sleep 1; done'
CRASHING = 'echo $$ > "$PIDS/crashing"; sleep 1; echo "no more memory"; exit 3'


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Platform:
    """A supervisor in a process of its own, with children that note their process numbers in a folder."""

    def __init__(self, folder, *children):
        self.pids_folder = folder / "pids"
        self.pids_folder.mkdir()
        env = {
            **os.environ,
            "PIDS": str(self.pids_folder),
            "DATA_DIR": str(folder / "data"),
            "DOCKER_HOST": f"unix://{folder}/nobody-listens",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", PLATFORM, str(folder / "log"), *children],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )

    def children(self, expected):
        complete = wait_until(
            lambda: len([p for p in self.pids_folder.iterdir() if p.read_text()]) == expected
        )
        assert complete, "the children did not start"
        return [int(path.read_text()) for path in self.pids_folder.iterdir()]

    def end(self):
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output


@pytest.fixture
def platform(tmp_path):
    started = []

    def start(*children):
        started.append(Platform(tmp_path, *children))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_every_process_even_a_stubborn_one(platform, number):
    running = platform(POLITE, STUBBORN)
    pids = running.children(expected=3)

    running.process.send_signal(number)
    code, _ = running.end()

    assert code == 0
    assert [pid for pid in pids if is_alive(pid)] == []


def test_crash_of_one_ends_the_others_and_names_it(platform):
    running = platform(POLITE, CRASHING)
    pids = running.children(expected=3)

    code, output = running.end()

    assert code == 1
    assert "« child-1 » s'est arrêté (code 3)" in output
    assert "no more memory" in output
    assert [pid for pid in pids if is_alive(pid)] == []


@pytest.mark.slow
def test_killed_supervisor_leaves_nothing_either(platform):
    running = platform(POLITE, STUBBORN)
    pids = running.children(expected=3)

    running.process.kill()
    running.process.wait()

    assert wait_until(lambda: not any(is_alive(pid) for pid in pids))


def test_some_are_stopped_by_name_and_nobody_misses_them(tmp_path):
    with Supervisor(logs=tmp_path) as supervisor:
        for name in ("grading-a", "grading-b", "web"):
            supervisor.start(Process(name, ("sleep", "300"), grace=1))
        pids = {process.name: child.pid for process, child in supervisor.children}
        supervisor.stop("grading")
        assert not is_alive(pids["grading-a"])
        assert not is_alive(pids["grading-b"])
        assert is_alive(pids["web"])
        supervisor.check()
    assert not is_alive(pids["web"])


def test_a_signal_ends_at_once_what_does_not_look_for_it(tmp_path):
    program = PLATFORM.replace("logs=folder", "logs=folder, notes_signals=False").replace(
        "supervisor.run_until_stopped()", "import time; time.sleep(300)"
    )
    pids = tmp_path / "pids"
    pids.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path, POLITE],
        cwd=ROOT,
        env={**os.environ, "PIDS": str(pids)},
        stdout=subprocess.PIPE,
    )
    assert wait_until(lambda: (pids / "polite-child").exists() and (pids / "polite-child").read_text())
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=15)
    child = int((pids / "polite-child").read_text())
    assert wait_until(lambda: not is_alive(child))
    assert running.returncode == -signal.SIGTERM
