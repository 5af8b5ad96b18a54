"""The French catalogue is complete: every message of the code is in it, translated, with its placeholders."""

import re
import subprocess

import polib
import pytest
from django.conf import settings

PACKAGES = sorted(
    path.parents[2].relative_to(settings.BASE_DIR).as_posix()
    for path in settings.BASE_DIR.glob("**/locale/fr/LC_MESSAGES")
    if not {".venv", "node_modules", "var"} & set(path.relative_to(settings.BASE_DIR).parts)
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogue(package: str) -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / package / "locale/fr/LC_MESSAGES/django.po"))


def test_every_package_with_words_has_a_catalogue():
    assert set(PACKAGES) == {
        "client_projects",
        "curriculum",
        "exercises",
        "lms/about",
        "lms/alerts",
        "lms/attendance",
        "lms/backups",
        "lms/exits",
        "lms/placements",
        "lms/core",
        "lms/dashboard",
        "lms/dossiers",
        "lms/juries",
        "lms/evaluations",
        "lms/notifications",
        "lms/people",
        "lms/privacy",
        "lms/records",
        "lms/watch",
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_message_is_translated(package):
    missing = [entry.msgid for entry in catalogue(package) if not entry.translated() and not entry.obsolete]
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_message_of_the_code_is_in_the_catalogue(package, tmp_path):
    """Extracts the messages anew, as `makemessages` does, and compares."""
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue(package) if not entry.obsolete}
    copy = tmp_path / "package"
    copy.mkdir()
    source = settings.BASE_DIR / package
    for path in source.rglob("*"):
        inside = path.relative_to(source)
        if path.suffix in {".py", ".html", ".txt"} and not {"migrations", "static"} & set(inside.parts):
            target = copy / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (copy / "locale").mkdir()
    subprocess.run(
        [settings.BASE_DIR / ".venv/bin/django-admin", "makemessages", "-l", "fr", "--no-location"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    extracted = polib.pofile(str(copy / "locale/fr/LC_MESSAGES/django.po"))
    assert {(entry.msgctxt, entry.msgid) for entry in extracted} - known == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_translations_keep_their_placeholders(package):
    for entry in catalogue(package):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_one_message_has_one_translation():
    """Django merges the catalogues into one: two translations of a message would hide each other."""
    seen: dict[tuple[str | None, str, str], str] = {}
    for package in PACKAGES:
        for entry in catalogue(package):
            key, text = (
                (entry.msgctxt, entry.msgid, entry.msgid_plural),
                entry.msgstr or str(entry.msgstr_plural),
            )
            assert seen.setdefault(key, text) == text, entry.msgid


ORDINARY_SPACE_BEFORE = re.compile(r"[ ][:;!?»]|«[ ]")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")


@pytest.mark.parametrize("package", PACKAGES)
def test_french_typography_uses_no_break_spaces_and_curved_apostrophes(package):
    for entry in catalogue(package):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert not ORDINARY_SPACE_BEFORE.search(text), text
            assert not STRAIGHT_APOSTROPHE.search(text), text
