import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from client_projects import hosting


class Command(BaseCommand):
    help = (
        "Run the sites made with PHP while somebody visits their previews. One on the host of the web; needs the "
        "Docker engine."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        address = settings.PREVIEWS["SOCKET"]
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if not address:
            self._say("site previews: PREVIEW_SOCKET is empty, sites made with PHP are not shown")
            stop.wait()
            return
        Path(address).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if left := hosting.remove_leftovers():
            self._say(f"site previews: {left} boxes of a former process removed")
        host = hosting.open_host()
        try:
            self._say("site previews: ready")
            hosting.serve(host, address, stop)
        except OSError as error:
            raise CommandError(str(error)) from error
        finally:
            host.close()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
