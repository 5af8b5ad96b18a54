"""Two pictures, point by point; and no byte of either is trusted."""

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw

from grader.contract import Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate
from grader.expectations.picture import MAX_BYTES, NotAPicture, difference, size_of, unpacked

PROBE = Probe("picture", {"width": 360})


def image(width: int = 100, height: int = 50, colour: str = "white", square: int = 0) -> Image.Image:
    made = Image.new("RGB", (width, height), colour)
    if square:
        ImageDraw.Draw(made).rectangle((0, 0, square - 1, square - 1), fill="black")
    return made


def png(made: Image.Image) -> bytes:
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def text(made: Image.Image) -> str:
    return base64.b64encode(png(made)).decode()


def look(found: Image.Image, clip: dict[str, Any] | None = None, **expect: Any) -> Mismatch | None:
    validate(PROBE, {"like": "modele.png", **expect})
    seen: dict[str, Any] = {"picture": text(found), **({"clip": clip} if clip else {})}
    return compare(PROBE, {"like": "modele.png", "png": text(image()), **expect}, seen)


def test_the_same_picture_holds() -> None:
    assert look(image()) is None


def test_softened_edges_do_not_count() -> None:
    assert look(image(colour="#f0f0f0")) is None


def test_the_sentence_gives_the_share_that_differs() -> None:
    wrong = look(image(square=10))

    assert wrong is not None
    told = wrong.found.replace("\u00a0", " ").replace("\u202f", " ")
    assert told == "2 % de points différents, entre 0 et 10 pixels en partant du haut"
    assert unpacked(base64.b64decode(wrong.picture)).tobytes() == image(square=10).convert("RGB").tobytes()
    assert "(page de 360\u00a0px de large) n’est pas celle du modèle" in wrong.sentence


@pytest.mark.parametrize(
    ("expect", "right"),
    [
        ({"tolerance": 2}, True),
        ({"tolerance": 1.9}, False),
        ({"except": [{"x": 0, "y": 0, "width": 10, "height": 10}]}, True),
        ({"except": [{"x": 0, "y": 0, "width": 5, "height": 10}]}, False),
        ({"except": [{"x": 0, "y": 0, "width": 3000, "height": 3000}]}, True),
    ],
)
def test_tolerance_and_zones_are_the_authors(expect: dict[str, Any], right: bool) -> None:
    assert (look(image(square=10), **expect) is None) is right


def test_points_that_are_missing_or_too_many_differ() -> None:
    assert difference(image(), image(height=25), []) == 50
    assert difference(image(), image(height=100), []) == 50


def test_an_element_is_cut_out_of_the_window() -> None:
    window = Image.new("RGB", (300, 200), "black")
    window.paste(image(), (40, 30))

    assert look(window, {"x": 40, "y": 30, "width": 100, "height": 50}) is None
    assert look(window, {"x": 0, "y": 0, "width": 100, "height": 50}) is not None


@pytest.mark.parametrize(
    "clip",
    [{"x": 900, "y": 0, "width": 1, "height": 1}, {"x": "0"}, {"x": 0, "y": 0, "width": -5, "height": 5}],
)
def test_a_cut_beside_the_window_shows_nothing(clip: dict[str, Any]) -> None:
    wrong = look(image(), clip)
    assert wrong is not None
    assert wrong.found == "aucune image"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def forged(width: int, height: int, depth: int = 8, data: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


BOMB = zlib.compress(b"\0" * 60_000_000)

NO_PICTURES = {
    "nothing": b"",
    "text": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "another format": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "too wide": forged(2561, 10),
    "too high": forged(10, 3001),
    "immense": forged(2**31 - 1, 2**31 - 1),
    "empty": forged(0, 10),
    "sixteen bits": forged(10, 10, 16),
    "without points": forged(10, 10),
    "cut": png(image())[:60],
    "too heavy": png(image()) + b"\0" * MAX_BYTES,
    "a text that unpacks": png(image())[:33] + chunk(b"zTXt", b"x\0\0" + BOMB) + png(image())[33:],
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_never_unpacked(name: str) -> None:
    with pytest.raises(NotAPicture):
        unpacked(NO_PICTURES[name])
    seen = {"picture": base64.b64encode(NO_PICTURES[name]).decode()}
    wrong = compare(PROBE, {"like": "modele.png", "png": text(image())}, seen)
    assert wrong is not None
    assert wrong.found == "aucune image"


@pytest.mark.parametrize("shown", [None, 3, "", "pas du base64 !", ["x"]])
def test_what_is_no_text_of_a_picture_shows_nothing(shown: object) -> None:
    seen: dict[str, Any] = {"picture": shown}
    wrong = compare(PROBE, {"like": "modele.png", "png": text(image())}, seen)
    assert wrong is not None
    assert wrong.found == "aucune image"


def test_the_size_is_read_before_anything_is_unpacked() -> None:
    assert size_of(forged(2560, 3000)) == (2560, 3000)


@pytest.mark.parametrize("model", [None, "x", base64.b64encode(b"x").decode()])
def test_a_model_that_is_no_picture_is_the_authors_fault(model: str | None) -> None:
    expect: dict[str, Any] = {"like": "modele.png", **({"png": model} if model else {})}
    with pytest.raises(BadExpectation, match=r"modele\.png"):
        compare(PROBE, expect, {"picture": text(image())})


@pytest.mark.parametrize(
    "expect",
    [
        {"tolerance": 1},
        {"like": 3},
        {"like": "a.png", "tolerance": 80},
        {"like": "a.png", "tolerance": True},
        {"like": "a.png", "except": {"x": 0}},
        {"like": "a.png", "except": [{"x": 0, "y": 0, "width": 10}]},
        {"like": "a.png", "except": [{"x": -1, "y": 0, "width": 10, "height": 10}]},
        {"like": "a.png", "except": [{"x": 0, "y": 0, "width": 10, "height": 10}] * 11},
    ],
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)
