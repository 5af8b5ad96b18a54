"""Write the test book, open a round of tests, answer it."""

from collections.abc import Collection
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import TestRefused
from client_projects.actions.reservations import raise_reservation
from client_projects.models import ClientProject, SiteVersion, TestAnswer, TestItem, TestRun
from client_projects.permissions import check_can_decide, check_can_hand_in, check_can_share
from client_projects.queries import open_run
from client_projects.starting_sets import proposed_tests
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.core.uploads import UploadRefused, check_upload
from lms.people.models import User

TELL_OF_TESTS_JOB = "client_projects.jobs.tell_client_of_tests"


def _check_book_is_free(project: ClientProject) -> None:
    if open_run(project) is not None:
        raise TestRefused(_("The client is testing: the book changes again after this round."))


@transaction.atomic
def add_test_item(
    *, project: ClientProject, area: str, to_do: str, expected: str, by: User, now: datetime
) -> TestItem:
    """Add a line at the end of the test book.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TestRefused: the client is in the middle of a round.
    """
    check_can_hand_in(by, project)
    _check_book_is_free(project)
    last = project.test_items.aggregate(last=Max("position"))["last"] or 0
    item = TestItem.objects.create(
        project=project, area=area, to_do=to_do, expected=expected, position=last + 1
    )
    record_event(action="test_item_added", subject=item, by=by, now=now)
    return item


@transaction.atomic
def propose_tests(*, project: ClientProject, by: User, now: datetime) -> None:
    """Begin an empty test book with the usual lines.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TestRefused: the book has lines already.
    """
    check_can_hand_in(by, project)
    if project.test_items.exists():
        raise TestRefused(_("The test book is begun already."))
    TestItem.objects.bulk_create(
        TestItem(project=project, position=number, **line)
        for number, line in enumerate(proposed_tests(), start=1)
    )
    record_event(action="test_book_begun", subject=project, by=by, now=now)


@transaction.atomic
def remove_test_item(*, item: TestItem, by: User, now: datetime) -> None:
    """Take a line out of the book.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TestRefused: the client is in the middle of a round, or has answered this line once.
    """
    check_can_hand_in(by, item.project)
    _check_book_is_free(item.project)
    if item.answers.exists():
        raise TestRefused(_("The client has answered this line: it stays."))
    record_event(action="test_item_removed", subject=item, by=by, now=now)
    item.delete()


@transaction.atomic
def open_test_run(
    *,
    project: ClientProject,
    delivered: str = "",
    address: str = "",
    site_version: SiteVersion | None = None,
    by: User,
    now: datetime,
) -> TestRun:
    """Give the test book to the client, for one delivered version.

    Args:
        delivered: what is delivered, in words; of a version of the site its number says it.
        site_version: what is tested, where it was handed in here: the client may visit it from now on.

    Raises:
        Denied: `by` is no trainer of the school.
        TestRefused: the book is empty, a round is open already, the version is another project's, or nothing says
            what is delivered.
    """
    check_can_share(by, project)
    if site_version is not None and site_version.project_id != project.pk:
        raise TestRefused(_("This version is of another project."))
    delivered = delivered.strip() or (words_for(site_version) if site_version else "")
    if not delivered:
        raise TestRefused(_("Choose a version of the site, or say what is delivered."))
    ClientProject.objects.select_for_update().get(pk=project.pk)
    if open_run(project) is not None:
        raise TestRefused(_("A round of tests is open already."))
    if not project.test_items.exists():
        raise TestRefused(_("The test book is empty: write first what the client shall try."))
    last = project.test_runs.aggregate(last=Max("number"))["last"] or 0
    run = TestRun.objects.create(
        project=project,
        number=last + 1,
        delivered=delivered,
        address=address,
        site_version=site_version,
        opened_at=now,
        opened_by=by,
    )
    record_event(action="test_run_opened", subject=run, by=by, now=now)
    enqueue_after_commit("default", TELL_OF_TESTS_JOB, run_id=run.pk)
    return run


@transaction.atomic
def continue_on_newer_version(
    *, run: TestRun, site_version: SiteVersion, again: Collection[TestItem], by: User, now: datetime
) -> TestRun:
    """Go on with a round on a newer version of the site; the client tries `again` what it may have changed.

    What did not work needs no naming: it is followed as a reservation. A signature that was asked for is no more.
    The client may still visit the former version, and her answers say on which one they were given.

    Raises:
        Denied: `by` is no trainer of the school.
        TestRefused: the round is over, or the version is no newer one of this project.
    """
    check_can_share(by, run.project)
    run = TestRun.objects.select_for_update(of=("self",)).select_related("project").get(pk=run.pk)
    if not run.is_open:
        raise TestRefused(_("This round of tests is over."))
    former = run.site_version
    if site_version.project_id != run.project_id or (former and site_version.number <= former.number):
        raise TestRefused(_("This is no newer version of this project's site."))
    answers = run.answers.filter(works=True, item__in=[item.pk for item in again])
    count = answers.update(again=True)
    run.site_version, run.delivered, run.address = site_version, words_for(site_version), ""
    run.offered_at = None
    changed = ["site_version", "delivered", "address", "offered_at"]
    if count:
        run.client_told_at = None
        changed.append("client_told_at")
    run.save(update_fields=changed)
    if former is not None:
        run.earlier_versions.add(former)
    record_event(
        action="test_run_on_newer_version",
        subject=run,
        by=by,
        now=now,
        number=site_version.number,
        again=count,
    )
    if count:
        enqueue_after_commit("default", TELL_OF_TESTS_JOB, run_id=run.pk)
    return run


def words_for(version: SiteVersion) -> str:
    return _("Version %(number)d of the site") % {"number": version.number}


@transaction.atomic
def answer_test(
    *,
    run: TestRun,
    item: TestItem,
    works: bool,
    said: str = "",
    photo: File | None = None,
    by: User,
    now: datetime,
) -> TestAnswer:
    """The client says whether one line works; what does not becomes a reservation.

    She may change her mind until the round ends, as long as no reservation came of it.

    Raises:
        Denied: `by` is no contact of the client.
        TestRefused: the round is over, the line is of another book, nothing is said about what fails, a
            reservation is followed already, or the photo is refused.
    """
    check_can_decide(by, run.project)
    run = TestRun.objects.select_for_update().select_related("project").get(pk=run.pk)
    if not run.is_open or item.project_id != run.project_id:
        raise TestRefused(_("This round of tests is over."))
    if not works and not said.strip():
        raise TestRefused(_("Say in a few words what you saw."))
    former = TestAnswer.objects.filter(run=run, item=item).first()
    if former is not None and former.reservation_id is not None:
        raise TestRefused(_("This point is followed as a reservation: answer there."))
    answer = former or TestAnswer(run=run, item=item)
    answer.works, answer.said, answer.again = works, "" if works else said.strip(), False
    answer.answered_by_name, answer.answered_at = by.get_full_name(), now
    answer.site_version = run.site_version
    if photo is not None and not works:
        _attach(answer, photo)
    if not works:
        text = f"{item.area} · {item.to_do}\n{answer.said}"
        answer.reservation = raise_reservation(project=run.project, text=text, by=by, now=now)
    answer.save()
    return answer


def _attach(answer: TestAnswer, photo: File) -> None:
    try:
        checked = check_upload(photo)
    except UploadRefused as refusal:
        raise TestRefused(str(refusal)) from refusal
    answer.photo, answer.photo_name, answer.photo_type = photo, checked.name, checked.content_type


@transaction.atomic
def ask_for_signature(*, run: TestRun, by: User, now: datetime) -> TestRun:
    """Ask the client to decide about the round and to sign.

    Raises:
        Denied: `by` is no trainer of the school.
        TestRefused: the round is over, points are not answered or have to be tried again, or reservations are not
            sorted.
    """
    check_can_share(by, run.project)
    # Of somebody who asks and somebody who goes on with a newer version, each sees what the other did.
    run = TestRun.objects.select_for_update(of=("self",)).select_related("project").get(pk=run.pk)
    if not run.is_open:
        raise TestRefused(_("This round of tests is over."))
    if run.project.test_items.exclude(answers__run=run).exists():
        raise TestRefused(_("The client has not answered every point of the book yet."))
    if run.answers.filter(again=True).exists():
        raise TestRefused(_("The site has changed: the client has points to try again first."))
    if run.project.reservations.filter(severity="").exclude(state="lifted").exists():
        raise TestRefused(_("Sort every reservation first: how much does each weigh?"))
    run.offered_at = now
    run.save(update_fields=["offered_at"])
    record_event(action="acceptance_asked", subject=run, by=by, now=now)
    return run


@transaction.atomic
def tell_client_of_tests(*, run: TestRun, now: datetime) -> None:
    """Mail the client that there is something to try, unless it was done."""
    if TestRun.objects.filter(pk=run.pk, client_told_at=None, closed_at=None).update(client_told_at=now):
        notifications.tell_client_of_tests(run)
