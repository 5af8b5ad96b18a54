"""Uploaded files in a bucket that speaks S3, where several machines serve one site.

Nobody but the platform reads the bucket: an address of a file is one of ours, where a view looks at who asks.
"""

import io
from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Of a recording, a player asks for what it shows: so much is fetched at once.
PIECE = 4 * 1024 * 1024
MISSING = {"404", "NoSuchKey"}


class PrivateBucket(S3Storage):
    """The files of the platform, each under the name that the database knows it by."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            # As in a folder, what is there already is never written over; who may read is the bucket's own affair.
            "file_overwrite": False,
            "default_acl": None,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"},
                # Sums that few but Amazon understand.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return our own address: only pictures of the course have one, and whoever asks must be signed in."""
        return f"/media/{filepath_to_uri(name)}"

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            return super()._open(name, mode)
        key = self._normalize_name(name)
        try:
            content = io.BufferedReader(_Remote(self.bucket.Object(key)), PIECE)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise FileNotFoundError(name) from error
            raise
        return File(content, name)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Return the name of every file, with its size in bytes."""
        for found in self.bucket.objects.filter(Prefix=self.location):
            yield found.key.removeprefix(self.location).lstrip("/"), found.size


class _Remote(io.RawIOBase):
    """What lies in a bucket, read where one stands: a jump into a film does not fetch what lies before."""

    def __init__(self, remote: Any) -> None:
        self._remote = remote
        self._size: int = remote.content_length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, begins + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        part = f"bytes={self._at}-{self._at + wanted - 1}"
        found = self._remote.get(Range=part)["Body"].read()
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
