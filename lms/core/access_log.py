"""The web server's access log, without the secrets that addresses carry."""

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
    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what a line of the log may name, with the tokens of invitations, links and mails hidden."""
        atoms = super().atoms(*args, **kwargs)
        return {
            name: SECRET.sub(r"\1…", text) if isinstance(text, str) else text for name, text in atoms.items()
        }
