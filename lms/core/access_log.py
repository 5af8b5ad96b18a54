"""The web server's access log, without the secrets that addresses carry."""

import os
import re
from typing import Any

from gunicorn.glogging import Logger

# Whoever reads the log could accept an open invitation, enter as a client, follow a calendar, end somebody's mails,
# answer for somebody who left, see her work, her certificate or a site that is not published yet, or choose another
# password for somebody.
SECRET = re.compile(
    r"(/invitation/|/entree/lien/|/courriels/arreter/|/travaux/|/apercu-site/|/attestation/|/suites/reponse/|/password_reset/confirm/[^/?\s]+/"
    r"|/calendrier/(?=[^/?\s]+\.ics))[^/?\s]+"
)


class AccessLog(Logger):
    # On a server, each line is an object; elsewhere somebody reads along.
    writes_objects = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")

    def setup(self, cfg: Any) -> None:
        """Open the logs; on a server, have their lines written as JSON."""
        super().setup(cfg)
        if not self.writes_objects:
            return
        from lms.core.logs import JsonLines  # noqa: PLC0415 - it hides the same secrets

        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(JsonLines())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Write one line for an answer; on a server it names the request, and not who asked nor from where."""
        if not self.writes_objects:
            super().access(resp, req, environ, request_time)
        elif self.access_log_enabled:
            told = self.atoms(resp, req, environ, request_time)
            self.access_log.info(
                "%s %s answered %s in %s ms",
                *(told["m"], told["U"], told["s"], told["M"]),
                extra={"request_id": told.get("{x-request-id}o", "")},
            )

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what a line of the log may name, with the tokens of invitations, links and mails hidden."""
        atoms = super().atoms(*args, **kwargs)
        return {
            name: SECRET.sub(r"\1…", text) if isinstance(text, str) else text for name, text in atoms.items()
        }
