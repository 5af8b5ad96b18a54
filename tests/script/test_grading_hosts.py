"""A machine that grades is started from the two files that were copied to it."""

import argparse

import pytest

from script.steps import containers, grading_hosts
from script.steps.progress import Stop


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with the platform's folder and nothing else; gives that folder."""
    monkeypatch.setattr(grading_hosts, "ROOT", tmp_path)
    monkeypatch.setattr(grading_hosts, "ENV", tmp_path / ".env")
    monkeypatch.setattr(containers, "ensure_compose", lambda: None)
    monkeypatch.setattr(grading_hosts, "docker_group_id", lambda: 998)
    monkeypatch.setattr(grading_hosts, "run_logged", lambda *told, **named: None)
    monkeypatch.setattr(grading_hosts, "check", lambda arguments: 0)
    for name in ("prepare_folders", "ensure_engine", "ensure_base_image", "prepare_sandboxes"):
        monkeypatch.setattr(grading_hosts, name, lambda: None)
    return tmp_path


def test_the_services_can_read_the_certificate_that_root_copied(machine):
    (machine / ".env").write_text("GRADER_HOST=nuage-1\n", encoding="utf-8")
    (machine / "ca.pem").write_text("a certificate", encoding="utf-8")
    (machine / "ca.pem").chmod(0o600)

    grading_hosts.start(argparse.Namespace())

    assert (machine / "ca.pem").stat().st_mode & 0o777 == 0o644
    assert (machine / ".env").stat().st_mode & 0o777 == 0o600
    assert "DOCKER_GROUP_ID=998" in (machine / ".env").read_text(encoding="utf-8")


def test_without_the_two_files_it_says_where_they_come_from(machine):
    with pytest.raises(Stop, match="grading-host add"):
        grading_hosts.start(argparse.Namespace())
