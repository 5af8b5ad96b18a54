"""What is asked on the screens of a client project."""

from client_projects.forms.acceptance import (
    AcceptanceForm,
    NewerVersionForm,
    SignatureForm,
    TestItemForm,
    TestRunForm,
)
from client_projects.forms.contents import (
    GiveAccessForm,
    GiveTextForm,
    IncompleteForm,
    PhotosForm,
    RightsForm,
    WantedContentForm,
)
from client_projects.forms.deliverables import (
    DecisionForm,
    DeliverableForm,
    HandInForm,
)
from client_projects.forms.evidence import (
    PartReviewForm,
    QuoteAskForm,
    QuoteAttachForm,
    VersionPartForm,
)
from client_projects.forms.inventory import BeginInventoryForm
from client_projects.forms.meetings import (
    MeetingDecisionForm,
    MeetingForm,
)
from client_projects.forms.projects import (
    AccessCodeForm,
    AskForAccessForm,
    ContactForm,
    ConventionForm,
    DatesForm,
    HandOnForm,
    OpenProjectForm,
    ProjectForm,
    ProjectSettingsForm,
    TeamForm,
)
from client_projects.forms.remarks import (
    DocumentRemarkForm,
    PictureRemarkForm,
    RemarkForm,
    RemarkMessageForm,
    RemarkNoteForm,
    RemarkReopenForm,
    RemarkSortForm,
    SiteRemarkForm,
)
from client_projects.forms.reservations import (
    ReservationForm,
)
from client_projects.forms.satisfaction import SatisfactionForm
from client_projects.forms.sites import SiteUploadForm
from client_projects.forms.tickets import (
    TicketCommentForm,
    TicketForm,
    TicketPartForm,
    TicketReopenForm,
    TicketReviewForm,
)

__all__ = [
    "AcceptanceForm",
    "AccessCodeForm",
    "AskForAccessForm",
    "BeginInventoryForm",
    "ContactForm",
    "ConventionForm",
    "DatesForm",
    "DecisionForm",
    "DeliverableForm",
    "DocumentRemarkForm",
    "GiveAccessForm",
    "GiveTextForm",
    "HandInForm",
    "HandOnForm",
    "IncompleteForm",
    "MeetingDecisionForm",
    "MeetingForm",
    "NewerVersionForm",
    "OpenProjectForm",
    "PartReviewForm",
    "PhotosForm",
    "PictureRemarkForm",
    "ProjectForm",
    "ProjectSettingsForm",
    "QuoteAskForm",
    "QuoteAttachForm",
    "RemarkForm",
    "RemarkMessageForm",
    "RemarkNoteForm",
    "RemarkReopenForm",
    "RemarkSortForm",
    "ReservationForm",
    "RightsForm",
    "SatisfactionForm",
    "SignatureForm",
    "SiteRemarkForm",
    "SiteUploadForm",
    "TeamForm",
    "TestItemForm",
    "TestRunForm",
    "TicketCommentForm",
    "TicketForm",
    "TicketPartForm",
    "TicketReopenForm",
    "TicketReviewForm",
    "VersionPartForm",
    "WantedContentForm",
]
