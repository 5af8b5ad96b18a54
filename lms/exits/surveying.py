"""The signed address at which a person says what she does, without an account."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from lms.exits.models import OutcomeSurvey

# When it ends is in the row. It opens one form, shows nothing that was written before, and nothing else.
_signer = Signer(salt="lms.exits.outcome_survey")


def address_of(survey: OutcomeSurvey) -> str:
    """Return the whole address of `survey`, for its person alone."""
    token = _signer.sign_object([survey.pk])
    return settings.PUBLIC_URL + reverse("outcome_survey", args=[token])


def read_address(token: str) -> OutcomeSurvey | None:
    """Return the survey that `token` opens, or None when we did not write it."""
    try:
        (survey_id,) = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (
        OutcomeSurvey.objects.select_related("enrolment__apprentice", "enrolment__cohort__school")
        .filter(pk=survey_id)
        .first()
    )
