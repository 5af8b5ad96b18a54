"""How a person is asked what became of her."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.exits.models import OutcomeSurvey
from lms.exits.surveying import address_of


def survey_mail(survey: OutcomeSurvey, *, is_reminder: bool = False) -> EmailMessage:
    """Return the mail that asks; a reminder says that it is the last one."""
    enrolment = survey.enrolment
    context = {
        "person": enrolment.apprentice,
        "school": enrolment.cohort.school,
        "survey": survey,
        "link": address_of(survey),
        "is_reminder": is_reminder,
    }
    return EmailMessage(
        _("One minute: what do you do now?"),
        render_to_string("exits/email/survey.txt", context).strip() + "\n",
        None,
        [enrolment.apprentice.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
