"""Client projects as rows. Give `cohort` to a project: school and client follow from it."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from client_projects import actions
from client_projects.models import (
    Client,
    ClientContact,
    ClientProject,
    ClientQuote,
    Decision,
    Deliverable,
    GivenContent,
    MeetingNotes,
    Milestone,
    Remark,
    SiteCheck,
    SiteVersion,
    TeamMember,
    TeamRemark,
    TestItem,
    Ticket,
    Version,
    VersionPart,
)
from client_projects.sites import digest_of_site, write_site_zip
from client_projects.stages import STAGES
from client_projects.states import DecisionKind, SiteSource, StageState
from lms.people.models import User

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class ClientFactory(DjangoModelFactory):
    class Meta:
        model = Client

    name = factory.Sequence(lambda n: f"Association de quartier {n}")


class ProjectFactory(DjangoModelFactory):
    """A project with its twelve stages, all to come."""

    class Meta:
        model = ClientProject
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Refonte {n}")
    slug = factory.Sequence(lambda n: f"refonte-{n}")
    school = factory.SelfAttribute("cohort.school")
    client = factory.SubFactory(ClientFactory, school=factory.SelfAttribute("..school"))
    starts_on = date(2026, 10, 5)

    @factory.post_generation
    def milestones(self: Any, create: bool, _extracted: object, **_options: object) -> None:
        Milestone.objects.bulk_create(
            Milestone(project=self, code=stage.code, number=stage.number) for stage in STAGES.values()
        )


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = ClientContact


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember


class DeliverableFactory(DjangoModelFactory):
    class Meta:
        model = Deliverable

    title = factory.Sequence(lambda n: f"Maquette {n}")


class VersionFactory(DjangoModelFactory):
    """A link, numbered 1 and not shared unless told otherwise."""

    class Meta:
        model = Version

    number = 1
    link = "https://maquettes.demo.example/accueil"
    handed_in_at = MOMENT
    shared_by = factory.Maybe("shared_at", factory.SelfAttribute("handed_in_by"), None)
    content_hash = factory.LazyAttribute(
        lambda version: Version(
            deliverable=version.deliverable, number=version.number, link=version.link
        ).fingerprint()
    )


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    kind = DecisionKind.APPROVED
    decided_by_name = factory.LazyAttribute(lambda decision: decision.decided_by.get_full_name())
    decided_at = MOMENT
    content_hash = factory.SelfAttribute("version.content_hash")


class TicketFactory(DjangoModelFactory):
    """A ticket to be done, by nobody yet. Give `project` and `written_by`."""

    class Meta:
        model = Ticket

    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Écrire la page {n}")
    written_at = MOMENT
    moved_at = MOMENT


class RemarkFactory(DjangoModelFactory):
    """What a client said, not sorted yet. Give `project` and `author`."""

    class Meta:
        model = Remark

    text = factory.Sequence(lambda n: f"Le texte {n} est trop petit")
    written_at = MOMENT


class TeamRemarkFactory(DjangoModelFactory):
    class Meta:
        model = TeamRemark

    text = factory.Sequence(lambda n: f"Entre nous {n}")
    written_at = MOMENT


def site_shown(
    deliverable: Deliverable, by: User, *, number: int = 1, shown: bool = True, **site: Any
) -> Version:
    """Return a version of `deliverable` that is a version of the site, shown to the client unless told otherwise."""
    return VersionFactory(
        deliverable=deliverable,
        number=number,
        link="",
        site=SiteVersionFactory(project=deliverable.project, number=number, handed_in_by=by, **site),
        handed_in_by=by,
        shared_at=MOMENT if shown else None,
    )


# Where the title of the home page is, as our script tells it.
ON_TITLE: dict[str, Any] = {
    "pin_x": 50,
    "pin_y": 25,
    "spot_path": "",
    "spot_selector": "body > main:nth-of-type(1) > h1:nth-of-type(1)",
    "spot_words": "Les Jardins",
    "spot_width": 390,
}


def stage_under_way(project: ClientProject, code: str, *, since: date = date(2026, 11, 2)) -> Milestone:
    """Return the stage `code` of `project`, begun."""
    milestone = project.milestones.get(code=code)
    milestone.state, milestone.started_on = StageState.CURRENT, since
    milestone.save()
    return milestone


def picture(
    name: str = "maquette.png", *, kind: str = "PNG", size: tuple[int, int] = (8, 6)
) -> SimpleUploadedFile:
    """Return a real picture of `size` pixels."""
    content = io.BytesIO()
    Image.new("RGB", size, "#17507f").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def pdf(name: str = "cahier-des-charges.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def approved_with_reservation(project: ClientProject, apprentice: Any, contact: Any) -> Version:
    """Return a version of the site map that the client approved, with one reservation."""
    deliverable = DeliverableFactory(milestone=project.milestones.get(code="site_map"), title="Plan du site")
    version = VersionFactory(deliverable=deliverable, handed_in_by=apprentice, shared_at=MOMENT)
    actions.decide(
        version=version,
        kind=DecisionKind.APPROVED_WITH_RESERVATIONS,
        reason="La page Ateliers manque.",
        seen_hash=version.content_hash,
        by=contact,
        now=MOMENT,
    )
    return version


def part_of(version: Version, apprentice: Any, sentence: str = "J'ai dessiné l'en-tête.") -> VersionPart:
    """Return what `apprentice` says she did in `version`, waiting for a trainer."""
    return VersionPart.objects.create(
        version=version, apprentice=apprentice, sentence=sentence, written_at=MOMENT
    )


def quote_of(remark: Remark, trainer: Any, *, agreed_by: Any = None) -> ClientQuote:
    """Return the question whether `remark` may be quoted, answered with yes if `agreed_by` says who did."""
    quote = actions.ask_for_quote(
        project=remark.project, source=remark, text=remark.text, by=trainer, now=MOMENT
    )
    if agreed_by is not None:
        actions.answer_quote(quote=quote, agrees=True, by=agreed_by, now=MOMENT)
    return quote


def under_test(project: ClientProject, trainer: Any, apprentice: Any, contact: Any) -> TestItem:
    """Return the one line of the test book of `project`: it works, and the client is asked to sign.

    The list of the opening is done, and its paper waits for its signatures.
    """
    TeamMemberFactory(project=project, apprentice=apprentice)
    item = actions.add_test_item(
        project=project,
        area="Accueil",
        to_do="Ouvrez le site.",
        expected="Il s'affiche.",
        by=apprentice,
        now=MOMENT,
    )
    run = actions.open_test_run(project=project, delivered="Version 1", by=trainer, now=MOMENT)
    actions.answer_test(run=run, item=item, works=True, by=contact, now=MOMENT)
    actions.ask_for_signature(run=run, by=trainer, now=MOMENT)
    actions.start_checklist(project=project, kind="go_live", by=apprentice, now=MOMENT)
    for line in project.checklist_items.all():
        actions.tick_checklist(item=line, is_done=True, note="", by=apprentice, now=MOMENT)
    actions.draw_up(project=project, kind="go_live", by=trainer, now=MOMENT)
    return item


SITE = {
    "index.html": b'<!DOCTYPE html><html lang="fr"><head><title>Les Jardins</title></head><body><main>'
    b'<h1>Les Jardins</h1><a href="contact/">Contact</a></main></body></html>',
    "contact/index.html": b'<!DOCTYPE html><html lang="fr"><head><title>Contact</title></head><body>'
    b"<main><h1>Contact</h1></main></body></html>",
    "css/site.css": b"h1 { color: green }",
}


def site_zip(files: Any = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (SITE if files is None else files).items():
            archive.writestr(path, content)
    return packed.getvalue()


class SiteVersionFactory(DjangoModelFactory):
    """The small site above, numbered 1, waiting to be looked at."""

    class Meta:
        model = SiteVersion
        skip_postgeneration_save = True

    number = 1
    source = SiteSource.ZIP
    handed_in_at = MOMENT
    file_count = len(SITE)
    size = sum(map(len, SITE.values()))
    content_hash = digest_of_site(SITE)
    archive = factory.LazyFunction(lambda: ContentFile(write_site_zip(SITE), name="site.zip"))
    check = factory.RelatedFactory(
        "tests.factories.client_projects.SiteCheckFactory", factory_related_name="version"
    )


class SiteCheckFactory(DjangoModelFactory):
    class Meta:
        model = SiteCheck

    asked_at = MOMENT


def given_photo(project: ClientProject, trainer: Any, contact: Any) -> GivenContent:
    """Return a photo that the client gave, with its rights, and that no trainer has looked at yet."""
    wanted = actions.list_content(
        project=project,
        needed=actions.Needed("Photos de l'équipe", "photos", "Cinq photos."),
        by=trainer,
        now=MOMENT,
    )
    actions.give_photos(wanted=wanted, photos=[picture("equipe.png")], by=contact, now=MOMENT)
    actions.declare_rights(
        wanted=wanted, author="Léa Martin", rights="own", people="agreed", by=contact, now=MOMENT
    )
    return wanted.given.get()


def shared_meeting(project: ClientProject, trainer: Any) -> MeetingNotes:
    """Return the notes of a meeting with one decision, shared with the client, who has not answered."""
    meeting = actions.draft_meeting(
        project=project,
        held_on=MOMENT.date(),
        subject="Point sur l'accueil",
        present="Léa et l'équipe",
        notes="On garde la photo du jardin.",
        by=trainer,
        now=MOMENT,
    )
    actions.add_meeting_decision(meeting=meeting, text="La photo du jardin reste", by=trainer, now=MOMENT)
    return actions.share_meeting(meeting=meeting, by=trainer, now=MOMENT)
