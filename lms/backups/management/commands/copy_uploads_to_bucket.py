from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.backups.uploads import bucket, put_uploads


class Command(BaseCommand):
    help = "Copy uploaded files of the data folder into the bucket of MEDIA_BUCKET; run again, it goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        if bucket() is None:
            raise CommandError("MEDIA_BUCKET is empty: uploaded files lie in the data folder.")
        count = put_uploads(Path(settings.MEDIA_ROOT))
        self.stdout.write(f"{count} file(s) copied.")
