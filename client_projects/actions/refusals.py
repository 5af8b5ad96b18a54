"""What an action answers when it is allowed in general but impossible now."""


class Refused(Exception):
    """Allowed in general, impossible now; the message is a sentence for the person who tried."""


class ProjectRefused(Refused):
    """The project cannot be opened like this."""


class ContactRefused(Refused):
    """The person cannot become a contact of this client."""


class AccessRefused(Refused):
    """The link or the code opens nothing, or no new one can be sent now."""


class InventoryRefused(Refused):
    """The inventory cannot begin, or its page cannot be decided on like this."""


class TeamRefused(Refused):
    """The apprentice cannot join this team."""


class StageRefused(Refused):
    """The stage cannot begin or end now."""


class DeliverableRefused(Refused):
    """The deliverable cannot be added."""


class VersionRefused(Refused):
    """What is handed in cannot become a version, or cannot be shown."""


class SiteVersionRefused(Refused):
    """The files cannot become a version of the new site."""


class DecisionRefused(Refused):
    """Nothing can be decided on this version any more, or what was read is not what it holds."""


class TicketRefused(Refused):
    """The ticket cannot be changed, moved or reviewed like this."""


class ReservationRefused(Refused):
    """The reservation cannot be raised, weighed, put right or lifted now."""


class EvidenceRefused(Refused):
    """A part in a version, or a quote of the client, cannot be written or become evidence."""


class TestRefused(Refused):
    """The test book cannot be changed, opened or answered like this."""


class PaperRefused(Refused):
    """The paper cannot be drawn up or signed now; the message says what is missing."""


class RemarkRefused(Refused):
    """The remark cannot be written, sorted or opened again like this."""


class ContentRefused(Refused):
    """What is asked for or given cannot be taken like this."""


class MeetingRefused(Refused):
    """The notes of a meeting cannot be changed, shared or answered like this."""


class SatisfactionRefused(Refused):
    """The client cannot be asked, or answer, like this."""


class PackRefused(Refused):
    """No handover pack can be made now."""
