"""Archives that an author, or whoever took her session, sends: refused with a sentence, nothing written."""

import io
import stat
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from exercises.folders import FolderRefused, read_zip
from tests.attacks.corpus import Attack, attacks
from tests.attacks.withstanding import plain_spaces


def archive_of(entries: list[Mapping[str, Any]]) -> bytes:
    """Returns the zip that `[with]` describes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings(action="ignore"):
        for entry in entries:
            content = entry.get("content") or entry.get("repeat", "") * entry.get("times", 0)
            for number in range(entry.get("copies", 1)):
                info = zipfile.ZipInfo(entry["name"].format(number=number))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = ((stat.S_IFLNK if entry.get("link") else stat.S_IFREG) | 0o644) << 16
                archive.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize("attack", attacks(way="upload"), ids=lambda attack: attack.name)
def test_upload(attack: Attack) -> None:
    with pytest.raises(FolderRefused) as refusal:
        read_zip(archive_of(attack.given["entries"]))

    sentence = plain_spaces(str(refusal.value))
    assert attack.expect["says"] in sentence
    assert len(sentence) < 300
