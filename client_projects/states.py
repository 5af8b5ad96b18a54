"""Lifecycles: a project, a stage of it, what the client said about a version."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.states import transitions


class ProjectState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("project", "Running")
    CLOSED = "closed", pgettext_lazy("project", "Closed")
    ARCHIVED = "archived", pgettext_lazy("project", "Archived")


# A closed project opens again when one of its stages does: a site has a life after its launch. An archived one is
# only read, until a trainer takes it out of the archive.
PROJECT_MOVES = transitions(
    running=("closed", "archived"), closed=("running", "archived"), archived=("running", "closed")
)


class StageState(models.TextChoices):
    TODO = "todo", pgettext_lazy("stage", "To come")
    CURRENT = "current", pgettext_lazy("stage", "Under way")
    DONE = "done", pgettext_lazy("stage", "Done")


# Several stages may be under way at once (texts arrive while pages are built), and a finished one may have to
# be taken up again when the client changes her mind.
STAGE_MOVES = transitions(todo=("current",), current=("done",), done=("current",))


class DecisionKind(models.TextChoices):
    APPROVED = "approved", pgettext_lazy("decision", "Approved")
    APPROVED_WITH_RESERVATIONS = (
        "approved_with_reservations",
        pgettext_lazy("decision", "Approved with reservations"),
    )
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("decision", "Changes requested")


class Severity(models.TextChoices):
    """How much a reservation weighs; what asks for more than was agreed is an evolution, and holds nothing back."""

    BLOCKING = "blocking", pgettext_lazy("reservation", "Blocking")
    MAJOR = "major", pgettext_lazy("reservation", "Major")
    MINOR = "minor", pgettext_lazy("reservation", "Minor")
    EVOLUTION = "evolution", pgettext_lazy("reservation", "Evolution, beyond what was agreed")


class ReservationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("reservation", "To put right")
    FIXED = "fixed", pgettext_lazy("reservation", "Put right, to be checked by the client")
    LIFTED = "lifted", pgettext_lazy("reservation", "Lifted")


# The client alone lifts: what the team calls right and she does not is open again.
RESERVATION_MOVES = transitions(open=("fixed",), fixed=("lifted", "open"))


class PaperKind(models.TextChoices):
    ACCEPTANCE = "acceptance", pgettext_lazy("paper", "Acceptance report")
    LIFTING = "lifting", pgettext_lazy("paper", "Report of lifted reservations")
    GO_LIVE = "go_live", pgettext_lazy("paper", "Opening report")
    HANDOVER = "handover", pgettext_lazy("paper", "Handover certificate")


class AcceptanceDecision(models.TextChoices):
    WITHOUT_RESERVATIONS = (
        "without_reservations",
        pgettext_lazy("acceptance", "Accepted without reservations"),
    )
    WITH_RESERVATIONS = "with_reservations", pgettext_lazy("acceptance", "Accepted with reservations")
    POSTPONED = "postponed", pgettext_lazy("acceptance", "Postponed")
    REFUSED = "refused", pgettext_lazy("acceptance", "Refused")

    @classmethod
    def accepting(cls) -> frozenset[str]:
        return frozenset({cls.WITHOUT_RESERVATIONS, cls.WITH_RESERVATIONS})


class Side(models.TextChoices):
    CLIENT = "client", pgettext_lazy("side", "The client")
    SCHOOL = "school", pgettext_lazy("side", "The school")


# The stages that end with a paper, and which.
SIGNED_WITH = {
    "acceptance": PaperKind.ACCEPTANCE,
    "go_live": PaperKind.GO_LIVE,
    "handover": PaperKind.HANDOVER,
}


class SiteSource(models.TextChoices):
    ZIP = "zip", pgettext_lazy("site version", "Archive")
    GIT = "git", pgettext_lazy("site version", "Git")


class CheckState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("site check", "About to be looked at")
    RUNNING = "running", pgettext_lazy("site check", "Being looked at")
    DONE = "done", pgettext_lazy("site check", "Looked at")
    FAILED = "failed", pgettext_lazy("site check", "Could not be looked at")


# A run whose worker died is taken up again, which is why it may go back to waiting.
CHECK_MOVES = transitions(
    waiting=("running",), running=("done", "waiting", "failed"), failed=("waiting",), done=()
)

APPROVALS = frozenset({DecisionKind.APPROVED, DecisionKind.APPROVED_WITH_RESERVATIONS})


class DeliverableState(models.TextChoices):
    """Never stored: it follows from the newest version the client was shown, so approvals lapse alone."""

    IN_PREPARATION = "in_preparation", pgettext_lazy("deliverable", "In preparation")
    SHOWN = "shown", pgettext_lazy("deliverable", "Shown, for information")
    AWAITING_DECISION = "awaiting_decision", pgettext_lazy("deliverable", "Waiting for the client's decision")
    APPROVED = "approved", pgettext_lazy("deliverable", "Approved")
    APPROVED_WITH_RESERVATIONS = (
        "approved_with_reservations",
        pgettext_lazy("deliverable", "Approved with reservations"),
    )
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("deliverable", "Changes requested")


class TicketState(models.TextChoices):
    """The columns of the board."""

    TODO = "todo", pgettext_lazy("ticket", "To do")
    DOING = "doing", pgettext_lazy("ticket", "Under way")
    REVIEW = "review", pgettext_lazy("ticket", "To read again")
    DONE = "done", pgettext_lazy("ticket", "Done")


# The team begins, gives back and hands over; only a trainer's review ends a ticket or takes it up again.
TICKET_MOVES = transitions(
    todo=("doing",), doing=("todo", "review"), review=("doing", "done"), done=("doing",)
)


class TicketVerdict(models.TextChoices):
    VALIDATED = "validated", pgettext_lazy("ticket", "Validated")
    REWORK = "rework", pgettext_lazy("ticket", "To rework")
    REOPENED = "reopened", pgettext_lazy("ticket", "Taken up again")


class RemarkState(models.TextChoices):
    """What became of a client's remark, in words she reads."""

    RECEIVED = "received", pgettext_lazy("remark", "Received")
    CONSIDERED = "considered", pgettext_lazy("remark", "Being considered")
    IN_PROGRESS = "in_progress", pgettext_lazy("remark", "Under way")
    SOLVED = "solved", pgettext_lazy("remark", "Solved")
    REFUSED = "refused", pgettext_lazy("remark", "Set aside")


# Sorting goes forward; the client alone goes back, when she opens again what was closed.
REMARK_MOVES = transitions(
    received=("considered", "in_progress", "solved", "refused"),
    considered=("in_progress", "solved", "refused"),
    in_progress=("solved", "refused"),
    solved=("received",),
    refused=("received",),
)
CLOSED_REMARKS = frozenset({RemarkState.SOLVED, RemarkState.REFUSED})


class InventoryState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("inventory", "About to begin")
    RUNNING = "running", pgettext_lazy("inventory", "Under way")
    DONE = "done", pgettext_lazy("inventory", "Done")
    FAILED = "failed", pgettext_lazy("inventory", "Not possible")


class Outcome(models.TextChoices):
    """How a walk through a site ended, as a sentence: what was not looked at is said."""

    WHOLE = "whole", _("Every page we found was looked at.")
    STOPPED = "stopped", _("Stopped on request: what was read by then stays.")
    PAGES = "pages", _("The site has more pages than we look at: only the first ones are here.")
    BYTES = "bytes", _("The site is heavier than we read: only its beginning is here.")
    TIME = "time", _("The site answers slowly: we stopped before its end.")
    UNREACHABLE = "unreachable", _("The site does not answer. Check its address.")
    FORBIDDEN = "forbidden", _("This address is not one of a public website: we do not go there.")
    ELSEWHERE = "elsewhere", _("This address leads to another site. Give the address of that one.")
    ROBOTS = "robots", _("The site asks robots not to read it (robots.txt): nothing was read.")
    NO_SITE = "no_site", _("No web page was found in this file.")


class PageKind(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("page", "Not read yet")
    PAGE = "page", pgettext_lazy("page", "Page")
    DOCUMENT = "document", pgettext_lazy("page", "Document")
    REDIRECT = "redirect", pgettext_lazy("page", "Leads elsewhere")
    BROKEN = "broken", pgettext_lazy("page", "Not found")
    LEFT_OUT = "left_out", pgettext_lazy("page", "Not read")


class Problem(models.TextChoices):
    """Why nothing, or not everything, was read at an address."""

    FORBIDDEN = "forbidden", _("address outside the public Internet")
    UNKNOWN_NAME = "unknown_name", _("unknown name")
    UNREACHABLE = "unreachable", _("no answer")
    SLOW = "slow", _("too slow")
    CERTIFICATE = "certificate", _("certificate not valid")
    UNREADABLE = "unreadable", _("unreadable")
    ROBOTS = "robots", _("asked not to be read (robots.txt)")
    LIMIT = "limit", _("beyond our limits")
    CUT = "cut", _("too long: only its beginning was read")


class Fate(models.TextChoices):
    """What becomes of an old page."""

    KEEP = "keep", pgettext_lazy("fate of a page", "Keep")
    REWRITE = "rewrite", pgettext_lazy("fate of a page", "Rewrite")
    MERGE = "merge", pgettext_lazy("fate of a page", "Merge into another")
    DROP = "drop", pgettext_lazy("fate of a page", "Drop")


class PartState(models.TextChoices):
    """What became of what an apprentice says she did in a version."""

    PROPOSED = "proposed", pgettext_lazy("part", "Proposed")
    VALIDATED = "validated", pgettext_lazy("part", "Validated: it is evidence")
    RETURNED = "returned", pgettext_lazy("part", "To say again")
    WITHDRAWN = "withdrawn", pgettext_lazy("part", "Withdrawn")


# Who is asked to say it again, or loses the evidence, may propose anew.
PART_MOVES = transitions(
    proposed=("validated", "returned"),
    validated=("withdrawn",),
    returned=("proposed",),
    withdrawn=("proposed",),
)


class QuoteState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("quote", "Waiting for the client")
    AGREED = "agreed", pgettext_lazy("quote", "The client agrees")
    DECLINED = "declined", pgettext_lazy("quote", "The client would rather not")
    REVOKED = "revoked", pgettext_lazy("quote", "The client took her consent back")


# Consent taken back does not return by itself: one asks again, with a new quote.
QUOTE_MOVES = transitions(asked=("agreed", "declined"), agreed=("revoked",), declined=(), revoked=())


class ContentKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("content", "Text")
    PHOTOS = "photos", pgettext_lazy("content", "Photos")
    ACCESS = "access", pgettext_lazy("content", "Access")


class ContentState(models.TextChoices):
    """Where something that the client owes stands; a draft is not hers yet."""

    DRAFT = "draft", pgettext_lazy("content", "Draft, not asked for yet")
    ASKED = "asked", pgettext_lazy("content", "Asked for")
    RECEIVED = "received", pgettext_lazy("content", "Received")
    INCOMPLETE = "incomplete", pgettext_lazy("content", "To be completed")
    ACCEPTED = "accepted", pgettext_lazy("content", "Accepted")
    DROPPED = "dropped", pgettext_lazy("content", "No longer needed")


CONTENT_MOVES = transitions(
    draft=("asked", "dropped"),
    asked=("received", "dropped"),
    received=("incomplete", "accepted", "dropped"),
    incomplete=("received", "dropped"),
    accepted=("incomplete",),
    dropped=("asked",),
)


class PictureRights(models.TextChoices):
    OWN = "own", pgettext_lazy("rights", "We took or made it ourselves")
    PERMISSION = "permission", pgettext_lazy("rights", "Its author allowed us to use it on the site")
    LICENCE = "licence", pgettext_lazy("rights", "It has a licence that allows it")


class PeopleShown(models.TextChoices):
    NOBODY = "nobody", pgettext_lazy("people", "Nobody can be recognised on it")
    AGREED = "agreed", pgettext_lazy("people", "Everybody who can be recognised agreed")


class AccessWay(models.TextChoices):
    """How the client handed over an access: the secret itself never passes through here."""

    INVITED = "invited", pgettext_lazy("access", "I invited you from the service itself")
    PHONE = "phone", pgettext_lazy("access", "By telephone")
    IN_PERSON = "in_person", pgettext_lazy("access", "From hand to hand")
    VAULT = "vault", pgettext_lazy("access", "In a password manager")


class PackState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("pack", "Being made")
    DONE = "done", pgettext_lazy("pack", "Ready")
    FAILED = "failed", pgettext_lazy("pack", "Could not be made")


PACK_MOVES = transitions(waiting=("done", "failed"), done=(), failed=())
