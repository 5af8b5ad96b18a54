"""What may be handed in: a web address, or a picture or PDF, told by its content and never by its name."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.forms import ImageField
from django.utils.translation import gettext as _
from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
# A tiny file can unfold into a picture that fills a phone's memory.
MAX_PIXELS = 40_000_000

# Neither HTML nor SVG: both can carry scripts, and a client opens what we send her without a second thought.
PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "WEBP": ("webp", "image/webp")}
PDF = ("pdf", "application/pdf")
ACCEPTED = ".png,.jpg,.jpeg,.webp,.pdf"


class UploadRefused(Exception):
    """The file cannot be handed in; the message is a sentence for the person who chose it."""


@dataclass(frozen=True)
class CheckedUpload:
    """What a file turned out to be: `name` is safe to offer for download, `digest` is its SHA-256."""

    name: str
    content_type: str
    size: int
    digest: str


def check_upload(upload: File) -> CheckedUpload:
    """Return what `upload` is, with its read position back at the start.

    Raises:
        UploadRefused: empty, too large, or neither a picture nor a PDF.
    """
    size = upload.size or 0
    if not size:
        raise UploadRefused(_("This file is empty."))
    if size > MAX_BYTES:
        raise UploadRefused(_("This file is too large: 10 MB at most."))
    extension, content_type = _kind_of(upload)
    digest = digest_of(upload)
    return CheckedUpload(safe_name(upload.name or "", extension), content_type, size, digest)


def digest_of(file: File) -> str:
    """Return the SHA-256 of `file` in hexadecimal, with its read position back at the start."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _kind_of(upload: File) -> tuple[str, str]:
    upload.seek(0)
    beginning = upload.read(5)
    upload.seek(0)
    return PDF if beginning == b"%PDF-" else _picture_kind(upload)


def _picture_kind(upload: File) -> tuple[str, str]:
    refusal = UploadRefused(_("Only pictures (PNG, JPEG, WebP) and PDF documents can be handed in."))
    try:
        checked = ImageField().to_python(upload)
    except ValidationError:
        raise refusal from None
    picture = checked.image  # type: ignore[union-attr]  # added by ImageField
    if picture.format not in PICTURES:
        raise refusal
    if picture.width * picture.height > MAX_PIXELS:
        raise UploadRefused(_("This picture has too many pixels: make it smaller first."))
    if not _is_whole(upload):
        raise refusal
    return PICTURES[picture.format]


def _is_whole(upload: File) -> bool:
    """Whether the picture can be drawn to its end: its beginning alone does not tell, and papers draw it later."""
    upload.seek(0)
    try:
        with Image.open(upload) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError):
        return False
    finally:
        upload.seek(0)
    return True


def safe_name(name: str, extension: str) -> str:
    """Return `name` without folders, control or direction characters, with its content's extension."""
    stem = PurePosixPath(name.replace("\\", "/")).name.split(".")[0]
    stem = re.sub(r"[^\w \-]", "", unicodedata.normalize("NFC", stem)).strip()[:80]
    return f"{stem or 'document'}.{extension}"


def is_web_address(link: str) -> bool:
    """Whether `link` leads to a web page; anything else a browser might follow can run a script."""
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        return False
    return True
