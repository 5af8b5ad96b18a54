"""A real client, her project, its stages, what is handed in at each, and what she decided about it."""

from client_projects.models.acceptance import (
    ChecklistItem,
    Paper,
    PaperSignature,
    TestAnswer,
    TestItem,
    TestRun,
    fingerprint_of,
)
from client_projects.models.access import (
    ContactAccess,
)
from client_projects.models.content import (
    GivenContent,
    WantedContent,
)
from client_projects.models.decision import (
    Decision,
)
from client_projects.models.deliverable import (
    Deliverable,
    Version,
)
from client_projects.models.evidence import (
    ClientQuote,
    QuoteUse,
    VersionPart,
    digest_of_sentence,
)
from client_projects.models.handover import (
    HandoverPack,
)
from client_projects.models.inventory import (
    OldCopy,
    OldFile,
    OldLook,
    OldPage,
    OldPicture,
    SiteInventory,
)
from client_projects.models.meeting import (
    MeetingAnswer,
    MeetingDecision,
    MeetingNotes,
)
from client_projects.models.project import (
    Client,
    ClientContact,
    ClientProject,
    Milestone,
    TeamMember,
)
from client_projects.models.remark import (
    Remark,
    RemarkMessage,
    RemarkNote,
    TeamRemark,
)
from client_projects.models.reservation import (
    Reservation,
)
from client_projects.models.satisfaction import (
    SatisfactionSurvey,
)
from client_projects.models.site import (
    GitToken,
    SiteCheck,
    SitePicture,
    SiteVersion,
)
from client_projects.models.ticket import (
    Ticket,
    TicketComment,
    TicketPart,
    TicketReview,
)

__all__ = [
    "ChecklistItem",
    "Client",
    "ClientContact",
    "ClientProject",
    "ClientQuote",
    "ContactAccess",
    "Decision",
    "Deliverable",
    "GitToken",
    "GivenContent",
    "HandoverPack",
    "MeetingAnswer",
    "MeetingDecision",
    "MeetingNotes",
    "Milestone",
    "OldCopy",
    "OldFile",
    "OldLook",
    "OldPage",
    "OldPicture",
    "Paper",
    "PaperSignature",
    "QuoteUse",
    "Remark",
    "RemarkMessage",
    "RemarkNote",
    "Reservation",
    "SatisfactionSurvey",
    "SiteCheck",
    "SiteInventory",
    "SitePicture",
    "SiteVersion",
    "TeamMember",
    "TeamRemark",
    "TestAnswer",
    "TestItem",
    "TestRun",
    "Ticket",
    "TicketComment",
    "TicketPart",
    "TicketReview",
    "Version",
    "VersionPart",
    "WantedContent",
    "digest_of_sentence",
    "fingerprint_of",
]
