"""Updating and bringing back: what fails in the middle leaves a platform that runs, with everything people did."""

import argparse
import os
from contextlib import contextmanager

import pytest

from script.steps import containers, grading_hosts, on_server
from script.steps.progress import Stop

UPDATE = argparse.Namespace(fetch=True, again=False)


class Server:
    """What the commands did, in order, instead of doing it; what stands in `broken` fails."""

    def __init__(self):
        self.done = []
        self.broken = set()
        self.head = "one"
        self.newest = "two"

    def does(self, name):
        def do(*told, **_named):
            self.done.append(" ".join([name, *(one for one in told if isinstance(one, str))]))
            if name in self.broken:
                self.broken.discard(name)
                raise Stop(f"{name} ne va pas.")

        return do

    def manage(self, *arguments, **_named):
        self.does(arguments[0])(*arguments[1:])
        return {"backup": "faite", "restore_backup": "abc123  09/03/2026"}.get(arguments[0], "")

    def git(self, *arguments):
        if arguments[0] == "pull":
            self.head = self.newest
        if arguments[0] == "reset":
            self.head = arguments[-1]
        return self.head

    @contextmanager
    def former_image(self):
        self.done.append("former image")
        yield
        self.done.append("new image")


@pytest.fixture
def server(monkeypatch, tmp_path):
    server = Server()
    (tmp_path / ".env").write_text("SECRET_KEY=abc123  09/03/2026\n", encoding="utf-8")
    monkeypatch.setattr(on_server, "ENV", tmp_path / ".env")
    monkeypatch.setattr(on_server, "LAST_GOOD", tmp_path / "version-that-ran")
    for name in ("require_installation", "prepare_backup_place"):
        monkeypatch.setattr(on_server, name, lambda: None)
    monkeypatch.setattr(on_server, "write_env", lambda told: {})
    monkeypatch.setattr(on_server, "build", server.does("build"))
    monkeypatch.setattr(on_server, "_git", server.git)
    monkeypatch.setattr(containers, "manage_in_container", server.manage)
    monkeypatch.setattr(containers, "former_image", server.former_image)
    for name in (
        *("keep_former_image", "return_to_former_image"),
        *("start_services", "stop_application", "wait_until_well"),
    ):
        monkeypatch.setattr(containers, name, server.does(name))
    return server


def test_the_backup_before_an_update_is_made_when_nobody_writes_any_more(server):
    on_server.update(UPDATE)

    assert server.done == [
        "keep_former_image",
        "build",
        "stop_application",
        *("former image", "backup", "restore_backup --list", "new image"),
        *("start_services", "wait_until_well"),
        "keep_former_image",
    ]
    assert on_server.version_that_ran() == "two"


def test_an_image_that_cannot_be_built_leaves_the_data_alone(server):
    server.broken = {"build"}

    with pytest.raises(Stop, match="la version d'avant tourne"):
        on_server.update(UPDATE)

    assert not [one for one in server.done if one.startswith(("restore_backup", "stop_application"))]
    assert server.done[-3:] == ["return_to_former_image", "start_services", "wait_until_well"]
    assert (server.head, on_server.version_that_ran()) == ("one", "one")


def test_without_a_backup_nothing_new_is_started(server):
    server.broken = {"backup"}

    with pytest.raises(Stop, match="la version d'avant tourne"):
        on_server.update(UPDATE)

    assert not [one for one in server.done if "--replace" in one]
    assert server.done[-3:] == ["return_to_former_image", "start_services", "wait_until_well"]


def test_a_version_that_does_not_come_up_gives_way_to_the_former_one_and_its_data(server):
    server.broken = {"wait_until_well"}

    with pytest.raises(Stop, match="la version d'avant tourne"):
        on_server.update(UPDATE)

    assert "restore_backup --replace --snapshot abc123" in server.done
    assert server.done[-2:] == ["start_services", "wait_until_well"]
    assert (server.head, on_server.version_that_ran()) == ("one", "one")


def test_an_update_that_was_interrupted_goes_on(server):
    on_server.note_version_that_runs()
    server.head = "two"  # fetched, and nothing more

    on_server.update(UPDATE)

    assert "build" in server.done
    assert on_server.version_that_ran() == "two"


def test_what_is_up_to_date_is_left_alone(server):
    server.newest = "one"

    on_server.update(UPDATE)

    assert server.done == ["keep_former_image"]


def test_a_backup_that_cannot_be_brought_back_does_not_leave_the_platform_down(server):
    server.broken = {"restore_backup"}

    with pytest.raises(Stop, match="restore_backup"):
        on_server.bring_back([])

    assert server.done == ["stop_application", "restore_backup --replace", "start_services"]


def _interrupted(arguments):
    raise KeyboardInterrupt


# Ctrl-C reaches the command in the container, which fails, or ours.
@pytest.mark.parametrize("asked", [_interrupted, lambda arguments: 1])
def test_whoever_wants_no_first_account_still_reads_the_rest(server, monkeypatch, capsys, asked):
    monkeypatch.setattr(containers, "manage_in_container", lambda *told, **named: "0")
    monkeypatch.setattr(containers, "run_together", asked)
    monkeypatch.setattr(on_server, "is_attended", lambda: True)

    on_server.make_first_coordinator()

    assert "script/install" in capsys.readouterr().out


def test_backups_copied_by_root_are_given_to_the_application_and_nothing_else_is(monkeypatch, tmp_path):
    place = tmp_path / "disk"
    (place / "data" / "0a").mkdir(parents=True)
    (place / "data" / "0a" / "pack").touch()
    (place / "config").touch()
    (place / "photos").mkdir()
    (tmp_path / ".env").write_text(f"BACKUP_PLACE={place}\n", encoding="utf-8")
    monkeypatch.setattr(on_server, "ENV", tmp_path / ".env")
    monkeypatch.setattr(on_server, "BACKUP_SSH", tmp_path / "ssh")
    # Only root gives files away, and these tests run as anybody.
    given = {}
    monkeypatch.setattr(
        os, "chown", lambda path, uid, gid, **ways: given.update({path.name: (uid, gid, ways)})
    )

    on_server.prepare_backup_place()

    assert given.keys() == {"disk", "data", "0a", "pack", "config", "ssh"}
    given_to = (on_server.APPLICATION_UID, -1, {"follow_symlinks": False})
    assert all(one == given_to for one in given.values())


def test_an_update_gives_machines_that_grade_the_rights_that_it_asks_for(server, monkeypatch):
    monkeypatch.setattr(grading_hosts, "_in_database", lambda statements: server.done.append(statements[-1]))
    with on_server.ENV.open("a", encoding="utf-8") as env:
        env.write("HOSTS_NAME=site.example.org\n")

    on_server.update(UPDATE)

    assert server.done[-1].startswith("GRANT CONNECT")
