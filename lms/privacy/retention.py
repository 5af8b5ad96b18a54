"""What is over, and what ends it: one line per kind of data, in the order in which they are ended.

Deleting would take people out of the figures of past years. So rows that figures count stay (a stay, a submission and
its state, an exit, an outcome, attendance), without the words; and once nothing has to be proved under a name any
more, the name itself is replaced by a number: everything that points to the person then points to nobody.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from client_projects.models import ClientContact
from lms.people.models import ApprenticeNote, Enrolment, NoteAudience, StaffPost, User
from lms.people.roles import APPRENTICE, CLIENT, JURY, STAFF_ROLES
from lms.privacy.models import RESTRICTS, DataRequest
from lms.privacy.periods import (
    BARRIER,
    IDENTITY,
    INVITATION,
    LEARNING,
    REQUEST,
    STAFF,
    SUPPORT,
    TRACES,
    Keeping,
    check_months,
)
from lms.privacy.periods import CLIENT as CLIENT_PERIOD

ENDED = "[effacé]"
"""What stands where words were, in the language of those who read it."""

GONE_DOMAIN = "efface.invalid"
"""No mail can ever be delivered there: the name is reserved for that."""

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Ending:
    """One kind of data that ends: which period, which rows are over before a day, what is done with some of them."""

    keeping: Keeping
    model: str
    what: str | Promise
    over: Callable[[date], Rows]
    end: Callable[[Rows], None]


def _asks(person: str = "pk") -> Exists:
    """Whether nothing of hers may end, `person` leading to her.

    She waits for an answer about her data; or they are restricted (article 18 of the GDPR): what is restricted is
    stored and not used until the school has told her that the restriction ends.
    """
    hers = DataRequest.objects.filter(person=OuterRef(person))
    return Exists(hers.filter(Q(answered_at=None) | RESTRICTS))


def gone_before(day: date) -> QuerySet[User]:
    """Return the apprentices whose every path ended before `day`, and to whom no answer about her data is owed."""
    paths = Enrolment.objects.filter(apprentice=OuterRef("pk")).annotate(
        ended=Coalesce("left_on", "cohort__ends_on")
    )
    return User.objects.filter(
        Exists(paths), ~Exists(paths.filter(ended__gte=day)), ~_asks(), role=APPRENTICE
    ).order_by("pk")


def _ids(people: QuerySet[User]) -> QuerySet[Any, Any]:
    return people.order_by().values("pk")


def _hers(model: str, *paths: str, only: Q | None = None) -> Callable[[date], Rows]:
    """Return what finds the rows of `model` that belong to somebody who is gone."""

    def over(day: date) -> Rows:
        wanted = Q()
        for path in paths:
            wanted |= Q(**{f"{path}__in": _ids(gone_before(day))})
        rows = apps.get_model(model)._default_manager.filter(wanted)
        return (rows.filter(only) if only is not None else rows).order_by("pk")

    return over


def _older(model: str, path: str, only: Q | None = None, *, of: str) -> Callable[[date], Rows]:
    """Return what finds the rows of `model` whose `path`, a day or a moment, is before a day; `of` leads to whom."""

    def over(day: date) -> Rows:
        kind = apps.get_model(model)
        is_moment = kind._meta.get_field(path).get_internal_type() == "DateTimeField"
        rows = kind._default_manager.annotate(when=TruncDate(path) if is_moment else F(path))
        return rows.filter(~_asks(of), only or Q(), when__lt=day).order_by("pk")

    return over


def _delete(rows: Rows) -> None:
    rows.delete()


def _blank(**fields: object) -> Callable[[Rows], None]:
    def end(rows: Rows) -> None:
        rows.update(**fields)

    return end


def _support_over(day: date) -> Rows:
    """The adviser’s notes, when neither a note of hers nor a path reaches that day."""
    later = ApprenticeNote.objects.filter(
        audience=NoteAudience.SUPPORT, apprentice=OuterRef("apprentice"), written_at__date__gte=day
    )
    return ApprenticeNote.objects.filter(
        ~Exists(later), audience=NoteAudience.SUPPORT, apprentice__in=_ids(gone_before(day))
    ).order_by("pk")


def _drop_files(name: str, **fields: object) -> Callable[[Rows], None]:
    def end(rows: Rows) -> None:
        for row in rows:
            getattr(row, name).delete(save=False)
        rows.update(**{name: "", **fields})

    return end


_NAMED = ~Q(email__endswith=f"@{GONE_DOMAIN}")


def _apprentices_over(day: date) -> Rows:
    return gone_before(day).filter(_NAMED)


def _clients_over(day: date) -> Rows:
    contacts = ClientContact.objects.filter(person=OuterRef("pk"))
    still = contacts.filter(Q(left_on=None) | Q(left_on__gte=day))
    return User.objects.filter(_NAMED, Exists(contacts), ~Exists(still), ~_asks(), role=CLIENT).order_by("pk")


def _staff_over(day: date) -> Rows:
    """Who worked for a school and has no post any more, and who examined: both signed what has to be proved."""
    posts = StaffPost.objects.filter(person=OuterRef("pk"))
    examines = _all("juries.JuryMember").filter(
        Q(person=OuterRef("pk")) | Q(invitation__accepted_by=OuterRef("pk")), session__access_until__gte=day
    )
    return (
        User.objects.annotate(seen=TruncDate(Coalesce("last_login", "joined_at")))
        .filter(_NAMED, ~Exists(posts), ~Exists(examines), ~_asks(), seen__lt=day, is_superuser=False)
        .filter(role__in=STAFF_ROLES | {JURY})
        .order_by("pk")
    )


def _invited_to_a_jury_over(day: date) -> Rows:
    """Return places in a jury whose holder never took an account: no account ends with which her name would go."""
    return (
        _all("juries.JuryMember")
        .filter(_NAMED, person=None, invitation__accepted_by=None, session__access_until__lt=day)
        .order_by("pk")
    )


def _take_names_off_places(places: Rows) -> None:
    for place in places:
        place.first_name, place.last_name = "Jury", f"n° {place.pk}"
        place.email = f"jury-{place.pk}@{GONE_DOMAIN}"
        place.save(update_fields=["first_name", "last_name", "email"])


def _pseudonymise(people: Rows) -> None:
    for person in people:
        _take_the_name_off(person)


# Where a name was written out, for a signature to be read without its account: by the field that leads to her.
_WRITTEN_OUT = (
    ("evaluations.Visa", "person", "name"),
    ("client_projects.Decision", "decided_by", "decided_by_name"),
    ("client_projects.PaperSignature", "person", "name"),
    ("client_projects.GivenContent", "given_by", "given_by_name"),
    ("client_projects.MeetingAnswer", "person", "name"),
    ("client_projects.SatisfactionSurvey", "answered_by", "answered_by_name"),
)
# Where it was written out without a field that leads to her: the name itself is what is looked for.
_WRITTEN_ALONE = (
    ("client_projects.Reservation", "raised_by_name"),
    ("client_projects.Reservation", "lifted_by_name"),
    ("client_projects.TestAnswer", "answered_by_name"),
    ("client_projects.ChecklistItem", "done_by_name"),
)
# Her own words and files in papers that had to be kept until now.
_HER_PAPERS = (
    ("dossiers.ProfessionalFile", "apprentice"),
    ("dossiers.ProjectFile", "apprentice"),
    ("people.Visit", "person"),
    ("notifications.MailChoice", "person"),
    ("account.EmailAddress", "user"),
    ("mfa.Authenticator", "user"),
    ("usersessions.UserSession", "user"),
)
# Snapshots that were signed: the name goes, what was decided stays.
_SNAPSHOTS = (
    ("evaluations.Sheet", "booklet__enrolment__apprentice", "frozen"),
    ("evaluations.Synthesis", "booklet__enrolment__apprentice", "frozen"),
    ("client_projects.Paper", "signatures__person", "content"),
)
# What was written about her in free words, signed or not.
_ABOUT_HER = (
    ("records.Validation", "apprentice", "comment"),
    ("records.Revocation", "validation__apprentice", "reason"),
    ("evaluations.Sheet", "booklet__enrolment__apprentice", "attention_points"),
    ("evaluations.Sheet", "booklet__enrolment__apprentice", "observations"),
    ("evaluations.Synthesis", "booklet__enrolment__apprentice", "observations"),
    ("attendance.AttendanceMark", "apprentice", "corrected_because"),
    ("curriculum.Exemption", "apprentice", "reason"),
    ("juries.ExamOutcome", "candidate__apprentice", "corrected_because"),
    ("juries.ScoredResult", "apprentice", "corrected_because"),
)


def _take_the_name_off(person: User) -> None:
    before, mail = str(person), person.email
    first, last = person.first_name, person.last_name
    person.first_name, person.last_name = "Personne", f"n° {person.pk}"
    person.email = f"personne-{person.pk}@{GONE_DOMAIN}"
    person.is_active, person.comfort, person.last_login = False, {}, None
    person.set_unusable_password()
    person.save()
    _replace_written_names(
        person, before, is_alone=not User.objects.filter(first_name=first, last_name=last).exists()
    )
    _end_her_papers(person)
    _end_words_about(person)
    # Before the invitations, through which some places in a jury lead to her.
    places = _all("juries.JuryMember").filter(
        Q(person=person) | Q(invitation__accepted_by=person) | Q(person=None, email__iexact=mail)
    )
    _all("juries.JuryMember").filter(pk__in=list(places.values_list("pk", flat=True))).update(
        first_name=person.first_name, last_name=person.last_name, email=person.email
    )
    _all("people.Invitation").filter(Q(email__iexact=mail) | Q(accepted_by=person)).delete()
    _all("client_projects.ClientContact").filter(person=person).update(phone="")
    _all("placements.Placement").filter(enrolment__apprentice=person).update(tutor=ENDED)


def _replace_written_names(person: User, before: str, *, is_alone: bool) -> None:
    """Put the new name of `person` where the former one was written out; `is_alone`: nobody else bears that one."""
    after = str(person)
    for model, path, name in _WRITTEN_OUT:
        _all(model).filter(**{path: person}).update(**{name: after})
    for model, path, name in _SNAPSHOTS:
        for row in _all(model).filter(**{path: person}).distinct():
            _all(model).filter(pk=row.pk).update(**{name: _without(getattr(row, name), before, after)})
    if before and is_alone:
        for model, name in _WRITTEN_ALONE:
            _all(model).filter(**{name: before}).update(**{name: after})


def _end_her_papers(person: User) -> None:
    for model, path in _HER_PAPERS:
        for row in _all(model).filter(**{path: person}):
            _delete_with_files(row)
    for piece in _all("records.AddedPiece").filter(apprentice=person):
        piece.file.delete(save=False)
        piece.title, piece.own_part, piece.file, piece.file_name = ENDED, ENDED, "", ""
        piece.save()
    for agreement in _all("placements.PlacementAgreement").filter(placement__enrolment__apprentice=person):
        agreement.document.delete(save=False)
        agreement.document, agreement.name = "", ENDED
        agreement.save()


def _end_words_about(person: User) -> None:
    for model, path, name in _ABOUT_HER:
        _all(model).filter(**{path: person}).exclude(**{name: ""}).update(**{name: ENDED})
    for model in ("evaluations.Sheet", "evaluations.Synthesis"):
        for row in _all(model).filter(booklet__enrolment__apprentice=person).exclude(frozen={}):
            _all(model).filter(pk=row.pk).update(frozen=_without_words(row.frozen))


def _delete_with_files(row: Model) -> None:
    """Delete a row; the files of what goes with it first, which the database does not know."""
    for child, name in (("documents", "content"), ("uploads", "content")):
        for one in getattr(row, child).all() if hasattr(row, child) else ():
            getattr(one, name).delete(save=False)
    row.delete()


def _all(model: str) -> Rows:
    return apps.get_model(model)._default_manager.all()


def _without(held: Any, before: str, after: str) -> Any:
    """Return `held` with one name replaced by another, wherever it stands."""
    if not before:
        return held
    if isinstance(held, str):
        # A first name alone may stand inside a word, which is not her.
        return re.sub(rf"(?<!\w){re.escape(before)}(?!\w)", lambda _found: after, held)
    if isinstance(held, list):
        return [_without(one, before, after) for one in held]
    if isinstance(held, dict):
        return {key: _without(one, before, after) for key, one in held.items()}
    return held


def _without_words(frozen: dict[str, Any]) -> dict[str, Any]:
    """Return what was signed without what was said of her in free words; what was decided stays."""
    said = [name for name in ("attention_points", "observations") if frozen.get(name)]
    return {**frozen, **dict.fromkeys(said, ENDED)}


_SUBMITTED = "submission__apprentice"

ENDINGS: tuple[Ending, ...] = (
    Ending(TRACES, "people.Visit", _("visits"), _older("people.Visit", "seen_at", of="person"), _delete),
    Ending(
        TRACES,
        "notifications.Digest",
        _("digests"),
        _older("notifications.Digest", "day", of="person"),
        _delete,
    ),
    Ending(
        TRACES,
        "notifications.AtOnceMail",
        _("mails that were sent"),
        _older("notifications.AtOnceMail", "claimed_at", of="person"),
        _delete,
    ),
    Ending(
        INVITATION,
        "people.Invitation",
        _("invitations"),
        _older("people.Invitation", "expires_at", of="accepted_by"),
        _delete,
    ),
    Ending(SUPPORT, "people.ApprenticeNote", _("notes of the adviser"), _support_over, _delete),
    Ending(
        BARRIER,
        "about.Barrier",
        _("who told of a barrier"),
        _older(
            "about.Barrier", "answered_at", ~Q(reply_to="") | Q(reported_by__isnull=False), of="reported_by"
        ),
        _blank(reply_to="", reported_by=None),
    ),
    Ending(
        REQUEST,
        "privacy.DataRequest",
        _("answered requests"),
        _older("privacy.DataRequest", "answered_at", of="person"),
        _delete,
    ),
    Ending(
        LEARNING,
        "people.User",
        _("accounts, closed"),
        lambda day: gone_before(day).filter(is_active=True),
        _blank(is_active=False),
    ),
    *(
        Ending(LEARNING, model, what, _hers(model, *paths, only=only), _delete)
        for model, what, paths, only in (
            ("exercises.Draft", _("drafts"), ("apprentice",), None),
            ("exercises.DryRun", _("trials of code"), ("apprentice",), None),
            ("exercises.SubmittedFile", _("code handed in"), (_SUBMITTED,), None),
            ("exercises.Fingerprint", _("fingerprints of works"), (_SUBMITTED,), None),
            (
                "exercises.Likeness",
                _("likenesses between works"),
                ("one__apprentice", "other__apprentice"),
                None,
            ),
            (
                "exercises.PagePicture",
                _("pictures of pages"),
                ("result__run__submission__apprentice",),
                None,
            ),
            ("exercises.LineComment", _("comments on lines"), (_SUBMITTED,), None),
            ("exercises.ReviewDraft", _("drafts of reviews"), (_SUBMITTED,), None),
            ("exercises.HelpRequest", _("questions to trainers"), ("apprentice",), None),
            ("juries.ExtraTime", _("extra times at mock exams"), ("enrolment__apprentice",), None),
            ("juries.MockSitting", _("sittings of mock exams"), ("apprentice",), None),
            ("exercises.PortfolioPiece", _("works shown outside"), ("apprentice",), None),
            ("exercises.PortfolioAddress", _("addresses of portfolios"), ("apprentice",), None),
            ("alerts.Alert", _("alerts"), ("apprentice",), None),
            (
                "people.ApprenticeNote",
                _("notes of the team"),
                ("apprentice",),
                ~Q(audience=NoteAudience.SUPPORT),
            ),
            (
                "placements.JournalComment",
                _("comments on journals of placements"),
                ("entry__placement__enrolment__apprentice",),
                None,
            ),
            (
                "placements.JournalEntry",
                _("journals of placements"),
                ("placement__enrolment__apprentice",),
                None,
            ),
            ("dossiers.FileComment", _("comments beside dossiers"), ("file__apprentice",), None),
            ("curriculum.CalendarAddress", _("addresses of calendars"), ("person",), None),
            ("client_projects.GitToken", _("Git keys"), ("person",), None),
        )
    ),
    Ending(
        LEARNING,
        "exercises.GradingRun",
        _("what code printed"),
        _hers("exercises.GradingRun", _SUBMITTED, only=~Q(printed="") | ~Q(platform_error="")),
        _blank(printed="", platform_error=""),
    ),
    Ending(
        LEARNING,
        "exercises.CheckResult",
        _("what checks found in code"),
        _hers("exercises.CheckResult", "run__submission__apprentice", only=~Q(found="")),
        _blank(found=""),
    ),
    Ending(
        LEARNING,
        "exercises.Review",
        _("words of reviews"),
        _hers("exercises.Review", _SUBMITTED, only=~Q(comment__in=("", ENDED)) | ~Q(next_step="")),
        _blank(comment=ENDED, next_step=""),
    ),
    Ending(
        LEARNING,
        "people.ClassMessage",
        _("words said to a class"),
        _hers("people.ClassMessage", "author", only=~Q(text=ENDED)),
        _blank(text=ENDED),
    ),
    Ending(
        LEARNING,
        "records.ValidationRequest",
        _("words of requests for a validation"),
        _hers("records.ValidationRequest", "apprentice", only=~Q(message="")),
        _blank(message=""),
    ),
    Ending(
        # Proofs are asked for as long as what they prove is counted under a name.
        IDENTITY,
        "exits.ExitFact",
        _("proofs of situations"),
        _hers("exits.ExitFact", "enrolment__apprentice", only=~Q(proof="")),
        _drop_files("proof", proof_name="", content_type=""),
    ),
    Ending(IDENTITY, "people.User", _("names of apprentices"), _apprentices_over, _pseudonymise),
    Ending(CLIENT_PERIOD, "people.User", _("names of clients’ contacts"), _clients_over, _pseudonymise),
    Ending(STAFF, "people.User", _("names of former staff"), _staff_over, _pseudonymise),
    Ending(
        STAFF,
        "juries.JuryMember",
        _("names of members of a jury without an account"),
        _invited_to_a_jury_over,
        _take_names_off_places,
    ),
)


@dataclass(frozen=True)
class Due:
    """What is over today under one ending."""

    ending: Ending
    before: date
    count: int


def what_is_due(*, today: date) -> Iterator[Due]:
    """Yield each ending that has something to end today, with how much.

    Raises:
        ImproperlyConfigured: the settings name a period that does not exist, or one that lasts no time.
    """
    check_months()
    for ending in ENDINGS:
        before = ending.keeping.ends_before(today)
        if count := ending.over(before).count():
            yield Due(ending, before, count)
