"""What the workers do for client projects: the mails, and looking at each version of a new site."""

import logging
from collections.abc import Callable

from django.utils import timezone

from client_projects import actions
from client_projects.actions.inventory import WALK_JOB
from client_projects.models import (
    ClientContact,
    ContactAccess,
    Decision,
    HandoverPack,
    Remark,
    RemarkMessage,
    SatisfactionSurvey,
    SiteInventory,
    SiteVersion,
    TestRun,
    Version,
)
from client_projects.queries import (
    accesses_to_send,
    checks_lost,
    checks_to_wake,
    contacts_to_welcome,
    contents_to_remind,
    decisions_to_announce,
    forgotten_walks,
    messages_to_announce,
    old_looks_lost,
    old_looks_to_wake,
    packs_to_make,
    remarks_to_announce,
    runs_to_announce,
    surveys_to_announce,
    surveys_to_remind,
    versions_to_announce,
    versions_to_remind,
)
from lms.core.queue import enqueue_after_commit

logger = logging.getLogger(__name__)


def welcome_contact(*, contact_id: int) -> None:
    contact = ClientContact.objects.select_related("client", "person").filter(pk=contact_id).first()
    if contact is not None:
        actions.welcome_contact(contact=contact, now=timezone.now())


def send_access(*, access_id: int) -> None:
    access = (
        ContactAccess.objects.select_related("contact__client", "contact__person")
        .filter(pk=access_id)
        .first()
    )
    if access is not None:
        actions.send_access(access=access, now=timezone.now())


def tell_client(*, version_id: int) -> None:
    version = Version.objects.select_related("deliverable__milestone__project").filter(pk=version_id).first()
    if version is not None:
        actions.tell_client(version=version, now=timezone.now())


def tell_team(*, decision_id: int) -> None:
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is not None:
        actions.tell_team(decision=decision, now=timezone.now())


def tell_client_of_tests(*, run_id: int) -> None:
    run = TestRun.objects.select_related("project").filter(pk=run_id).first()
    if run is not None:
        actions.tell_client_of_tests(run=run, now=timezone.now())


def tell_client_of_survey(*, survey_id: int) -> None:
    survey = SatisfactionSurvey.objects.select_related("project").filter(pk=survey_id).first()
    if survey is not None:
        actions.tell_client_of_survey(survey=survey, now=timezone.now())


def tell_author(*, remark_id: int) -> None:
    remark = Remark.objects.filter(pk=remark_id).first()
    if remark is not None:
        actions.tell_author(remark=remark, now=timezone.now())


def tell_message(*, message_id: int) -> None:
    message = RemarkMessage.objects.filter(pk=message_id).first()
    if message is not None:
        actions.tell_message(message=message, now=timezone.now())


def send_forgotten_mails() -> None:
    """Send those whose wake-up was lost while the queue was down."""
    now = timezone.now()
    for contact in contacts_to_welcome():
        _each_by_itself(actions.welcome_contact, contact=contact, now=now)
    for access in accesses_to_send(now=now):
        _each_by_itself(actions.send_access, access=access, now=now)
    for version in versions_to_announce(now=now):
        _each_by_itself(actions.tell_client, version=version, now=now)
    for decision in decisions_to_announce(now=now):
        _each_by_itself(actions.tell_team, decision=decision, now=now)
    for run in runs_to_announce(now=now):
        _each_by_itself(actions.tell_client_of_tests, run=run, now=now)
    for survey in surveys_to_announce(now=now):
        _each_by_itself(actions.tell_client_of_survey, survey=survey, now=now)
    for remark in remarks_to_announce(now=now):
        _each_by_itself(actions.tell_author, remark=remark, now=now)
    for message in messages_to_announce(now=now):
        _each_by_itself(actions.tell_message, message=message, now=now)


def _each_by_itself(tell: Callable[..., object], **arguments: object) -> None:
    """One mail that does not leave keeps no other back; it is tried again at the next run."""
    try:
        tell(**arguments)
    except Exception:
        logger.exception("A mail did not leave")


def send_reminders() -> None:
    """Remind clients of what waits for them: when one works, twice at most; of an opinion once."""
    now = timezone.now()
    for version in versions_to_remind(now=now):
        number = version.reminders_sent + 1
        _each_by_itself(actions.remind_client, version=version, number=number, now=now)
    for wanted in contents_to_remind(now=now):
        _each_by_itself(actions.remind_of_contents, wanted=wanted, now=now)
    for survey in surveys_to_remind(now=now):
        _each_by_itself(actions.remind_of_survey, survey=survey, now=now)


def look_at_site(*, version_id: int) -> None:
    """Look at a version of the new site in boxes, unless it was done. For a worker that reaches Docker."""
    version = SiteVersion.objects.filter(pk=version_id).first()
    if version is not None:
        actions.look_at_site(version=version, now=timezone.now())


def look_at_old_site(*, inventory_id: int) -> None:
    """Take pictures of the present site in boxes, unless it was done. For a worker that reaches Docker."""
    inventory = SiteInventory.objects.filter(pk=inventory_id).first()
    if inventory is not None:
        actions.look_at_old_site(inventory=inventory, now=timezone.now())


def wake_forgotten_site_checks() -> None:
    """Wake up what waits, and take up again what a worker that died had begun."""
    now = timezone.now()
    for check in checks_lost(now=now):
        actions.set_back(check=check, detail="its worker died", now=now)
    for check in checks_to_wake(now=now):
        actions.wake_up(version_id=check.version_id)
    for look in old_looks_lost(now=now):
        actions.set_look_back(look=look, detail="its worker died", now=now)
    for look in old_looks_to_wake(now=now):
        actions.wake_up_look(inventory_id=look.inventory_id)


def walk(*, inventory_id: int, turn: int) -> None:
    """Take one turn of a walk through an old site; `turn` only tells one wake-up from the next."""
    actions.walk_on(inventory_id=inventory_id)


def take_up_forgotten_walks() -> None:
    """Wake up the walks whose wake-up was lost or whose worker died."""
    for inventory in forgotten_walks(now=timezone.now()):
        enqueue_after_commit("default", WALK_JOB, inventory_id=inventory.pk, turn=inventory.turn)


def make_pack(*, pack_id: int) -> None:
    """Make a handover pack that waits."""
    pack = (
        HandoverPack.objects.select_related("project__client", "project__school").filter(pk=pack_id).first()
    )
    if pack is not None:
        actions.make_pack(pack=pack, now=timezone.now())


def make_forgotten_packs() -> None:
    """Make those whose wake-up was lost or whose worker died."""
    now = timezone.now()
    for pack in packs_to_make(now=now):
        actions.make_pack(pack=pack, now=now)
