"""A small certification for tests, with two blocks of two competences."""

from datetime import date

from lms.people.models import Cohort
from lms.records.actions import load_referential, tie_cohort
from lms.records.models import CertificationVersion
from lms.records.referential import BlockData, CompetenceData, ReferentialData, VersionData


def small_referential(code: str = "T1", digest: str = "a", title: str = "Un titre") -> ReferentialData:
    blocks = tuple(
        BlockData(
            code=f"B{b}",
            title=f"Bloc {b}",
            short_title=f"B{b}",
            competences=tuple(
                CompetenceData(code=f"{code}-C{b}{c}", title=f"{title} {b}{c}", short_title=f"C{b}{c}")
                for c in (1, 2)
            ),
        )
        for b in (1, 2)
    )
    version = VersionData(
        key=f"{code.lower()}-v1",
        number="1",
        effective_on=date(2026, 1, 1),
        superseded_on=None,
        blocks=blocks,
        settings={},
        digest=digest,
    )
    return ReferentialData(
        code=code,
        short_name=code,
        title=title,
        kind="professional_title",
        certifier="Personne",
        notice="",
        versions=(version,),
    )


def certify(cohort: Cohort, code: str = "T1") -> CertificationVersion:
    """Tie `cohort` to a small certification and return its version."""
    version = load_referential(data=small_referential(code)).versions.get()
    tie_cohort(cohort=cohort, versions=[version])
    return version
