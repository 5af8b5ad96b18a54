"""Whatever a folder holds, an author reads a French sentence, or the exercise can be stored and sent to a box."""

import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.contract import GradingRequest
from grader.manifest import (
    MAX_FILE_BYTES,
    Exercise,
    ManifestError,
    RefusedFiles,
    load_exercise,
    path_problem,
    request_for,
)
from tests.grader.boxes import EXERCISES
from tests.grader.showing import texts_in

quick = settings(max_examples=120, deadline=None)

FOLDERS = [path.parent.name for path in EXERCISES.glob("*/exercise.toml")]
ORIGINALS = {
    name: tomllib.loads((EXERCISES / name / "exercise.toml").read_text(encoding="utf-8")) for name in FOLDERS
}

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "../main.js",
        "/etc/passwd",
        "main.js/x",
        "a\0b",
        "\x1b[2J",
        "x" * 30_000,
        "javascript",
        "(",
        "(a+)+$",
    ]
)
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | TEXTS
    | st.sampled_from([date(2026, 1, 1), time(12), datetime(2026, 1, 1, tzinfo=UTC)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def toml(value: Any) -> str:
    """Returns a value as TOML writes it on one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def written(data: dict[str, Any]) -> bytes:
    lines = [f"{toml(key)} = {toml(value)}" for key, value in data.items()]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yields the way to everything inside a table."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*path, key)
        yield from places(item, (*path, key))


@st.composite
def manifests(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good manifest in which some values were replaced, renamed or removed."""
    name = draw(st.sampled_from(FOLDERS))
    data = json.loads(json.dumps(ORIGINALS[name]))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(places(data))))
        inside = data
        for step in way:
            inside = inside[step]
        change = draw(st.sampled_from(["replace", "replace", "add", "remove"]))
        if change == "remove":
            del inside[last]
        elif change == "add" and isinstance(inside, dict):
            inside[draw(TEXTS)] = draw(VALUES)
        else:
            inside[last] = draw(VALUES)
        if not data:
            break
    return name, written(data)


@st.composite
def damaged_manifests(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(FOLDERS))
    raw = bytearray((EXERCISES / name / "exercise.toml").read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw) - 1))
        raw[at : at + draw(st.integers(0, 30))] = draw(st.binary(max_size=6))
    return name, bytes(raw)


def assert_refused_or_usable(load: Callable[[], Exercise]) -> None:
    try:
        exercise = load()
    except ManifestError:
        return
    stored = json.dumps(exercise.to_dict(), allow_nan=False, ensure_ascii=False)
    stored.encode("utf-8")
    assert not any("\0" in text for text in texts_in(exercise.to_dict()))
    assert Exercise.from_dict(json.loads(stored)) == exercise
    assert_can_be_laid_out(request_for(exercise, exercise.solution))
    assert_can_be_laid_out(request_for(exercise, {}) if exercise.entry in exercise.starter else None)


def assert_can_be_laid_out(request: GradingRequest | None) -> None:
    """Asserts that the files of a request can all exist in one folder."""
    if request is None:
        return
    assert not any(path_problem(path) for path in request.files)
    folders = {str(parent) for path in request.files for parent in PurePosixPath(path).parents}
    assert not folders & set(request.files)


@given(manifests() | damaged_manifests())
@settings(max_examples=300, deadline=None)
def test_any_manifest_is_refused_with_a_sentence_or_makes_a_usable_exercise(
    manifest: tuple[str, bytes],
) -> None:
    name, raw = manifest
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(EXERCISES / name, Path(parent) / name))
        (folder / "exercise.toml").write_bytes(raw)
        assert_refused_or_usable(lambda: load_exercise(folder))


NAMES = st.sampled_from(
    ["main.js", "MAIN.js", "a", "a/b", "a/b/c/d/e", "é.js", "-rf", ".git", "x" * 130, "a b"]
)
CONTENTS = st.binary(max_size=60) | st.sampled_from(
    [
        b"",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbfconst a = 1;\r\n",
        "é".encode("latin-1"),
        b"x" * (MAX_FILE_BYTES + 1),
    ]
)


@given(
    places=st.dictionaries(
        st.tuples(st.sampled_from(["starter", "solution", "mistakes/soustraction", "."]), NAMES),
        CONTENTS | st.sampled_from(["/etc/passwd", "..", "absent"]),
        max_size=4,
    ),
    editable=st.lists(NAMES, max_size=3),
)
@quick
def test_any_tree_of_files_is_refused_with_a_sentence_or_makes_a_usable_exercise(
    places: dict[tuple[str, str], bytes | str], editable: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(EXERCISES / "js-somme", Path(parent) / "js-somme"))
        manifest = folder / "exercise.toml"
        asked = toml(["main.js", *editable])
        manifest.write_text(
            manifest.read_text(encoding="utf-8").replace('["main.js"]', asked), encoding="utf-8"
        )
        for (root, name), content in places.items():
            _put(folder / root / name, content)
        assert_refused_or_usable(lambda: load_exercise(folder))


def _put(place: Path, content: bytes | str) -> None:
    """Writes a file, or makes a link when the content is a text; leaves what is in the way."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            place.symlink_to(content)
        else:
            place.write_bytes(content)
    except OSError:
        return


UNWELCOME = [
    True, -1, 0, 10**30, 0.5, float("nan"), float("inf"), "", " ", "a\0b", "\x1b[2J", "x" * 30_000, "../x", "(",
    [], [[]], ["a\0b"], [1], {}, {"a\0b": 1}, {"$type": "object"}, {"kind": "value"}, date(2026, 1, 1),
]  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_every_place_of_a_manifest_stands_every_unwelcome_value(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(EXERCISES / name, tmp_path / name))
    for *way, last in places(ORIGINALS[name]):
        for value in UNWELCOME:
            data = json.loads(json.dumps(ORIGINALS[name]))
            inside = data
            for step in way:
                inside = inside[step]
            inside[last] = value
            (folder / "exercise.toml").write_bytes(written(data))
            assert_refused_or_usable(lambda: load_exercise(folder))


@pytest.mark.parametrize(
    "line",
    [
        "hints = " + "[" * 20_000,
        "hints = " + "[" * 20_000 + "]" * 20_000,
        "level = " + "9" * 5_000,
        "x = " + "{a = " * 5_000,
        ".".join("a" * 20_000) + " = 1",
        "[" + ".".join("a" * 20_000) + "]",
    ],
    ids=["lists", "closed-lists", "number", "tables", "dotted-key", "dotted-table"],
)
def test_a_manifest_made_to_exhaust_its_reader_is_refused(tmp_path: Path, line: str) -> None:
    folder = Path(shutil.copytree(EXERCISES / "js-somme", tmp_path / "js-somme"))
    manifest = folder / "exercise.toml"
    manifest.write_text(line + "\n" + manifest.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(ManifestError, match=r"exercise\.toml"):
        load_exercise(folder)


# ---- an apprentice's files --------------------------------------------------------------------------
@given(
    files=st.dictionaries(
        TEXTS | NAMES,
        st.text(max_size=40) | st.sampled_from(["\0", "\ud800", "\ufeffa\r\nb", "é" * 40_000, "x" * 60_000]),
        max_size=8,
    ),
    name=st.sampled_from(FOLDERS),
)
@quick
def test_any_files_are_refused_with_a_sentence_or_make_a_request(files: dict[str, str], name: str) -> None:
    exercise = load_exercise(EXERCISES / name)
    try:
        request = request_for(exercise, files)
    except RefusedFiles:
        return
    assert GradingRequest.from_dict(json.loads(json.dumps(request.to_dict()))) == request
    assert set(request.files) <= {*exercise.starter, *exercise.editable}
    assert not any("\0" in text for text in request.files.values())
    assert all(
        request.files[path] == exercise.starter[path]
        for path in exercise.starter.keys() - {*exercise.editable}
    )
    assert_can_be_laid_out(request)
