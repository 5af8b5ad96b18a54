"""Mails of a client project: few, short, and only when it is somebody's turn."""

import logging
from collections.abc import Iterable, Sequence
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from client_projects.models import (
    ClientProject,
    ContactAccess,
    Decision,
    Remark,
    RemarkMessage,
    SatisfactionSurvey,
    TestRun,
    Version,
    WantedContent,
)
from client_projects.queries import contacts_of, trainers_to_call
from client_projects.queries.reminders import REMIND_AFTER
from client_projects.states import RemarkState
from lms.people.models import User

logger = logging.getLogger(__name__)


def tell_client(version: Version) -> None:
    """Write to every contact of the client that a version can be seen, and whether a decision is awaited."""
    project = version.deliverable.project
    title = {"title": version.deliverable.title}
    asked = version.deliverable.asks_for_decision
    subject = _("Your turn: “%(title)s”") % title if asked else _("To see: “%(title)s”") % title
    link = settings.PUBLIC_URL + version.decision_url
    context = {"version": version, "project": project, "link": link}
    _send_to_each(_who_speaks_for_the_client(project), subject, "version_shared", context)


def remind_client(version: Version, number: int) -> None:
    """Write to every contact of the client, once more, that a decision is awaited."""
    project = version.deliverable.project
    subject = _("A reminder: “%(title)s” waits for you") % {"title": version.deliverable.title}
    link = settings.PUBLIC_URL + version.decision_url
    is_last = number == len(REMIND_AFTER)
    context = {"version": version, "project": project, "link": link, "is_last": is_last}
    _send_to_each(_who_speaks_for_the_client(project), subject, "decision_reminder", context)


def remind_of_contents(project: ClientProject, wanted: Sequence[WantedContent]) -> None:
    """Write to every contact of the client, in one mail, what she still owes."""
    subject = _("A reminder: what we need for “%(project)s”") % {"project": project.name}
    link = settings.PUBLIC_URL + reverse("content_list", args=[project.slug])
    is_last = all(one.reminders_sent + 1 >= len(REMIND_AFTER) for one in wanted)
    context = {"wanted": wanted, "project": project, "link": link, "is_last": is_last}
    _send_to_each(_who_speaks_for_the_client(project), subject, "contents_reminder", context)


def tell_client_of_tests(run: TestRun) -> None:
    """Write to every contact of the client that the site can be tried, point by point."""
    project = run.project
    subject = _("Your turn: try your new site")
    link = settings.PUBLIC_URL + reverse("acceptance", args=[project.slug])
    context = {"run": run, "project": project, "link": link}
    _send_to_each(_who_speaks_for_the_client(project), subject, "tests_opened", context)


def tell_client_of_survey(survey: SatisfactionSurvey) -> None:
    """Write to every contact of the client that she is asked what she thinks of the project."""
    project = survey.project
    subject = _("One minute: how did the project go?")
    context = {"project": project, "link": settings.PUBLIC_URL + survey.get_absolute_url()}
    _send_to_each(_who_speaks_for_the_client(project), subject, "satisfaction_asked", context)


def remind_of_survey(survey: SatisfactionSurvey) -> None:
    """Write to every contact of the client, the one time, that her opinion is still welcome."""
    project = survey.project
    subject = _("A reminder: how did the project go?")
    context = {"project": project, "link": settings.PUBLIC_URL + survey.get_absolute_url()}
    _send_to_each(_who_speaks_for_the_client(project), subject, "satisfaction_reminder", context)


def tell_team(decision: Decision) -> None:
    """Write the client's decision to the trainers of the cohort, who speak about it with the team."""
    version = decision.version
    project = version.deliverable.project
    subject = _("The client answered: “%(title)s”") % {"title": version.deliverable.title}
    link = settings.PUBLIC_URL + version.decision_url
    context = {"decision": decision, "version": version, "project": project, "link": link}
    _send_to_each(trainers_to_call(project), subject, "decision_received", context)


def welcome(access: ContactAccess, project: ClientProject, *, token: str, code: str) -> None:
    """Write to a new contact what she is invited to, with the link that lets her in and the code beside it."""
    context = _way_in(access, project, token=token, code=code)
    _send(_("Follow the redesign of your site"), "welcome", context, access.contact.person.email)


def send_access(access: ContactAccess, project: ClientProject, *, token: str, code: str) -> None:
    """Write a fresh link and code to a contact who asked for them, or for whom a trainer did."""
    context = _way_in(access, project, token=token, code=code)
    _send(_("Your way into the project of your site"), "access", context, access.contact.person.email)


def _way_in(access: ContactAccess, project: ClientProject, *, token: str, code: str) -> dict[str, object]:
    return {
        "person": access.contact.person,
        "project": project,
        "link": settings.PUBLIC_URL + reverse("contact_access", args=[token]),
        "code": f"{code[:4]} {code[4:]}",
        "code_page": settings.PUBLIC_URL + reverse("contact_code"),
        "expires_at": access.expires_at,
    }


def tell_author(remark: Remark) -> None:
    """Write to who made a remark that it is closed, with the trainers' last word; nothing said inside is in it."""
    if not remark.author.is_active:
        return
    subject = _("Your remark is solved") if remark.state == RemarkState.SOLVED else _("About your remark")
    context = {
        "remark": remark,
        "project": remark.project,
        "person": remark.author,
        "answer": remark.messages.exclude(author=remark.author).last(),
        "link": settings.PUBLIC_URL + remark.get_absolute_url(),
    }
    _send(subject, "remark_closed", context, remark.author.email)


def tell_message(message: RemarkMessage) -> None:
    """Write to who made a remark what a trainer says about it."""
    remark = message.remark
    if not remark.author.is_active:
        return
    context = {
        "message": message,
        "remark": remark,
        "project": remark.project,
        "person": remark.author,
        "link": settings.PUBLIC_URL + remark.get_absolute_url(),
    }
    _send(_("An answer to your remark"), "remark_answered", context, remark.author.email)


def _who_speaks_for_the_client(project: ClientProject) -> list[User]:
    return [contact.person for contact in contacts_of(project).filter(person__is_active=True)]


def _send_to_each(people: Iterable[User], subject: str, template: str, context: dict[str, object]) -> None:
    """Write to each of `people`; an address that is refused takes nothing away from the others.

    Raises:
        SMTPRecipientsRefused: every address was refused, so that nobody knows anything yet.
    """
    told = 0
    refused: SMTPRecipientsRefused | None = None
    for person in people:
        try:
            _send(subject, template, {**context, "person": person}, person.email)
        except SMTPRecipientsRefused as error:
            logger.warning("The mail server refuses the address of person %s (%s).", person.pk, template)
            refused = error
        else:
            told += 1
    if refused is not None and not told:
        raise refused


def _send(subject: str, template: str, context: dict[str, object], address: str) -> None:
    send_mail(subject, render_to_string(f"client_projects/email/{template}.txt", context), None, [address])
