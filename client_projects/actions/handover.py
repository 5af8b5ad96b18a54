"""The handover pack is asked for by a trainer and made by a worker."""

import logging
import tempfile
from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from client_projects.actions.refusals import PackRefused
from client_projects.handing_over import write_pack
from client_projects.models import ClientProject, HandoverPack
from client_projects.permissions import check_can_archive
from client_projects.states import PACK_MOVES, PackState
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move
from lms.people.models import User

logger = logging.getLogger(__name__)

MAKE_PACK_JOB = "client_projects.jobs.make_pack"
MOST_ATTEMPTS = 3


@transaction.atomic
def ask_for_pack(*, project: ClientProject, by: User, now: datetime) -> HandoverPack:
    """Have the pack made; everybody of the project may take it home once it is there.

    Raises:
        Denied: `by` is no trainer of the school.
        PackRefused: one is being made already.
    """
    check_can_archive(by, project)
    try:
        with transaction.atomic():
            pack = HandoverPack.objects.create(project=project, asked_by=by, asked_at=now)
    except IntegrityError:
        raise PackRefused(_("The archive is being made already.")) from None
    record_event(action="pack_asked", subject=pack, by=by, now=now)
    enqueue_after_commit("default", MAKE_PACK_JOB, pack_id=pack.pk)
    return pack


def make_pack(*, pack: HandoverPack, now: datetime) -> None:
    """Make a pack that waits; it takes the place of the former one. What fails three times is said on its page."""
    HandoverPack.objects.filter(pk=pack.pk).update(attempts=F("attempts") + 1)
    pack.refresh_from_db()
    if pack.state != PackState.WAITING:
        return
    try:
        # On disk from end to end: a site and its pictures do not fit into memory.
        with tempfile.TemporaryFile() as written:
            missing = write_pack(pack.project, written)
            size = written.tell()
            written.seek(0)
            pack.file.save("remise.zip", File(written), save=False)
        _done(pack, size, missing, now)
    except TransitionRefused:
        # Another worker was quicker.
        pack.file.delete(save=False)
    except Exception:
        logger.exception("The handover pack %s could not be made", pack.pk)
        if pack.attempts >= MOST_ATTEMPTS:
            HandoverPack.objects.filter(pk=pack.pk, state=PackState.WAITING).update(state=PackState.FAILED)


@transaction.atomic
def _done(pack: HandoverPack, size: int, missing: list[str], now: datetime) -> None:
    former = list(HandoverPack.objects.filter(project=pack.project_id).exclude(pk=pack.pk))
    move(pack, PACK_MOVES, PackState.DONE, file=pack.file.name, size=size, missing=missing, made_at=now)
    record_event(action="pack_made", subject=pack, by=None, now=now, size=size)
    for one in former:
        if name := one.file.name:
            transaction.on_commit(partial(one.file.storage.delete, name))
        one.delete()
