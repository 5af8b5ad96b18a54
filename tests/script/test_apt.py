"""Packages have other names in other releases: what one release lacks is not asked of it."""

import subprocess

from script.steps import apt, containers


class Release:
    """An apt that knows some packages, and remembers what it was asked to install."""

    def __init__(self, *known):
        self.known = known
        self.installed = []

    def run_logged(self, command, **_named):
        if "install" in command:
            self.installed = [word for word in command[2:] if not word.startswith("-")]

    def run(self, command, **_named):
        known = command[-1] in self.known
        return subprocess.CompletedProcess(command, 0 if known else 100, b"Package" if known else b"", b"")


def on(monkeypatch, *known):
    release = Release(*known)
    monkeypatch.setattr(apt, "run_logged", release.run_logged)
    monkeypatch.setattr(apt.subprocess, "run", release.run)
    return release


def test_what_a_release_has_under_another_name_is_not_asked_of_it(monkeypatch):
    for known, installed in [((), ["docker.io"]), (("docker-cli",), ["docker.io", "docker-cli"])]:
        release = on(monkeypatch, *known)
        apt.install(["docker.io"], why="…", where_known=["docker-cli"])
        assert release.installed == installed


def test_compose_comes_under_the_name_that_the_release_gives_its_second_version(monkeypatch):
    for known, installed in [
        (("docker-compose", "docker-cli"), ["docker-compose", "docker-cli"]),
        (("docker-compose", "docker-compose-v2"), ["docker-compose-v2"]),
    ]:
        release = on(monkeypatch, *known)
        said = iter([None, "Docker Compose version 2.26"])
        monkeypatch.setattr(containers, "_said", lambda *_words, said=said: next(said))
        monkeypatch.setattr(apt, "can_install", lambda: True)
        containers.ensure_compose()
        assert release.installed == installed
