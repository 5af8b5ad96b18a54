"""The picture of a page against the one that the author wants, point by point. The box never holds that one.

Two pictures are never trusted: what is in their header is read before anything is unpacked.
"""

import base64
import binascii
import io
import struct
from collections.abc import Mapping, Sequence

from PIL import Image, ImageChops, ImageDraw

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch
from grader.expectations.geometry import at_width, where_of
from grader.sentences import say

MAX_BYTES = 1024 * 1024
MAX_WIDTH, MAX_HEIGHT = 2560, 3000
TOLERANCE = 1.0  # per cent of the points
_SAME = 24  # of 255: less does not show, and comes from softened edges
_DIFFERS = (214, 0, 108)  # a colour that few pages have
_ZONE = ("x", "y", "width", "height")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class NotAPicture(ValueError):
    """Bytes that will not be unpacked; the French text says why."""


def size_of(png: bytes) -> tuple[int, int]:
    """Returns width and height as the header tells; raises NotAPicture for what is no PNG, or too big."""
    if len(png) > MAX_BYTES:
        raise NotAPicture(f"plus de {MAX_BYTES // 1024} Kio")
    if not png.startswith(_SIGNATURE + b"\x00\x00\x00\rIHDR") or len(png) < 33:
        raise NotAPicture("ce n’est pas une image PNG")
    width, height, depth = struct.unpack(">IIB", png[16:25])
    if not (1 <= width <= MAX_WIDTH and 1 <= height <= MAX_HEIGHT) or depth > 8:
        raise NotAPicture(f"plus de {MAX_WIDTH} × {MAX_HEIGHT} points, ou trop de couleurs")
    return width, height


def unpacked(png: bytes) -> Image.Image:
    """Returns the points of a PNG, in red, green and blue; raises NotAPicture."""
    size = size_of(png)
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if image.size != size or getattr(image, "n_frames", 1) != 1:
                raise NotAPicture("l’image ne tient pas ce qu’elle annonce")
            return image.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(f"image illisible ({type(error).__name__})") from error


# ---- what an author may ask -------------------------------------------------------------------------
def _validate(expect: Mapping[str, Json]) -> None:
    if not isinstance(expect.get("like"), str):
        raise BadExpectation(
            '« like » doit être le nom d’une image du dossier pictures/, comme "accueil.png"'
        )
    tolerance = expect.get("tolerance", TOLERANCE)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance <= 50:
        raise BadExpectation("« tolerance » doit être un nombre de 0 à 50, en pour cent")
    zones = expect.get("except", [])
    if not isinstance(zones, list) or len(zones) > 10 or not all(map(_is_zone, zones)):
        raise BadExpectation(
            "« except » doit être une liste d’au plus 10 zones { x, y, width, height }, en pixels"
        )


def _is_zone(zone: Json) -> bool:
    return (
        isinstance(zone, dict)
        and set(zone) == set(_ZONE)
        and all(
            isinstance(side, int) and not isinstance(side, bool) and 0 <= side <= MAX_HEIGHT
            for side in zone.values()
        )
    )


# ---- comparing --------------------------------------------------------------------------------------
def difference(wanted: Image.Image, found: Image.Image, zones: Sequence[Mapping[str, int]]) -> float:
    """Returns how many points differ, in per cent of those outside the zones; missing points differ."""
    differs, counted = _apart(wanted, found, zones)
    everything = counted.histogram()[255]
    wrong = differs.histogram()[255]
    return 100 * wrong / everything if everything else 0.0


def difference_shown(wanted: bytes, found: bytes, zones: Sequence[Mapping[str, int]]) -> bytes:
    """Returns a PNG of what was found, pale, with the points that differ from what was wanted in a strong colour;
    raises NotAPicture."""
    target, page = unpacked(wanted), unpacked(found)
    differs, _counted = _apart(target, page, zones)
    pale = Image.blend(
        _spread(page, differs.size).convert("L").convert("RGB"), Image.new("RGB", differs.size, "white"), 0.6
    )
    pale.paste(_DIFFERS, mask=differs)
    # Made each time it is looked at: quickly rather than small.
    packed = io.BytesIO()
    pale.save(packed, "PNG", compress_level=1)
    return packed.getvalue()


def _as_png(image: Image.Image) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _apart(
    wanted: Image.Image, found: Image.Image, zones: Sequence[Mapping[str, int]]
) -> tuple[Image.Image, Image.Image]:
    """Returns two masks: the points that differ and count, and those that count at all."""
    size = (max(wanted.width, found.width), max(wanted.height, found.height))
    apart = ImageChops.difference(_spread(wanted, size), _spread(found, size))
    red, green, blue = apart.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    differs = strongest.point([0] * (_SAME + 1) + [255] * (255 - _SAME))
    common = (min(wanted.width, found.width), min(wanted.height, found.height))
    beyond = Image.new("L", size, 255)
    beyond.paste(0, (0, 0, *common))
    differs = ImageChops.lighter(differs, beyond)
    counted = Image.new("L", size, 255)
    pen = ImageDraw.Draw(counted)
    for zone in zones:
        if zone["width"] and zone["height"]:
            right, bottom = zone["x"] + zone["width"] - 1, zone["y"] + zone["height"] - 1
            pen.rectangle((zone["x"], zone["y"], right, bottom), fill=0)
    return ImageChops.darker(differs, counted), counted


def _spread(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    larger = Image.new("RGB", size)
    larger.paste(image, (0, 0))
    return larger


def cropped(image: Image.Image, clip: Json) -> Image.Image:
    """Returns the part of the picture that the box says to be the element's; raises NotAPicture."""
    if clip is None:
        return image
    sides = [clip.get(side) if isinstance(clip, dict) else None for side in _ZONE]
    x, y, width, height = (round(side) if isinstance(side, int | float) else -1 for side in sides)
    box = (max(0, x), max(0, y), min(image.width, x + width), min(image.height, y + height))
    if box[2] <= box[0] or box[3] <= box[1]:
        raise NotAPicture("rien à comparer")
    return image.crop(box)


def taken(seen: Mapping[str, Json]) -> Image.Image:
    """Returns the picture of an observation, cut to what was asked; raises NotAPicture."""
    text = seen.get("picture")
    if not isinstance(text, str):
        raise NotAPicture("aucune image")
    try:
        png = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPicture("image illisible") from error
    return cropped(unpacked(png), seen.get("clip"))


def _target(expect: Mapping[str, Json]) -> Image.Image:
    png = expect.get("png")
    if not isinstance(png, str):
        raise BadExpectation(f"l’image « {expect.get('like')} » n’est pas dans l’exercice")
    try:
        return unpacked(base64.b64decode(png, validate=True))
    except (NotAPicture, binascii.Error) as error:
        raise BadExpectation(f"l’image « {expect.get('like')} » : {error}") from error


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    target = _target(expect)
    tolerance = expect.get("tolerance", TOLERANCE)
    allowed = float(tolerance) if isinstance(tolerance, int | float) else TOLERANCE
    wanted = say("au plus {percent} % de points différents", percent=_percent(allowed))
    try:
        found = taken(seen)
    except NotAPicture:
        return Mismatch(
            wanted, "aucune image", say("La page n’a pas pu être prise en photo."), where_of(probe)
        )
    zones = zones_of(expect)
    apart = difference(target, found, zones)
    if apart <= allowed:
        return None
    shown = say("{percent} % de points différents", percent=_percent(apart))
    sentence = say(
        "L’image de la page{width} n’est pas celle du modèle : {found}, {allowed} % au plus sont acceptés.",
        width=at_width(probe),
        found=shown,
        allowed=_percent(allowed),
    )
    top, bottom = _place_of(target, found, zones)
    placed = say(
        "{shown}, entre {top} et {bottom} pixels en partant du haut",
        shown=shown,
        top=str(top),
        bottom=str(bottom),
    )
    return Mismatch(
        wanted, placed, sentence, where_of(probe), picture=base64.b64encode(_as_png(found)).decode()
    )


def zones_of(expect: Mapping[str, Json]) -> list[Mapping[str, int]]:
    """Returns the zones that an expectation leaves out."""
    zones = expect.get("except", [])
    return zones if isinstance(zones, list) else []  # type: ignore[return-value]


def _place_of(wanted: Image.Image, found: Image.Image, zones: Sequence[Mapping[str, int]]) -> tuple[int, int]:
    """Returns between which heights, in pixels from the top, the two differ."""
    box = _apart(wanted, found, zones)[0].getbbox()
    return (box[1], box[3]) if box else (0, 0)


def _percent(value: float) -> str:
    # Never « 0 % » for something that differs.
    text = f"{value:.2f}" if 0 < value < 1 else f"{value:.1f}"
    return text.rstrip("0").rstrip(".").replace(".", ",") or "0"


KIND = Kind(frozenset({"like", "tolerance", "except", "png"}), _validate, _compare)
