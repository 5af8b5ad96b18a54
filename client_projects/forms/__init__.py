"""What is asked on the screens of a client project."""

from client_projects.forms.deliverables import (
    DecisionForm,
    DeliverableForm,
    HandInForm,
)
from client_projects.forms.reservations import (
    ReservationForm,
)
from client_projects.forms.tickets import (
    TicketCommentForm,
    TicketForm,
    TicketPartForm,
    TicketReopenForm,
    TicketReviewForm,
)

__all__ = [
    "DecisionForm",
    "DeliverableForm",
    "HandInForm",
    "ReservationForm",
    "TicketCommentForm",
    "TicketForm",
    "TicketPartForm",
    "TicketReopenForm",
    "TicketReviewForm",
]
