import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.core import uploads
from lms.core.uploads import UploadRefused, check_upload, is_web_address, safe_name
from tests.factories.client_projects import pdf, picture


@pytest.mark.parametrize(
    ("upload", "name", "content_type"),
    [
        (picture("a.png"), "a.png", "image/png"),
        (picture("a.jpeg", kind="JPEG"), "a.jpg", "image/jpeg"),
        (picture("a.webp", kind="WEBP"), "a.webp", "image/webp"),
        (pdf("a.pdf"), "a.pdf", "application/pdf"),
        (picture("a.html"), "a.png", "image/png"),
        (pdf("a.svg"), "a.pdf", "application/pdf"),
    ],
)
def test_a_file_is_told_by_its_content(upload, name, content_type):
    checked = check_upload(upload)
    assert (checked.name, checked.content_type) == (name, content_type)
    assert upload.tell() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"PK\x03\x04 a zip",
        b"GIF89a" + b"\x00" * 20,
        b"\x89PNG\r\n\x1a\n but only the beginning of one",
        b" %PDF-1.7 not at the start",
        b"MZ\x90\x00",
    ],
)
@pytest.mark.parametrize("name", ["page.png", "page.pdf", "page.html"])
def test_anything_else_is_refused_whatever_its_name(content, name):
    with pytest.raises(UploadRefused, match="images"):
        check_upload(SimpleUploadedFile(name, content, content_type="image/png"))


def test_a_picture_that_ends_too_early_is_refused():
    whole = picture("a.jpeg", kind="JPEG").read()
    with pytest.raises(UploadRefused, match="images"):
        check_upload(SimpleUploadedFile("a.jpeg", whole[: len(whole) * 2 // 3]))


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(UploadRefused, match="images"):
        check_upload(picture("a.png", kind="BMP"))


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefused, match="vide"):
        check_upload(SimpleUploadedFile("a.pdf", b""))


def test_a_file_too_large_is_refused_and_the_limit_itself_is_not(monkeypatch):
    upload = pdf()
    monkeypatch.setattr(uploads, "MAX_BYTES", upload.size)
    check_upload(upload)
    monkeypatch.setattr(uploads, "MAX_BYTES", upload.size - 1)
    with pytest.raises(UploadRefused, match="trop lourd"):
        check_upload(upload)


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused():
    bomb = picture(size=(8000, 8000))
    assert bomb.size < 300_000
    with pytest.raises(UploadRefused, match="pixels"):
        check_upload(bomb)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\logo.png", "logo.png"),
        ("logo.png.html", "logo.png"),
        ("facture\u202egnp.exe", "facturegnp.png"),
        ('a"; filename="b.html', "a filenameb.png"),
        ("Réunion du 3 mars.PNG", "Réunion du 3 mars.png"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.png"),
        (".png", "document.png"),
        ("x" * 300, "x" * 80 + ".png"),
    ],
)
def test_a_name_is_made_safe(given, kept):
    assert safe_name(given, "png") == kept


@pytest.mark.parametrize(
    ("link", "accepted"),
    [
        ("https://www.exemple.fr/page?a=1", True),
        ("http://exemple.fr", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("file:///etc/passwd", False),
        ("//exemple.fr", False),
        ("", False),
    ],
)
def test_a_web_address_is_http_or_https(link, accepted):
    assert is_web_address(link) is accepted
