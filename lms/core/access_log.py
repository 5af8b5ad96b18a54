"""The web server's access log, without the secrets that addresses carry."""

import re
from typing import Any

from gunicorn.glogging import Logger

# Whoever reads the log could accept an invitation that is still open, follow somebody's calendar or end her mails.
SECRET = re.compile(r"(/invitation/|/courriels/arreter/|/calendrier/(?=[^/?\s]+\.ics))[^/?\s]+")


class AccessLog(Logger):
    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what a line of the log may name, with the tokens of invitations, calendars and mails hidden."""
        atoms = super().atoms(*args, **kwargs)
        return {
            name: SECRET.sub(r"\1…", text) if isinstance(text, str) else text for name, text in atoms.items()
        }
