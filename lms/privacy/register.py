"""The register of what is done with personal data, as data: article 30 of the GDPR, model by model.

A model of ours that is neither here nor in `WITHOUT_PERSONAL_DATA` fails a test, and so does a field that points to a
person without being named: whoever adds either has to say what for, on which basis, and until when.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import User
from lms.people.permissions import READ_BY_THE_APPRENTICE
from lms.privacy.periods import (
    BARRIER,
    CLIENT,
    IDENTITY,
    LEARNING,
    PROOF,
    REQUEST,
    SUPPORT,
    TRACES,
    Keeping,
)


class Basis(TextChoices):
    """Why the law allows it: article 6 of the GDPR."""

    CONTRACT = "contract", pgettext_lazy("legal basis", "The contract of work and training")
    DUTY = "duty", pgettext_lazy("legal basis", "A legal duty")
    INTEREST = "interest", pgettext_lazy("legal basis", "A legitimate interest, to which one may object")
    CONSENT = "consent", pgettext_lazy("legal basis", "Consent, which can be taken back")


@dataclass(frozen=True)
class Holding:
    """One model, and by which of its fields it speaks of a person.

    `hers` lead to whom a row is about: it belongs in her file. `acts` lead to who did something for somebody else:
    she is told how often, because the rest is about others. `asked` lead to whom a row is about when it is given on
    request only, after somebody has looked at what it says of others; so are the rows of `hers` outside `given`.
    """

    model: str
    hers: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    given: Q | None = None
    title: str = ""  # dotted path from a row to what it is about, shown first
    without: tuple[str, ...] = ()  # fields that stay here
    code: tuple[str, ...] = ()  # (path, content) or (files): written as files, too

    @property
    def kind(self) -> type[Model]:
        return apps.get_model(self.model)

    def rows_of(self, person: User) -> QuerySet[Model]:
        """Return the rows that belong in the file of `person`."""
        rows = self._where(self.hers, person)
        return rows.filter(self.given) if self.given is not None else rows

    def rows_on_request(self, person: User) -> QuerySet[Model]:
        """Return the rows about `person` that somebody looks at before they are given."""
        rows = self._where(self.asked, person)
        if self.given is not None:
            hers = self._where(self.hers, person)
            rows |= hers.exclude(pk__in=self.rows_of(person).order_by().values("pk"))
        return rows

    def rows_done_by(self, person: User) -> QuerySet[Model]:
        """Return the rows about others in which `person` did something."""
        hers = self._where(self.hers + self.asked, person).order_by().values("pk")
        return self._where(self.acts, person).exclude(pk__in=hers)

    def _where(self, paths: tuple[str, ...], person: User) -> QuerySet[Model]:
        found: QuerySet[Model] = self.kind._default_manager.all()
        if not paths:
            return found.none()
        wanted = Q()
        for path in paths:
            wanted |= Q(email__iexact=person.email) if path == "email" else Q(**{path: person.pk})
        # A path over several rows would find the same one twice.
        kept = self.kind._default_manager.filter(wanted).order_by().values("pk")
        return found.filter(pk__in=kept).order_by("pk")


@dataclass(frozen=True)
class Treatment:
    """One thing that is done with personal data, and everything the law wants said of it."""

    code: str
    name: str | Promise
    purpose: str | Promise
    basis: Basis
    readers: str | Promise
    keeping: Keeping
    holdings: tuple[Holding, ...] = field(default=())


SUBMITTED = "submission__apprentice"
ENROLLED = "enrolment__apprentice"

REGISTER: tuple[Treatment, ...] = (
    Treatment(
        "account",
        _("Accounts"),
        _("To know who is here, let her in and write to her."),
        Basis.CONTRACT,
        _("The person; the coordination and the trainers of her school: name and e-mail."),
        IDENTITY,
        (
            Holding(
                "people.User",
                ("pk",),
                without=("password", "is_superuser", "groups", "user_permissions"),
            ),
            Holding("account.EmailAddress", ("user",)),
            Holding("mfa.Authenticator", ("user",), without=("data",)),
            Holding("people.StaffPost", ("person",)),
            Holding("people.Invitation", ("email", "accepted_by"), ("invited_by",)),
            Holding("notifications.MailChoice", ("person",)),
        ),
    ),
    Treatment(
        "traces",
        _("Traces of use"),
        _("To show what is new since the last visit, and never to write twice."),
        Basis.INTEREST,
        _("The person; nobody else reads them."),
        TRACES,
        (
            Holding("people.Visit", ("person",)),
            Holding("usersessions.UserSession", ("user",), without=("session_key", "data")),
            Holding("notifications.Digest", ("person",)),
            Holding("notifications.AtOnceMail", ("person",)),
            Holding("curriculum.CalendarAddress", ("person",)),
        ),
    ),
    Treatment(
        "path",
        _("The path and the class"),
        _("To teach: who is in which class, which lessons were read, what is said to the class."),
        Basis.CONTRACT,
        _(
            "The person; the trainers, the coordination and the advisers of her school. "
            "The class reads what is said in it."
        ),
        LEARNING,
        (
            Holding("people.Enrolment", ("apprentice",), title="cohort"),
            Holding("people.Cohort", acts=("trainers",)),
            Holding("people.Substitution", ("trainer",), ("granted_by",)),
            Holding("people.Announcement", ("author",), title="cohort"),
            Holding("people.ClassMessage", ("author",), title="cohort"),
            Holding("people.HandoverNote", acts=("author",)),
            Holding("curriculum.LessonReading", ("apprentice",), title="lesson"),
            Holding("curriculum.Extension", ("apprentice",), ("granted_by",), title="module"),
            Holding("curriculum.Exemption", ("apprentice",), ("granted_by",), title="module"),
            *(
                Holding(f"curriculum.{page}", acts=("owner", "locked_by"))
                for page in ("HomePage", "ProgrammePage", "ModulePage", "LessonPage")
            ),
        ),
    ),
    Treatment(
        "work",
        _("Exercises and reviews"),
        _("To mark what apprentices write, answer it and help those who are stuck."),
        Basis.CONTRACT,
        _("The person; the trainers of her school."),
        LEARNING,
        (
            Holding("exercises.Draft", ("apprentice",), title="exercise", code=("files",)),
            Holding("exercises.Submission", ("apprentice",), title="version.title"),
            Holding(
                "exercises.SubmittedFile",
                (SUBMITTED,),
                title="submission.version.title",
                code=("path", "content"),
            ),
            Holding("exercises.Fingerprint", asked=(SUBMITTED,)),
            Holding("exercises.Likeness", asked=("one__apprentice", "other__apprentice")),
            Holding("exercises.DryRun", ("apprentice",), title="exercise", code=("files",)),
            Holding(
                "exercises.GradingRun",
                (SUBMITTED,),
                title="submission.version.title",
                without=("worker", "lease_ends_at", "platform_error"),
            ),
            Holding(
                "exercises.CheckResult",
                ("run__submission__apprentice",),
                title="run.submission.version.title",
            ),
            Holding("exercises.PagePicture", ("result__run__submission__apprentice",)),
            Holding("exercises.RegradedWork", (SUBMITTED,), title="submission.version.title"),
            Holding("exercises.Regrading", acts=("asked_by", "ended_by")),
            Holding("exercises.Review", (SUBMITTED,), ("reviewed_by",), title="submission.version.title"),
            Holding("exercises.Appraisal", ("review__submission__apprentice",)),
            Holding("exercises.ReviewDraft", (), ("trainer",), asked=(SUBMITTED,)),
            Holding("exercises.ReviewHold", (), ("trainer",), asked=(SUBMITTED,)),
            Holding(
                "exercises.LineComment",
                (SUBMITTED,),
                ("author", "settled_by"),
                given=Q(sent_at__isnull=False),
                title="submission.version.title",
            ),
            Holding(
                "exercises.CommentAnswer",
                ("comment__submission__apprentice",),
                ("author",),
                title="comment.submission.version.title",
            ),
            Holding("exercises.HelpRequest", ("apprentice",), title="exercise"),
            Holding(
                "exercises.HelpMessage",
                ("request__apprentice",),
                ("author",),
                title="request.exercise",
                code=("files",),
            ),
            Holding("exercises.SavedComment", ("author",)),
            Holding("exercises.SolutionAccess", ("apprentice",), ("given_by",), title="exercise"),
            Holding("exercises.AuthorTry", ("person",), code=("files",)),
            Holding("exercises.ExerciseRevision", acts=("saved_by",)),
            Holding("alerts.Alert", (), ("dismissed_by",), asked=("apprentice",)),
        ),
    ),
    Treatment(
        "rehearsal",
        _("Mock exams"),
        _("To rehearse a scored certificate by quiz; nothing of it counts."),
        Basis.CONTRACT,
        _("The person; the trainers and the coordination of her school, who read scores and not answers."),
        LEARNING,
        (
            Holding("juries.MockExam", acts=("opened_by",)),
            Holding("juries.ExtraTime", (ENROLLED,), ("granted_by",), title="enrolment.cohort"),
            Holding("juries.MockSitting", ("apprentice",), title="mock"),
            Holding("juries.MockAnswers", ("sitting__apprentice",), title="quiz"),
        ),
    ),
    Treatment(
        "portfolio",
        _("Works shown outside"),
        _("To show chosen works at an address that the apprentice gives to whom she likes."),
        Basis.CONSENT,
        _("Whoever holds the address, as long as it is open."),
        LEARNING,
        (
            Holding("exercises.PortfolioPiece", ("apprentice",), title="submission.version.title"),
            Holding("exercises.PortfolioAddress", ("apprentice",)),
        ),
    ),
    Treatment(
        "certification",
        _("Evidence and certifications"),
        _("To prove what is mastered, and to present apprentices to an exam."),
        Basis.DUTY,
        _("The person; the trainers and the coordination of her school; the jury, until the session ends."),
        PROOF,
        (
            Holding("records.Evidence", ("apprentice",), title="competence"),
            Holding("records.AddedPiece", ("apprentice",), ("added_by",)),
            Holding("records.ValidationRequest", ("apprentice",), title="competence"),
            Holding("records.Validation", ("apprentice",), ("decided_by",), title="competence"),
            Holding("records.ValidatedCriterion", ("validation__apprentice",), title="criterion"),
            Holding("records.ValidationPiece", ("validation__apprentice",)),
            Holding("records.Revocation", ("validation__apprentice",), ("revoked_by",)),
            Holding("evaluations.Booklet", (ENROLLED,), title="version"),
            Holding(
                "evaluations.Sheet",
                (f"booklet__{ENROLLED}",),
                given=Q(frozen_at__isnull=False),
                title="block",
            ),
            Holding(
                "evaluations.SheetRow",
                (f"sheet__booklet__{ENROLLED}",),
                given=Q(sheet__frozen_at__isnull=False),
                title="sheet.block",
            ),
            Holding("evaluations.Synthesis", (f"booklet__{ENROLLED}",), given=Q(frozen_at__isnull=False)),
            Holding(
                "evaluations.Visa",
                (f"sheet__booklet__{ENROLLED}", f"synthesis__booklet__{ENROLLED}"),
                ("person",),
            ),
            Holding("dossiers.ProfessionalFile", ("apprentice",), title="version"),
            Holding("dossiers.FileExample", ("file__apprentice",), title="block"),
            Holding("dossiers.FileDocument", ("file__apprentice",), title="block"),
            Holding("dossiers.FileDiploma", ("file__apprentice",)),
            Holding("dossiers.FileComment", ("file__apprentice",), ("author",)),
            Holding("dossiers.ProjectFile", ("apprentice",), title="version"),
            Holding("dossiers.ProjectFileUpload", ("project_file__apprentice",)),
            Holding("juries.ExamSession", acts=("opened_by",)),
            Holding("juries.Candidate", ("apprentice",), title="session.version"),
            Holding("juries.JuryMember", ("person", "invitation__accepted_by", "email")),
            Holding("juries.ReadinessTick", ("candidate__apprentice",), ("done_by",)),
            Holding("juries.ExamOutcome", ("candidate__apprentice",), ("recorded_by",)),
            Holding("juries.ScoredResult", ("apprentice",), ("recorded_by",), title="version"),
            Holding("juries.SchoolCertificate", ("apprentice",), ("issued_by",)),
        ),
    ),
    Treatment(
        "attendance",
        _("Attendance, contracts and placements"),
        _("To prove hours to the State and to the funders, and to respect the rules of the contract."),
        Basis.DUTY,
        _("The person; the trainers, the coordination and the advisers of her school; the funder, on paper."),
        PROOF,
        (
            Holding("attendance.AttendanceSheet", acts=("locked_by",)),
            Holding("attendance.AttendanceMark", ("apprentice",), ("marked_by",), title="sheet.day"),
            Holding(
                "attendance.AttendanceSignature", ("mark__apprentice",), ("witness",), title="mark.sheet.day"
            ),
            Holding("attendance.Leave", ("apprentice",), ("declared_by",)),
            Holding("placements.WorkContract", (ENROLLED,)),
            Holding("placements.Placement", (ENROLLED,), ("arranged_by",)),
            Holding("placements.PlacementAgreement", (f"placement__{ENROLLED}",), ("added_by",)),
            Holding("placements.JournalEntry", (f"placement__{ENROLLED}",)),
            Holding("placements.JournalComment", (f"entry__placement__{ENROLLED}",), ("written_by",)),
        ),
    ),
    Treatment(
        "support",
        _("Social and professional support"),
        _("To follow somebody’s path. What is for the adviser alone is between her and the person."),
        Basis.CONTRACT,
        _(
            "Whoever is named beside the note; what the adviser writes about life outside: she and the person only."
        ),
        SUPPORT,
        (
            Holding(
                "people.ApprenticeNote",
                ("apprentice",),
                ("author",),
                given=Q(audience__in=READ_BY_THE_APPRENTICE),
            ),
        ),
    ),
    Treatment(
        "exits",
        _("What becomes of those who left"),
        _("To report exits to the administration and the funders, as figures, and to learn from them."),
        Basis.INTEREST,
        _("The person; the coordination and the advisers of her school; never trainers, clients or a jury."),
        PROOF,
        (
            Holding("exits.ExitFact", (ENROLLED,), ("recorded_by",)),
            Holding("exits.OutcomeSurvey", (ENROLLED,)),
        ),
    ),
    Treatment(
        "projects",
        _("Client projects"),
        _("To make real sites with real clients, and to prove what was agreed."),
        Basis.CONTRACT,
        _("The team of the project, its trainers, and the client: what was shared with her."),
        CLIENT,
        (
            Holding("client_projects.ClientContact", ("person",), title="client.name"),
            Holding("client_projects.ContactAccess", ("contact__person",)),
            Holding("client_projects.TeamMember", ("apprentice",), title="project.name"),
            Holding("client_projects.GitToken", ("person",), title="project.name"),
            Holding("client_projects.SiteVersion", acts=("handed_in_by",)),
            Holding(
                "client_projects.Version",
                ("handed_in_by",),
                ("shared_by",),
                title="deliverable.title",
                without=("file", "site"),
            ),
            Holding("client_projects.Decision", ("decided_by",), title="version.deliverable.title"),
            Holding("client_projects.Reservation", ("owner",), title="project.name"),
            Holding("client_projects.TestRun", acts=("opened_by",)),
            Holding("client_projects.TestAnswer"),
            Holding("client_projects.ChecklistItem"),
            Holding("client_projects.Paper", ("signatures__person",), title="project.name"),
            Holding("client_projects.PaperSignature", ("person",), title="paper.project.name"),
            Holding("client_projects.WantedContent", acts=("written_by",)),
            Holding("client_projects.GivenContent", ("given_by",), title="wanted.title"),
            Holding("client_projects.Ticket", ("written_by",), title="project.name"),
            Holding("client_projects.TicketPart", ("apprentice",), title="ticket.title"),
            Holding("client_projects.TicketComment", ("author",), title="ticket.title"),
            Holding(
                "client_projects.TicketReview",
                ("ticket__parts__apprentice",),
                ("reviewed_by",),
                title="ticket.title",
            ),
            Holding("client_projects.Remark", ("author",), title="project.name"),
            Holding("client_projects.RemarkMessage", ("author",), title="remark.project.name"),
            Holding("client_projects.RemarkNote", ("author",), title="remark.project.name"),
            Holding("client_projects.TeamRemark", ("author",), ("solved_by",), title="project.name"),
            Holding(
                "client_projects.VersionPart",
                ("apprentice",),
                ("reviewed_by",),
                title="version.deliverable.title",
            ),
            Holding("client_projects.ClientQuote", ("answered_by",), ("asked_by",), title="project.name"),
            Holding(
                "client_projects.SatisfactionSurvey", ("answered_by",), ("asked_by",), title="project.name"
            ),
            Holding("client_projects.QuoteUse", ("apprentice",), ("given_by",)),
            Holding("client_projects.HandoverPack", acts=("asked_by",)),
            Holding("client_projects.SiteInventory", acts=("asked_by",)),
            Holding("client_projects.MeetingNotes", acts=("written_by", "shared_by")),
            Holding("client_projects.MeetingDecision"),
            Holding("client_projects.MeetingAnswer", ("person",), title="meeting.subject"),
        ),
    ),
    Treatment(
        "history",
        _("History of important acts"),
        _("To know who decided what and when, and to prove it."),
        Basis.INTEREST,
        _("Whoever runs the platform, when something has to be cleared up."),
        PROOF,
        (Holding("core.AuditEvent", ("actor",), asked=("concerns",), without=("details", "concerns")),),
    ),
    Treatment(
        "barriers",
        _("What stopped somebody"),
        _("To repair what keeps people from using the site, and to answer them."),
        Basis.DUTY,
        _("The coordination."),
        BARRIER,
        (Holding("about.Barrier", ("reported_by",), ("answered_by",)),),
    ),
    Treatment(
        "requests",
        _("Requests about one’s data"),
        _("To answer what people ask about their data, and to prove that they were answered."),
        Basis.DUTY,
        _("The person; the coordination of her school."),
        REQUEST,
        (Holding("privacy.DataRequest", ("person",), ("answered_by", "lifted_by")),),
    ),
)

WITHOUT_PERSONAL_DATA = frozenset(
    {
        "people.School",
        "people.Programme",
        "watch.Trouble",
        "watch.FaultGroup",
        "records.Certification",
        "records.CertificationVersion",
        "records.CertificationBlock",
        "records.Competence",
        "records.Criterion",
        "records.ProgrammeCertification",
        "records.CohortCertification",
        "evaluations.PlannedEvaluation",
        "exercises.Exercise",
        "exercises.ExerciseVersion",
        "exercises.LanguageHealth",
        "juries.MockQuiz",
        "client_projects.Client",
        "client_projects.ClientProject",
        "client_projects.Milestone",
        "client_projects.SiteCheck",
        "client_projects.SitePicture",
        "client_projects.Deliverable",
        "client_projects.TestItem",
        "client_projects.OldPage",
        "client_projects.OldFile",
        "client_projects.OldCopy",
        "client_projects.OldLook",
        "client_projects.OldPicture",
        "curriculum.SharedPage",
        "curriculum.ModuleDates",
        "curriculum.Period",
        "curriculum.Recording",
        # Counts of rows, without whose they were.
        "privacy.RetentionLine",
    }
)
"""Models that speak of no person: what is taught, organisations, and what a machine saw of a site."""

SECRET_FIELDS = frozenset({"password", "token", "token_hash", "code_hash", "hash", "signature"})
"""Fields that open something: they are in nobody's file."""


def holdings() -> Iterator[tuple[Treatment, Holding]]:
    """Yield each model of the register with the treatment it belongs to."""
    for treatment in REGISTER:
        for holding in treatment.holdings:
            yield treatment, holding
