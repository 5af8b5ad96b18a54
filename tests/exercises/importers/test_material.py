"""Folders and zips of strangers: what may be read is, the rest is named."""

import stat
import zipfile

import pytest

from exercises.importers import material
from exercises.importers.material import UnreadableMaterial, as_text, open_material


def test_a_folder_and_its_zip_hold_the_same(put, tmp_path):
    folder = put({"a/b.txt": "un", "c.txt": "deux"})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in ("a/b.txt", "c.txt"):
            archive.write(folder / path, path)
    assert open_material(folder).files == open_material(tmp_path / "all.zip").files


def test_links_are_named_and_never_followed(put, tmp_path):
    folder = put({"own.txt": "à moi"})
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret/key.txt")
    (folder / "there").symlink_to(tmp_path / "secret")
    found = open_material(folder)
    assert list(found.files) == ["own.txt"]
    assert [remark.file for remark in found.remarks] == ["link.txt", "there"]


def test_names_that_leave_the_zip_are_not_read(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name in ("../up.txt", "/etc/x", "a/../../b", "c:\\x", "good.txt"):
            archive.writestr(name, "x")
        archive.writestr(link, "/etc/passwd")
    found = open_material(tmp_path / "bad.zip")
    assert list(found.files) == ["good.txt"]
    assert len(found.remarks) == 5


def test_what_a_zip_says_of_a_size_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(material, "BIGGEST_FILE", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", "0" * 100_000)
        archive.writestr("small.txt", "0")
    assert list(open_material(tmp_path / "bomb.zip").files) == ["small.txt"]


def test_too_many_files_are_refused_in_a_sentence(put, monkeypatch):
    monkeypatch.setattr(material, "MOST_FILES", 2)
    with pytest.raises(UnreadableMaterial, match="Plus de 2 fichiers"):
        open_material(put({"a": "", "b": "", "c": ""}))


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"\xef\xbb\xbf\xc3\xa9\r\n", "é\n"),
        ("é\n".encode("utf-16"), "é\n"),
        (b"caf\xe9\rdeux", "café\ndeux"),
        (b"", ""),
    ],
)
def test_old_encodings_become_plain_text(data, content):
    assert as_text(data).content == content


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="texte"):
        as_text(b"\x00\x01")


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableMaterial, match="introuvable"):
        open_material(tmp_path / "nowhere")
