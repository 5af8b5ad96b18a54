"""Archives come from strangers: what no honest person made is refused with a sentence; the rest comes back whole."""

import io
import stat
import zipfile

import pytest

from exercises import folders
from exercises.folders import FolderRefused, read_zip, write_zip

PNG = b"\x89PNG\r\n\x1a\nwhatever"


def archive(*files, top="", method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(name if isinstance(name, zipfile.ZipInfo) else top + name, content)
    return out.getvalue()


def test_a_folder_comes_back_from_its_archive_whole():
    folder = {
        "exercise.toml": 'key = "é"\n',
        "starter/index.html": "<h1>Été</h1>\n",
        "pictures/but.png": {"base64": "iVBORw0K"},
    }
    assert read_zip(write_zip(folder)) == folder
    assert write_zip(folder) == write_zip(dict(reversed(folder.items())))


def test_the_folder_around_everything_and_what_machines_leave_are_taken_off():
    data = archive(
        ("carte/exercise.toml", "a"),
        ("carte/starter/a.html", "b"),
        ("__MACOSX/carte/._a", "x"),
        ("carte/.DS_Store", "x"),
    )
    assert read_zip(data) == {"exercise.toml": "a", "starter/a.html": "b"}


def link():
    entry = zipfile.ZipInfo("lien")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def protected():
    data = bytearray(archive(("a.txt", "secret")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def twice():
    data = archive(("a/x.txt", "un"), ("a/y.txt", "deux"))
    return data.replace(b"a/y.txt", b"a/x.txt")


HOSTILE = {
    "no zip": (lambda: b"PK\x03\x04 not really", "zip lisible"),
    "empty": (archive, "vide"),
    "slips out": (lambda: archive(("../../etc/passwd", "x")), "lettres sans accent"),
    "slips out deeper": (lambda: archive(("a/../../b", "x")), "lettres sans accent"),
    "absolute": (lambda: archive(("/etc/passwd", "x")), "lettres sans accent"),
    "a drive": (lambda: archive(("C:\\a.txt", "x")), "lettres sans accent"),
    "hidden name": (lambda: archive((".git/config", "x")), "lettres sans accent"),
    "a link": (lambda: archive((link(), "/etc/passwd")), "liens"),
    "a bomb by ratio": (lambda: archive(("a.txt", "0" * 1_500_000)), "se déplie"),
    "one large file": (lambda: archive(("a.txt", "0" * (folders.MAX_FILE_BYTES + 1))), "trop gros"),
    "many files": (lambda: archive(*((f"f{n}", "") for n in range(folders.MAX_FILES + 1))), "plus de 2000"),
    "capitals": (lambda: archive(("A.html", "x"), ("a.html", "y")), "majuscules"),
    "file and folder": (lambda: archive(("a", "x"), ("a/b", "y")), "à la fois"),
    "twice": (twice, "deux fois"),
    "protected": (protected, "mot de passe"),
    "nested": (lambda: archive(("a/b.zip", "PK")), "archive dans une archive"),
    "not utf-8": (lambda: archive(("a.txt", "é".encode("latin-1"))), "UTF-8"),
    "binary text": (lambda: archive(("a.txt", "a\0b")), "fichier de texte"),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_archive_is_refused_with_a_sentence(case):
    make, sentence = HOSTILE[case]
    with pytest.raises(FolderRefused, match=sentence):
        read_zip(make())


def test_the_total_is_bounded_whatever_the_archive_says(monkeypatch):
    monkeypatch.setattr(folders, "MAX_TOTAL_BYTES", 10)
    with pytest.raises(FolderRefused, match="dépasse"):
        read_zip(archive(("a.txt", "123456"), ("b.txt", "123456")))


def test_a_picture_is_kept_as_it_is():
    [file] = read_zip(archive(("pictures/a.png", PNG), top="x/")).values()
    assert folders.bytes_of(file) == PNG
