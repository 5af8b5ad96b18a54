"""The client is asked what she thinks of the project, and answers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.evidence import revoke_quote
from client_projects.actions.refusals import SatisfactionRefused
from client_projects.models import ClientProject, ClientQuote, SatisfactionSurvey
from client_projects.permissions import check_can_decide, check_can_share
from client_projects.queries import quote_in, stamp_of
from client_projects.satisfaction import LONGEST_WORDS, QUESTIONS, Agreement
from client_projects.states import ProjectState, QuoteState, StageState
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

TELL_OF_SURVEY_JOB = "client_projects.jobs.tell_client_of_survey"


@transaction.atomic
def ask_for_opinion(*, project: ClientProject, by: User, now: datetime) -> SatisfactionSurvey:
    """Ask the client what she thinks of the project; the end of the handover does it by itself.

    Returns:
        The survey; one that exists already is left as it is.

    Raises:
        Denied: `by` is no trainer of the school.
        SatisfactionRefused: the site is not accepted yet: there is nothing to have an opinion on.
    """
    check_can_share(by, project)
    if not project.milestones.filter(code="acceptance", state=StageState.DONE).exists():
        raise SatisfactionRefused(_("The client is asked once she has accepted the site."))
    return open_survey(project=project, by=by, now=now)


def open_survey(*, project: ClientProject, by: User, now: datetime) -> SatisfactionSurvey:
    """Have the questions stand on the client's page and in a mail, once. For callers who checked the right."""
    survey, is_new = SatisfactionSurvey.objects.get_or_create(
        project=project, defaults={"asked_by": by, "asked_at": now}
    )
    if is_new:
        record_event(action="satisfaction_asked", subject=survey, by=by, now=now)
        enqueue_after_commit("default", TELL_OF_SURVEY_JOB, survey_id=survey.pk)
    return survey


@transaction.atomic
def tell_client_of_survey(*, survey: SatisfactionSurvey, now: datetime) -> None:
    """Mail the client that she is asked, unless it was done, or she was quicker."""
    untold = SatisfactionSurvey.objects.filter(pk=survey.pk, client_told_at=None)
    if untold.update(client_told_at=now) and not survey.is_answered and not survey.project.is_archived:
        notifications.tell_client_of_survey(survey)


@transaction.atomic
def remind_of_survey(*, survey: SatisfactionSurvey, now: datetime) -> None:
    """Mail the client once more that she is asked, unless she was reminded, or answered meanwhile."""
    due = SatisfactionSurvey.objects.filter(pk=survey.pk, revision=0, reminded_at=None)
    if due.exclude(project__state=ProjectState.ARCHIVED).update(reminded_at=now):
        record_event(action="client_reminded", subject=survey, by=None, now=now, number=1)
        notifications.remind_of_survey(survey)


@transaction.atomic
def answer_survey(
    *,
    survey: SatisfactionSurvey,
    answers: Mapping[str, str],
    words: str,
    may_quote: bool,
    seen: str,
    by: User,
    now: datetime,
) -> SatisfactionSurvey:
    """The client says what she thinks, or thinks better of it; until the project is archived.

    Args:
        answers: a word of the scale for each question, by its code.
        may_quote: her words may stand in the files of apprentices. Taken back, or said of other words, what was
            quoted goes from everywhere.
        seen: `stamp_of` the survey as her page displayed it.

    Raises:
        Denied: `by` is no contact of the client, or the project is archived.
        SatisfactionRefused: a question has no answer, the words are too long, or somebody answered meanwhile.
    """
    check_can_decide(by, survey.project)
    survey = (
        SatisfactionSurvey.objects.select_for_update(of=("self",))
        .select_related("project__client")
        .get(pk=survey.pk)
    )
    if seen != stamp_of(survey):
        raise SatisfactionRefused(_("Somebody has answered meanwhile: please look again."))
    if any(answers.get(code) not in Agreement.values for code in QUESTIONS):
        raise SatisfactionRefused(_("Please answer each of the questions."))
    said = " ".join(words.split())
    if len(said) > LONGEST_WORDS:
        raise SatisfactionRefused(_("Please keep to %(n)d signs.") % {"n": LONGEST_WORDS})
    for code in QUESTIONS:
        setattr(survey, code, answers[code])
    survey.words, survey.revision = said, survey.revision + 1
    survey.answered_by, survey.answered_by_name, survey.answered_at = by, by.get_full_name(), now
    survey.save()
    record_event(action="satisfaction_answered", subject=survey, by=by, now=now, revision=survey.revision)
    _quote(survey, may_quote=may_quote, by=by, now=now)
    return survey


def _quote(survey: SatisfactionSurvey, *, may_quote: bool, by: User, now: datetime) -> None:
    quote = quote_in(survey)
    if quote is not None and (not may_quote or quote.text != survey.words):
        revoke_quote(quote=quote, by=by, now=now)
        quote = None
    if quote is None and may_quote and survey.words:
        quote = ClientQuote.objects.create(
            project=survey.project,
            survey=survey,
            text=survey.words,
            state=QuoteState.AGREED,
            asked_by=by,
            asked_at=now,
            answered_by=by,
            answered_at=now,
        )
        record_event(action="quote_agreed", subject=quote, by=by, now=now)
