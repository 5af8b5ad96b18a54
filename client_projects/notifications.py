"""Mails of a client project: few, short, and only when it is somebody's turn."""

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
    TestRun,
    Version,
)
from client_projects.queries import contacts_of, trainers_to_call
from client_projects.queries.reminders import REMIND_AFTER
from client_projects.states import RemarkState


def tell_client(version: Version) -> None:
    """Write to every contact of the client that a version can be seen, and whether a decision is awaited."""
    project = version.deliverable.project
    title = {"title": version.deliverable.title}
    asked = version.deliverable.asks_for_decision
    subject = _("Your turn: “%(title)s”") % title if asked else _("To see: “%(title)s”") % title
    link = settings.PUBLIC_URL + version.decision_url
    for contact in contacts_of(project).filter(person__is_active=True):
        context = {"version": version, "project": project, "person": contact.person, "link": link}
        _send(subject, "version_shared", context, contact.person.email)


def remind_client(version: Version, number: int) -> None:
    """Write to every contact of the client, once more, that a decision is awaited."""
    project = version.deliverable.project
    subject = _("A reminder: “%(title)s” waits for you") % {"title": version.deliverable.title}
    link = settings.PUBLIC_URL + version.decision_url
    for contact in contacts_of(project).filter(person__is_active=True):
        context = {
            "version": version,
            "project": project,
            "person": contact.person,
            "link": link,
            "is_last": number == len(REMIND_AFTER),
        }
        _send(subject, "decision_reminder", context, contact.person.email)


def tell_client_of_tests(run: TestRun) -> None:
    """Write to every contact of the client that the site can be tried, point by point."""
    project = run.project
    subject = _("Your turn: try your new site")
    link = settings.PUBLIC_URL + reverse("acceptance", args=[project.slug])
    for contact in contacts_of(project).filter(person__is_active=True):
        context = {"run": run, "project": project, "person": contact.person, "link": link}
        _send(subject, "tests_opened", context, contact.person.email)


def tell_team(decision: Decision) -> None:
    """Write the client's decision to the trainers of the cohort, who speak about it with the team."""
    version = decision.version
    project = version.deliverable.project
    subject = _("The client answered: “%(title)s”") % {"title": version.deliverable.title}
    link = settings.PUBLIC_URL + version.decision_url
    for trainer in trainers_to_call(project):
        context = {
            "decision": decision,
            "version": version,
            "project": project,
            "person": trainer,
            "link": link,
        }
        _send(subject, "decision_received", context, trainer.email)


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


def _send(subject: str, template: str, context: dict[str, object], address: str) -> None:
    send_mail(subject, render_to_string(f"client_projects/email/{template}.txt", context), None, [address])
