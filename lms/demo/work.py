"""The demo school's work: lessons read, exercises handed in (and really graded), a client project under way."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone

from client_projects import actions as projects
from client_projects.models import Client, ClientProject, Deliverable
from client_projects.sites import checked_site
from client_projects.states import DecisionKind, SiteSource
from curriculum.actions.path import mark_lesson_read
from curriculum.models import LessonPage, ProgrammePage
from exercises import grading
from exercises.actions.comment import write_comment
from exercises.actions.grade import claim_submission, record_verdict
from exercises.actions.help import ask_for_help
from exercises.actions.review import Appraised, review_submission
from exercises.actions.submit import submit, version_for
from exercises.models import Exercise, HelpRequest, Submission
from exercises.states import AppraisalLevel, ReviewDecision
from lms.attendance.actions import Where, declare_leave, mark, mark_others_present
from lms.attendance.models import Presence, Reason
from lms.attendance.queries import day_off, half_of
from lms.demo.board import build_board
from lms.demo.evidence import build_evidence, build_test_round
from lms.demo.people import CONTENT, DEMO_PASSWORD, DemoSchools
from lms.demo.remarks import build_remarks, build_team_remarks
from lms.demo.supplies import build_contents, build_meetings
from lms.people.actions import leave_note, substitute
from lms.people.models import User
from lms.people.queries import apprentices_of, possible_substitutes

# How far the first apprentices of each cohort are: (exercise, answer), where an answer is the solution or the
# name of a typical mistake. They are graded by the sandbox like anybody's.
HANDED_IN = (
    ("html-carte-de-visite", "solution"),
    ("html-carte-de-visite", "deux-h1"),
    ("html-page-en-quatre-parties", "solution"),
    ("js-panier-de-legumes", "solution"),
    ("js-tarif-adhesion", "solution"),
)
# Answered already, so that everybody can see what an answer looks like: the exercise, and what is said of which line.
REVIEWED = "html-page-en-quatre-parties"
REMARKS = (
    (11, "Comment s’appelle cette navigation, pour qui ne la voit pas ?"),
    (25, "Bon texte : il dit ce que l’image apporte. Gardez cette habitude."),
)
STUCK_AT, STUCK_WITH = "css-cartes-des-ateliers", "toujours-en-colonne"


def hand_in_work(schools: DemoSchools, course: ProgrammePage, *, now: datetime) -> int:
    """Read a lesson and hand in one answer for some apprentices; return how many were handed in.

    The first apprentice of each cohort is left at the start: hers is the sign-in that visitors use.
    """
    lesson = LessonPage.objects.descendant_of(course).order_by("path").first()
    count = 0
    for cohort in schools.cohorts.values():
        _visitor, *apprentices = apprentices_of(cohort)
        # All but one have read something lately: she is who has done nothing for days.
        for apprentice in apprentices[:-2] if lesson is not None else ():
            mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now)
        _review(apprentices[0], cohort.trainers.order_by("pk").first(), now)
        for apprentice, (key, answer) in zip(apprentices, HANDED_IN, strict=False):
            count += _hand_in(apprentice, Exercise.objects.get(key=key), answer, now)
        _ask(apprentices[-1], now)
    return count


def _review(apprentice: User, trainer: User | None, now: datetime) -> None:
    """Work that a trainer has answered: on lines, competence by competence, with a next step.

    It is the author's solution, of which the tests prove that it passes, so no box has to run before it is answered.
    """
    exercise = Exercise.objects.get(key=REVIEWED)
    if trainer is None or Submission.objects.filter(apprentice=apprentice, exercise=exercise).exists():
        return
    handed_in, answered = now - timedelta(days=2), now - timedelta(days=1)
    version = version_for(apprentice, exercise)
    submission = submit(
        apprentice=apprentice,
        exercise=exercise,
        files=grading.example_answer(version, "solution"),
        now=handed_in,
    )
    run = claim_submission(submission=submission, worker="demo", now=handed_in)
    assert run is not None
    submission = record_verdict(run=run, verdict=grading.all_passed(version), now=handed_in)
    for line, text in REMARKS:
        write_comment(
            submission=submission,
            path="index.html",
            first_line=line,
            last_line=line,
            text=text,
            by=trainer,
            now=answered,
        )
    seen, partly = version.competence_codes[:2]
    review_submission(
        submission=submission,
        decision=ReviewDecision.RETURNED,
        comment="La page est bien découpée : on s’y retrouve sans la regarder. Il reste deux mots à trouver.",
        next_step="Donnez un nom à la navigation, puis rendez à nouveau.",
        appraised=[
            Appraised(seen, AppraisalLevel.SEEN, "En-tête, contenu et pied de page sont à leur place."),
            Appraised(
                partly, AppraisalLevel.PARTLY, "Les titres font un plan ; la navigation n’a pas de nom."
            ),
        ],
        by=trainer,
        now=answered,
    )


def mark_attendance(schools: DemoSchools, *, now: datetime) -> None:
    """In each cohort somebody is on leave, somebody was absent on the last working day, the others were there."""
    today = timezone.localdate(now)
    for cohort in schools.cohorts.values():
        trainer = cohort.trainers.order_by("pk").first()
        people = list(apprentices_of(cohort))
        if trainer is None or cohort.leaves.exists():
            continue
        told: dict[str, Any] = {"by": trainer, "now": now}
        declare_leave(
            cohort=cohort,
            apprentice=people[3],
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=4),
            reason=Reason.LEAVE,
            **told,
        )
        then = next((day for day in _lately(now) if not day_off(cohort, timezone.localdate(day))), None)
        if then is None:
            continue
        told["now"], where = then, Where(cohort, timezone.localdate(then), half_of(now))
        mark(where=where, apprentice=people[4], presence=Presence.ABSENT, reason=Reason.TRANSPORT, **told)
        mark_others_present(where=where, **told)


def _lately(now: datetime) -> Iterator[datetime]:
    """Yield this moment, and the same hour on the days of two weeks before."""
    return (now - timedelta(days=back) for back in range(15))


def hand_over(schools: DemoSchools, *, now: datetime) -> None:
    """The second trainer of each cohort leaves a word, and one of another school substitutes next week."""
    for cohort in schools.cohorts.values():
        team = list(cohort.trainers.order_by("pk"))
        if cohort.handover_notes.exists() or not team:
            continue
        leave_note(
            cohort=cohort,
            text="Les cartes des ateliers coincent pour plusieurs : reprendre display: flex au tableau lundi.",
            by=team[-1],
            now=now - timedelta(hours=3),
        )
        other = possible_substitutes(cohort).first()
        if other is not None:
            monday = timezone.localdate(now) + timedelta(days=7 - timezone.localdate(now).weekday())
            substitute(
                cohort=cohort,
                trainer=other,
                starts_on=monday,
                ends_on=monday + timedelta(days=4),
                by=team[0],
                now=now,
            )


def _ask(apprentice: User, now: datetime) -> None:
    """One question for the trainers of each cohort, with code that does not work yet."""
    exercise = Exercise.objects.get(key=STUCK_AT)
    if HelpRequest.objects.filter(apprentice=apprentice, exercise=exercise).exists():
        return
    files = grading.example_answer(version_for(apprentice, exercise), STUCK_WITH)
    ask_for_help(
        apprentice=apprentice,
        exercise=exercise,
        text="Les cartes restent l’une sous l’autre sur l’ordinateur. Où regarder ?",
        files=files,
        now=now - timedelta(minutes=12),
    )


def _hand_in(apprentice: User, exercise: Exercise, answer: str, now: datetime) -> int:
    if Submission.objects.filter(apprentice=apprentice, exercise=exercise).exists():
        return 0
    files = grading.example_answer(version_for(apprentice, exercise), answer)
    submit(apprentice=apprentice, exercise=exercise, files=files, now=now)
    return 1


def build_projects(data: dict[str, Any], schools: DemoSchools, *, now: datetime) -> int:
    """Open the client projects as they stand after some weeks; return how many were opened."""
    clients = {entry["slug"]: entry for entry in data["clients"]}
    opened = 0
    for entry in data["projects"]:
        if not ClientProject.objects.filter(name=entry["title"]).exists():
            _Project(entry, clients[entry["client"]], schools, now).build()
            opened += 1
    return opened


class _Project:
    """One project of the demo, told in days before now."""

    def __init__(
        self, entry: dict[str, Any], client: dict[str, Any], schools: DemoSchools, now: datetime
    ) -> None:
        self.entry = entry
        self.client_entry = client
        self.schools = schools
        self.now = now
        self.trainer = User.objects.get(email=entry["trainer"])
        self.started_at = self.ago(entry["started_days_ago"])

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def build(self) -> None:
        client = self._client()
        project = projects.open_project(
            client=client,
            cohort=self.schools.cohorts[self.entry["school"]],
            name=self.entry["title"],
            summary=self.entry["summary"],
            old_site_url=self.entry["old_site"],
            starts_on=self.started_at.date(),
            by=self.trainer,
            now=self.started_at,
        )
        projects.change_project(
            project=project,
            name=project.name,
            summary=project.summary,
            old_site_url=project.old_site_url,
            starts_on=project.starts_on,
            call_phone=self.entry["call_phone"],
            by=self.trainer,
            now=self.started_at,
        )
        for member in self.entry["team"]:
            projects.join_team(
                project=project,
                apprentice=User.objects.get(email=member["email"]),
                part=member["part"],
                by=self.trainer,
                now=self.started_at,
            )
        for site in self.entry.get("sites", []):
            self._site(project, site)
        for stage in self.entry.get("stages", []):
            self._stage(project, stage)
        if folder := self.entry.get("old_site_files"):
            self._inventory(project, CONTENT / folder)
        build_board(project, self.entry.get("tickets", []), trainer=self.trainer, ago=self.ago)
        remarks = self.entry.get("remarks", [])
        build_remarks(project, remarks, trainer=self.trainer, client=self.contact, ago=self.ago)
        build_team_remarks(project, self.entry.get("team_remarks", []), ago=self.ago)
        who: dict[str, Any] = {"trainer": self.trainer, "client": self.contact, "ago": self.ago}
        build_evidence(project, self.entry, **who)
        if book := self.entry.get("test_book"):
            build_test_round(project, book, **who)
        contents = self.entry.get("contents", [])
        build_contents(project, contents, files=CONTENT / "client-project", **who)
        build_meetings(project, self.entry.get("meetings", []), **who)

    def _client(self) -> Client:
        client = projects.register_client(
            name=self.client_entry["organisation"],
            school=self.schools.schools[self.entry["school"]],
            by=self.trainer,
            now=self.started_at,
        )
        contact = projects.add_contact(
            client=client, by=self.trainer, now=self.started_at, **self.client_entry["contact"]
        )
        contact.person.set_password(DEMO_PASSWORD)
        contact.person.save()
        self.contact = contact.person
        return client

    def _inventory(self, project: ClientProject, folder: Path) -> None:
        """Read the old site as a trainer does who hands it in as a zip, decide about some pages, show it."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
        inventory = projects.begin_inventory(
            project=project,
            upload=ContentFile(packed.getvalue(), name="ancien-site.zip"),
            by=self.trainer,
            now=self.ago(self.entry["inventory_days_ago"]),
        )
        while projects.walk_on(inventory_id=inventory.pk):
            pass
        decided = self.entry["old_pages"]
        decisions = {
            page.pk: (decided[page.place]["fate"], decided[page.place].get("new_address", ""))
            for page in inventory.pages.all()
            if page.place in decided
        }
        projects.decide_pages(inventory=inventory, decisions=decisions, by=self.trainer, now=self.now)
        projects.share_inventory(inventory=inventory, shared=True, by=self.trainer, now=self.now)

    def _stage(self, project: ClientProject, stage: dict[str, Any]) -> None:
        milestone = project.milestones.get(code=stage["code"])
        projects.start_stage(milestone=milestone, by=self.trainer, now=self.ago(stage["started_days_ago"]))
        for entry in self.entry.get("deliverables", []):
            if entry["stage"] == stage["code"]:
                deliverable = projects.add_deliverable(
                    milestone=milestone,
                    title=entry["title"],
                    description=entry["description"],
                    by=self.trainer,
                    now=self.ago(stage["started_days_ago"]),
                )
                for version in entry["versions"]:
                    self._version(deliverable, version)
        if "finished_days_ago" in stage:
            projects.finish_stage(
                milestone=milestone, by=self.trainer, now=self.ago(stage["finished_days_ago"])
            )

    def _site(self, project: ClientProject, site: dict[str, Any]) -> None:
        folder: Path = CONTENT / self.entry["files"] / "site" / site["folder"]
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        projects.hand_in_site(
            project=project,
            content=checked_site(files),
            source=SiteSource.ZIP,
            note=site["note"],
            by=User.objects.get(email=site["by"]),
            now=self.ago(site["handed_in_days_ago"]),
        )

    def _version(self, deliverable: Deliverable, entry: dict[str, Any]) -> None:
        said: dict[str, Any] = {
            "deliverable": deliverable,
            "note": entry["note"],
            "by": User.objects.get(email=entry["by"]),
            "now": self.ago(entry["handed_in_days_ago"]),
        }
        if number := entry.get("site"):
            site = deliverable.project.site_versions.get(number=number)
            version = projects.hand_in_version(site=site, **said)
        else:
            path: Path = CONTENT / self.entry["files"] / entry["file"]
            with path.open("rb") as file:
                version = projects.hand_in_version(upload=File(file, name=path.name), **said)
        version = projects.share_version(
            version=version, by=self.trainer, now=self.ago(entry["handed_in_days_ago"]) + timedelta(hours=2)
        )
        if decision := entry.get("decision"):
            projects.decide(
                version=version,
                kind=DecisionKind(decision["kind"]),
                reason=decision["reason"],
                seen_hash=version.content_hash,
                by=self.contact,
                now=self.ago(decision["decided_days_ago"]),
            )
