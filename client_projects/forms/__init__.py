"""What is asked on the screens of a client project."""

from client_projects.forms.deliverables import DecisionForm, DeliverableForm, HandInForm

__all__ = ["DecisionForm", "DeliverableForm", "HandInForm"]
