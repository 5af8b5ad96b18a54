"""How long what is kept: months, counted from what, on whose word; pure rules.

The months are defaults: `settings.PRIVACY_MONTHS` replaces them by code, once whoever answers for data in the
organisation has decided otherwise (ten years for what the European Social Fund paid, for example).
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class End(TextChoices):
    """What happens when the time is over."""

    DELETE = "delete", _("Deleted")
    PSEUDONYMISE = "pseudonymise", _("The name and the free text go, figures stay")
    KEEP = "keep", _("Kept: a law or a proof asks for it")


@dataclass(frozen=True)
class Keeping:
    """One period: its code, how many months, from when they count, who says so, and what comes then."""

    code: str
    usual_months: int
    since: str | Promise
    source: str | Promise
    end: End

    @property
    def months(self) -> int:
        return int(settings.PRIVACY_MONTHS.get(self.code, self.usual_months))

    def ends_before(self, today: date) -> date:
        """Return the day such that what counts from an earlier one is over on `today`."""
        return today - relativedelta(months=self.months)


LEARNING = Keeping(
    "learning",
    24,
    _("the end of the last path"),
    _("CNIL, retention framework of 14 September 2023: two years after the last contact"),
    End.DELETE,
)
SUPPORT = Keeping(
    "support",
    24,
    _("the last contact with the adviser"),
    _("CNIL, retention framework of 14 September 2023: two years after the last contact"),
    End.DELETE,
)
IDENTITY = Keeping(
    "identity",
    60,
    _("the end of the last path"),
    _("Centre-Inffo, 2 July 2025: five years for papers of a certification; ten when the ESF pays"),
    End.PSEUDONYMISE,
)
CLIENT = Keeping(
    "client",
    60,
    _("the end of the role as contact"),
    _("Papers signed by the client prove what was agreed: five years, as for a contract"),
    End.PSEUDONYMISE,
)
STAFF = Keeping(
    "staff",
    60,
    _("the last sign-in of somebody who has no post any more"),
    _("Signatures of those who taught prove attendance and evaluations: as long as these papers"),
    End.PSEUDONYMISE,
)
INVITATION = Keeping(
    "invitation",
    24,
    _("the last day of the invitation"),
    _("CNIL: whoever did not come is kept two years at most"),
    End.DELETE,
)
TRACES = Keeping(
    "traces",
    12,
    _("the day it was written"),
    _("CNIL: logs are kept six to twelve months"),
    End.DELETE,
)
BARRIER = Keeping(
    "barrier",
    12,
    _("the answer"),
    _("Our choice: a year shows whether the same barrier comes back; then who told of it is forgotten"),
    End.PSEUDONYMISE,
)
REQUEST = Keeping(
    "request",
    60,
    _("the answer"),
    _("The organisation must be able to prove that it answered: five years, as for a contract"),
    End.DELETE,
)
PROOF = Keeping(
    "proof",
    60,
    _("the end of the last path"),
    _("Proof for the State, the funder and the person: five years under her name, then without it"),
    End.KEEP,
)

KEEPINGS = (LEARNING, SUPPORT, IDENTITY, CLIENT, STAFF, INVITATION, TRACES, BARRIER, REQUEST, PROOF)


def check_months() -> None:
    """Refuse periods of the settings that would end too much: a code that is mistyped leaves the shorter usual one.

    Raises:
        ImproperlyConfigured: a code that no period has, or a period of less than a month.
    """
    known = {one.code for one in KEEPINGS}
    for code, months in settings.PRIVACY_MONTHS.items():
        if code not in known:
            raise ImproperlyConfigured(
                f"PRIVACY_MONTHS: no period is called {code}; there are {', '.join(sorted(known))}."
            )
        if int(months) < 1:
            raise ImproperlyConfigured(
                f"PRIVACY_MONTHS: {code} lasts {months} months; it must be one at least."
            )
