"""The test book as it stands, and what stands between it and a signature."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import (
    ChecklistItem,
    ClientProject,
    Paper,
    Reservation,
    SiteVersion,
    TestAnswer,
    TestItem,
    TestRun,
)
from client_projects.queries.projects import Person
from client_projects.queries.reservations import open_reservations
from client_projects.sites import changed_paths
from client_projects.states import AcceptanceDecision, Severity
from client_projects.visibility import (
    visible_checklist_items,
    visible_papers,
    visible_test_items,
    visible_test_runs,
)


def test_items_visible_to(user: Person) -> QuerySet[TestItem]:
    return visible_test_items(user).select_related("project__client", "project__cohort__school")


def test_runs_visible_to(user: Person) -> QuerySet[TestRun]:
    return visible_test_runs(user).select_related("project__client", "project__cohort__school")


def papers_visible_to(user: Person) -> QuerySet[Paper]:
    return (
        visible_papers(user)
        .select_related("project__client", "project__cohort__school", "project__school", "run")
        .prefetch_related("signatures")
    )


def checklist_visible_to(user: Person) -> QuerySet[ChecklistItem]:
    return visible_checklist_items(user).select_related("project__client", "project__cohort__school")


def open_run(project: ClientProject) -> TestRun | None:
    return project.test_runs.filter(closed_at=None).select_related("site_version__project").first()


@dataclass(frozen=True)
class BookLine:
    """One line of the test book with the client's answer in one round, if there is one."""

    item: TestItem
    answer: TestAnswer | None


def book_of(user: Person, project: ClientProject, run: TestRun | None) -> list[BookLine]:
    """Return the lines that `user` may read, in order, with the answers of `run`; one or two queries."""
    items = test_items_visible_to(user).filter(project=project)
    if run is None:
        return [BookLine(item, None) for item in items]
    answers = TestAnswer.objects.filter(run=run).select_related("reservation", "site_version")
    read = items.prefetch_related(Prefetch("answers", queryset=answers, to_attr="in_run"))
    return [BookLine(item, next(iter(item.in_run), None)) for item in read]


@dataclass(frozen=True)
class NewerVersion:
    """A version of the site handed in since the one under test: what it changed, what should be tried again.

    `again` is a proposal: a file that many pages share may change all of them.
    """

    version: SiteVersion
    changed: list[str]
    works: list[TestItem]
    again: list[TestItem]


def newer_site_version(run: TestRun) -> SiteVersion | None:
    """Return the newest version of the site, if the round is on an older one."""
    if run.site_version is None:
        return None
    newest = run.project.site_versions.order_by("-number").first()
    return newest if newest and newest.number > run.site_version.number else None


def newer_version_of(run: TestRun, version: SiteVersion) -> NewerVersion:
    """Return what has to be known to go on with a round on `version`."""
    works = [answer.item for answer in run.answers.filter(works=True).select_related("item")]
    changed = _changed(run.site_version, version)
    again = works if changed is None else [item for item in works if may_touch(item.area, changed)]
    return NewerVersion(version, changed or [], works, again)


def _changed(former: SiteVersion | None, newer: SiteVersion) -> list[str] | None:
    """Return the changed files, or None where nobody can tell."""
    if former is None:
        return None
    try:
        with former.archive.open("rb") as before, newer.archive.open("rb") as after:
            return changed_paths(before, after)
    except (FileNotFoundError, ValueError, OSError):
        return None


_PAGES = (".html", ".htm", ".php")
_HOME_WORDS = frozenset({"accueil", "home", "index"})
_EVERYWHERE = frozenset({"toutes", "partout", "chaque"})


def may_touch(area: str, changed: Iterable[str]) -> bool:
    """Whether a line of the test book about `area` may be touched by these files: pages are known by their names, and
    anything else may belong to every page."""
    words = _words(area)
    for path in changed:
        if not path.endswith(_PAGES) or words & _EVERYWHERE:
            return True
        named = _words(path.rpartition(".")[0]) - {"public"}
        if words & (named | _HOME_WORDS if named <= _HOME_WORDS else named - _HOME_WORDS):
            return True
    return False


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return {word for word in re.split(r"[^a-z0-9]+", plain) if len(word) > 2}


def acceptance_blockers(project: ClientProject) -> list[Reservation]:
    """Return the blocking reservations that are not lifted: while there is one, nothing is accepted."""
    return list(open_reservations(project).filter(severity=Severity.BLOCKING))


def decisions_open_to(project: ClientProject) -> tuple[list[AcceptanceDecision], str]:
    """Return what the client may decide about a delivered version, and why not the rest in a sentence."""
    no = [AcceptanceDecision.POSTPONED, AcceptanceDecision.REFUSED]
    if blockers := acceptance_blockers(project):
        numbers = ", ".join(str(one.number) for one in blockers)
        sentence = ngettext(
            "Nothing can be accepted while a blocking reservation is open: no. %(numbers)s.",
            "Nothing can be accepted while blocking reservations are open: nos. %(numbers)s.",
            len(blockers),
        )
        return no, sentence % {"numbers": numbers}
    if open_reservations(project).exists():
        return [AcceptanceDecision.WITH_RESERVATIONS, *no], _(
            "There are open reservations: it can only be accepted with them."
        )
    return [AcceptanceDecision.WITHOUT_RESERVATIONS, *no], ""
