"""Reading a candidate's files: what is in them, what is missing, how long they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lms.dossiers.guidance import HEADINGS, PAGES_PER_EXAMPLE, TO_COMPLETE, pages_for
from lms.dossiers.models import (
    EXAMPLES_AT_MOST,
    FileDiploma,
    FileDocument,
    FileExample,
    ProfessionalFile,
    ProjectFile,
    ProjectFileUpload,
    digest_of_content,
)
from lms.people.models import Cohort, User
from lms.people.queries import enrolments_of, last_enrolment
from lms.records.models import CertificationBlock, CertificationKind, CertificationVersion, Evidence
from lms.records.queries import versions_of

DOCUMENTS_AT_MOST = 2
TEXTS = ("title", "tasks", "means", "with_whom", "organisation", "service", "period", "extra")


@dataclass(frozen=True)
class Activity:
    """One activity type of the dossier professionnel with what was written for it."""

    block: CertificationBlock
    examples: list[FileExample]
    documents: list[FileDocument]

    @property
    def may_have_more(self) -> bool:
        return len(self.examples) < EXAMPLES_AT_MOST

    @property
    def may_have_documents(self) -> bool:
        return len(self.documents) < DOCUMENTS_AT_MOST


@dataclass(frozen=True)
class Contents:
    """Everything that is in a dossier professionnel, and nothing that stands beside it."""

    file: ProfessionalFile
    activities: list[Activity]
    diplomas: list[FileDiploma]

    @property
    def examples(self) -> list[FileExample]:
        return [example for activity in self.activities for example in activity.examples]

    @property
    def digest(self) -> str:
        """The fingerprint of what is declared."""
        return digest_of_content(
            {
                "version": self.file.version.key,
                "activities": [
                    {
                        "block": activity.block.code,
                        "examples": [
                            {name: getattr(example, name) for name in TEXTS} for example in activity.examples
                        ],
                        "documents": [[one.digest, one.caption] for one in activity.documents],
                    }
                    for activity in self.activities
                ],
                "diplomas": [[one.title, one.given_by, one.year] for one in self.diplomas],
            }
        )

    @property
    def is_declared(self) -> bool:
        """Whether she has declared exactly what is in it now."""
        return self.file.declared_at is not None and self.file.declared_digest == self.digest

    @property
    def has_lapsed(self) -> bool:
        return self.file.declared_at is not None and not self.is_declared

    @property
    def missing(self) -> list[str]:
        """What has to be written before it can be declared, each in a sentence."""
        found = [
            _("%(activity)s: write at least one example.") % {"activity": activity.block.short_title}
            for activity in self.activities
            if not activity.examples
        ]
        for activity in self.activities:
            for example in activity.examples:
                found += _missing_in(example, activity)
        return found

    @property
    def pages(self) -> float:
        """About how many pages: each example begins one, and a cover and a contents page come before."""
        written = sum(max(1.0, pages_of_example(example)) for example in self.examples)
        return 2 + written + sum(len(activity.documents) for activity in self.activities) / 2


def _missing_in(example: FileExample, activity: Activity) -> list[str]:
    names = {"activity": activity.block.short_title, "example": str(example)}
    empty = [
        str(field.verbose_name)
        for field in FileExample._meta.fields
        if field.name in ("title", *HEADINGS) and not getattr(example, field.name).strip()
    ]
    found = []
    if empty:
        found.append(
            _("%(activity)s, %(example)s: missing: %(headings)s.") % {**names, "headings": ", ".join(empty)}
        )
    if any(TO_COMPLETE in getattr(example, name) for name in TEXTS):
        found.append(
            _("%(activity)s, %(example)s: replace each %(mark)s by your own words.")
            % {**names, "mark": TO_COMPLETE}
        )
    return found


def characters_of(example: FileExample) -> int:
    return sum(len(getattr(example, name)) for name in TEXTS)


def pages_of_example(example: FileExample) -> float:
    return pages_for(characters_of(example))


def too_long(contents: Contents) -> list[FileExample]:
    """Return the examples that very likely fill more pages than the model allows."""
    return [one for one in contents.examples if pages_of_example(one) > PAGES_PER_EXAMPLE]


def title_version_for(apprentice: User) -> CertificationVersion | None:
    """Return the version of the professional title that her cohort, or the one she left last, prepares for."""
    enrolment = last_enrolment(apprentice)
    found = versions_of(enrolment.cohort) if enrolment else []
    titles = [one for one in found if one.certification.kind == CertificationKind.PROFESSIONAL_TITLE]
    return titles[0] if titles else None


def professional_files() -> QuerySet[ProfessionalFile]:
    return ProfessionalFile.objects.select_related("apprentice", "version__certification").prefetch_related(
        Prefetch("examples", FileExample.objects.select_related("block")),
        Prefetch("documents", FileDocument.objects.select_related("block")),
        "diplomas",
        Prefetch("version__blocks", CertificationBlock.objects.order_by("position")),
    )


def professional_file_of(apprentice: User, version: CertificationVersion) -> ProfessionalFile | None:
    return professional_files().filter(apprentice=apprentice, version=version).first()


def contents_of(file: ProfessionalFile) -> Contents:
    """Return what is in `file`, in the order of the official model; no query for a row of `professional_files`."""
    examples: dict[int, list[FileExample]] = defaultdict(list)
    documents: dict[int, list[FileDocument]] = defaultdict(list)
    for example in file.examples.all():
        examples[example.block_id].append(example)
    for document in file.documents.all():
        documents[document.block_id].append(document)
    activities = [
        Activity(block, examples[block.pk], documents[block.pk]) for block in file.version.blocks.all()
    ]
    return Contents(file, activities, list(file.diplomas.all()))


def evidence_for(apprentice: User, block: CertificationBlock) -> QuerySet[Evidence]:
    """Return what proves competences of `block` in her book, newest first: what an example may be written from."""
    return Evidence.objects.filter(apprentice=apprentice, competence__block=block).select_related(
        "competence"
    )


def project_files() -> QuerySet[ProjectFile]:
    return ProjectFile.objects.select_related("apprentice", "version__certification").prefetch_related(
        Prefetch("uploads", ProjectFileUpload.objects.order_by("-number"))
    )


def project_file_of(apprentice: User, version: CertificationVersion) -> ProjectFile | None:
    return project_files().filter(apprentice=apprentice, version=version).first()


def last_upload(file: ProjectFile | None) -> ProjectFileUpload | None:
    return next(iter(file.uploads.all()), None) if file is not None else None


@dataclass(frozen=True)
class EarlierFiles:
    """What a candidate wrote for a version that her cohort no longer prepares for."""

    version: CertificationVersion
    professional_file: ProfessionalFile | None
    project_file: ProjectFile | None


def earlier_files(apprentice: User) -> list[EarlierFiles]:
    """Return her files under other versions than today's, the newest version first.

    Her cohort changed its version, or she changed cohorts: what she wrote stays hers to read and to export.
    """
    today = title_version_for(apprentice)
    professional = {one.version_id: one for one in ProfessionalFile.objects.filter(apprentice=apprentice)}
    projects = {one.version_id: one for one in ProjectFile.objects.filter(apprentice=apprentice)}
    versions = (
        CertificationVersion.objects.filter(pk__in={*professional, *projects})
        .exclude(pk__in=[today.pk] if today else [])
        .select_related("certification")
        .order_by("-effective_on", "-pk")
    )
    return [EarlierFiles(one, professional.get(one.pk), projects.get(one.pk)) for one in versions]


@dataclass(frozen=True)
class CandidateFiles:
    """One line of the list of a class: both files of one apprentice, as far as they are."""

    apprentice: User
    contents: Contents | None
    project_file: ProjectFile | None

    @property
    def upload(self) -> ProjectFileUpload | None:
        return last_upload(self.project_file)


def files_of_people(people: Iterable[User], version: CertificationVersion) -> dict[int, CandidateFiles]:
    """Return both files of each of `people` by her id; the number of queries does not depend on how many."""
    known = list(people)
    wanted: dict[str, Any] = {"apprentice__in": known, "version": version}
    professional = {one.apprentice_id: contents_of(one) for one in professional_files().filter(**wanted)}
    projects = {one.apprentice_id: one for one in project_files().filter(**wanted)}
    return {one.pk: CandidateFiles(one, professional.get(one.pk), projects.get(one.pk)) for one in known}


def files_of_cohort(cohort: Cohort, version: CertificationVersion) -> list[CandidateFiles]:
    """Return the files of those enrolled in `cohort` now, by name."""
    people = [enrolment.apprentice for enrolment in enrolments_of([cohort])]
    return list(files_of_people(people, version).values())
