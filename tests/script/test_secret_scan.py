"""A key that somebody writes down fails the check; what was looked at and listed does not."""

import json

import pytest

from script.steps import secret_scan

# Put together here, so that this file holds none.
KEY = "AKIA" + "QYLPMN5HNM4KZ7XB"
PASSWORD = "pass" + 'word = "Xk29-vQ8r-pL0s"\n'
PRIVATE = "-----BEGIN RSA " + "PRIVATE KEY-----\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "settings.py"
        path.write_text(text)
        return str(path)

    return write


@pytest.mark.parametrize("text", [f'KEY = "{KEY}"\n', PRIVATE, PASSWORD])
def test_a_secret_is_found(written, text):
    assert "settings.py" in secret_scan.found_in([written(text)])


def test_what_is_none_is_not(written):
    assert secret_scan.found_in([written('GREETING = "Bonjour"\n')]) == ""
    assert secret_scan.found_in([]) == ""


def test_only_what_changed_is_read_again(monkeypatch, tmp_path):
    read = []
    files = {"a.py": "1", "b.py": "1"}
    monkeypatch.setattr(secret_scan, "KNOWN_CLEAN", tmp_path / "clean.json")
    monkeypatch.setattr(secret_scan, "files_to_read", lambda: dict(files))
    monkeypatch.setattr(secret_scan, "found_in", lambda paths: read.append(sorted(paths)) or "")
    assert secret_scan.scan() == 0
    files["b.py"] = "2"
    assert secret_scan.scan() == 0
    assert read == [["a.py", "b.py"], ["b.py"]]


def test_what_holds_a_secret_is_read_until_it_is_gone(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(secret_scan, "KNOWN_CLEAN", tmp_path / "clean.json")
    monkeypatch.setattr(secret_scan, "files_to_read", lambda: {"a.py": "1"})
    monkeypatch.setattr(secret_scan, "found_in", lambda paths: "a.py: a key" if list(paths) else "")
    assert [secret_scan.scan(), secret_scan.scan()] == [1, 1]
    assert "a.py: a key" in capsys.readouterr().out


def test_every_entry_of_the_list_is_of_a_file_that_exists():
    listed = json.loads((secret_scan.ROOT / secret_scan.BASELINE).read_text())["results"]
    assert [name for name in listed if not (secret_scan.ROOT / name).exists()] == []
