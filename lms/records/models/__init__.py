"""The book of what is proved: certifications with their versions, evidence, and what trainers validated on it."""

from lms.records.models.evidence import AddedPiece, Evidence, EvidenceKind
from lms.records.models.referential import (
    Certification,
    CertificationBlock,
    CertificationKind,
    CertificationVersion,
    CohortCertification,
    Competence,
    Criterion,
    ProgrammeCertification,
)
from lms.records.models.validation import (
    Level,
    Revocation,
    ValidatedCriterion,
    Validation,
    ValidationPiece,
    ValidationRequest,
)

__all__ = [
    "AddedPiece",
    "Certification",
    "CertificationBlock",
    "CertificationKind",
    "CertificationVersion",
    "CohortCertification",
    "Competence",
    "Criterion",
    "Evidence",
    "EvidenceKind",
    "Level",
    "ProgrammeCertification",
    "Revocation",
    "ValidatedCriterion",
    "Validation",
    "ValidationPiece",
    "ValidationRequest",
]
