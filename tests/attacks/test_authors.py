"""Exercise folders made to harm, or by mistake, are refused with a French sentence before any box is asked for."""

import os
import shutil
from pathlib import Path

import pytest

from grader.manifest import ManifestError, load_exercise
from tests.attacks.corpus import HERE, Attack, attacks


@pytest.mark.parametrize("attack", attacks(way="author"), ids=lambda attack: attack.name)
def test_an_author_reads_what_to_change(attack: Attack, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HERE / "honest" / attack.honest, tmp_path / attack.honest))
    load_exercise(folder)
    spoil(folder, attack)

    with pytest.raises(ManifestError) as refusal:
        load_exercise(folder)
    assert attack.expect["says"] in str(refusal.value)
    assert len(str(refusal.value)) < 500


def spoil(folder: Path, attack: Attack) -> None:
    manifest = folder / "exercise.toml"
    for change in attack.given.get("replaces", []):
        text = manifest.read_text(encoding="utf-8")
        assert change["old"] in text
        new = change["new"] + change.get("repeat", "") * change.get("times", 0)
        manifest.write_text(text.replace(change["old"], new, 1), encoding="utf-8")
    for name, target in attack.given.get("links", {}).items():
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        (folder / name).symlink_to(target)
    for name in attack.given.get("pipes", []):
        os.mkfifo(folder / name)
    for name, text in attack.given.get("writes", {}).items():
        write(folder / name, text.encode())
    for name, digits in attack.given.get("writes_hex", {}).items():
        write(folder / name, bytes.fromhex(digits))
    for name, size in attack.given.get("holes", {}).items():
        with (folder / name).open("wb") as file:
            file.truncate(size)


def write(place: Path, content: bytes) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
