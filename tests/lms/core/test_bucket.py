"""Uploaded files in a bucket: against a server that really speaks S3, over HTTP."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from moto.server import ThreadedMotoServer

from lms.backups import inventory
from lms.backups.uploads import folder_of_uploads, put_uploads
from lms.core import bucket as module
from lms.settings.env import env, uploads_storage

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
GIVEN = {
    "MEDIA_BUCKET": "ecole-fichiers",
    "MEDIA_REGION": "fr-par",
    "MEDIA_KEY": "clef-des-tests",
    "MEDIA_SECRET": "secret-des-tests",  # pragma: allowlist secret
}


@pytest.fixture(scope="module")
def provider():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(provider, settings, monkeypatch, tmp_path):
    """A bucket as a server's settings give it, empty; the data folder beside it is empty too."""
    for name, value in {**GIVEN, "MEDIA_ENDPOINT": provider}.items():
        monkeypatch.setitem(env.ENVIRON, name, value)
    client = boto3.client(
        "s3",
        endpoint_url=provider,
        region_name="fr-par",
        aws_access_key_id="clef-des-tests",
        aws_secret_access_key="secret-des-tests",  # pragma: allowlist secret
    )
    client.create_bucket(Bucket="ecole-fichiers", CreateBucketConfiguration={"LocationConstraint": "fr-par"})
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CLIENT_REPOSITORIES = tmp_path / "repositories"
    settings.STORAGES = {**settings.STORAGES, "default": uploads_storage()}
    yield client
    for found in client.list_objects_v2(Bucket="ecole-fichiers").get("Contents", []):
        client.delete_object(Bucket="ecole-fichiers", Key=found["Key"])
    client.delete_bucket(Bucket="ecole-fichiers")


def names(client):
    return sorted(one["Key"] for one in client.list_objects_v2(Bucket="ecole-fichiers").get("Contents", []))


def test_without_a_bucket_files_lie_in_the_data_folder():
    assert uploads_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_what_is_kept_is_read_again_and_nothing_is_written_over(bucket):
    first = default_storage.save("preuves/note.txt", ContentFile(b"un"))
    second = default_storage.save("preuves/note.txt", ContentFile(b"deux"))

    assert first == "preuves/note.txt"
    assert second != first
    assert default_storage.open(first).read() == b"un"
    assert default_storage.open(second).size == 4
    default_storage.delete(first)
    assert names(bucket) == [second]
    with pytest.raises(FileNotFoundError):
        default_storage.open(first)


def test_a_file_is_fetched_where_it_is_read(bucket, monkeypatch):
    monkeypatch.setattr(module, "PIECE", 1000)
    content = b"".join(number.to_bytes(4, "big") for number in range(5000))
    default_storage.save("film.webm", ContentFile(content))

    with default_storage.open("film.webm") as film:
        film.seek(12_345)
        assert film.read(2500) == content[12_345:14_845]
        film.seek(0)
        assert film.read() == content
        assert film.read(1) == b""


def test_a_site_in_a_zip_opens_from_there(bucket):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as site:
        site.writestr("index.html", "<h1>Bonjour</h1>")
    default_storage.save("sites/un.zip", ContentFile(packed.getvalue()))

    with default_storage.open("sites/un.zip") as found, zipfile.ZipFile(found) as site:
        assert site.read("index.html") == b"<h1>Bonjour</h1>"


@pytest.mark.django_db
def test_pictures_of_the_course_have_our_address_and_nothing_else_has_one(bucket, browse, apprentice, client):
    default_storage.save("images/jardin.webp", ContentFile(b"RIFF picture"))
    default_storage.save("preuves/privee.pdf", ContentFile(b"%PDF"))
    address = default_storage.url("images/jardin.webp")
    assert address == reverse("course_picture", args=["jardin.webp"])
    assert client.get(address).status_code == 302  # to signing in

    answer = browse(apprentice).get(address)

    assert b"".join(answer.streaming_content) == b"RIFF picture"
    assert answer["Content-Type"] == "image/webp"
    assert browse(apprentice).get("/media/images/absente.webp").status_code == 404
    assert browse(apprentice).get(default_storage.url("preuves/privee.pdf")).status_code == 404
    assert browse(apprentice).get("/media/images/%2e%2e/preuves/privee.pdf").status_code == 404


def test_a_backup_holds_what_the_bucket_holds_and_brings_it_back(bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(inventory, "dump_database", lambda _path: {})
    for name, content in (("preuves/un.pdf", b"un"), ("preuves/deux.pdf", b"deux")):
        default_storage.save(name, ContentFile(content))
    laid_out = tmp_path / "night"
    laid_out.mkdir()

    found = inventory.lay_out(laid_out, now=NOW)

    assert found.files == {
        "preuves/un.pdf": hashlib.sha256(b"un").hexdigest(),
        "preuves/deux.pdf": hashlib.sha256(b"deux").hexdigest(),
    }
    bucket.delete_object(Bucket="ecole-fichiers", Key="preuves/un.pdf")
    default_storage.save("preuves/trois.pdf", ContentFile(b"depuis"))

    inventory.put_in_place(laid_out, aside=tmp_path / "aside")

    assert names(bucket) == ["preuves/deux.pdf", "preuves/trois.pdf", "preuves/un.pdf"]
    assert default_storage.open("preuves/un.pdf").read() == b"un"


def test_the_copy_for_backups_fetches_what_is_new_and_forgets_what_is_gone(bucket, monkeypatch):
    default_storage.save("un.txt", ContentFile(b"un"))
    default_storage.save("deux.txt", ContentFile(b"deux"))
    kept = folder_of_uploads()
    former = (kept / "un.txt").stat().st_ino
    default_storage.delete("deux.txt")
    default_storage.save("trois.txt", ContentFile(b"trois"))

    folder_of_uploads()

    assert sorted(path.name for path in kept.iterdir()) == ["trois.txt", "un.txt"]
    assert (kept / "un.txt").stat().st_ino == former


def test_files_of_the_data_folder_move_into_the_bucket(bucket, settings, capsys):
    (settings.MEDIA_ROOT / "preuves").mkdir(parents=True)
    (settings.MEDIA_ROOT / "preuves" / "un.pdf").write_bytes(b"un")

    call_command("copy_uploads_to_bucket")
    assert put_uploads(settings.MEDIA_ROOT) == 0

    assert names(bucket) == ["preuves/un.pdf"]
    assert "1 file(s)" in capsys.readouterr().out
