"""Ask the web server of this container whether it is ready; the exit code answers. Run by the container engine."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PORT = 8000
SECONDS = 4


def main() -> int:
    site = urlsplit(os.environ["PUBLIC_URL"])
    connection = HTTPConnection("127.0.0.1", PORT, timeout=SECONDS)
    try:
        # As the reverse proxy asks: under the site's own name, and for HTTPS where the site has it.
        headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
        connection.request("GET", "/readyz", headers=headers)
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main())
