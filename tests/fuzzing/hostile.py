"""What nobody should send and somebody will: words, numbers, dates, files."""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

NUL = "\x00"

WORDS = (
    "",
    " ",
    "\n",
    NUL,
    f"a{NUL}b",
    "\ufeff\u200b\u202e",
    "👩🏽‍💻" * 40,
    "\U0010ffff\ufffe",
    "e" + "\u0301" * 400,
    "long " * 400,
    "x" * 70_000,
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% include 'base.html' %}",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "\r\nBcc: other@test.example",
    "%00%s%n",
    "null",
    "undefined",
    "[]",
    "{}",
    '{"files": 3}',
    '{"files": {"\\ud800": "\\ud800"}}',
    "[" * 3000,
    "javascript:alert(1)",
    "http://[",
    "http://[::1",
    "https://exa mple/\\@",
    "//other.example/",
    "http://" + "a" * 300 + ".example",
    "https://test.example:99999/",
    "a@" + "b" * 300 + ".example",
    "a@[",
    "“”@test.example",
    "-\u00a0-",
)
NUMBERS = (
    "-1",
    "0",
    "1",
    "-0",
    "1.5",
    "1e400",
    "NaN",
    "Infinity",
    "9223372036854775808",
    "9" * 40,
    "9" * 5000,  # more digits than Python makes a number of
    "²",  # a digit that is no number
    "١٢",
    "1_000",
    "0x10",
    "+3",
    "½",
)
DATES = (
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "-2026-01-01",
    "0000-00-00",
    "30/11/2026",
    "2026-11-30T25:61",
    "9999-12-31T23:59",
    "2026-W53",
    "24:00",
    "٢٠٢٦-١١-٣٠",
)


@dataclass(frozen=True)
class Upload:
    """A file as a browser, or somebody who is none, sends it."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    def made(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.name, self.content, self.content_type)


def png(width: int = 1, height: int = 1) -> bytes:
    """Return a picture that claims this size, with the lines of one dot by one."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\x00\x7f\x7f\x7f")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def archive(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return made.getvalue()


def bomb() -> bytes:
    """Return an archive of some kilobytes that would be 8 MB."""
    return archive({"index.html": b"0" * 8_000_000, "inner.zip": archive({"a": b"0" * 1_000_000})})


def locked_archive() -> bytes:
    """Return an archive whose only entry says that it asks for a password."""
    content = bytearray(archive({"index.html": b"<p>"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


PAGE = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

RIGHT_FILES = (
    Upload("photo.png", png(), "image/png"),
    Upload("page.pdf", PAGE, "application/pdf"),
    Upload("site.zip", archive({"index.html": b"<h1>Bonjour</h1>"}), "application/zip"),
    Upload("liste.csv", b"prenom;courriel\nNour;nour@test.example\n", "text/csv"),
)
HOSTILE_FILES = (
    Upload("vide.png", b"", "image/png"),
    Upload("faux.png", b"<script>alert(1)</script>", "image/png"),
    Upload("tronque.png", png()[:30], "image/png"),
    Upload("geant.png", png(60_000, 60_000), "image/png"),
    Upload("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    Upload("faux.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 60, "image/jpeg"),
    Upload("faux.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
    Upload("faux.pdf", b"%PDF-1.7" + b"\xff" * 200, "application/pdf"),
    Upload("bombe.zip", bomb(), "application/zip"),
    Upload("ailleurs.zip", archive({"../../index.html": b"x", "/etc/passwd": b"x", "C:\\a": b"x"})),
    Upload("ferme.zip", locked_archive(), "application/zip"),
    Upload("coupe.zip", archive({"index.html": b"<p>" * 99})[:-30], "application/zip"),
    Upload("noms.zip", archive({"a" * 300 + ".html": b"x", "\u202e\x01.html": b"x", "con": b"x"})),
    Upload("cours.zip", archive({"course.toml": b"= = =", "paquet.json": b"[" * 3000, "export.json": b"{}"})),
    Upload("liste.csv", b"\xff\xfe\x00;\x00\n" * 50, "text/csv"),
    Upload("liste.csv", ("é;" * 3000).encode("latin-1"), "text/csv"),
    Upload("questions.json", json.dumps({"\ud800": ["\ud800"]}).encode(), "application/json"),
    Upload("x" * 300 + ".png", png(), "image/png"),
    Upload("\u202egnp.exe", png(), "image/png"),
    Upload("../../../photo.png", png(), "image/png"),
)
