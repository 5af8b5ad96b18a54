"""Write in a candidate's own files: she does it herself, and declares what she wrote."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.core.permissions import Denied
from lms.core.uploads import PDF, UploadRefused, check_upload
from lms.dossiers.counting import PagesUnreadable, pages_in
from lms.dossiers.guidance import CODES, TO_COMPLETE
from lms.dossiers.models import (
    EXAMPLES_AT_MOST,
    FileComment,
    FileDiploma,
    FileDocument,
    FileExample,
    ProfessionalFile,
    ProjectFile,
    ProjectFileUpload,
)
from lms.dossiers.permissions import check_can_comment, check_can_write
from lms.dossiers.queries import (
    DOCUMENTS_AT_MOST,
    TEXTS,
    contents_of,
    evidence_for,
    professional_files,
    title_version_for,
)
from lms.people.models import User
from lms.records.models import CertificationBlock, CertificationVersion, Evidence, EvidenceKind


class DossierRefused(Exception):
    """This cannot be done with the file; the message is a sentence for the person who tried."""


class WrittenElsewhere(DossierRefused):
    """Another tab or device wrote there meanwhile."""


class ChangedMeanwhile(DossierRefused):
    """What is in the file is not what she has read before she signed."""


def _own_version(apprentice: User) -> CertificationVersion:
    version = title_version_for(apprentice)
    if version is None:
        raise DossierRefused(_("Your cohort prepares for no professional title yet."))
    return version


@transaction.atomic
def open_professional_file(*, apprentice: User, now: datetime) -> ProfessionalFile:
    """Return the dossier professionnel of `apprentice` for her title, begun if there was none.

    Raises:
        DossierRefused: her cohort prepares for no professional title.
    """
    file, is_new = ProfessionalFile.objects.get_or_create(
        apprentice=apprentice, version=_own_version(apprentice), defaults={"opened_at": now}
    )
    if is_new:
        record_event(action="professional_file_opened", subject=file, by=apprentice, now=now)
    return file


def _one_writer(file: ProfessionalFile) -> None:
    """Let two tabs that add something at the same moment wait for each other."""
    ProfessionalFile.objects.select_for_update(no_key=True).get(pk=file.pk)


def _check_block(file: ProfessionalFile, block: CertificationBlock) -> None:
    if block.version_id != file.version_id:
        raise Denied


@transaction.atomic
def add_example(*, file: ProfessionalFile, block: CertificationBlock, by: User, now: datetime) -> FileExample:
    """Begin an example for the activity type `block`.

    Raises:
        Denied: the file is not hers, or the activity type is of another title.
        DossierRefused: there are three already.
    """
    check_can_write(by, file)
    _check_block(file, block)
    _one_writer(file)
    taken = set(file.examples.filter(block=block).values_list("position", flat=True))
    free = [position for position in range(1, EXAMPLES_AT_MOST + 1) if position not in taken]
    if not free:
        raise DossierRefused(_("Three examples at most for each activity type."))
    return FileExample.objects.create(file=file, block=block, position=free[0], written_at=now)


@transaction.atomic
def write_example(
    *, example: FileExample, texts: Mapping[str, str], seen_revision: int, by: User, now: datetime
) -> int:
    """Store what she wrote, finished or not; return the revision that the next save has to name.

    Raises:
        Denied: the file is not hers.
        WrittenElsewhere: it was changed since `seen_revision`; nothing is overwritten.
    """
    check_can_write(by, example.file)
    written = FileExample.objects.filter(pk=example.pk, revision=seen_revision).update(
        **{name: texts[name] for name in TEXTS if name in texts}, written_at=now, revision=F("revision") + 1
    )
    if not written:
        raise WrittenElsewhere(
            _("This example was changed in another tab. Copy what you wrote, then open the page again.")
        )
    return seen_revision + 1


@transaction.atomic
def choose_evidence(*, example: FileExample, evidence: Iterable[Evidence], by: User, now: datetime) -> int:
    """Say from which evidence the example is written, and begin a sentence for each newly chosen piece.

    The sentence has a hole that only she can fill: the file cannot be declared before.

    Returns:
        How many sentences were begun.

    Raises:
        Denied: the file is not hers.
    """
    check_can_write(by, example.file)
    allowed = {one.pk for one in evidence_for(example.file.apprentice, example.block)}
    chosen = [one for one in evidence if one.pk in allowed]
    before = set(example.evidence.values_list("pk", flat=True))
    begun = [_begin(one) for one in chosen if one.pk not in before]
    example.evidence.set(chosen)
    if begun:
        current = FileExample.objects.select_for_update().get(pk=example.pk)
        current.tasks = "\n".join(filter(None, [current.tasks.rstrip(), *begun]))
        current.revision, current.written_at = current.revision + 1, now
        current.save(update_fields=["tasks", "revision", "written_at"])
    return len(begun)


def _begin(evidence: Evidence) -> str:
    day = date_format(timezone.localdate(evidence.recorded_at), "j F Y")
    # A client's words stay where she can take them back.
    is_quote = evidence.source_label == EvidenceKind.CLIENT_QUOTE
    return _("For “%(title)s” (%(day)s), I %(mark)s") % {
        "title": _("a word of the client") if is_quote else evidence.source_title,
        "day": day,
        "mark": TO_COMPLETE,
    }


@transaction.atomic
def remove_example(*, example: FileExample, by: User, now: datetime) -> None:
    """Take an example out of the file. Raises Denied when it is not hers."""
    check_can_write(by, example.file)
    record_event(
        action="professional_file_example_removed",
        subject=example.file,
        by=by,
        now=now,
        example=example.pk,
    )
    example.delete()


@transaction.atomic
def add_document(
    *, file: ProfessionalFile, block: CertificationBlock, upload: File, caption: str, by: User, now: datetime
) -> FileDocument:
    """Add a picture or a PDF that illustrates the activity type `block`.

    Raises:
        Denied: the file is not hers, or the activity type is of another title.
        DossierRefused: there are two already, or the upload is refused; the message says why.
    """
    check_can_write(by, file)
    _check_block(file, block)
    _one_writer(file)
    if file.documents.filter(block=block).count() >= DOCUMENTS_AT_MOST:
        raise DossierRefused(_("Two documents at most for each activity type."))
    try:
        checked = check_upload(upload)
    except UploadRefused as refusal:
        raise DossierRefused(str(refusal)) from refusal
    document = FileDocument(
        file=file,
        block=block,
        caption=caption,
        name=checked.name,
        content_type=checked.content_type,
        digest=checked.digest,
        added_at=now,
    )
    document.content.save(checked.name, upload, save=False)
    document.save()
    record_event(action="professional_file_document_added", subject=file, by=by, now=now)
    return document


@transaction.atomic
def remove_document(*, document: FileDocument, by: User, now: datetime) -> None:
    """Take a document out, and its bytes with it. Raises Denied when the file is not hers."""
    check_can_write(by, document.file)
    content = document.content
    record_event(action="professional_file_document_removed", subject=document.file, by=by, now=now)
    document.delete()
    if name := content.name:
        transaction.on_commit(lambda: content.storage.delete(name))


@transaction.atomic
def add_diploma(
    *, file: ProfessionalFile, title: str, given_by: str, year: int | None, by: User
) -> FileDiploma:
    """Add a line to the table of diplomas. Raises Denied when the file is not hers."""
    check_can_write(by, file)
    return FileDiploma.objects.create(file=file, title=title, given_by=given_by, year=year)


@transaction.atomic
def remove_diploma(*, diploma: FileDiploma, by: User) -> None:
    check_can_write(by, diploma.file)
    diploma.delete()


@transaction.atomic
def declare(
    *, file: ProfessionalFile, name: str, place: str, seen_hash: str, by: User, now: datetime
) -> None:
    """Sign that what is in the file is hers and true; any change afterwards lapses it.

    Args:
        seen_hash: the fingerprint of the file as her page displayed it.

    Raises:
        Denied: the file is not hers.
        DossierRefused: something is missing; the message names the first.
        ChangedMeanwhile: the file holds something else than what she saw.
    """
    check_can_write(by, file)
    _one_writer(file)
    contents = contents_of(professional_files().get(pk=file.pk))
    if contents.missing:
        raise DossierRefused(contents.missing[0])
    if seen_hash != contents.digest:
        raise ChangedMeanwhile(
            _("Your file has changed since you opened this page. Read it as it is now, then sign it.")
        )
    ProfessionalFile.objects.filter(pk=file.pk).update(
        declared_at=now, declared_name=name, declared_place=place, declared_digest=contents.digest
    )
    record_event(action="professional_file_declared", subject=file, by=by, now=now, digest=contents.digest)


@transaction.atomic
def comment(*, file: ProfessionalFile, text: str, by: User, now: datetime) -> FileComment:
    """Say something to the candidate beside her file. Raises Denied unless `by` teaches her."""
    check_can_comment(by, file)
    return FileComment.objects.create(file=file, text=text, author=by, written_at=now)


@transaction.atomic
def write_project_file(
    *,
    apprentice: User,
    title: str,
    summary: str,
    parts_done: Iterable[str],
    seen_revision: int,
    now: datetime,
) -> ProjectFile:
    """Store the name, the summary and the outline of her dossier de projet, finished or not.

    Raises:
        DossierRefused: her cohort prepares for no professional title.
        WrittenElsewhere: it was changed since `seen_revision`; nothing is overwritten.
    """
    file = _own_project_file(apprentice)
    if file.revision != seen_revision:
        raise WrittenElsewhere(
            _("This page was changed in another tab. Copy what you wrote, then open the page again.")
        )
    done = set(parts_done)
    if file.summary != summary:
        file.summary_written_at = now if summary.strip() else None
    file.title, file.summary, file.revision = title, summary, seen_revision + 1
    file.parts_done = [code for code in CODES if code in done]
    file.save(update_fields=["title", "summary", "summary_written_at", "parts_done", "revision"])
    return file


def _own_project_file(apprentice: User) -> ProjectFile:
    version = _own_version(apprentice)
    ProjectFile.objects.get_or_create(apprentice=apprentice, version=version)
    return ProjectFile.objects.select_for_update(no_key=True).get(apprentice=apprentice, version=version)


@transaction.atomic
def hand_in_project_file(
    *, apprentice: User, upload: File, appendix_pages: int, now: datetime
) -> ProjectFileUpload:
    """Hand in the dossier de projet as a PDF, whose pages are counted.

    Raises:
        DossierRefused: not a PDF that can be read, or fewer pages than appendices; the message says which.
    """
    file = _own_project_file(apprentice)
    try:
        checked = check_upload(upload)
        if checked.content_type != PDF[1]:
            raise DossierRefused(_("The dossier de projet is handed in as a PDF."))
        pages = pages_in(upload)
    except (UploadRefused, PagesUnreadable) as refusal:
        raise DossierRefused(str(refusal)) from refusal
    if appendix_pages >= pages:
        raise DossierRefused(
            _("This PDF has %(pages)s pages: the appendices cannot be all of it.") % {"pages": pages}
        )
    last = file.uploads.order_by("-number").values_list("number", flat=True).first() or 0
    handed_in = ProjectFileUpload(
        project_file=file,
        number=last + 1,
        name=checked.name,
        digest=checked.digest,
        pages=pages - appendix_pages,
        appendix_pages=appendix_pages,
        uploaded_at=now,
    )
    handed_in.content.save(checked.name, upload, save=False)
    handed_in.save()
    record_event(action="project_file_handed_in", subject=file, by=apprentice, now=now, number=last + 1)
    return handed_in
