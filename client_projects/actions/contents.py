"""What the client is to give is listed, asked for, given, accepted or asked for again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import ContentRefused
from client_projects.models import ClientProject, GivenContent, Milestone, WantedContent
from client_projects.permissions import can_share, check_can_decide, check_can_hand_in, check_can_share
from client_projects.states import (
    CONTENT_MOVES,
    AccessWay,
    ContentKind,
    ContentState,
    PeopleShown,
    PictureRights,
)
from lms.core.audit import record_event
from lms.core.states import TransitionRefused, move
from lms.core.uploads import UploadRefused, check_upload
from lms.people.models import User

MOST_PIECES = 60
# « Mot de passe : azerty » - what a hurried person types although she was asked not to.
_SECRET = re.compile(
    r"\b(mots? de passe|mdp|passwords?|passwd|pwd|code secret)\b\s*(:|=|\best\b|\bis\b)\s*\S", re.I
)


@dataclass(frozen=True)
class Needed:
    """What a line of the list says: what exactly, for which page and stage, until when."""

    title: str
    kind: str
    details: str
    page: str = ""
    milestone: Milestone | None = None
    wanted_on: date | None = None


@transaction.atomic
def list_content(*, project: ClientProject, needed: Needed, by: User, now: datetime) -> WantedContent:
    """Write down one thing the client is to give: asked for at once by a trainer, a draft from the team.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        ContentRefused: an unknown kind, a stage of another project, or a title that is on the list already.
    """
    check_can_hand_in(by, project)
    if needed.kind not in ContentKind.values:
        raise ContentRefused(_("Choose what kind of content it is."))
    if needed.milestone is not None and needed.milestone.project_id != project.pk:
        raise ContentRefused(_("This stage belongs to another project."))
    ClientProject.objects.select_for_update().get(pk=project.pk)
    if project.wanted_contents.filter(title__iexact=needed.title.strip()).exists():
        raise ContentRefused(_("There is something with this title on the list already."))
    is_asked = can_share(by, project)
    wanted = WantedContent.objects.create(
        project=project,
        title=needed.title.strip(),
        kind=needed.kind,
        details=needed.details.strip(),
        page=needed.page.strip(),
        milestone=needed.milestone,
        wanted_on=needed.wanted_on,
        state=ContentState.ASKED if is_asked else ContentState.DRAFT,
        asked_at=now if is_asked else None,
        written_by=by,
        written_at=now,
    )
    record_event(action="content_listed", subject=wanted, by=by, now=now, asked=is_asked)
    return wanted


@transaction.atomic
def ask_for_content(*, wanted: WantedContent, by: User, now: datetime) -> WantedContent:
    """Show a draft to the client, or ask again for what was no longer needed.

    Raises:
        Denied: `by` is no trainer of the school.
        ContentRefused: it is asked for already.
    """
    check_can_share(by, wanted.project)
    return _turn(wanted, ContentState.ASKED, by, now, asked_at=now, reminders_sent=0, reminded_at=None)


@transaction.atomic
def accept_content(*, wanted: WantedContent, by: User, now: datetime) -> WantedContent:
    """Say that what the client gave is what was needed.

    Raises:
        Denied: `by` is no trainer of the school.
        ContentRefused: nothing was received, or photos wait for their rights.
    """
    check_can_share(by, wanted.project)
    if any(given.lacks_rights for given in wanted.given.all()):
        raise ContentRefused(_("Some photos have no rights yet: the client says first whose they are."))
    return _turn(wanted, ContentState.ACCEPTED, by, now, reason="")


@transaction.atomic
def ask_to_complete(*, wanted: WantedContent, reason: str, by: User, now: datetime) -> WantedContent:
    """Tell the client what is still missing.

    Raises:
        Denied: `by` is no trainer of the school.
        ContentRefused: no reason, or nothing was received.
    """
    check_can_share(by, wanted.project)
    if not reason.strip():
        raise ContentRefused(_("Say in a few words what is missing: the client reads it."))
    changes = {"reason": reason.strip(), "asked_at": now, "reminders_sent": 0, "reminded_at": None}
    return _turn(wanted, ContentState.INCOMPLETE, by, now, **changes)


@transaction.atomic
def drop_content(*, wanted: WantedContent, by: User, now: datetime) -> WantedContent:
    """Say that it is no longer needed.

    Raises:
        Denied: `by` is no trainer of the school.
        ContentRefused: it was accepted, or is dropped already.
    """
    check_can_share(by, wanted.project)
    return _turn(wanted, ContentState.DROPPED, by, now)


def _turn(
    wanted: WantedContent, state: ContentState, by: User, now: datetime, **changes: Any
) -> WantedContent:
    try:
        move(wanted, CONTENT_MOVES, state, **changes)
    except TransitionRefused:
        raise ContentRefused(_("This has moved meanwhile: look at it again.")) from None
    record_event(action=f"content_{state}", subject=wanted, by=by, now=now)
    return wanted


@transaction.atomic
def give_text(
    *, wanted: WantedContent, text: str = "", document: File | None = None, by: User, now: datetime
) -> WantedContent:
    """The client gives a text, typed or as a PDF.

    Raises:
        Denied: `by` is no contact of the client.
        ContentRefused: nothing is given, a password is, the file is refused, or nothing is waited for any more.
    """
    locked = _open_for(wanted, by, ContentKind.TEXT)
    if not text.strip() and document is None:
        raise ContentRefused(_("Write the text, or choose a document."))
    _check_no_secret(text)
    given = _given(locked, by, now, text=text.strip())
    if document is not None:
        _attach(given, document)
    given.save()
    return _received(locked, by, now)


@transaction.atomic
def give_access(
    *, wanted: WantedContent, way: str, holder: str, text: str = "", by: User, now: datetime
) -> WantedContent:
    """The client says how she gave an access and who holds it.

    Raises:
        Denied: `by` is no contact of the client.
        ContentRefused: she wrote a password, left out the way or the holder, or nothing is waited for any more.
    """
    locked = _open_for(wanted, by, ContentKind.ACCESS)
    if way not in AccessWay.values or not holder.strip():
        raise ContentRefused(_("Say how you gave the access, and who holds it."))
    _check_no_secret(f"{holder}\n{text}")
    _given(locked, by, now, way=way, holder=holder.strip(), text=text.strip()).save()
    return _received(locked, by, now)


@transaction.atomic
def give_photos(
    *, wanted: WantedContent, photos: Iterable[File], by: User, now: datetime
) -> list[tuple[str, str]]:
    """Keep the photos that can be taken; they count once their rights are declared.

    Returns:
        The name of each photo that cannot be taken, with the sentence that says why.

    Raises:
        Denied: `by` is no contact of the client.
        ContentRefused: nothing is waited for any more.
    """
    locked = _open_for(wanted, by, ContentKind.PHOTOS)
    room = MOST_PIECES - locked.given.count()
    refused = []
    kept = 0
    for photo in photos:
        given = _given(locked, by, now)
        try:
            if kept >= room:
                raise ContentRefused(_("There are %(count)s photos here already.") % {"count": MOST_PIECES})
            _attach(given, photo, pictures_only=True)
        except ContentRefused as refusal:
            refused.append((photo.name or "", str(refusal)))
        else:
            given.save()
            kept += 1
    if kept:
        record_event(action="photos_given", subject=locked, by=by, now=now, count=kept)
    return refused


@transaction.atomic
def declare_rights(
    *,
    wanted: WantedContent,
    author: str,
    rights: str,
    permission: str = "",
    people: str,
    by: User,
    now: datetime,
) -> WantedContent:
    """The client declares the rights of all photos that have none yet.

    Raises:
        Denied: `by` is no contact of the client.
        ContentRefused: there is no such photo, the declaration is not whole, or it does not allow the site to
            show them.
    """
    locked = _open_for(wanted, by, ContentKind.PHOTOS)
    waiting = [given for given in locked.given.all() if given.lacks_rights]
    if not waiting:
        raise ContentRefused(_("Choose at least one photo."))
    if rights not in PictureRights.values:
        raise ContentRefused(_("Without the agreement of its author, a photo cannot be on the site."))
    if people not in PeopleShown.values:
        raise ContentRefused(_("Who can be recognised on a photo must have agreed first."))
    if not author.strip():
        raise ContentRefused(_("Say who took or made the photos."))
    if rights != PictureRights.OWN and not permission.strip():
        raise ContentRefused(_("Say who agreed and when, or the name of the licence."))
    declared = {
        "author": author.strip(),
        "rights": rights,
        "people": people,
        "permission": permission.strip(),
    }
    locked.given.filter(pk__in=[given.pk for given in waiting]).update(**declared)
    record_event(action="rights_declared", subject=locked, by=by, now=now, count=len(waiting), rights=rights)
    return _received(locked, by, now)


@transaction.atomic
def take_back(*, given: GivenContent, by: User, now: datetime) -> None:
    """The client takes back something that she gave by mistake, until it is accepted; its file goes too.

    Raises:
        Denied: `by` is no contact of the client.
        ContentRefused: it is accepted, or no longer needed.
    """
    locked = _open_for(given.wanted, by, given.wanted.kind)
    record_event(
        action="content_taken_back", subject=locked, by=by, now=now, given=given.pk, name=given.file_name
    )
    storage, name = given.file.storage, given.file.name
    given.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    nothing_left = not any(not one.lacks_rights for one in locked.given.all())
    if locked.state == ContentState.RECEIVED and nothing_left:
        # Not a move of its own: she is where she was before she gave it.
        state = ContentState.INCOMPLETE if locked.reason else ContentState.ASKED
        WantedContent.objects.filter(pk=locked.pk).update(state=state, received_at=None)


@transaction.atomic
def remind_of_contents(*, wanted: Sequence[WantedContent], now: datetime) -> None:
    """Mail the client of one project what she still owes, in one mail; what another worker told is left out.

    Args:
        wanted: what is to be reminded of, all of one project.
    """
    told = []
    for one in wanted:
        due = WantedContent.objects.filter(
            pk=one.pk,
            reminders_sent=one.reminders_sent,
            state__in=(ContentState.ASKED, ContentState.INCOMPLETE),
        )
        if due.update(reminders_sent=one.reminders_sent + 1, reminded_at=now):
            record_event(
                action="client_reminded", subject=one, by=None, now=now, number=one.reminders_sent + 1
            )
            told.append(one)
    if told:
        notifications.remind_of_contents(told[0].project, told)


def _open_for(wanted: WantedContent, by: User, kind: str) -> WantedContent:
    """Return the row, locked, once `by` may give something of this kind for it."""
    check_can_decide(by, wanted.project)
    locked = WantedContent.objects.select_for_update().get(pk=wanted.pk)
    if not locked.takes_more:
        raise ContentRefused(_("We no longer wait for this: thank you. Tell a trainer if something changes."))
    if locked.kind != kind:
        raise ContentRefused(_("Something else is asked for here."))
    return locked


def _given(wanted: WantedContent, by: User, now: datetime, **what: str) -> GivenContent:
    return GivenContent(wanted=wanted, given_by=by, given_by_name=by.get_full_name(), given_at=now, **what)


def _attach(given: GivenContent, upload: File, *, pictures_only: bool = False) -> None:
    try:
        checked = check_upload(upload)
    except UploadRefused as refusal:
        raise ContentRefused(str(refusal)) from refusal
    if pictures_only != checked.content_type.startswith("image/"):
        raise ContentRefused(
            _("This is no picture: only photos (PNG, JPEG, WebP) are taken here.")
            if pictures_only
            else _("Only PDF documents are taken here; photos are asked for apart, with their rights.")
        )
    given.file, given.file_name, given.file_type = upload, checked.name, checked.content_type


def _check_no_secret(text: str) -> None:
    if _SECRET.search(text):
        raise ContentRefused(
            _("Never write a password here: take it out, then say only how you give it to us.")
        )


def _received(wanted: WantedContent, by: User, now: datetime) -> WantedContent:
    """Say that the client did her part; giving more to what is received already changes nothing else."""
    if wanted.state == ContentState.RECEIVED:
        WantedContent.objects.filter(pk=wanted.pk).update(received_at=now)
        record_event(action="content_added", subject=wanted, by=by, now=now)
        return wanted
    return _turn(wanted, ContentState.RECEIVED, by, now, received_at=now)
