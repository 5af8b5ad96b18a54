"""The part of script/bootstrap that runs before any Python of ours: which interpreter it takes."""

import shutil
import subprocess
import sys

import pytest

from script.steps.places import ROOT

NEEDED = ("bash", "sort", "ls", "id", "dirname", "cat", "uname")


@pytest.fixture
def machine(tmp_path):
    """A PATH with the few commands that every machine has, and no Python; a home without pyenv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def add_program(folder, name, script):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
    path.chmod(0o755)
    return path


def bootstrap_function(call, folder):
    env = {"PATH": str(folder), "HOME": str(folder.parent), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [shutil.which("bash"), "-c", f"source {ROOT}/script/bootstrap; {call}"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_shim_that_cannot_start_is_passed_over(machine):
    add_program(machine, "python3.14", "echo 'pyenv: python3.14: command not found' >&2; exit 127")
    real = add_program(machine, "python3.12", f'exec {sys.executable} "$@"')

    assert bootstrap_function("first_recent_python", machine).stdout.strip() == str(real)


def test_old_python_is_passed_over_for_one_of_pyenv(machine):
    add_program(machine, "python3", "exit 1")
    versions = machine.parent / ".pyenv" / "versions"
    add_program(versions / "3.9.18" / "bin", "python", "exit 1")
    real = add_program(versions / "3.13.0" / "bin", "python", f'exec {sys.executable} "$@"')

    assert bootstrap_function("first_recent_python", machine).stdout.strip() == str(real)


def test_machine_without_python_is_told_what_to_do(machine):
    done = bootstrap_function("choose_python", machine)

    assert done.returncode != 0
    assert "il faut Python 3.12 ou plus récent" in done.stderr
    assert "relancez" in done.stderr
